"""Hill and exponential fits, crossings and half-times: known curves come back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.crossings import first_crossing, half_maximal_dose, half_time
from experiments.indices.curve_fits import exponential_fit, hill, hill_fit

DOSES = np.array([0.0, 8.0, 20.0, 45.0, 100.0, 300.0, 1200.0])
MINUTES = np.arange(0.0, 121.0, 5.0)


@settings(max_examples=25)
@given(
    st.floats(15.0, 300.0),
    st.floats(0.8, 3.0),
    st.floats(0.0, 3.0),
    st.floats(5.0, 14.0),
    st.booleans(),
)
def test_a_known_dose_response_comes_back(ec50, exponent, low, span, falling):
    basal, maximum = (low + span, low) if falling else (low, low + span)
    fit = hill_fit(DOSES, hill(DOSES, basal, maximum, ec50, exponent))
    assert fit.ec50 == pytest.approx(ec50, rel=1e-3)
    assert fit.exponent == pytest.approx(exponent, rel=1e-3)
    assert fit.maximum == pytest.approx(maximum, abs=0.01)
    assert fit.basal == pytest.approx(basal, abs=0.01)
    assert fit.r_squared == pytest.approx(1.0)


def test_published_dose_responses_with_noise():
    # Rizza 1981: EC50 of glucose utilization 55, of endogenous production 29 uU/ml.
    rng = np.random.default_rng(1)
    use = hill(DOSES, 2.0, 10.5, 55.0, 1.6) + rng.normal(0, 0.1, DOSES.size)
    production = hill(DOSES, 2.2, 0.0, 29.0, 2.0) + rng.normal(0, 0.03, DOSES.size)
    assert hill_fit(DOSES, use).ec50 == pytest.approx(55.0, rel=0.1)
    assert hill_fit(DOSES, use).maximum == pytest.approx(10.5, rel=0.05)
    assert hill_fit(DOSES, production).ec50 == pytest.approx(29.0, rel=0.1)


def test_fixed_levels_and_exponents_stay_fixed():
    fit = hill_fit([10, 30, 100], hill([10, 30, 100], 1.0, 9.0, 40.0, 1.0), basal=1.0, exponent=1.0)
    assert (fit.basal, fit.exponent) == (1.0, 1.0)
    assert fit.ec50 == pytest.approx(40.0, rel=1e-4)
    assert fit.maximum == pytest.approx(9.0, rel=1e-4)


def test_order_and_repeats_of_doses_do_not_matter():
    response = hill(DOSES, 2.0, 10.0, 60.0, 1.5)
    shuffled = hill_fit([*DOSES[::-1], 45.0], [*response[::-1], response[3]])
    assert shuffled.ec50 == pytest.approx(hill_fit(DOSES, response).ec50, rel=1e-4)


@given(st.floats(0.1, 10.0), st.floats(0.1, 10.0))
@settings(max_examples=15)
def test_ec50_scales_with_the_dose_and_not_with_the_response(dose_unit, response_unit):
    response = hill(DOSES, 2.0, 10.0, 60.0, 1.5)
    fit = hill_fit(DOSES * dose_unit, response * response_unit)
    assert fit.ec50 == pytest.approx(60.0 * dose_unit, rel=1e-3)
    assert fit.maximum == pytest.approx(10.0 * response_unit, rel=1e-3)


def test_dose_responses_that_tell_no_ec50_are_undefined():
    with pytest.raises(Undefined, match="4 unknowns"):
        hill_fit([0, 10, 100], [1, 5, 9])
    with pytest.raises(Undefined, match="flat"):
        hill_fit(DOSES, np.full(DOSES.size, 3.0))
    with pytest.raises(Undefined, match="does not level off"):
        hill_fit(DOSES, 2.0 + 0.01 * DOSES, exponent=1.0)


def test_bad_doses_are_told():
    with pytest.raises(UserError, match="lowest is -1"):
        hill_fit([-1, 1, 2, 3], [1, 2, 3, 4])
    with pytest.raises(UserError, match="equally many"):
        hill_fit([1, 2, 3, 4], [1, 2, 3])
    with pytest.raises(UserError, match="exponent must be above 0"):
        hill_fit(DOSES, DOSES, exponent=0.0)


@given(st.floats(4.0, 150.0), st.floats(-20.0, 20.0), st.floats(1.0, 30.0), st.booleans())
def test_a_known_half_time_comes_back(half, start, span, falling):
    plateau = start - span if falling else start + span
    values = plateau + (start - plateau) * 2.0 ** (-MINUTES / half)
    fit = exponential_fit(MINUTES + 17.0, values)
    assert fit.half_time == pytest.approx(half, rel=1e-3)
    assert fit.plateau == pytest.approx(plateau, abs=0.02)
    assert fit.start == pytest.approx(start, abs=0.02)
    assert fit.rate == pytest.approx(np.log(2) / half, rel=1e-3)


def test_a_known_plateau_needs_one_sample_less():
    fit = exponential_fit([0.0, 10.0], [8.0, 4.0], plateau=0.0)
    assert fit.half_time == pytest.approx(10.0)


def test_curves_without_a_half_time_are_undefined():
    with pytest.raises(Undefined, match="straight"):
        exponential_fit(MINUTES, 2.0 * MINUTES)
    with pytest.raises(Undefined, match="step"):
        exponential_fit(MINUTES, np.where(MINUTES > 0, 5.0, 1.0))
    with pytest.raises(Undefined, match="flat"):
        exponential_fit(MINUTES, np.ones(MINUTES.size))
    with pytest.raises(Undefined, match="3 unknowns"):
        exponential_fit([0, 1], [1, 2])


def test_crossings_by_hand():
    times, values = [0, 10, 20, 30], [0, 10, 4, 12]
    assert first_crossing(times, values, 5) == pytest.approx(5)
    assert first_crossing(times, values, 5, "falling") == pytest.approx(10 + 10 * 5 / 6)
    assert first_crossing(times, values, 11) == pytest.approx(20 + 10 * 7 / 8)
    assert first_crossing(times, values, 0) == 0
    assert first_crossing(times, values, 10) == 10
    with pytest.raises(Undefined, match="never reaches 20"):
        first_crossing(times, values, 20)
    with pytest.raises(UserError, match="direction must be"):
        first_crossing(times, values, 5, "up")


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20), st.floats(-60, 60))
def test_a_crossing_lies_on_the_level(values, level):
    times = np.arange(len(values), dtype=float)
    try:
        found = first_crossing(times, values, level)
    except Undefined:
        assert min(values) > level or max(values) < level
        return
    assert np.interp(found, times, values) == pytest.approx(level, abs=1e-6)


def test_half_times_and_half_maximal_doses_by_hand():
    assert half_time([5, 15, 25], [0, 4, 8]) == pytest.approx(10)
    assert half_time([0, 10, 20], [8, 4, 3], end=2) == pytest.approx(7.5)
    assert half_time([0, 10, 20], [8, 4, 3], start=10, end=2) == pytest.approx(5)
    assert half_maximal_dose([5, 25, 105], [2, 4, 10]) == pytest.approx(25 + 80 / 3)
    assert half_maximal_dose([5, 25, 105], [2, 0.5, 0]) == pytest.approx(5 + 20 / 1.5)
    with pytest.raises(Undefined, match="no change"):
        half_time([0, 10, 20], [8, 4, 8])
    with pytest.raises(Undefined, match="flat"):
        half_maximal_dose([1, 2], [3, 3])


def test_half_time_of_an_exponential_is_its_half_time():
    minutes = np.arange(0.0, 301.0)
    assert half_time(minutes, 2.0 ** (-minutes / 25.0)) == pytest.approx(25.0, rel=0.01)
