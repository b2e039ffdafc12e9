"""Statistics of a curve over a window of time."""

from collections.abc import Callable

import numpy as np

from experiments.indices import Undefined

Array = np.ndarray


def _mean(times: Array, values: Array) -> float:
    if len(times) == 1:
        return float(values[0])
    return float(np.trapezoid(values, times) / (times[-1] - times[0]))


def _spread(times: Array, values: Array) -> float:
    middle = _mean(times, values)
    return float(np.sqrt(_mean(times, (values - middle) ** 2)))


def _half_time(times: Array, values: Array) -> float:
    from experiments.indices.crossings import half_time

    return half_time(times, values)


def _slope(times: Array, values: Array) -> float:
    spread = times - times.mean()
    squares = float(spread @ spread)
    if squares == 0:
        raise Undefined("a slope needs more than one point in time.")
    return float(spread @ values) / squares


STATISTICS: dict[str, Callable[[Array, Array], float]] = {
    "mean": _mean,
    "min": lambda t, v: float(v.min()),
    "max": lambda t, v: float(v.max()),
    "time_of_min": lambda t, v: float(t[np.argmin(v)]),
    "time_of_max": lambda t, v: float(t[np.argmax(v)]),
    "half_time": _half_time,
    "area": lambda t, v: float(np.trapezoid(v, t)),
    "area_above_start": lambda t, v: float(np.trapezoid(v - v[0], t)),
    "slope": _slope,
    "sd": _spread,
    "cv": lambda t, v: _spread(t, v) / abs(_mean(t, v)),
    "first": lambda t, v: float(v[0]),
    "last": lambda t, v: float(v[-1]),
    "change": lambda t, v: float(v[-1] - v[0]),
    "range": lambda t, v: float(v.max() - v.min()),
}
"""Times are minutes from time 0; a half-time counts from the beginning of its window."""

TIMES = ("time_of_min", "time_of_max", "half_time", "crossing")
"""Statistics whose value is a time."""


def statistic_of(
    name: str, times: Array, values: Array, level: float | None, direction: str | None
) -> float:
    """A statistic of a curve; raises Undefined where it has no value."""
    if not len(times):
        raise Undefined("nothing was recorded in its window.")
    if not np.isfinite(values).all():
        raise Undefined("the cells gave no defined value in its window.")
    if name == "crossing":
        from experiments.indices.crossings import first_crossing

        assert level is not None
        return first_crossing(times, values, level, direction or "either")  # type: ignore[arg-type]
    result = STATISTICS[name](times, values)
    if not np.isfinite(result):
        raise Undefined(f"its {name.replace('_', ' ')} is not a finite number.")
    return result


def unit_factor(name: str) -> tuple[int, bool]:
    """Power of time that a statistic adds to the unit, and whether its value is a time itself."""
    if name in TIMES:
        return 1, True
    if name in ("area", "area_above_start"):
        return 1, False
    return (-1, False) if name == "slope" else (0, False)
