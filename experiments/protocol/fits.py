"""Fits of a protocol's measures: which curve, what to report, in powers of the units of x and y."""

from collections.abc import Callable

import numpy as np

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.protocol.measuring import Fit

Reported = tuple[float, int, int]
"""A number and the powers of the units of x and of y that make its unit."""


def fitted(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None = None) -> Reported:
    """Fit y over x and report one number; ``at`` is in the unit of y (of x to interpolate)."""
    order = np.argsort(x, kind="stable")
    try:
        return _KINDS[fit.kind](fit, np.asarray(x, float)[order], np.asarray(y, float)[order], at)
    except UserError as error:
        raise Undefined(str(error)) from None


def _hill(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    from experiments.indices.curve_fits import hill_fit

    found = hill_fit(x, y, basal=fit.baseline, exponent=fit.exponent)
    if fit.report == "x_at_share":
        assert at is not None
        if not 0.0 < at < 1.0:
            raise Undefined("the share of the effect must lie between 0 and 1.")
        return found.ec50 * (at / (1.0 - at)) ** (1.0 / found.exponent), 1, 0
    return {
        "ec50": (found.ec50, 1, 0),
        "maximum": (found.maximum, 0, 1),
        "baseline": (found.basal, 0, 1),
        "hill_coefficient": (found.exponent, 0, 0),
    }[fit.report]


def _exponential(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    from experiments.indices.curve_fits import exponential_fit

    found = exponential_fit(x, y)
    return {
        "half_time": (found.half_time, 1, 0),
        "rate": (found.rate, -1, 0),
        "start": (found.start, 0, 1),
        "end": (found.plateau, 0, 1),
    }[fit.report]


def _line(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    from experiments.indices.slopes import linear_slope

    found = linear_slope(x, y)
    if fit.report == "slope":
        return found.slope, -1, 1
    if fit.report == "intercept":
        return found.intercept, 0, 1
    root = float(np.sqrt(found.r_squared)) * (1 if found.slope >= 0 else -1)
    return (found.r_squared, 0, 0) if fit.report == "r_squared" else (root, 0, 0)


def _broken_line(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    """Two joined straight lines; the joint is searched between the second and the last but one
    x."""
    if len(np.unique(x)) < 4:
        raise Undefined("a broken line needs at least four different values of x.")
    best: tuple[float, float, np.ndarray] | None = None
    for joint in np.linspace(x[1], x[-2], 201):
        columns = np.column_stack(
            [np.ones_like(x), np.minimum(x, joint), np.maximum(x - joint, 0.0)]
        )
        levels, *_ = np.linalg.lstsq(columns, y, rcond=None)
        cost = float(np.sum((columns @ levels - y) ** 2))
        if best is None or cost < best[0] - 1e-12:
            best = (cost, float(joint), levels)
    assert best is not None
    _, joint, levels = best
    return {
        "break": (joint, 1, 0),
        "slope_before": (float(levels[1]), -1, 1),
        "slope_after": (float(levels[2]), -1, 1),
    }[fit.report]


def _interpolate(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    assert at is not None
    if not x[0] <= at <= x[-1]:
        raise Undefined(f"it is asked for at {at:g}, outside {x[0]:g} to {x[-1]:g}.")
    return float(np.interp(at, x, y)), 0, 1


def _crossing(fit: Fit, x: np.ndarray, y: np.ndarray, at: float | None) -> Reported:
    from experiments.indices.crossings import first_crossing

    assert at is not None
    return first_crossing(x, y, at, fit.direction or "either"), 1, 0


_KINDS: dict[str, Callable[[Fit, np.ndarray, np.ndarray, float | None], Reported]] = {
    "hill": _hill,
    "exponential": _exponential,
    "line": _line,
    "broken_line": _broken_line,
    "interpolate": _interpolate,
    "crossing": _crossing,
}
