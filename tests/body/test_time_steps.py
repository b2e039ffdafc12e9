"""Halving every step moves no main measure by more than 1 %."""

from functools import cache

import pytest

from sim.body import Body

MINUTES = ("fasting_glucose", "fasting_insulin", "fasting_production", "fasting_nefa")


def settled(minutes: float, slow: float) -> Body:
    """A body whose fast and slow steps have the given lengths from birth."""
    body = Body(cells=40, minutes_per_step=minutes, settle_days=0.0)
    body.clocks = body.clocks._replace(slow_every=round(slow / minutes))
    body.settle(14.0)
    body.fast(until=3 * 1440.0)
    body.run_for(480.0)
    return body


@cache
def measures(minutes: float, slow: float) -> dict[str, float]:
    """Fasting values, oral and intravenous glucose, clamp, lipid infusion, a bout."""
    body = settled(minutes, slow)
    found = dict(zip(MINUTES, map(body.value, ("glucose", "insulin", "egp", "nefa")), strict=True))
    drunk = body.branch()
    drunk.drink_glucose(75.0)
    for time in (30, 60, 90, 120):
        drunk.run_until(480.0 + time)
        found[f"ogtt_glucose_{time}"] = drunk.value("glucose")
        found[f"ogtt_insulin_{time}"] = drunk.value("insulin")

    injected = body.branch()
    injected.start_infusion("bolus", "glucose", 0.3 * injected.weight / 0.18016 / 2.0)
    injected.run_for(2.0)
    injected.stop_infusion("bolus")
    for time in (4, 6, 8, 10):
        injected.run_until(480.0 + time)
        found[f"ivgtt_insulin_{time}"] = injected.value("insulin")
    injected.run_until(480.0 + 60.0)
    found["ivgtt_glucose_60"] = injected.value("glucose")

    clamped = body.branch()
    clamped.start_infusion("insulin", "insulin", 40.0 * 6.0 * clamped.body_surface_area)
    clamped.start_hold("glucose", "glucose", 5.0)
    clamped.run_for(90.0)
    clamped.start_recording(1.0)
    clamped.run_for(30.0)
    frame = clamped.series()
    found["clamp_m_value"] = frame["glucose_infusion_rate"].mean()
    found["clamp_disappearance"] = frame["rd"].mean()
    found["clamp_insulin"] = frame["insulin"].mean()

    infused = body.branch()
    infused.start_infusion("lipid", "lipid", 1.0)
    infused.run_for(360.0)
    found["lipid_nefa"] = infused.value("nefa")
    found["lipid_diacylglycerol"] = infused.value("muscle.diacylglycerol")

    for name in ("weight", "triglyceride", "liver.triglyceride", "muscle.intramyocellular_lipid",
                 "liver.glycogen", "muscle.glycogen", "muscle.ceramide",
                 "muscle.diacylglycerol"):  # fmt: skip
        found[name] = body.value(name)
    return found


@pytest.mark.parametrize(("minutes", "slow"), [(0.5, 15.0), (0.5, 7.5)])
def test_halving_steps_moves_no_measure_by_a_percent(minutes, slow):
    usual, finer = measures(1.0, 15.0), measures(minutes, slow)
    moved = {name: 100.0 * (finer[name] / value - 1.0) for name, value in usual.items()}
    assert not {name: percent for name, percent in moved.items() if abs(percent) > 1.0}


def test_the_number_of_sub_steps_of_the_blood_does_not_matter():
    body = settled(1.0, 15.0)
    finer = body.branch()
    finer.clocks = finer.clocks._replace(substeps=8)
    for one in (body, finer):
        one.start_infusion("bolus", "glucose", 60.0)
        one.run_for(2.0)
        one.stop_infusion("bolus")
        one.run_for(8.0)
    for name in ("glucose", "insulin", "c_peptide"):
        assert finer.value(name) == pytest.approx(body.value(name), rel=0.005), name
