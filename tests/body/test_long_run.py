"""Nothing creeps: no subnormal numbers that slow arithmetic, no growth, no drift."""

from dataclasses import replace

import numpy as np
import pytest

from sim.body import Body
from sim.books import residuals

TINY = np.finfo(float).tiny


def subnormal(body: Body) -> dict[str, int]:
    """Count numbers too small for full precision, by state; those make arithmetic slow."""
    found = {}
    for tissue in body.tissues.values():
        for state in tissue.states:
            column = np.abs(tissue.columns.view(state))
            found[f"{tissue.name}.{state}"] = int(np.sum((column > 0.0) & (column < TINY)))
        field = np.abs(tissue.lattice.field)
        found[f"{tissue.name} field"] = int(np.sum((field > 0.0) & (field < TINY)))
    for name in body.record_array.dtype.names:
        value = abs(float(body.record[name]))
        found[name] = int(0.0 < value < TINY)
    return {name: count for name, count in found.items() if count}


@pytest.fixture(scope="module")
def month(lean) -> Body:
    body = lean.branch()
    body.run_for(20 * 1440.0)
    body.drink_glucose(75.0)
    body.start_bout("bout", intensity=70.0)
    body.run_for(60.0)
    body.stop_bout("bout")
    body.run_for(10 * 1440.0)
    return body


def test_a_month_leaves_no_subnormal_numbers(month):
    assert not subnormal(month)


def test_fasting_for_days_leaves_no_subnormal_numbers(lean):
    body = lean.branch()
    body.fast(until=body.time + 5 * 1440.0)
    body.run_for(4 * 1440.0)
    assert not subnormal(body)


def test_a_week_without_insulin_leaves_no_subnormal_numbers(lean):
    body = lean.branch()
    body.change_parameters("islets lost", {"pancreas.secretion_gain": 0.0})
    body.fast(until=body.time + 10 * 1440.0)
    body.run_for(7 * 1440.0)
    assert not subnormal(body)


def test_what_is_kept_does_not_grow(lean, month):
    assert len(month.agenda.entries) <= len(lean.agenda.entries) + 2
    assert month._recorded == []
    for name, tissue in month.tissues.items():
        assert tissue.columns.flat.size == lean.tissues[name].columns.flat.size


def test_a_lean_adult_stays_lean(lean, month):
    assert month.weight == pytest.approx(lean.weight, abs=1.0)
    assert 3.5 < month.value("glucose") < 7.0
    assert month.value("liver.triglyceride") == pytest.approx(
        lean.value("liver.triglyceride"), rel=0.2
    )


def test_recorded_days_are_told_apart(lean):
    body = lean.branch()
    body.start_recording(1440.0)
    body.run_for(60 * 1440.0)
    frame = body.series()
    assert frame.index.tolist() == [1440.0 * (day + 1) for day in range(60)]
    assert np.all(np.isfinite(frame.to_numpy()))


@pytest.mark.slow
def test_ten_years_of_gain_and_loss(lean, identical, tmp_path):
    """Books stay closed, the agenda does not grow, a save in the middle changes nothing."""
    body = lean.branch()
    for year in range(10):
        body.live(replace(body.habits, energy_change=800.0 if year < 6 else -800.0))
        body.run_for(365 * 1440.0)
        assert max(abs(missing) for missing in residuals(body).values()) < 1e-12
        assert not subnormal(body)
        assert len(body.agenda.entries) < 20
        if year == 4:
            body.save(tmp_path / "state")
            body, left = Body.load(tmp_path / "state"), body
            assert identical(body, left)
