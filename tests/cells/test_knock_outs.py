"""Every gain of a mechanism in cells may be set to 0, which removes its effect.

A cause is applied with and without its gain: with it the state that the mechanism reaches moves,
without it the state is where it is without the cause.
"""

import pytest

from agents.declarations import parameters
from sim.bath import Bath

DAY = 1440.0
ALL_TISSUES = ("muscle", "liver", "visceral_fat", "subcutaneous_fat")


def medium(minutes: float, **changes: float):
    def cause(bath: Bath) -> float:
        bath.set_medium(**changes)
        return minutes

    return cause


def states(minutes: float, **values: float):
    def cause(bath: Bath) -> float:
        for name, value in values.items():
            bath.tissues[bath.tissue].put(name, value)
        return minutes

    return cause


def record(minutes: float, **values: float):
    def cause(bath: Bath) -> float:
        for name, value in values.items():
            bath.record[name] = value
        return minutes

    return cause


def bout(minutes: float):
    def cause(bath: Bath) -> float:
        bath.start_bout("bout", mode="mixed", intensity=90.0)
        return minutes

    return cause


# gain → tissues, cause, control, state that the mechanism reaches
REMOVED = {
    "diacylglycerol_gain": (
        ("muscle", "liver"), states(15, diacylglycerol=3.0), states(15, diacylglycerol=0.5),
        "signal_gain"),
    "ceramide_gain": (
        ("muscle", "liver"), states(15, ceramide=4.0), states(15, ceramide=0.5), "akt_gain"),
    "cytokine_gain": (
        ALL_TISSUES, medium(300, tnf_alpha=100.0), medium(300, tnf_alpha=0.0), "signal_gain"),
    "receptor_loss_gain": (
        ALL_TISSUES, medium(960, insulin=10000.0), medium(960, insulin=0.0), "receptor_number"),
    "kinase_loss_gain": (
        ALL_TISSUES, medium(960, insulin=10000.0), medium(960, insulin=0.0), "receptor_kinase"),
    "adrenergic_gain": (
        ("visceral_fat", "subcutaneous_fat"), record(15, adrenergic=1.0),
        record(15, adrenergic=0.0), "lipolysis"),
    "nefa_production_gain": (
        ("liver",), medium(1, nefa=1500.0, glucose=4.95), medium(1, nefa=0.0, glucose=4.95),
        "glucose_production"),
    "glucagon_production_gain": (
        ("liver",), medium(1, glucagon=250.0), medium(1, glucagon=70.0), "glucose_production"),
    "bout_production_gain": (
        ("liver",), record(1, bout_intensity=0.6), record(1, bout_intensity=0.0),
        "glucose_production"),
    "gluconeogenesis_fat_gain": (
        ("liver",), states(15, triglyceride=200.0), states(15, triglyceride=60.0), "output_gain"),
    "ketogenesis_gain": (
        ("liver",), states(15, glycogen=5.0), states(15, glycogen=249.0), "fat_oxidation"),
    "glucotoxic_gain": (
        ("muscle",), medium(5 * DAY, glucose=20.0), medium(5 * DAY, glucose=5.0), "half_release"),
    "memory_gain": (
        ("muscle",), states(16, post_exercise_memory=0.9), states(16, post_exercise_memory=0.0),
        "glucose_uptake"),
    "glut4_training_gain": (
        ("muscle",), states(5 * DAY, aerobic_load=60.0), states(5 * DAY, aerobic_load=0.0),
        "glut4_total"),
    "mitochondria_training_gain": (
        ("muscle",), states(DAY, aerobic_load=60.0), states(DAY, aerobic_load=0.0), "mitochondria"),
    "size_training_gain": (
        ("muscle",), states(DAY, resistance_load=60.0), states(DAY, resistance_load=0.0), "size"),
    "mitochondria_overload_gain": (
        ("muscle",), states(60, fatty_acyl_coa=9.0), states(60, fatty_acyl_coa=0.5),
        "mitochondria"),
    "disuse_gain": (
        ("muscle",), states(15, activity_memory=0.0), states(15, activity_memory=1.0),
        "signal_gain"),
    "leukocyte_akt_gain": (
        ("muscle",), states(15, leukocytes=0.5), states(15, leukocytes=0.0), "akt_gain"),
    "protection_gain": (
        ("muscle",), states(DAY, damage=0.5), states(DAY, damage=0.0), "lengthening_protection"),
    "capillary_training_gain": (
        ("muscle",), states(DAY, aerobic_load=60.0), states(DAY, aerobic_load=0.0),
        "capillary_density"),
    "training_esterification_gain": (
        ("muscle",), states(15, aerobic_load=60.0), states(15, aerobic_load=0.0),
        "intramyocellular_lipid"),
    "ceramide_synthesis_gain": (
        ("muscle",), medium(600, saturated_share=0.9), medium(600, saturated_share=0.1),
        "ceramide"),
}  # fmt: skip

# Gains that share their effect with others: without one the effect is smaller.
WEAKENED = {
    "ampk_gain": ("glut4_surface_contraction", bout(30)),
    "calcium_rac1_gain": ("glut4_surface_contraction", bout(30)),
    "contraction_transport_gain": ("glucose_uptake", bout(10)),
    "contraction_delivery_gain": ("glucose_uptake", bout(10)),
    "contraction_capillary_gain": ("glucose_uptake", bout(10)),
    "contraction_phosphorylation_gain": ("glucose_uptake", bout(10)),
    "bout_fat_oxidation_gain": ("fat_oxidation", bout(15)),
    "bout_lipolysis_gain": ("fatty_acyl_coa", bout(15)),
    "bout_fat_uptake_gain": ("lipid_uptake", bout(10)),
    "training_fat_uptake_gain": ("lipid_uptake", states(15, aerobic_load=60.0)),
}

CASES = [(tissue, gain) for gain, (tissues, *_) in REMOVED.items() for tissue in tissues]


@pytest.fixture(scope="module")
def rested() -> dict[str, Bath]:
    vessels = {"muscle.delivery_conductance": 0.1}
    return {name: Bath(name, cells=30, parameters=vessels) for name in ALL_TISSUES}


def reached(bath: Bath, gain: str, value: float, cause, state: str) -> float:
    twin = bath.branch()
    twin.change_parameters("gain", {f"{twin.tissue}.{gain}": value})
    twin.run_for(cause(twin))
    return float(twin.value(f"{twin.tissue}.{state}"))


@pytest.mark.parametrize(("tissue", "gain"), CASES)
def test_gain_zero_removes_the_effect(rested, tissue, gain):
    _, cause, control, state = REMOVED[gain]
    bath = rested[tissue]
    there = parameters()[f"{tissue}.{gain}"].default or 1.0
    with_gain = [reached(bath, gain, there, c, state) for c in (cause, control)]
    without = [reached(bath, gain, 0.0, c, state) for c in (cause, control)]
    assert abs(with_gain[0] - with_gain[1]) > 1e-4 * abs(with_gain[1])
    assert without[0] == pytest.approx(without[1], rel=1e-9)


@pytest.mark.parametrize("gain", WEAKENED)
def test_gain_zero_takes_its_share_of_the_effect(rested, gain):
    state, cause = WEAKENED[gain]
    bath = rested["muscle"]
    there = parameters()[f"muscle.{gain}"].default
    rest = float(bath.value(f"muscle.{state}"))
    whole = reached(bath, gain, there, cause, state) - rest
    left = reached(bath, gain, 0.0, cause, state) - rest
    assert left < 0.98 * whole


def test_without_any_gain_contraction_does_nothing(rested):
    twin = rested["muscle"].branch()
    twin.change_parameters("all", {"muscle.ampk_gain": 0.0, "muscle.calcium_rac1_gain": 0.0})
    control = twin.branch()
    for bath in (twin, control):
        bath.run_for(60.0)
    twin.start_bout("bout", intensity=90.0)
    for bath in (twin, control):
        bath.run_for(14.0)
    assert twin.value("muscle.glucose_uptake") == pytest.approx(
        control.value("muscle.glucose_uptake"), rel=1e-9
    )


def test_every_gain_of_cells_is_tested():
    declared = {
        tuple(name.split("."))
        for name in parameters()
        if name.endswith("_gain") and name.split(".")[0] in ALL_TISSUES
    }
    assert declared == {*CASES, *(("muscle", gain) for gain in WEAKENED)}
