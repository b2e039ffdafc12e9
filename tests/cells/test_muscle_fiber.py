"""Muscle fibers: insulin, contraction, memory, training and lipid, by direction of effect."""

import numpy as np
import pytest

from sim.bath import Bath


def contracting(bath: Bath, minutes: float = 30.0, **bout) -> Bath:
    twin = bath.branch()
    twin.start_bout("stimulation", **{"intensity": 80.0, **bout})
    twin.run_for(minutes)
    return twin


def test_insulin_raises_cycling_and_surface_glut4_and_uptake_with_the_dose(muscle, stirred, mean):
    baths = [stirred(muscle, insulin=dose) for dose in (0.0, 30.0, 100.0, 300.0, 1000.0, 10000.0)]
    for state in ("akt", "glut4_cycling", "glut4_surface_insulin", "glucose_uptake"):
        levels = [mean(bath, state) for bath in baths]
        assert np.all(np.diff(levels) > 0.0), state


def test_contraction_raises_uptake_without_akt(muscle, mean):
    working = contracting(muscle)
    assert mean(working, "akt") == pytest.approx(mean(muscle, "akt"), abs=1e-9)
    assert mean(working, "glut4_surface_insulin") == pytest.approx(
        mean(muscle, "glut4_surface_insulin"), rel=1e-3
    )
    assert mean(working, "glut4_surface_contraction") > 0.01
    assert mean(working, "glucose_uptake") > 2.0 * mean(muscle, "glucose_uptake")


@pytest.mark.parametrize("lost", ["ampk_gain", "calcium_rac1_gain"])
def test_uptake_of_contraction_survives_the_loss_of_either_route(muscle, mean, lost):
    knocked = muscle.branch()
    knocked.change_parameters("knock-out", {f"muscle.{lost}": 0.0})
    rise = mean(contracting(knocked), "glucose_uptake") / mean(muscle, "glucose_uptake")
    whole = mean(contracting(muscle), "glucose_uptake") / mean(muscle, "glucose_uptake")
    assert 1.3 < rise < whole


def test_insulin_and_contraction_add(muscle, stirred, mean):
    insulin = stirred(muscle, 60.0, insulin=300.0)
    both = contracting(insulin)
    assert mean(both, "glucose_uptake") > mean(insulin, "glucose_uptake")
    assert mean(both, "glucose_uptake") > mean(contracting(muscle), "glucose_uptake")


def test_fibers_are_recruited_from_type_1_upward(muscle):
    column = muscle.tissues["muscle"].column
    kind = column("fiber_type")
    threshold = [column("recruitment_threshold")[kind == code].mean() for code in (0.0, 1.0, 2.0)]
    assert threshold[0] < threshold[1] < threshold[2]
    easy = contracting(muscle, 1.0, intensity=30.0).tissues["muscle"].column("recruitment")
    assert (easy[kind == 0.0] > 0.0).mean() > 0.3
    assert not np.any(easy[kind == 2.0] > 0.0)


def test_one_leg_works_alone(muscle):
    working = contracting(muscle, 1.0, limb="left_leg").tissues["muscle"]
    region, effort = working.column("region"), working.column("recruitment")
    assert np.any(effort[region == 1.0] > 0.0)
    assert not np.any(effort[region != 1.0] > 0.0)


def test_a_bout_burns_glycogen_and_lipid_of_the_fibers_it_recruits(muscle, mean):
    working, resting = contracting(muscle, 60.0), muscle.branch()
    resting.run_for(60.0)
    recruited = working.tissues["muscle"].column("recruitment") > 0.0
    change = working.tissues["muscle"].column("glycogen") - resting.tissues["muscle"].column(
        "glycogen"
    )
    assert np.all(change[recruited] < -5.0)
    assert np.all(np.abs(change[~recruited]) < 1.0)
    assert mean(working, "intramyocellular_lipid") < mean(resting, "intramyocellular_lipid")


def test_memory_of_a_bout_is_distal_to_akt_and_fades(muscle, stirred, mean):
    after = contracting(muscle, 60.0)
    after.stop_bout("stimulation")
    after.run_for(240.0)
    rested = muscle.branch()
    rested.run_for(300.0)
    primed, control = (stirred(b, 60.0, insulin=300.0) for b in (after, rested))
    assert mean(primed, "akt") == pytest.approx(mean(control, "akt"), rel=0.05)
    assert mean(primed, "glucose_uptake") > 1.1 * mean(control, "glucose_uptake")
    memory = mean(after, "post_exercise_memory")
    after.run_for(3 * 1440.0)
    assert mean(after, "post_exercise_memory") < 0.5 * memory


def test_training_modes_act_on_different_states(muscle, mean):
    results = {}
    for mode in ("aerobic", "resistance"):
        trained = muscle.branch()
        for _ in range(28):
            trained.start_bout("bout", mode=mode, intensity=80.0)
            trained.run_for(60.0)
            trained.stop_bout("bout")
            trained.run_for(1380.0)
        results[mode] = trained
        assert mean(trained, "glut4_total") > mean(muscle, "glut4_total")
    aerobic, resistance = results["aerobic"], results["resistance"]
    assert mean(aerobic, "mitochondria") > 1.03 * mean(resistance, "mitochondria")
    assert mean(resistance, "size") > mean(aerobic, "size")
    assert mean(aerobic, "glut4_total") > mean(resistance, "glut4_total")


def test_fatty_acids_become_diacylglycerol_within_hours_and_go_again(muscle, stirred, mean):
    supplied = stirred(muscle, 6 * 60.0, nefa=300.0)
    overfed = stirred(supplied, 6 * 60.0, nefa=2000.0)
    assert mean(overfed, "diacylglycerol") > 1.5 * mean(supplied, "diacylglycerol")
    assert mean(overfed, "fatty_acyl_coa") > mean(supplied, "fatty_acyl_coa")
    assert mean(stirred(overfed, 6 * 60.0, nefa=300.0), "diacylglycerol") < 0.7 * mean(
        overfed, "diacylglycerol"
    )


def test_ceramide_needs_saturated_fat(muscle, stirred, mean):
    medium = {"nefa": 1000.0, "minutes": 24 * 60.0}
    rich = stirred(muscle, saturated_share=0.8, **medium)
    poor = stirred(muscle, saturated_share=0.1, **medium)
    assert mean(rich, "ceramide") > 1.05 * mean(poor, "ceramide")
    assert mean(rich, "fatty_acyl_coa") == pytest.approx(mean(poor, "fatty_acyl_coa"), rel=0.1)


def test_uptake_needs_all_three_conductances(muscle, mean):
    for name in ("transport_capacity", "phosphorylation_capacity"):
        starved = muscle.branch()
        starved.change_parameters("half", {f"muscle.{name}": ("times", 0.5)})
        starved.run_for(1.0)
        ratio = mean(starved, "glucose_uptake") / mean(muscle, "glucose_uptake")
        assert 0.5 <= ratio < 1.0, name
