"""What a usable sample is: numbers, not negative, in the order of time.

Times are minutes unless a function says otherwise. Each check raises a UserError that names the
quantity, the place and what would be right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from agents.declarations import UserError

from .declared import Undefined

Array = NDArray[np.float64]


def number(what: str, value: float, unit: str = "", *, positive: bool = False) -> float:
    """Return ``value`` as a float that is finite and not negative (or, if asked, above 0)."""
    try:
        checked = float(value)
    except (TypeError, ValueError):
        raise UserError(f"{what} must be a number{_in(unit)}, not {value!r}.") from None
    if not np.isfinite(checked):
        raise UserError(f"{what} must be a finite number{_in(unit)}, not {checked}.")
    if checked < 0 or (positive and checked == 0):
        bound = "above 0" if positive else "0 or more"
        raise UserError(f"{what} must be {bound}{_in(unit)}, not {checked:g}.")
    return checked


def numbers(what: str, given: ArrayLike, unit: str = "", *, minimum: int = 1) -> Array:
    """Return one-dimensional finite numbers of any sign, at least ``minimum`` of them."""
    try:
        checked = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise UserError(f"{what} must be a list of numbers{_in(unit)}.") from None
    if checked.ndim != 1:
        raise UserError(f"{what} must be one list of numbers, not {checked.ndim}-dimensional.")
    if checked.size < minimum:
        raise UserError(f"{what} needs at least {minimum} values, but has {checked.size}.")
    bad = np.flatnonzero(~np.isfinite(checked))
    if bad.size:
        raise UserError(f"{what} must be finite numbers, but value {bad[0] + 1} is not.")
    return checked


def concentrations(
    what: str, given: ArrayLike, unit: str, *, positive: bool = True, minimum: int = 1
) -> Array:
    """Return values none of which is negative (nor, unless allowed, zero)."""
    checked = numbers(what, given, unit, minimum=minimum)
    bad = np.flatnonzero(checked <= 0 if positive else checked < 0)
    if bad.size:
        bound = "above 0" if positive else "0 or more"
        raise UserError(
            f"{what} must be {bound} {unit}, but value {bad[0] + 1} is {checked[bad[0]]:g}."
        )
    return checked


def rising(what: str, given: ArrayLike, unit: str = "min", *, minimum: int = 2) -> Array:
    """Return times (or positions) each of which is later than the one before."""
    checked = numbers(what, given, unit, minimum=minimum)
    bad = np.flatnonzero(np.diff(checked) <= 0)
    if bad.size:
        before, after = checked[bad[0]], checked[bad[0] + 1]
        raise UserError(
            f"{what} must rise, but {before:g} is followed by {after:g} {unit}: "
            "sort the samples and give each time once."
        )
    return checked


def series(
    what: str,
    times: ArrayLike,
    given: ArrayLike,
    unit: str,
    *,
    positive: bool = True,
    minimum: int = 2,
) -> tuple[Array, Array]:
    """Return the times (min) and the concentrations of one sampled quantity."""
    checked_times = rising(f"times of {what}", times, minimum=minimum)
    checked = concentrations(what, given, unit, positive=positive, minimum=minimum)
    same_length(f"times of {what}", checked_times, what, checked)
    return checked_times, checked


def same_length(first: str, a: Array, second: str, b: Array) -> None:
    """Raise a UserError unless both have equally many values."""
    if a.size != b.size:
        raise UserError(
            f"{first} and {second} must have equally many values, not {a.size} and {b.size}."
        )


def value_at(what: str, times: Array, given: Array, time: float) -> float:
    """Value at ``time``, interpolated between the two samples around it."""
    if not times[0] <= time <= times[-1]:
        raise Undefined(
            f"{what} is needed at {time:g} min, but was sampled from {times[0]:g} to "
            f"{times[-1]:g} min."
        )
    return float(np.interp(time, times, given))


def baseline(what: str, times: Array, given: Array) -> float:
    """Mean of the samples taken at or before time 0, that is before the stimulus."""
    before = times <= 0
    if not before.any():
        raise Undefined(f"{what} has no sample at or before 0 min, so no fasting value.")
    return float(given[before].mean())


def window(
    what: str, times: Array, given: Array, start: float | None, end: float | None
) -> tuple[Array, Array]:
    """Samples from ``start`` to ``end`` (min), the two ends interpolated where not sampled."""
    first = float(times[0]) if start is None else float(start)
    last = float(times[-1]) if end is None else float(end)
    if not first < last:
        raise UserError(f"the window of {what} must end after {first:g} min, not at {last:g} min.")
    ends = [value_at(what, times, given, first), value_at(what, times, given, last)]
    inside = (times > first) & (times < last)
    return (
        np.concatenate(([first], times[inside], [last])),
        np.concatenate((ends[:1], given[inside], ends[1:])),
    )


def _in(unit: str) -> str:
    return f" {unit}" if unit else ""
