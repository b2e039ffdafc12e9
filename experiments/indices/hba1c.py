"""HbA1c and mean glucose, and HbA1c from a history of glucose.

Hemoglobin is glycated slowly and for good, and erythrocytes of all ages circulate. With a life
span T, the hemoglobin that met glucose s days ago is the share 1 - s/T that has not been replaced
since: recent weeks weigh most. After a step of glucose, HbA1c has gone half of its way in
T (1 - 1/sqrt(2)), 35 days for T = 120; 34.6 +/- 10.1 days were measured [Tahara1995].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined, index
from .samples import Array, number, series, window

ERYTHROCYTE_LIFE_SPAN = 120.0  # days
_DAY = 1440.0  # min
_NEEDED_SHARE = 0.75  # of the weight: half a life span


@index(takes={"hba1c": "%"}, gives="mg/dl", sources="Nathan2008")
def estimated_average_glucose(hba1c: float) -> float:
    """Average glucose that goes with an HbA1c: ``28.7 * HbA1c - 46.7``, mg/dl [Nathan2008]."""
    hba1c = number("HbA1c", hba1c, "%", positive=True)
    if hba1c <= 46.7 / 28.7:
        raise UserError(f"HbA1c must be above 1.63 %, where average glucose is 0, not {hba1c:g} %.")
    return 28.7 * hba1c - 46.7


@index(takes={"glucose": "mg/dl"}, gives="%", sources="Nathan2008")
def estimated_hba1c(glucose: float) -> float:
    """HbA1c (percent) that goes with an average glucose (mg/dl), ``(G + 46.7) / 28.7``."""
    return (number("average glucose", glucose, "mg/dl", positive=True) + 46.7) / 28.7


@index(
    takes={"times": "min", "glucose": "mg/dl", "before": "mg/dl", "life_span": "day"},
    gives="%",
    sources="Tahara1995 Nathan2008",
)
def hba1c_from_history(
    times: ArrayLike,
    glucose: ArrayLike,
    before: float | None = None,
    life_span: float = ERYTHROCYTE_LIFE_SPAN,
) -> float:
    """HbA1c (percent) at the last sample of a history of glucose.

    The mean of glucose (mg/dl) weighted by ``1 - s / life_span``, s being the age of a sample
    [Tahara1995], turned into HbA1c by the regression of [Nathan2008]. ``times`` are in min,
    ``life_span`` is in days. ``before`` is the mean glucose (mg/dl) before the history began;
    without it the history must carry at least three quarters of the weight (60 of 120 days).
    """
    times, glucose = series("glucose", times, glucose, "mg/dl")
    span = number("erythrocyte life span", life_span, "day", positive=True) * _DAY
    start = max(times[0], times[-1] - span)
    window_times, inside = window("glucose", times, glucose, start, None)
    weighted, weight = _weighted(1.0 - (times[-1] - window_times) / span, inside, window_times)
    whole = 0.5 * span
    if before is not None:
        earlier = number("glucose before the history", before, "mg/dl", positive=True)
        return estimated_hba1c((weighted + earlier * (whole - weight)) / whole)
    if weight < _NEEDED_SHARE * whole * (1.0 - 1e-9):
        days = (times[-1] - times[0]) / _DAY
        raise Undefined(
            f"HbA1c needs glucose of at least {0.5 * span / _DAY:g} days, not {days:.3g}, or the "
            "mean glucose before the history."
        )
    return estimated_hba1c(weighted / weight)


def _weighted(weights: Array, curve: Array, times: Array) -> tuple[float, float]:
    """Integrals of weight times curve and of weight, both linear between samples."""
    steps = np.diff(times)
    left = 2.0 * weights[:-1] * curve[:-1] + weights[:-1] * curve[1:]
    right = 2.0 * weights[1:] * curve[1:] + weights[1:] * curve[:-1]
    return float(np.sum(steps * (left + right)) / 6.0), float(np.trapezoid(weights, times))
