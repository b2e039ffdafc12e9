"""Curves fitted to any quantity: a Hill dose-response and an exponential approach.

Both curves are linear in their levels once their shape is known, so only the shape (EC50 and
exponent, or the half-time) is searched and the levels follow by linear least squares. No starting
values are needed and the result does not depend on any. Units follow those of the input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined
from .samples import Array, numbers, rising, same_length

_EXPONENTS = (0.3, 10.0)
_BEYOND = 3.0  # how far outside the doses given an EC50 is believed


@dataclass(frozen=True, slots=True)
class HillFit:
    """Hill dose-response: ``basal + (maximum - basal) d^n / (ec50^n + d^n)``.

    basal, maximum: response without and with unlimited dose, in the unit of the response
    (maximum lies below basal where the response falls). ec50: dose of half the effect, in the
    unit of the dose. exponent: n, 1. residual: root mean square difference, in the unit of the
    response. r_squared: share of variance explained.
    """

    basal: float
    maximum: float
    ec50: float
    exponent: float
    residual: float
    r_squared: float


@dataclass(frozen=True, slots=True)
class ExponentialFit:
    """Exponential approach: ``plateau + (start - plateau) 2^(-(t - t0) / half_time)``.

    start: value at the first time t0. plateau: value approached. half_time: in the unit of
    time. residual: root mean square difference. r_squared: share of variance explained.
    """

    start: float
    plateau: float
    half_time: float
    residual: float
    r_squared: float

    @property
    def rate(self) -> float:
        """Rate constant, 1 per unit of time."""
        return float(np.log(2.0) / self.half_time)


def hill(dose: ArrayLike, basal: float, maximum: float, ec50: float, exponent: float) -> Array:
    """Response of a Hill curve to doses of 0 or more."""
    return basal + (maximum - basal) * _hill_shape(np.asarray(dose, float), ec50, exponent)


def hill_fit(
    doses: ArrayLike,
    responses: ArrayLike,
    *,
    basal: float | None = None,
    exponent: float | None = None,
) -> HillFit:
    """Fit a rising or falling Hill dose-response curve.

    Doses are 0 or more, in any order, repeats allowed; responses are numbers. ``basal`` and
    ``exponent`` are fitted unless given (1 for simple saturation). Undefined with fewer
    different doses than unknowns, for a flat response, and where EC50 runs beyond three times
    the highest or below a third of the lowest dose above 0: then the data do not show where the
    response levels off.
    """
    from scipy.optimize import least_squares

    doses, responses = _pairs("doses", doses, "responses", responses)
    if doses.min() < 0.0:
        raise UserError(f"doses must be 0 or more, but the lowest is {doses.min():g}.")
    if exponent is not None and not 0.0 < exponent < np.inf:
        raise UserError(f"the Hill exponent must be above 0, not {exponent:g}.")
    unknowns = 2 + (basal is None) + (exponent is None)
    different = np.unique(doses).size
    if different < unknowns:
        raise Undefined(
            f"a dose-response curve with {unknowns} unknowns needs as many different doses, "
            f"but there are {different}."
        )
    _check_change("the response", responses)
    positive = doses[doses > 0.0]
    lowest, highest = positive.min() / _BEYOND, positive.max() * _BEYOND

    def curve(shape: Array) -> tuple[Array, float, float]:
        n = exponent if exponent is not None else float(np.exp(shape[1]))
        return _levels(_hill_shape(doses, float(np.exp(shape[0])), n), responses, basal)

    def difference(shape: Array) -> Array:
        return curve(shape)[0] - responses

    bounds = [np.log((lowest, highest))]
    starts = [np.linspace(np.log(lowest), np.log(highest), 16)[1:-1]]
    if exponent is None:
        bounds.append(np.log(_EXPONENTS))
        starts.append(np.log((0.6, 1.0, 2.0, 4.0)))
    candidates = np.array(np.meshgrid(*starts)).reshape(len(starts), -1).T
    costs = [np.sum(difference(candidate) ** 2) for candidate in candidates]
    fits = [
        least_squares(
            difference, candidates[k], bounds=tuple(np.array(bounds).T), xtol=1e-12, ftol=1e-12
        )
        for k in np.argsort(costs)[:3]
    ]
    best = min(fits, key=lambda fit: fit.cost).x
    ec50 = float(np.exp(best[0]))
    if not lowest * 1.001 < ec50 < highest / 1.001:
        raise Undefined(
            f"the response does not level off within doses of {positive.min():g} to "
            f"{positive.max():g}, so that EC50 is unknown."
        )
    fitted, bottom, top = curve(best)
    return HillFit(
        bottom,
        top,
        ec50,
        float(exponent if exponent is not None else np.exp(best[1])),
        *_quality(fitted, responses),
    )


def exponential_fit(
    times: ArrayLike, values: ArrayLike, *, plateau: float | None = None
) -> ExponentialFit:
    """Fit a rise or fall toward a plateau; time counts from the first sample.

    ``plateau`` is fitted unless given. Undefined for a flat curve, with fewer samples than
    unknowns, and where the half-time runs beyond five times the duration (a straight line) or
    below a tenth of the shortest interval (a step).
    """
    from scipy.optimize import minimize_scalar

    checked_times, checked = _pairs("times", rising("times", times), "values", values)
    if checked.size < 2 + (plateau is None):
        raise Undefined(
            f"an exponential with {2 + (plateau is None)} unknowns needs as many samples, "
            f"but there are {checked.size}."
        )
    _check_change("the curve", checked)
    elapsed = checked_times - checked_times[0]
    shortest, longest = 0.1 * np.diff(elapsed).min(), 5.0 * elapsed[-1]

    def curve(log_half_time: float) -> tuple[Array, float, float]:
        decay = np.exp2(-elapsed / np.exp(log_half_time))
        return _levels(decay, checked, plateau)

    def cost(log_half_time: float) -> float:
        return float(np.sum((curve(log_half_time)[0] - checked) ** 2))

    grid = np.linspace(np.log(shortest), np.log(longest), 120)
    lowest = int(np.argmin([cost(point) for point in grid]))
    if lowest in (0, grid.size - 1):
        raise Undefined(
            "the curve has no half-time: it runs "
            + ("straight to its end." if lowest else "as a step between two samples.")
        )
    best = float(
        minimize_scalar(
            cost,
            bounds=(grid[lowest - 1], grid[lowest + 1]),
            method="bounded",
            options={"xatol": 1e-10},
        ).x
    )
    fitted, level, start = curve(best)
    return ExponentialFit(start, level, float(np.exp(best)), *_quality(fitted, checked))


def _hill_shape(doses: Array, ec50: float, exponent: float) -> Array:
    relative = np.divide(doses, ec50)
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray(1.0 / (1.0 + relative ** (-exponent)))


def _levels(shape: Array, measured: Array, low: float | None) -> tuple[Array, float, float]:
    """Curve, level where the shape is 0, and level where it is 1, by linear least squares."""
    if low is not None:
        effect = float(shape @ (measured - low) / max(float(shape @ shape), 1e-300))
        return low + effect * shape, float(low), float(low) + effect
    centered = shape - shape.mean()
    effect = float(centered @ measured / max(float(centered @ centered), 1e-300))
    bottom = float(measured.mean() - effect * shape.mean())
    return bottom + effect * shape, bottom, bottom + effect


def _pairs(first: str, a: ArrayLike, second: str, b: ArrayLike) -> tuple[Array, Array]:
    checked_a, checked_b = numbers(first, a, minimum=2), numbers(second, b, minimum=2)
    same_length(first, checked_a, second, checked_b)
    return checked_a, checked_b


def _check_change(what: str, values: Array) -> None:
    if np.ptp(values) <= 1e-12 * np.abs(values).max():
        raise Undefined(f"{what} is flat, so there is nothing to fit.")


def _quality(fitted: Array, measured: Array) -> tuple[float, float]:
    squares = float(np.sum((fitted - measured) ** 2))
    spread = float(np.sum((measured - measured.mean()) ** 2))
    return float(np.sqrt(squares / measured.size)), 1.0 - squares / spread
