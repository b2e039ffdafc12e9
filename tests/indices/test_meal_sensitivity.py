"""Meal insulin sensitivity: the formula is exact where its one assumption holds."""

import numpy as np
import pytest

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.meal_sensitivity import meal_insulin_sensitivity

VOLUME = 1.7  # dl/kg
EFFECTIVENESS = 0.024  # dl/kg/min
FASTING_INSULIN = 200.0  # uU/ml; so high that the insulin made below never falls under 0
DOSE, ABSORBED = 800.0, 0.8  # mg/kg and its share


def meal(sensitivity):
    """Times, glucose and insulin of a meal of the minimal model.

    The curve of glucose is chosen; appearance is proportional to its rise, as the formula
    assumes, and insulin is what the model then needs to bring glucose back.
    """
    times = np.arange(0.0, 600.05, 0.1)
    shape = (times / 40.0) ** 2 * np.exp(-times / 20.0)
    rise = 60.0 * shape / shape.max()
    glucose = 90.0 + rise
    appearance = ABSORBED * DOSE * rise / np.trapezoid(rise, times)
    removed = appearance - EFFECTIVENESS * rise - VOLUME * np.gradient(glucose, times)
    removed[0] = 0.0
    insulin = FASTING_INSULIN + removed / glucose / (sensitivity * 1e-4)
    return times, glucose, insulin


@pytest.mark.parametrize("sensitivity", [5.0, 13.6, 25.0])
def test_known_sensitivity_comes_back(sensitivity):
    found = meal_insulin_sensitivity(*meal(sensitivity), dose=DOSE)
    assert found == pytest.approx(sensitivity, rel=0.005)


def test_delayed_insulin_action_does_not_matter():
    times, glucose, action = meal(13.6)
    # Action lags behind insulin by a first-order delay of 20 min; its area is the same.
    insulin = action + 20.0 * np.gradient(action, times)
    insulin[0] = FASTING_INSULIN
    found = meal_insulin_sensitivity(times, glucose, insulin, dose=DOSE)
    assert found == pytest.approx(13.6, rel=0.01)


def test_formula_by_hand():
    # dG 0, 100, 0 and dI 0, 50, 0 at 0, 60, 120 min: areas 6000, 60 * 0.5 and 3000.
    found = meal_insulin_sensitivity([0, 60, 120], [100, 200, 100], [10, 60, 10], dose=1000.0)
    assert found == pytest.approx((0.8 * 1000 * 30 / 6000 - 0.024 * 30) / 3000 * 1e4)


def test_more_insulin_for_the_same_glucose_means_less_sensitivity():
    times, glucose = [0, 60, 120, 240], [90, 150, 120, 90]
    less = meal_insulin_sensitivity(times, glucose, [5, 60, 40, 5], dose=1000.0)
    more = meal_insulin_sensitivity(times, glucose, [5, 115, 75, 5], dose=1000.0)
    assert more == pytest.approx(0.5 * less, rel=1e-6)


def test_meals_without_rise_are_undefined_and_bad_doses_are_told():
    with pytest.raises(Undefined, match="glucose above fasting"):
        meal_insulin_sensitivity([0, 60, 120], [100, 90, 100], [10, 60, 10], dose=1000.0)
    with pytest.raises(Undefined, match="insulin above fasting"):
        meal_insulin_sensitivity([0, 60, 120], [100, 190, 100], [10, 6, 10], dose=1000.0)
    with pytest.raises(UserError, match="dose of glucose must be above 0 mg/kg, not -5"):
        meal_insulin_sensitivity([0, 60, 120], [100, 190, 100], [10, 60, 10], dose=-5.0)
