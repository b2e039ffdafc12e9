"""Indices of continuous monitoring: published tables and days, directions, bad input."""

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

# Two days of sensor glucose (mg/dl, every 5 min) of people without diabetes [Hall2018, CC-BY 4.0],
# for which MAGE was worked out by hand after the definition of Service: 83 and 51 mg/dl
# [Fernandes2022, J Diabetes Sci Technol 16:1542, doi 10.1177/19322968211061165].
DAY_OF_83 = """
92 93 94 96 97 98 98 99 100 102 102 95 95 100 97 95 94 94 94 94 94 93 93 93 92 92 91 86
85 86 87 87 90 95 95 96 98 96 92 92 92 91 91 91 92 97 101 101 102 102 102 103 103 104
104 101 101 99 98 96 96 97 97 96 97 97 96 96 97 99 101 103 105 106 107 106 108 109 111
113 115 118 119 111 108 108 107 108 108 108 106 108 109 109 109 111 114 114 115 115 117
120 124 130 137 145 153 158 167 175 181 186 191 196 194 191 186 181 175 166 155 147 137
129 124 118 112 108 106 105 103 100 99 100 99 98 98 99 100 98 99 99 98 98 99 99 99 97 97
96 96 95 95 101 107 113 114 118 122 127 133 140 144 149 150 148 144 142 138 138 138 135
127 119 111 104 97 92 85 82 81 82 83 84 86 88 90 90 94 95 96 97 99 100 102 101 101 99 96
94 93 92 90 88 87 88 89 91 93 92 93 91 88 86 87 89 92 94 98 99 99 100 99
"""

DAY_OF_51 = """
140 135 131 128 128 129 131 132 137 142 146 149 150 151 146 140 127 118 113 110 107 104
101 100 99 99 99 99 98 98 98 99 100 100 102 103 103 102 104 100 97 95 94 95 96 97 103
102 103 103 103 104 103 103 103 104 106 107 107 107 105 104 103 103 103 103 102 102 102
103 105 102 100 105 107 107 108 109 111 116 115 115 111 102 92 92 95 96 97 99 102 106
108 108 108 114 111 111 116 119 129 143 155 169 175 177 175 173 173 171 169 166 165 165
165 165 165 161 156 152 150 143 140 141 140 141 138 134 130 123 120 117 114 111 108 107
104 103 102 102 101 102 101 102 103 104 104 104 104 104 104 103 101 101 108 117 127 136
146 154 159 164 167 169 165 163 160 163 162 159 157 155 152 151 146 149 149 148 145 141
138 136 131 130 127 127 124 122 122 121 121 114 113 112 112 113 113 112 114 113 113 111
110 109 109 110 112 112 111 110 112 109 108 110 107 108 107 107 108 103 103 108 117 123
127 139 148 154 158 157 156 148 144 142 142 143 143 140 141 140 133 129 128 129 132 135
133 129 127 128 123 117 109 103 97 96 96 100 104 109 115 120 123 121 118 116 116 119 122
127 134 140 145 148 149 149 148 146
"""

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


@pytest.mark.parametrize(
    ("function", "limits", "glucose", "hours", "percent"),
    [
        (time_in_range, (), 120.0, 16.8, 70),  # more than 70 %: 16 h 48 min
        (time_below_range, (), 60.0, 0.96, 4),  # less than 4 %: less than 1 h
        (time_below_range, (54.0,), 50.0, 0.24, 1),  # less than 1 %: less than 15 min
        (time_above_range, (), 200.0, 6.0, 25),  # less than 25 %: 6 h
        (time_above_range, (250.0,), 260.0, 1.2, 5),  # less than 5 %: 1 h 12 min
    ],
)
def test_targets_of_the_consensus_in_hours_and_percent(function, limits, glucose, hours, percent):
    # Battelino 2019 states every target as a share of a day and as hours and minutes.
    minutes = round(60 * hours)
    other = 300.0 if function is time_in_range else 120.0
    day = np.where(np.arange(24 * 60) < minutes, glucose, other)
    assert function(day, *limits) == pytest.approx(percent, abs=0.05)


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


@pytest.mark.parametrize(("day", "by_hand"), [(DAY_OF_83, 83), (DAY_OF_51, 51)])
def test_mage_equals_what_was_worked_out_by_hand(day, by_hand):
    assert round(mage([float(value) for value in day.split()])) == by_hand


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
