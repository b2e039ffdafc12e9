"""Every gain of the body around the cells may be set to 0, which removes its effect."""

import pytest

from agents.declarations import parameters
from sim.body import Body

CELLS = {"muscle", "liver", "visceral_fat", "subcutaneous_fat"}


@pytest.fixture(scope="module")
def fasted(lean) -> Body:
    body = lean.branch()
    body.fast(until=20 * 1440.0)
    body.run_for(480.0)
    return body


def without(body: Body, gain: str) -> Body:
    twin = body.branch()
    twin.change_parameters("knock-out", {gain: 0.0})
    return twin


def high_glucose(body: Body, minutes: float) -> Body:
    body.start_hold("glucose", "glucose", 12.0)
    body.run_for(minutes)
    return body


def test_secretion(fasted):
    body = without(fasted, "pancreas.secretion_gain")
    body.run_for(5.0)
    assert body.value("insulin_secretion") == 0.0


def test_glucagon(fasted):
    body = without(fasted, "pancreas.glucagon_gain")
    body.run_for(180.0)
    assert body.value("glucagon") < 0.01 * fasted.value("glucagon")


def test_second_phase(fasted):
    assert high_glucose(fasted.branch(), 90.0).value("secretion_second_phase") > 0.5
    body = high_glucose(without(fasted, "pancreas.second_phase_gain"), 180.0)
    assert body.value("secretion_second_phase") < 1e-6


def test_first_phase(fasted):
    whole, knocked = fasted.branch(), without(fasted, "pancreas.first_phase_gain")
    for body in (whole, knocked):
        body.start_infusion("bolus", "glucose", 60.0)
        body.run_for(4.0)
    assert knocked.value("insulin") < 0.5 * whole.value("insulin")


def test_incretin(fasted):
    whole, knocked = fasted.branch(), without(fasted, "pancreas.incretin_gain")
    for body in (whole, knocked):
        body.start_hold("glucose", "glucose", 9.0)
        body.drink_glucose(75.0)
        body.run_for(45.0)
    assert knocked.value("insulin_secretion") < whole.value("insulin_secretion")


def test_portal_signal_makes_the_liver_take_glucose_that_comes_from_the_gut(fasted):
    whole, knocked = fasted.branch(), without(fasted, "glucose.portal_signal_gain")
    for body in (whole, knocked):
        body.start_hold("glucose", "glucose", 9.0)
        body.run_for(30.0)
    fasting = whole.value("splanchnic_uptake")
    assert knocked.value("splanchnic_uptake") == pytest.approx(fasting, rel=0.01)
    for body in (whole, knocked):
        body.drink_glucose(75.0)
        body.run_for(30.0)
    assert whole.value("splanchnic_uptake") > 1.2 * knocked.value("splanchnic_uptake")


@pytest.mark.parametrize("gain", ["glucagon_low_glucose_gain", "glucagon_amino_acid_gain"])
def test_what_raises_glucagon(fasted, gain):
    whole, knocked = fasted.branch(), without(fasted, f"pancreas.{gain}")
    for body in (whole, knocked):
        if gain == "glucagon_low_glucose_gain":
            body.start_infusion("insulin", "insulin", 400.0)
            body.run_for(40.0)
        else:
            body.start_infusion("amino acids", "amino_acids", 0.6)
            body.run_for(240.0)
    assert knocked.value("glucagon") < 0.97 * whole.value("glucagon")


@pytest.mark.parametrize(
    ("gain", "state"),
    [("function_maximum_gain", "beta_cell_function"), ("mass_gain", "beta_cell_mass")],
)
def test_demand_on_the_islets(fasted, gain, state):
    whole, knocked = fasted.branch(), without(fasted, f"pancreas.{gain}")
    for body in (whole, knocked):
        body.start_hold("glucose", "glucose", 6.2)
        body.run_for(10 * 1440.0)
    assert knocked.value(state) < whole.value(state)


def test_splanchnic_uptake_under_insulin(fasted):
    whole, knocked = fasted.branch(), without(fasted, "glucose.splanchnic_insulin_gain")
    for body in (whole, knocked):
        body.start_infusion("insulin", "insulin", 450.0)
        body.start_hold("glucose", "glucose", 5.0)
        body.run_for(90.0)
    assert knocked.value("splanchnic_uptake") < 0.8 * whole.value("splanchnic_uptake")


def test_adaptation_of_expenditure(fasted):
    whole, knocked = fasted.branch(), without(fasted, "energy.adaptation_gain")
    for body in (whole, knocked):
        body.run_for(7 * 1440.0)
    assert abs(knocked.value("adaptation")) < abs(whole.value("adaptation"))


def test_sympathetic_drive_of_fasting(fasted):
    whole, knocked = fasted.branch(), without(fasted, "energy.sympathetic_gain")
    for body in (whole, knocked):
        body.run_for(2 * 1440.0)
    assert whole.value("adrenergic") > 0.0
    assert knocked.value("adrenergic") == 0.0
    assert knocked.value("lipolysis") < whole.value("lipolysis")


def test_without_sympathetic_drive_a_bout_frees_less_fat(fasted):
    whole, knocked = fasted.branch(), without(fasted, "energy.bout_sympathetic_gain")
    for body in (whole, knocked):
        body.start_bout("walk", intensity=40.0)
        body.run_for(45.0)
    assert knocked.value("lipolysis") < 0.8 * whole.value("lipolysis")
    assert knocked.value("fat_oxidation") < whole.value("fat_oxidation")


TESTED = {
    "pancreas.secretion_gain", "pancreas.glucagon_gain", "pancreas.second_phase_gain",
    "pancreas.first_phase_gain", "pancreas.incretin_gain", "pancreas.glucagon_low_glucose_gain",
    "pancreas.glucagon_amino_acid_gain", "pancreas.function_maximum_gain", "pancreas.mass_gain",
    "glucose.splanchnic_insulin_gain", "glucose.portal_signal_gain", "energy.adaptation_gain",
    "energy.sympathetic_gain",
    "energy.bout_sympathetic_gain",
}  # fmt: skip


def test_every_gain_of_the_body_is_tested():
    declared = {
        name for name in parameters() if name.endswith("_gain") and name.split(".")[0] not in CELLS
    }
    assert declared == TESTED
