"""Minimal model: known parameters come back, a published test is fitted, bad input is told."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.minimal_model import (
    acute_insulin_response,
    disposition_index,
    glucose_curve,
    minimal_model,
)

# The 30 samples of a reduced insulin-modified test, min.
TIMES = np.array(
    [
        *(0, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 19, 22, 23, 24, 25, 27, 30, 35, 40),
        *(50, 60, 70, 80, 90, 100, 120, 140, 160, 180),
    ],
    float,
)
BASAL_GLUCOSE, BASAL_INSULIN = 90.0, 8.0

# Samples of a normal person printed with the MINMOD program [Pacini1986]: min, mg/dl, uU/ml.
NORMAL_PERSON = np.array(
    [
        (0, 92, 11), (2, 350, 26), (4, 287, 130), (6, 251, 85), (8, 240, 51), (10, 216, 49),
        (12, 211, 45), (14, 205, 41), (16, 196, 35), (19, 192, 30), (22, 172, 30), (27, 163, 27),
        (32, 142, 30), (42, 124, 22), (52, 105, 15), (62, 92, 15), (72, 84, 11), (82, 77, 10),
        (92, 82, 8), (102, 81, 11), (122, 82, 7), (142, 82, 8), (162, 85, 8), (182, 90, 7),
    ],
    float,
).T  # fmt: skip


def modified_test_insulin(times, first_phase=50.0, injected=180.0):
    """Insulin (uU/ml) of an insulin-modified test: a first phase, and an injection at 20 min."""
    first = first_phase * (np.exp(-times / 5.0) - np.exp(-times / 0.8))
    second = 10.0 * (np.exp(-times / 60.0) - np.exp(-times / 15.0))
    late = np.where(times > 20.0, injected * np.exp(-np.maximum(times - 20.0, 0.0) / 9.0), 0.0)
    return BASAL_INSULIN + first + second + late


def integrated_glucose(times, insulin, sg, p2, si, start):
    """The same two equations solved by a general integrator, as a slow twin of the fit's."""

    def equations(time, state):
        glucose, action = state
        rise = np.interp(time, times, insulin) - BASAL_INSULIN
        return [-(sg + action) * glucose + sg * BASAL_GLUCOSE, -p2 * (action - si * rise)]

    solution = solve_ivp(
        equations, (0.0, times[-1]), (start, 0.0), t_eval=times, rtol=1e-8, max_step=0.5
    )
    return solution.y[0]


def simulated(sg, p2, si, start=290.0, **insulin):
    """Samples (glucose, insulin) of a body that is the minimal model; before 0 it fasts."""
    measured = modified_test_insulin(TIMES, **insulin)
    glucose = integrated_glucose(TIMES, measured, sg, p2, si * 1e-4, start)
    glucose[0] = BASAL_GLUCOSE
    return glucose, measured


def test_closed_form_equals_an_integrator():
    grid = np.arange(0.0, 180.25, 0.25)
    insulin = modified_test_insulin(TIMES)
    rise = np.interp(grid, TIMES, insulin) - BASAL_INSULIN
    fast = glucose_curve(grid, rise, 0.02, 0.03, 6e-4, 290.0, BASAL_GLUCOSE)
    slow = integrated_glucose(TIMES, insulin, 0.02, 0.03, 6e-4, 290.0)
    assert np.interp(TIMES, grid, fast) == pytest.approx(slow, abs=0.05)


def test_closed_form_stays_finite_and_fasting_stays_fasting():
    grid = np.arange(0.0, 300.25, 0.25)
    hard = glucose_curve(grid, np.full(grid.size, 2000.0), 0.3, 0.5, 2e-2, 1000.0, 90.0)
    assert np.isfinite(hard).all() and (hard > 0).all()
    still = glucose_curve(grid, np.zeros(grid.size), 0.02, 0.03, 6e-4, 90.0, 90.0)
    assert still == pytest.approx(90.0)


@pytest.mark.parametrize(
    ("sg", "p2", "si"),
    [(0.021, 0.03, 2.62), (0.016, 0.03, 1.27), (0.015, 0.04, 0.57), (0.025, 0.05, 12.0)],
)
def test_known_parameters_come_back(sg, p2, si):
    # The first three are the means of normal, impaired and diabetic tolerance [Bergman2007].
    glucose, insulin = simulated(sg, p2, si)
    fit = minimal_model(TIMES, glucose, insulin)
    assert fit.si == pytest.approx(si, rel=0.01)
    assert fit.sg == pytest.approx(sg, rel=0.01)
    assert fit.p2 == pytest.approx(p2, rel=0.02)
    assert fit.glucose_at_zero == pytest.approx(290.0, rel=0.01)
    assert fit.residual < 0.1


def test_noisy_samples_give_parameters_without_bias():
    glucose, insulin = simulated(0.021, 0.03, 4.0)
    rng = np.random.default_rng(5)
    fits = [
        minimal_model(
            TIMES,
            glucose * rng.normal(1.0, 0.015, TIMES.size),
            insulin * np.clip(rng.normal(1.0, 0.04, TIMES.size), 0.5, 1.5),
            BASAL_GLUCOSE,
            BASAL_INSULIN,
        )
        for _ in range(12)
    ]
    assert np.mean([fit.si for fit in fits]) == pytest.approx(4.0, rel=0.07)
    assert np.mean([fit.sg for fit in fits]) == pytest.approx(0.021, rel=0.1)
    assert all(fit.si == pytest.approx(4.0, rel=0.25) for fit in fits)
    assert all(0.5 < fit.residual < 4.0 for fit in fits)


def test_no_insulin_action_is_found_as_zero():
    glucose, insulin = simulated(0.015, 0.03, 0.0)
    fit = minimal_model(TIMES, glucose, insulin)
    assert fit.si == pytest.approx(0.0, abs=0.01)
    assert fit.sg == pytest.approx(0.015, rel=0.02)


def test_published_samples_of_a_normal_person():
    # MINMOD gave SI 5.07 and SG 0.031; later fits of the same samples with fasting values from
    # the end of the test gave SI 5.0, SG 0.026, p2 0.025 and 279 mg/dl at time 0.
    fit = minimal_model(*NORMAL_PERSON, basal_glucose=90.0, basal_insulin=7.0)
    assert fit.si == pytest.approx(5.05, rel=0.05)
    assert 0.018 < fit.sg < 0.031
    assert 0.02 < fit.p2 < 0.035
    assert fit.glucose_at_zero == pytest.approx(279.0, rel=0.06)
    assert fit.residual < 5.0


@settings(max_examples=10)
@given(st.floats(0.3, 4.0))
def test_sensitivity_goes_with_the_reciprocal_of_the_insulin_unit(factor):
    glucose, insulin = simulated(0.02, 0.03, 3.0)
    fit = minimal_model(TIMES, glucose, insulin * factor)
    assert fit.si == pytest.approx(3.0 / factor, rel=0.02)


def test_glucose_unit_does_not_matter():
    glucose, insulin = simulated(0.02, 0.03, 3.0)
    assert minimal_model(TIMES, glucose / 18.0, insulin).si == pytest.approx(3.0, rel=0.02)


def test_first_samples_do_not_count():
    glucose, insulin = simulated(0.02, 0.03, 3.0)
    mixing = glucose.copy()
    mixing[(TIMES > 0) & (TIMES < 8)] += 80.0
    assert minimal_model(TIMES, mixing, insulin) == minimal_model(TIMES, glucose, insulin)


def test_acute_response_is_the_mean_rise_over_minutes_2_to_10():
    # 20 over 4 min, then a line from 20 to 0 over 4 min: (80 + 40) / 8.
    assert acute_insulin_response([0, 2, 6, 10], [5, 25, 25, 5]) == pytest.approx(15.0)
    # Samples at other times are interpolated at 2 and 10 min.
    assert acute_insulin_response([-5, 0, 4, 12], [6, 6, 46, 46]) == pytest.approx(37.5)
    assert acute_insulin_response([0, 5, 10], [5, 5, 5]) == pytest.approx(0.0)


def test_disposition_index_is_the_product():
    assert disposition_index(2.62, 59.6) == pytest.approx(156.152)
    with pytest.raises(Undefined):
        disposition_index(2.0, -1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t, g, i: (t[t <= 50], g[t <= 50], i[t <= 50]), "60 min or more"),
        (
            lambda t, g, i: (t[[0, 1, -3, -2, -1]], g[[0, 1, -3, -2, -1]], i[:5]),
            "6 or more samples",
        ),
        (lambda t, g, i: (t, np.full(t.size, 90.0), i), "no bolus to fit"),
        (lambda t, g, i: (t + 1.0, g, i), "no sample at or before 0 min"),
    ],
)
def test_tests_that_cannot_be_fitted_are_undefined(change, message):
    glucose, insulin = simulated(0.02, 0.03, 3.0)
    with pytest.raises(Undefined, match=message):
        minimal_model(*change(TIMES, glucose, insulin))


def test_impossible_samples_are_told():
    glucose, insulin = simulated(0.02, 0.03, 3.0)
    with pytest.raises(UserError, match="is followed by"):
        minimal_model(TIMES[::-1], glucose, insulin)
    with pytest.raises(UserError, match="glucose must be above 0 mg/dl"):
        minimal_model(TIMES, -glucose, insulin)
    with pytest.raises(UserError, match="fasting glucose must be above 0"):
        minimal_model(TIMES, glucose, insulin, basal_glucose=0.0)
