"""What the whole body does when something is done to it, by direction."""

import numpy as np
import pytest

from sim.body import Body


@pytest.fixture(scope="module")
def fasted(lean) -> Body:
    """Eight in the morning after a night without food; no meals to come."""
    body = lean.branch()
    body.fast(until=2 * 1440.0)
    body.run_for(480.0)
    return body


def clamp(body: Body, insulin: float, minutes: float = 120.0) -> Body:
    """Hold glucose at 5 mmol/L under an insulin infusion (pmol/min)."""
    twin = body.branch()
    twin.start_infusion("insulin", "insulin", insulin)
    twin.start_hold("glucose", "glucose", 5.0)
    twin.run_for(minutes)
    return twin


def test_insulin_suppresses_production_and_lipolysis_and_raises_disposal(fasted):
    doses = [clamp(fasted, rate) for rate in (10.0, 100.0, 300.0, 900.0, 3000.0)]
    for name, sign in (("insulin", 1), ("egp", -1), ("lipolysis", -1), ("nefa", -1), ("rd", 1),
                       ("muscle_uptake", 1), ("glucose_infusion_rate", 1)):  # fmt: skip
        levels = [body.value(name) for body in doses]
        assert np.all(sign * np.diff(levels) > 0.0), (name, levels)


def test_glucose_is_held_where_it_should_be(fasted):
    body = clamp(fasted, 450.0, 60.0)
    body.start_recording(1.0)
    body.run_for(60.0)
    glucose = body.series()["glucose"]
    assert np.all(np.abs(glucose - 5.0) < 0.1)


def test_nefa_are_held_where_they_should_be(fasted):
    body = fasted.branch()
    body.start_hold("nefa", "nefa", 1200.0)
    body.run_for(120.0)
    assert body.value("nefa") == pytest.approx(1200.0, rel=0.02)
    assert body.value("lipid_infusion_rate") > 0.0


def test_muscle_takes_most_of_the_glucose_of_a_clamp(fasted):
    body = clamp(fasted, 500.0)
    assert body.value("muscle_uptake") > 0.5 * body.value("rd")


def test_drinking_glucose_raises_glucose_then_insulin_and_lowers_nefa(fasted):
    body = fasted.branch()
    body.drink_glucose(75.0)
    body.start_recording(5.0)
    body.run_for(240.0)
    frame = body.series()
    assert frame["glucose"].max() > fasted.value("glucose") + 2.0
    assert frame["glucose"].idxmax() <= frame["insulin"].idxmax() + 10.0
    assert frame["nefa"].min() < 0.5 * fasted.value("nefa")
    assert frame["egp"].min() < 0.6 * fasted.value("egp")
    assert frame["glucose"].iloc[-1] < fasted.value("glucose") + 1.0


def test_glucose_by_mouth_calls_more_insulin_than_by_vein(fasted):
    oral = fasted.branch()
    oral.drink_glucose(75.0)
    oral.start_recording(5.0)
    oral.run_for(120.0)
    vein = fasted.branch()
    vein.change_parameters("no incretin", {"pancreas.incretin_gain": 0.0})
    vein.drink_glucose(75.0)
    vein.start_recording(5.0)
    vein.run_for(120.0)
    assert oral.series()["insulin"].mean() > vein.series()["insulin"].mean()


def test_a_bolus_calls_a_first_phase(fasted):
    body = fasted.branch()
    body.start_infusion("bolus", "glucose", 60.0)
    body.run_for(2.0)
    body.stop_infusion("bolus")
    body.start_recording(1.0)
    body.run_for(20.0)
    insulin = body.series()["insulin"]
    assert insulin.iloc[:8].max() > insulin.iloc[-1] > fasted.value("insulin")


def test_a_pancreatic_clamp_takes_secretion_away(fasted):
    body = fasted.branch()
    body.change_parameters("somatostatin", {"pancreas.secretion_gain": 0.0,
                                            "pancreas.glucagon_gain": 0.0})  # fmt: skip
    body.run_for(120.0)
    assert body.value("insulin_secretion") == 0.0
    assert body.value("insulin") < 0.1 * fasted.value("insulin")
    assert body.value("glucagon") < 0.1 * fasted.value("glucagon")
    body.restore_parameters("somatostatin")
    body.run_for(60.0)
    assert body.value("insulin_secretion") > 0.0


def test_low_glucose_calls_glucagon(fasted):
    body = fasted.branch()
    body.start_infusion("insulin", "insulin", 400.0)
    body.run_for(45.0)
    assert body.value("glucose") < 4.0
    assert body.value("glucagon") > fasted.value("glucagon")


def test_lipid_and_heparin_raise_nefa_then_diacylglycerol_and_lower_disposal(fasted):
    lipid, control = fasted.branch(), fasted.branch()
    lipid.start_infusion("lipid", "lipid", 1.0)
    for body in (lipid, control):
        body.start_infusion("insulin", "insulin", 450.0)
        body.start_hold("glucose", "glucose", 5.0)
        body.run_for(120.0)
    assert lipid.value("nefa") > 2.0 * control.value("nefa")
    early = lipid.value("rd") / control.value("rd")
    for body in (lipid, control):
        body.run_for(240.0)
    late = lipid.value("rd") / control.value("rd")
    assert lipid.value("muscle.diacylglycerol") > 1.5 * control.value("muscle.diacylglycerol")
    assert late < 0.8 < early + 0.1
    assert late < early


def test_tnf_alpha_lowers_disposal(fasted):
    inflamed = fasted.branch()
    inflamed.start_infusion("tnf", "tnf_alpha", 10000.0)
    inflamed.run_for(120.0)
    rested = fasted.branch()
    rested.run_for(120.0)
    assert clamp(inflamed, 450.0).value("rd") < 0.98 * clamp(rested, 450.0).value("rd")


def test_a_bout_raises_uptake_production_and_fat_use(fasted):
    working, resting = fasted.branch(), fasted.branch()
    working.start_bout("bout", intensity=65.0)
    for body in (working, resting):
        body.run_for(45.0)
    for name in ("muscle_uptake", "egp", "lipolysis", "energy_expenditure", "fat_oxidation",
                 "interleukin_6"):  # fmt: skip
        assert working.value(name) > 1.3 * resting.value(name), name
    assert working.value("insulin") < 1.2 * resting.value("insulin")


def test_one_leg_at_work_takes_more_than_the_other(fasted):
    body = fasted.branch()
    body.start_bout("bout", intensity=70.0, limb="left_leg")
    body.run_for(40.0)
    assert body.value("left_leg_uptake") > 2.0 * body.value("right_leg_uptake")


def test_days_of_bed_rest_lower_disposal_without_lipid(lean):
    from dataclasses import replace

    idle, active = lean.branch(), lean.branch()
    idle.live(replace(idle.habits, steps=0.0))
    for body in (idle, active):
        body.run_for(7 * 1440.0)
        body.fast(until=body.time + 1440.0)
        body.run_for(480.0)
    assert clamp(idle, 250.0).value("rd") < 0.9 * clamp(active, 250.0).value("rd")
    assert idle.value("imcl") < 1.2 * active.value("imcl")


def test_overfeeding_adds_fat_and_a_deficit_takes_it(lean):
    from dataclasses import replace

    weights = {}
    for change in (-4000.0, 0.0, 4000.0):
        body = lean.branch()
        body.live(replace(body.habits, energy_change=change))
        body.run_for(28 * 1440.0)
        weights[change] = (body.fat_mass, body.weight, body.value("liver_fat"))
    for less, more in ((-4000.0, 0.0), (0.0, 4000.0)):
        assert all(np.array(weights[more]) > np.array(weights[less]))


def test_sleep_and_meals_make_a_day(lean):
    body = lean.branch()
    body.start_recording(15.0)
    body.run_for(1440.0)
    frame = body.series()
    assert frame["awake"].loc[180.0] == 0.0
    assert frame["awake"].loc[720.0] == 1.0
    assert frame["ra_meal"].loc[480.0] > 1.0
    assert frame["ra_meal"].loc[420.0] < frame["ra_meal"].loc[480.0]


def test_a_fast_skips_the_meals(lean):
    body = lean.branch()
    body.fast(until=1440.0)
    body.run_for(1440.0)
    assert body.record["energy_in"] == pytest.approx(0.0, abs=1e-6)
    body.run_for(1440.0)
    assert body.record["energy_in"] > 4000.0


@pytest.mark.parametrize("intensity", [25.0, 65.0])
def test_fatty_acids_of_blood_neither_vanish_nor_flood_as_a_bout_begins_and_ends(fasted, intensity):
    """Release and use of fatty acids change together [Romijn1993]."""
    body = fasted.branch()
    rest = body.value("nefa")
    body.start_bout("run", intensity=intensity, limb="legs")
    working = []
    for _ in range(30):
        body.run_for(1.0)
        working.append(body.value("nefa"))
    body.stop_bout("run")
    after = []
    for _ in range(30):
        body.run_for(1.0)
        after.append(body.value("nefa"))
    assert min(working) > 0.4 * rest
    assert max(working + after) < 2.5 * rest
