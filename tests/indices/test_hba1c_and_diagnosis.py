"""HbA1c and classes of glucose tolerance: published tables, kinetics, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.diagnosis import (
    GlycemicClass,
    ada_class,
    fasting_class,
    hba1c_class,
    two_hour_class,
)
from experiments.indices.hba1c import (
    estimated_average_glucose,
    estimated_hba1c,
    hba1c_from_history,
)

DAY = 1440.0


def stepped(days_after_step, before=200.0, after=100.0, history=200.0):
    """Times (min) and glucose (mg/dl) that stepped some days before the end."""
    step = (history - days_after_step) * DAY
    times = np.array([0.0, step, step + 1e-3, history * DAY])
    return times, np.array([before, before, after, after])


@pytest.mark.parametrize(
    ("hba1c", "glucose"),
    [(5, 97), (6, 126), (7, 154), (8, 183), (9, 212), (10, 240), (11, 269), (12, 298)],
)
def test_average_glucose_equals_the_published_table(hba1c, glucose):
    # The table rounds 125.5 up.
    assert estimated_average_glucose(hba1c) == pytest.approx(glucose, abs=0.5001)
    assert estimated_hba1c(glucose) == pytest.approx(hba1c, abs=0.02)


def test_steady_glucose_gives_the_hba1c_of_its_mean():
    times = np.arange(0.0, 200.0) * DAY
    assert hba1c_from_history(times, np.full(200, 154.2)) == pytest.approx(7.0)


def test_half_of_a_step_has_passed_after_35_days():
    # Tahara 1995 measured 34.6 +/- 10.1 days; 120 (1 - 1 / sqrt 2) = 35.1.
    half = estimated_hba1c(150.0)
    assert hba1c_from_history(*stepped(35.147)) == pytest.approx(half, abs=1e-3)
    assert hba1c_from_history(*stepped(120.0)) == pytest.approx(estimated_hba1c(100.0), abs=1e-3)


@pytest.mark.parametrize(("days", "share"), [(30, 0.4375), (60, 0.75), (90, 0.9375)])
def test_recent_months_weigh_most(days, share):
    expected = estimated_hba1c(200.0 - share * 100.0)
    assert hba1c_from_history(*stepped(days)) == pytest.approx(expected, abs=1e-3)


def test_swings_within_days_average_out():
    times = np.arange(0.0, 150.0 * DAY + 1, 15.0)
    glucose = 140.0 + 60.0 * np.sin(2 * np.pi * times / DAY)
    assert hba1c_from_history(times, glucose) == pytest.approx(estimated_hba1c(140.0), abs=0.01)


def test_a_short_history_needs_to_know_what_was_before():
    times, glucose = np.array([0.0, 30.0, 59.0]) * DAY, [150.0, 150.0, 150.0]
    with pytest.raises(Undefined, match="at least 60 days, not 59"):
        hba1c_from_history(times, glucose)
    assert hba1c_from_history(times, glucose, before=150.0) == pytest.approx(estimated_hba1c(150.0))
    month = np.array([0.0, 30.0]) * DAY
    assert hba1c_from_history(month, [100.0, 100.0], before=200.0) == pytest.approx(
        estimated_hba1c(200.0 - 43.75)
    )
    assert hba1c_from_history(np.array([0.0, 60.0]) * DAY, [120.0, 120.0]) == pytest.approx(
        estimated_hba1c(120.0)
    )


@given(st.lists(st.floats(60.0, 400.0), min_size=3, max_size=20), st.floats(60.0, 400.0))
def test_hba1c_lies_between_the_extremes_of_the_history(glucose, before):
    times = np.linspace(0.0, 100.0 * DAY, len(glucose))
    found = hba1c_from_history(times, glucose, before=before)
    low, high = min(*glucose, before), max(*glucose, before)
    assert estimated_hba1c(low) - 1e-9 <= found <= estimated_hba1c(high) + 1e-9


def test_impossible_hba1c_and_histories_are_told():
    with pytest.raises(UserError, match=r"above 1\.63 %"):
        estimated_average_glucose(1.0)
    with pytest.raises(UserError, match="followed by"):
        hba1c_from_history([0, 10, 5], [100, 100, 100])
    with pytest.raises(UserError, match="life span must be above 0 day"):
        hba1c_from_history([0, 10], [100, 100], life_span=0.0)


@pytest.mark.parametrize(
    ("function", "values"),
    [
        (fasting_class, (99.9, 100.0, 125.9, 126.0)),
        (two_hour_class, (139.9, 140.0, 199.9, 200.0)),
        (hba1c_class, (5.69, 5.7, 6.49, 6.5)),
    ],
)
def test_classes_change_at_the_published_cutoffs(function, values):
    assert [function(value) for value in values] == [
        "normal",
        "prediabetes",
        "prediabetes",
        "diabetes",
    ]


def test_the_worst_test_decides():
    assert ada_class(90, 150) is GlycemicClass.PREDIABETES
    assert ada_class(90, 130, 6.6) == "diabetes"
    assert ada_class(fasting=130, two_hour=120) == "diabetes"
    assert ada_class(hba1c=5.0) == "normal"


def test_a_class_needs_a_test():
    with pytest.raises(UserError, match="at least one"):
        ada_class()
    with pytest.raises(UserError, match="2-h glucose must be above 0 mg/dl"):
        ada_class(90, -1)
