"""Indices of an oral glucose tolerance test: worked examples, directions, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.tolerance import (
    area_under_curve,
    early_insulin_response,
    fasting_disposition_index,
    incremental_area,
    insulinogenic_index,
    matsuda,
    mean_over_time,
    oral_disposition_index,
    stumvoll_first_phase,
    time_of_peak,
)

# A worked example of the tabletools documentation [Luther2023], whose Matsuda indices were
# checked with the calculator of M. Matsuda.
TIMES = [0, 30, 60, 90, 120]
GLUCOSE = [93, 129, 178, 164, 97]
INSULIN = [12.8, 30.7, 68.5, 74.1, 44.0]

glucose_curves = st.lists(st.floats(60.0, 400.0), min_size=5, max_size=5)
insulin_curves = st.lists(st.floats(1.0, 300.0), min_size=5, max_size=5)
scale = st.floats(0.2, 5.0)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([0, 30, 60, 90, 120], 3.43125),
        ([0, 30, 60, 120], 3.68),
        ([0, 30, 120], 4.72),
        ([0, 60, 120], 3.56),
        ([0, 120], 5.58),
    ],
)
def test_matsuda_equals_the_calculator_with_many_and_few_samples(kept, expected):
    places = [TIMES.index(time) for time in kept]
    found = matsuda(kept, [GLUCOSE[k] for k in places], [INSULIN[k] for k in places])
    assert found == pytest.approx(expected, abs=0.005)


def test_matsuda_ends_at_two_hours_and_averages_fasting_samples():
    times = [-10, 0, 30, 60, 90, 120, 180]
    longer = matsuda(times, [95, 91, *GLUCOSE[1:], 80], [13.8, 11.8, *INSULIN[1:], 10])
    expected = 10000 / np.sqrt(
        93
        * 12.8
        * mean_over_time(TIMES, [91, *GLUCOSE[1:]])
        * mean_over_time(TIMES, [11.8, *INSULIN[1:]])
    )
    assert longer == pytest.approx(expected)


def test_insulinogenic_index_and_its_products_by_hand():
    # (30.7 - 12.8) / (129 - 93); the documentation gives 8.95 uU/ml per mmol/l.
    assert insulinogenic_index(TIMES, GLUCOSE, INSULIN) == pytest.approx(17.9 / 36)
    assert insulinogenic_index(TIMES, GLUCOSE, INSULIN) * 18 == pytest.approx(8.95)
    assert early_insulin_response(TIMES, INSULIN) == pytest.approx(17.9)
    assert oral_disposition_index(TIMES, GLUCOSE, INSULIN) == pytest.approx(
        17.9 / 36 * 3.43125, rel=1e-5
    )
    assert fasting_disposition_index(TIMES, GLUCOSE, INSULIN) == pytest.approx(17.9 / 36 / 12.8)


def test_stumvoll_by_hand():
    # 1283 + 1.829 * 300 - 138.7 * 8 + 3.772 * 60
    found = stumvoll_first_phase([0, 30, 60], [5.0, 8.0, 7.0], [60, 300, 350])
    assert found == pytest.approx(948.42)


def test_indices_of_missing_time_points_are_undefined():
    with pytest.raises(Undefined, match="needed at 30 min"):
        early_insulin_response([0, 20], [10, 20])
    with pytest.raises(Undefined, match="no sample at or before 0 min"):
        early_insulin_response([10, 20, 30], [10, 20, 30])
    with pytest.raises(Undefined, match="needed at 120 min"):
        matsuda([0, 30, 60], [90, 150, 120], [5, 50, 30])


def test_insulinogenic_index_is_undefined_where_glucose_does_not_rise():
    with pytest.raises(Undefined, match="above fasting"):
        insulinogenic_index(TIMES, [93, 93, 100, 98, 95], INSULIN)


def test_areas_by_hand():
    assert area_under_curve([0, 10, 30], [1, 3, 3]) == pytest.approx(80.0)
    assert area_under_curve([0, 10, 30], [1, 3, 3], 5, 20) == pytest.approx(12.5 + 30.0)
    assert incremental_area([0, 10, 30], [1, 3, 3]) == pytest.approx(50.0)
    assert mean_over_time([0, 10, 30], [1, 3, 3]) == pytest.approx(80 / 30)


def test_incremental_area_ignores_what_lies_below_fasting():
    # Wolever 1986: from 30 to 40 min only the triangle above the fasting value counts.
    times, glucose = [0, 30, 60, 90], [4.0, 7.0, 5.0, 3.0]
    assert incremental_area(times, glucose) == pytest.approx(45 + 60 + 0)
    assert incremental_area(times, glucose, ignore_below=True) == pytest.approx(45 + 60 + 7.5)
    mirrored = [4.0, 3.0, 5.0, 4.0]
    assert incremental_area(times, mirrored, ignore_below=True) == pytest.approx(7.5 + 15)


def test_peak_is_the_first_highest_sample():
    assert time_of_peak(TIMES, GLUCOSE) == 60
    assert time_of_peak([0, 30, 60], [5, 8, 8]) == 30
    assert time_of_peak(TIMES, GLUCOSE, 90, 120) == 90
    with pytest.raises(Undefined, match="no peak"):
        time_of_peak([0, 30], [5, 5])


@given(glucose_curves, insulin_curves, scale)
def test_matsuda_goes_with_the_reciprocal_of_insulin(glucose, insulin, factor):
    before = matsuda(TIMES, glucose, insulin)
    after = matsuda(TIMES, glucose, np.multiply(insulin, factor))
    assert after == pytest.approx(before / factor)


@given(glucose_curves, st.integers(0, 4), st.floats(1.0, 100.0))
def test_area_grows_with_every_sample(glucose, place, more):
    higher = list(glucose)
    higher[place] += more
    assert area_under_curve(TIMES, higher) > area_under_curve(TIMES, glucose)


@given(glucose_curves)
def test_area_is_the_sum_of_its_parts(glucose):
    whole = area_under_curve(TIMES, glucose)
    parts = area_under_curve(TIMES, glucose, 0, 45) + area_under_curve(TIMES, glucose, 45, 120)
    assert parts == pytest.approx(whole)


@given(glucose_curves)
def test_area_above_fasting_is_not_negative_and_not_below_the_net_one(glucose):
    positive = incremental_area(TIMES, glucose, ignore_below=True)
    assert positive >= 0.0
    assert positive >= incremental_area(TIMES, glucose) - 1e-9


@pytest.mark.parametrize(
    ("times", "glucose", "insulin", "message"),
    [
        ([0, 60, 30, 90, 120], GLUCOSE, INSULIN, "60 is followed by 30 min"),
        ([0, 30, 30, 90, 120], GLUCOSE, INSULIN, "30 is followed by 30 min"),
        (TIMES, [93, -129, 178, 164, 97], INSULIN, "value 2 is -129"),
        (TIMES, GLUCOSE, [12.8, 30.7, -1, 74.1, 44], "insulin must be 0 or more uU/ml"),
        (TIMES, GLUCOSE[:4], INSULIN, "equally many values, not 5 and 4"),
        (TIMES, [93, float("nan"), 178, 164, 97], INSULIN, "value 2 is not"),
        ([0], [90], [5], "at least 2 values"),
        (TIMES, "sweet", INSULIN, "list of numbers"),
    ],
)
def test_impossible_samples_are_told(times, glucose, insulin, message):
    with pytest.raises(UserError, match=message):
        matsuda(times, glucose, insulin)


def test_window_must_end_after_it_starts():
    with pytest.raises(UserError, match="must end after 60 min"):
        area_under_curve(TIMES, GLUCOSE, 60, 30)
