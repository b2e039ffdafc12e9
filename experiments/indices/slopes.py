"""Straight lines: slope, slope of logarithms, share of variance explained.

Units follow those of the input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined
from .samples import Array, number, numbers, same_length


@dataclass(frozen=True, slots=True)
class Line:
    """A line of least squares, ``y = intercept + slope x``.

    low and high are the confidence limits of the slope; both are None with two points, which
    leave no freedom to estimate them. r_squared: share of the variance of y explained.
    """

    slope: float
    intercept: float
    low: float | None
    high: float | None
    r_squared: float


def linear_slope(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Line:
    """Ordinary least squares of y on x, with Student's confidence interval of the slope."""
    from scipy.special import stdtrit

    x, y = _pairs(x, y)
    confidence = checked_confidence(confidence)
    spread = x - x.mean()
    squares = float(spread @ spread)
    if squares == 0.0:
        raise Undefined("a slope needs at least two different values of x.")
    slope = float(spread @ y) / squares
    intercept = float(y.mean() - slope * x.mean())
    left = y - intercept - slope * x
    total = float(np.sum((y - y.mean()) ** 2))
    explained = 1.0 if total == 0.0 else max(0.0, 1.0 - float(left @ left) / total)
    freedom = x.size - 2
    if freedom == 0:
        return Line(slope, intercept, None, None, explained)
    error = float(np.sqrt(left @ left / freedom / squares))
    reach = float(stdtrit(freedom, 0.5 + 0.5 * confidence)) * error
    return Line(slope, intercept, slope - reach, slope + reach, explained)


def log_log_slope(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Line:
    """Slope of ln y on ln x: the power with which y follows x.

    A hyperbola, such as secretion against sensitivity, has slope -1. x and y must be above 0.
    """
    x, y = _pairs(x, y)
    for name, given in (("x", x), ("y", y)):
        if given.min() <= 0.0:
            raise UserError(f"logarithms need {name} above 0, but the lowest is {given.min():g}.")
    return linear_slope(np.log(x), np.log(y), confidence)


def variance_explained(y: ArrayLike, *predictors: ArrayLike) -> float:
    """Share (0 to 1) of the variance of y explained by a linear model of the predictors."""
    checked = numbers("y", y, minimum=2)
    if not predictors:
        raise UserError("variance explained needs at least one predictor.")
    columns = [np.ones_like(checked)]
    for place, predictor in enumerate(predictors, 1):
        column = numbers(f"predictor {place}", predictor)
        same_length("y", checked, f"predictor {place}", column)
        deviation = column - column.mean()
        scale = np.abs(deviation).max()
        columns.append(deviation / scale if scale > 0.0 else deviation)
    if checked.size <= len(columns):
        raise Undefined(
            f"{len(predictors)} predictors need more than {len(columns)} values, "
            f"not {checked.size}."
        )
    total = float(np.sum((checked - checked.mean()) ** 2))
    if total == 0.0:
        raise Undefined("y does not vary, so there is no variance to explain.")
    design = np.stack(columns, axis=1)
    coefficients = np.linalg.lstsq(design, checked, rcond=None)[0]
    left = float(np.sum((checked - design @ coefficients) ** 2))
    return float(np.clip(1.0 - left / total, 0.0, 1.0))


def checked_confidence(confidence: float) -> float:
    """Return a confidence level between 0 and 1, or raise a UserError."""
    confidence = number("confidence", confidence)
    if not 0.0 < confidence < 1.0:
        raise UserError(f"confidence must lie between 0 and 1, such as 0.95, not {confidence:g}.")
    return confidence


def _pairs(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    checked_x, checked_y = numbers("x", x, minimum=2), numbers("y", y, minimum=2)
    same_length("x", checked_x, "y", checked_y)
    return checked_x, checked_y
