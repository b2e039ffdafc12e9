"""Indices from continuous glucose monitoring.

``glucose`` is a list of plasma or sensor glucose in mg/dl, in the order of time and **at equal
intervals** (a sensor gives one value every 5 min), so that a share of samples is a share of time.
Ranges follow the international consensus [Battelino2019].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined, index
from .samples import Array, concentrations, number

_GLUCOSE = {"glucose": "mg/dl"}


def _monitored(glucose: ArrayLike, minimum: int = 1) -> Array:
    return concentrations("glucose", glucose, "mg/dl", minimum=minimum)


@index(takes=_GLUCOSE, gives="mg/dl", sources="Battelino2019")
def mean_glucose(glucose: ArrayLike) -> float:
    """Mean glucose, mg/dl."""
    return float(_monitored(glucose).mean())


@index(takes=_GLUCOSE, gives="mg/dl", sources="Battelino2019")
def glucose_sd(glucose: ArrayLike) -> float:
    """Standard deviation of glucose (of a sample, n - 1), mg/dl."""
    return float(_monitored(glucose, 2).std(ddof=1))


@index(takes=_GLUCOSE, gives="%", sources="Battelino2019")
def glucose_cv(glucose: ArrayLike) -> float:
    """Coefficient of variation of glucose in percent; up to 36 % counts as stable."""
    checked = _monitored(glucose, 2)
    return float(100.0 * checked.std(ddof=1) / checked.mean())


@index(
    takes={"glucose": "mg/dl", "low": "mg/dl", "high": "mg/dl"},
    gives="%",
    sources="Battelino2019",
)
def time_in_range(glucose: ArrayLike, low: float = 70.0, high: float = 180.0) -> float:
    """Percent of time with glucose from ``low`` to ``high`` (mg/dl), both included."""
    checked = _monitored(glucose)
    low, high = number("low limit", low, "mg/dl"), number("high limit", high, "mg/dl")
    if low > high:
        raise UserError(f"the low limit {low:g} mg/dl must not lie above the high one {high:g}.")
    return float(100.0 * np.mean((checked >= low) & (checked <= high)))


@index(takes={"glucose": "mg/dl", "low": "mg/dl"}, gives="%", sources="Battelino2019")
def time_below_range(glucose: ArrayLike, low: float = 70.0) -> float:
    """Percent of time with glucose below ``low`` (mg/dl); below 54 is level 2."""
    return float(100.0 * np.mean(_monitored(glucose) < number("low limit", low, "mg/dl")))


@index(takes={"glucose": "mg/dl", "high": "mg/dl"}, gives="%", sources="Battelino2019")
def time_above_range(glucose: ArrayLike, high: float = 180.0) -> float:
    """Percent of time with glucose above ``high`` (mg/dl); above 250 is level 2."""
    return float(100.0 * np.mean(_monitored(glucose) > number("high limit", high, "mg/dl")))


@index(takes=_GLUCOSE, gives="%", sources="Bergenstal2018")
def glucose_management_indicator(glucose: ArrayLike) -> float:
    """Glucose management indicator, GMI, percent.

    ``3.31 + 0.02392 * mean glucose`` in mg/dl: the HbA1c to expect from two weeks or more of
    sensor data [Bergenstal2018].
    """
    return 3.31 + 0.02392 * mean_glucose(glucose)


@index(takes=_GLUCOSE, gives="mg/dl", sources="Service1970 Baghurst2011")
def mage(glucose: ArrayLike) -> float:
    """Mean amplitude of glycemic excursions, MAGE, mg/dl.

    The mean height of the swings larger than one standard deviation of all samples, counted in
    the direction of the first such swing only, up or down [Service1970]. Algorithm: walk along
    the curve and hold its latest extreme; once glucose has turned back from it by more than one
    standard deviation, the extreme is a turning point. Smaller wiggles never make turning
    points, so peaks and nadirs alternate [after Baghurst2011]. Undefined without any such swing.
    """
    checked = _monitored(glucose, 3)
    spread = float(checked.std(ddof=1))
    points = _turning_points(checked, spread)
    if len(points) < 2:
        raise Undefined("MAGE needs a swing of glucose larger than one standard deviation.")
    heights = np.abs(np.diff(points))
    return float(heights[::2].mean())


@index(takes=_GLUCOSE, gives="1", sources="Kovatchev1997")
def low_blood_glucose_index(glucose: ArrayLike) -> float:
    """Low blood glucose index, LBGI: mean of the risk function where glucose is low."""
    return float(np.mean(10.0 * np.minimum(_risk_scale(glucose), 0.0) ** 2))


@index(takes=_GLUCOSE, gives="1", sources="Kovatchev1997")
def high_blood_glucose_index(glucose: ArrayLike) -> float:
    """High blood glucose index, HBGI: mean of the risk function where glucose is high."""
    return float(np.mean(10.0 * np.maximum(_risk_scale(glucose), 0.0) ** 2))


def _risk_scale(glucose: ArrayLike) -> Array:
    """``1.509 (ln(G)^1.084 - 5.381)``: symmetric about 0 at 112.5 mg/dl [Kovatchev1997].

    Risk is ten times its square: 0 at 112.5, 100 at 20 and at 600 mg/dl, the ends of a meter.
    """
    checked = _monitored(glucose)
    if checked.min() <= 1.0:
        raise UserError(
            f"glucose must be above 1 mg/dl, but the lowest value is {checked.min():g}."
        )
    return np.asarray(1.509 * (np.log(checked) ** 1.084 - 5.381))


def _turning_points(curve: Array, threshold: float) -> list[float]:
    """Alternating peaks and nadirs, neighbors more than ``threshold`` apart."""
    lowest = highest = float(curve[0])
    points: list[float] = []
    direction = 0
    for value in map(float, curve):
        if direction >= 0 and value > highest:
            highest = value
        if direction <= 0 and value < lowest:
            lowest = value
        if direction >= 0 and highest - value > threshold:
            points.append(highest)
            direction, lowest = -1, value
        elif direction <= 0 and value - lowest > threshold:
            points.append(lowest)
            direction, highest = 1, value
    if direction:
        points.append(highest if direction > 0 else lowest)
    return points
