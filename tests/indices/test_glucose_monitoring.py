"""Indices of continuous monitoring: published tables, hand-made curves, directions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.glucose_monitoring import (
    glucose_cv,
    glucose_management_indicator,
    glucose_sd,
    high_blood_glucose_index,
    low_blood_glucose_index,
    mage,
    mean_glucose,
    time_above_range,
    time_below_range,
    time_in_range,
)

curves = st.lists(st.floats(30.0, 500.0), min_size=3, max_size=60)


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        (100, 5.7),
        (125, 6.3),
        (150, 6.9),
        (175, 7.5),
        (200, 8.1),
        (225, 8.7),
        (250, 9.3),
        (275, 9.9),
        (300, 10.5),
        (350, 11.7),
    ],
)
def test_gmi_equals_its_published_table(mean, expected):
    assert round(glucose_management_indicator([mean - 20, mean + 20]), 1) == expected


def test_mean_sd_and_cv_by_hand():
    glucose = [80, 100, 120, 140]
    assert mean_glucose(glucose) == 110
    assert glucose_sd(glucose) == pytest.approx(np.sqrt(2000 / 3))
    assert glucose_cv(glucose) == pytest.approx(100 * np.sqrt(2000 / 3) / 110)


def test_ranges_include_their_limits():
    glucose = [53, 54, 69, 70, 100, 180, 181, 250, 251, 300]
    assert time_in_range(glucose) == pytest.approx(30)
    assert time_below_range(glucose) == pytest.approx(30)
    assert time_below_range(glucose, 54) == pytest.approx(10)
    assert time_above_range(glucose) == pytest.approx(40)
    assert time_above_range(glucose, 250) == pytest.approx(20)
    assert time_in_range(glucose, 70, 140) == pytest.approx(20)


def test_risk_scale_is_0_in_the_middle_and_100_at_both_ends():
    # Kovatchev 1997: the scale is built so that 20 and 600 mg/dl carry a risk of 100.
    assert low_blood_glucose_index([112.5]) == pytest.approx(0.0, abs=0.01)
    assert high_blood_glucose_index([112.5]) == pytest.approx(0.0, abs=0.01)
    assert low_blood_glucose_index([20.0]) == pytest.approx(100.0, abs=0.5)
    assert high_blood_glucose_index([600.0]) == pytest.approx(100.0, abs=0.5)
    # The limits of the target range lie symmetrically.
    assert low_blood_glucose_index([70.0]) == pytest.approx(
        high_blood_glucose_index([180.0]), rel=0.05
    )


def test_mage_of_a_wave_is_its_full_height():
    wave = 140 + 50 * np.sin(np.linspace(0, 6 * np.pi, 3 * 288 + 1) - np.pi / 2)
    assert mage(wave) == pytest.approx(100, rel=1e-3)


def test_mage_counts_large_swings_in_the_direction_of_the_first():
    # Swings up 80, down 60, up 100, down 120; wiggles of 5 on the way; SD 35.
    glucose = [90, 130, 125, 170, 140, 110, 160, 155, 210, 150, 155, 90]
    assert 34 < glucose_sd(glucose) < 40
    assert mage(glucose) == pytest.approx((80 + 100) / 2)
    assert mage([300 - value for value in glucose]) == pytest.approx((80 + 100) / 2)
    # Begun on the way down, the falls count.
    assert mage(glucose[3:]) == pytest.approx((60 + 120) / 2)


def test_mage_without_a_swing_is_undefined():
    with pytest.raises(Undefined, match="swing"):
        mage([100, 100, 100])


@given(curves)
def test_shares_of_time_add_up(glucose):
    total = time_below_range(glucose) + time_in_range(glucose) + time_above_range(glucose)
    assert total == pytest.approx(100)


@given(curves, st.integers(0, 59), st.floats(1.0, 100.0))
def test_higher_glucose_raises_means_and_the_high_risk_and_lowers_the_low_risk(
    glucose, place, more
):
    higher = list(glucose)
    higher[place % len(higher)] += more
    assert glucose_management_indicator(higher) > glucose_management_indicator(glucose)
    assert high_blood_glucose_index(higher) >= high_blood_glucose_index(glucose)
    assert low_blood_glucose_index(higher) <= low_blood_glucose_index(glucose)
    assert time_above_range(higher) >= time_above_range(glucose)


@given(curves, st.floats(1.1, 3.0))
def test_variation_is_independent_of_the_unit_and_swings_scale_with_it(glucose, factor):
    scaled = np.multiply(glucose, factor)
    assert glucose_cv(scaled) == pytest.approx(glucose_cv(glucose), abs=1e-9)
    try:
        before = mage(glucose)
    except Undefined:
        return
    assert mage(scaled) == pytest.approx(before * factor)


@given(curves)
def test_every_counted_swing_exceeds_one_standard_deviation(glucose):
    try:
        amplitude = mage(glucose)
    except Undefined:
        return
    assert glucose_sd(glucose) < amplitude <= np.ptp(glucose) + 1e-9


@pytest.mark.parametrize("function", [mean_glucose, mage, glucose_cv, high_blood_glucose_index])
def test_impossible_glucose_is_told(function):
    with pytest.raises(UserError, match="value 2 is -5"):
        function([100, -5, 120])
    with pytest.raises(UserError, match="at least"):
        function([])


def test_other_bad_input_is_told():
    with pytest.raises(UserError, match="above 1 mg/dl"):
        low_blood_glucose_index([0.5, 100])
    with pytest.raises(UserError, match="must not lie above"):
        time_in_range([100], 180, 70)
