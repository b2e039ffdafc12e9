"""Indices from an oral glucose tolerance test or a mixed meal.

Time is in minutes and 0 is the drink; the samples at or before 0 make the fasting value. Glucose
is in mg/dl, insulin in uU/ml, where nothing else is said. Areas follow the trapezoidal rule, and
a mean is an area divided by its duration, so that uneven sampling does not bend it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .declared import Undefined, index
from .samples import Array, baseline, numbers, rising, same_length, series, value_at, window

_GLUCOSE_AND_INSULIN = {"times": "min", "glucose": "mg/dl", "insulin": "uU/ml"}


def area_under_curve(
    times: ArrayLike, values: ArrayLike, start: float | None = None, end: float | None = None
) -> float:
    """Area under a curve by the trapezoidal rule, in the unit of the values times minutes.

    ``start`` and ``end`` (min) limit it; without them all samples count.
    """
    checked_times, checked = _curve(times, values)
    window_times, inside = window("the curve", checked_times, checked, start, end)
    return float(np.trapezoid(inside, window_times))


def incremental_area(
    times: ArrayLike,
    values: ArrayLike,
    start: float | None = None,
    end: float | None = None,
    *,
    ignore_below: bool = False,
) -> float:
    """Area above the fasting value, in the unit of the values times minutes.

    Without ``ignore_below`` what lies below the fasting value is subtracted. With it such parts
    count as 0, their borders being where the straight line between two samples crosses the
    fasting value: the area from which the glycemic index is computed [Wolever1986]. ``start``
    is 0 min unless given.
    """
    checked_times, checked = _curve(times, values)
    fasting = baseline("the curve", checked_times, checked)
    first = 0.0 if start is None else start
    window_times, rise = window("the curve", checked_times, checked - fasting, first, end)
    if not ignore_below:
        return float(np.trapezoid(rise, window_times))
    return float(sum(_area_above_zero(*step) for step in _steps(window_times, rise)))


def mean_over_time(
    times: ArrayLike, values: ArrayLike, start: float | None = None, end: float | None = None
) -> float:
    """Mean weighted by time, in the unit of the values."""
    checked_times, checked = _curve(times, values)
    window_times, inside = window("the curve", checked_times, checked, start, end)
    return float(np.trapezoid(inside, window_times) / (window_times[-1] - window_times[0]))


def time_of_peak(
    times: ArrayLike, values: ArrayLike, start: float | None = None, end: float | None = None
) -> float:
    """Time (min) of the highest sample, the first one if several are equally high."""
    checked_times, checked = _curve(times, values)
    window_times, inside = window("the curve", checked_times, checked, start, end)
    if np.ptp(inside) == 0.0:
        raise Undefined("a flat curve has no peak.")
    return float(window_times[np.argmax(inside)])


@index(takes={**_GLUCOSE_AND_INSULIN, "end": "min"}, gives="1", sources="Matsuda1999 DeFronzo2010")
def matsuda(times: ArrayLike, glucose: ArrayLike, insulin: ArrayLike, end: float = 120.0) -> float:
    """Matsuda index of whole-body insulin sensitivity from an oral glucose tolerance test.

    ``10000 / sqrt(G0 I0 Gmean Imean)`` with G in mg/dl and I in uU/ml; the means run over time
    from 0 to ``end`` (min) [Matsuda1999, DeFronzo2010]. Below about 2.5 means resistant.
    """
    times, glucose, insulin = _test(times, glucose, insulin)
    fasting = _fasting_glucose(times, glucose) * _fasting_insulin(times, insulin)
    product = (
        fasting
        * mean_over_time(times, glucose, 0.0, end)
        * mean_over_time(times, insulin, 0.0, end)
    )
    if product == 0.0:
        raise Undefined("the Matsuda index needs insulin above 0 uU/ml.")
    return float(10000.0 / np.sqrt(product))


@index(takes={"times": "min", "insulin": "uU/ml"}, gives="uU/ml", sources="Seltzer1967")
def early_insulin_response(times: ArrayLike, insulin: ArrayLike) -> float:
    """Rise of insulin (uU/ml) in the first 30 min after oral glucose."""
    checked_times, checked = series("insulin", times, insulin, "uU/ml", positive=False)
    return value_at("insulin", checked_times, checked, 30.0) - _fasting_insulin(
        checked_times, checked
    )


@index(takes=_GLUCOSE_AND_INSULIN, gives="uU/ml per mg/dl", sources="Seltzer1967")
def insulinogenic_index(times: ArrayLike, glucose: ArrayLike, insulin: ArrayLike) -> float:
    """Insulinogenic index: insulin gained per glucose gained in the first 30 min.

    ``(I30 - I0) / (G30 - G0)`` in uU/ml per mg/dl [Seltzer1967]. Undefined where glucose does
    not rise.
    """
    times, glucose, insulin = _test(times, glucose, insulin)
    rise = value_at("glucose", times, glucose, 30.0) - _fasting_glucose(times, glucose)
    if rise <= 0.0:
        raise Undefined("the insulinogenic index needs glucose at 30 min above fasting.")
    return early_insulin_response(times, insulin) / rise


@index(takes=_GLUCOSE_AND_INSULIN, gives="1", sources="AbdulGhani2007")
def oral_disposition_index(times: ArrayLike, glucose: ArrayLike, insulin: ArrayLike) -> float:
    """Oral disposition index: insulinogenic index times Matsuda index [AbdulGhani2007].

    Secretion in relation to the need for it: a healthy beta cell keeps this product constant
    while sensitivity falls.
    """
    return insulinogenic_index(times, glucose, insulin) * matsuda(times, glucose, insulin)


@index(takes=_GLUCOSE_AND_INSULIN, gives="1 per mg/dl", sources="Utzschneider2009")
def fasting_disposition_index(times: ArrayLike, glucose: ArrayLike, insulin: ArrayLike) -> float:
    """Disposition index with 1 / fasting insulin as sensitivity, ``(dI / dG) / I0``.

    In uU/ml per mg/dl per uU/ml, that is 1 per mg/dl [Utzschneider2009].
    """
    times, glucose, insulin = _test(times, glucose, insulin)
    fasting = _fasting_insulin(times, insulin)
    if fasting == 0.0:
        raise Undefined("the disposition index needs fasting insulin above 0 uU/ml.")
    return insulinogenic_index(times, glucose, insulin) / fasting


@index(
    takes={"times": "min", "glucose": "mmol/l", "insulin": "pmol/l"},
    gives="pmol/l",
    sources="Stumvoll2000",
)
def stumvoll_first_phase(times: ArrayLike, glucose: ArrayLike, insulin: ArrayLike) -> float:
    """First-phase insulin response of a hyperglycemic clamp, estimated from an oral test.

    ``1283 + 1.829 I30 - 138.7 G30 + 3.772 I0`` in pmol/l, with glucose in mmol/l and insulin in
    pmol/l [Stumvoll2000]. A regression over people without diabetes: it may fall below 0 beyond.
    """
    times, glucose, insulin = _test(times, glucose, insulin, "mmol/l", "pmol/l")
    return (
        1283.0
        + 1.829 * value_at("insulin", times, insulin, 30.0)
        - 138.7 * value_at("glucose", times, glucose, 30.0)
        + 3.772 * _fasting_insulin(times, insulin)
    )


def _curve(times: ArrayLike, given: ArrayLike) -> tuple[Array, Array]:
    checked_times = rising("times", times)
    checked = numbers("the curve", given, minimum=2)
    same_length("times", checked_times, "the curve", checked)
    return checked_times, checked


def _test(
    times: ArrayLike,
    glucose: ArrayLike,
    insulin: ArrayLike,
    glucose_unit: str = "mg/dl",
    insulin_unit: str = "uU/ml",
) -> tuple[Array, Array, Array]:
    checked_times, checked_glucose = series("glucose", times, glucose, glucose_unit)
    _, checked_insulin = series("insulin", times, insulin, insulin_unit, positive=False)
    return checked_times, checked_glucose, checked_insulin


def _fasting_glucose(times: Array, glucose: Array) -> float:
    return baseline("glucose", times, glucose)


def _fasting_insulin(times: Array, insulin: Array) -> float:
    return baseline("insulin", times, insulin)


def _steps(times: Array, rise: Array) -> list[tuple[float, float, float]]:
    return [
        (float(duration), float(left), float(right))
        for duration, left, right in zip(np.diff(times), rise[:-1], rise[1:], strict=True)
    ]


def _area_above_zero(duration: float, left: float, right: float) -> float:
    above_left, above_right = max(left, 0.0), max(right, 0.0)
    if left * right >= 0.0:
        return 0.5 * duration * (above_left + above_right)
    # One end lies below: only the triangle on the other side of the crossing counts.
    share_above = max(left, right) / abs(left - right)
    return 0.5 * duration * share_above * max(left, right)
