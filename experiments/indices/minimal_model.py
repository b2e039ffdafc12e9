"""Bergman's minimal model, fitted to an intravenous glucose tolerance test.

    dG/dt = -(SG + X) G + SG Gb        dX/dt = -p2 (X - SI (I - Ib))        G(0) = G0, X(0) = 0

G is plasma glucose (mg/dl), I plasma insulin (uU/ml, the measured samples joined by straight
lines), X insulin's action on glucose disappearance (1/min), Gb and Ib the fasting values. The fit
estimates insulin sensitivity SI, glucose effectiveness SG, the rate p2 of insulin action, and G0
[Bergman1979]. Samples before 8 min are not fitted, because glucose still mixes [Pacini1986]; all
others weigh the same.

Between two grid points a quarter of a minute apart, insulin is linear and X constant in the
glucose equation; both equations then have exact solutions, so the fit needs no integrator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from agents.declarations import UserError

from .declared import Undefined, index
from .samples import Array, baseline, number, series, window

_STEP = 0.25  # min
_IGNORED = 8.0  # min
_SI_UNIT = 1e-4  # SI is reported in 1e-4/min per uU/ml
# Lower and upper bounds: SG (1/min), p2 (1/min), SI (1e-4/min per uU/ml), G0 / Gb.
_BOUNDS = ((1e-6, 1e-3, 0.0, 1.0), (0.3, 0.5, 200.0, 12.0))
_STARTS = tuple((0.015, p2, si) for p2 in (0.02, 0.08) for si in (0.5, 3.0, 12.0))


@dataclass(frozen=True, slots=True)
class MinimalModelFit:
    """Result of the fit.

    si: insulin sensitivity, 1e-4/min per uU/ml. sg: glucose effectiveness, 1/min. p2: rate of
    insulin action, 1/min. glucose_at_zero: glucose extrapolated to time 0, mg/dl. residual: root
    mean square difference between model and samples, mg/dl.
    """

    si: float
    sg: float
    p2: float
    glucose_at_zero: float
    residual: float


@index(
    takes={
        "times": "min",
        "glucose": "mg/dl",
        "insulin": "uU/ml",
        "basal_glucose": "mg/dl",
        "basal_insulin": "uU/ml",
    },
    gives={
        "si": "1e-4/min per uU/ml",
        "sg": "1/min",
        "p2": "1/min",
        "glucose_at_zero": "mg/dl",
        "residual": "mg/dl",
    },
    sources="Bergman1979 Pacini1986",
)
def minimal_model(
    times: ArrayLike,
    glucose: ArrayLike,
    insulin: ArrayLike,
    basal_glucose: float | None = None,
    basal_insulin: float | None = None,
) -> MinimalModelFit:
    """Insulin sensitivity SI and glucose effectiveness SG from an intravenous test.

    ``times`` (min) count from the glucose bolus; glucose is in mg/dl, insulin in uU/ml, of a
    plain or an insulin-modified test. The fasting values are the means of the samples at or
    before 0 min unless given. In severe resistance SI may honestly be 0.
    """
    from scipy.optimize import least_squares

    times, glucose = series("glucose", times, glucose, "mg/dl")
    _, insulin = series("insulin", times, insulin, "uU/ml", positive=False)
    if basal_glucose is None:
        basal_glucose = baseline("glucose", times, glucose)
    if basal_insulin is None:
        basal_insulin = baseline("insulin", times, insulin)
    basal_glucose = number("fasting glucose", basal_glucose, "mg/dl", positive=True)
    basal_insulin = number("fasting insulin", basal_insulin, "uU/ml")
    fitted = times >= _IGNORED
    _check_samples(times, glucose, fitted, basal_glucose)

    grid = np.arange(0.0, times[-1] + _STEP, _STEP)
    rise = np.interp(grid, times, insulin) - basal_insulin
    measured = glucose[fitted]

    def difference(parameters: Array) -> Array:
        sg, p2, si, relative_start = parameters
        curve = glucose_curve(
            grid, rise, sg, p2, si * _SI_UNIT, relative_start * basal_glucose, basal_glucose
        )
        return np.asarray(np.interp(times[fitted], grid, curve) - measured)

    relative_start = np.clip(1.15 * measured[0] / basal_glucose, 1.1, 11.0)
    fits = [
        least_squares(
            difference, (*start, relative_start), bounds=_BOUNDS, x_scale=(0.01, 0.02, 2.0, 1.0)
        )
        for start in _STARTS
    ]
    best = min(fits, key=lambda fit: fit.cost)
    sg, p2, si, start = (float(value) for value in best.x)
    _check_fit(sg, p2, si)
    return MinimalModelFit(
        si=si,
        sg=sg,
        p2=p2,
        glucose_at_zero=start * basal_glucose,
        residual=float(np.sqrt(np.mean(best.fun**2))),
    )


def glucose_curve(
    grid: Array,
    insulin_rise: Array,
    sg: float,
    p2: float,
    si: float,
    glucose_at_zero: float,
    basal_glucose: float,
) -> Array:
    """Glucose (mg/dl) of the minimal model on an evenly spaced grid (min) from 0.

    ``insulin_rise`` is insulin above fasting (uU/ml) on the grid; sg and p2 are in 1/min, si in
    1/min per uU/ml, the two glucose values in mg/dl.
    """
    from scipy.signal import lfilter

    step = grid[1] - grid[0]
    # X after a step in which insulin changes linearly: x' = kept x + early u + late u'.
    kept = np.exp(-p2 * step)
    lost = -np.expm1(-p2 * step)
    late = 1.0 - lost / (p2 * step)
    early = lost - late
    action = lfilter((late, early), (1.0, -kept), si * insulin_rise)
    action -= late * si * insulin_rise[0] * kept ** np.arange(grid.size)
    disappearance = (sg + 0.5 * (action[1:] + action[:-1])) * step
    inflow = sg * basal_glucose * step * _relative_rise(disappearance)
    # G' = exp(-disappearance) G + inflow, summed in closed form over all steps.
    passed = np.clip(np.concatenate(([0.0], np.cumsum(disappearance))), -500.0, 500.0)
    return np.asarray(
        np.exp(-passed)
        * (glucose_at_zero + np.concatenate(([0.0], np.cumsum(inflow * np.exp(passed[1:])))))
    )


@index(
    takes={"times": "min", "insulin": "uU/ml", "basal": "uU/ml"},
    gives="uU/ml",
    sources="Pacini1986",
)
def acute_insulin_response(
    times: ArrayLike, insulin: ArrayLike, basal: float | None = None
) -> float:
    """Acute insulin response: mean rise of insulin (uU/ml) over minutes 2 to 10.

    The mean runs over time, so that unevenly spaced samples do not bend it. ``basal`` is the
    mean of the samples at or before 0 min unless given.
    """
    checked_times, checked = series("insulin", times, insulin, "uU/ml", positive=False)
    if basal is None:
        basal = baseline("insulin", checked_times, checked)
    basal = number("fasting insulin", basal, "uU/ml")
    inside_times, inside = window("insulin", checked_times, checked, 2.0, 10.0)
    return float(np.trapezoid(inside, inside_times) / 8.0) - basal


@index(
    takes={"si": "1e-4/min per uU/ml", "acute_response": "uU/ml"},
    gives="1e-4/min",
    sources="Bergman1981 Kahn1993",
)
def disposition_index(si: float, acute_response: float) -> float:
    """Disposition index: insulin sensitivity SI times acute insulin response.

    In 1e-4/min, from SI in 1e-4/min per uU/ml and the response as mean rise in uU/ml. Constant
    along the hyperbola on which a healthy beta cell answers resistance [Bergman1981]. A response
    below the fasting value is no secretion at all and leaves it undefined.
    """
    si = number("SI", si, "1e-4/min per uU/ml")
    if acute_response < 0:
        raise Undefined("insulin falls after the bolus, so there is no acute response.")
    return si * number("acute insulin response", acute_response, "uU/ml")


def _relative_rise(exponent: Array) -> Array:
    """(1 - exp(-x)) / x, which is 1 at x = 0."""
    small = np.abs(exponent) < 1e-8
    safe = np.where(small, 1.0, exponent)
    return np.where(small, 1.0 - 0.5 * exponent, -np.expm1(-safe) / safe)


def _check_samples(
    times: Array, glucose: Array, fitted: NDArray[np.bool_], basal_glucose: float
) -> None:
    if times[-1] < 60.0:
        raise Undefined(
            f"the minimal model needs samples for 60 min or more, but they end at "
            f"{times[-1]:g} min."
        )
    if fitted.sum() < 6:
        raise Undefined(
            f"the minimal model needs 6 or more samples from {_IGNORED:g} min on, "
            f"but there are {fitted.sum()}."
        )
    if times[0] > 2.0:
        raise UserError(f"insulin must be sampled from time 0 min on, not from {times[0]:g} min.")
    if glucose[fitted][0] <= basal_glucose:
        raise Undefined("glucose is not raised at 8 min, so there is no bolus to fit.")


def _check_fit(sg: float, p2: float, si: float) -> None:
    """Refuse a fit that ran to a bound where its numbers mean nothing.

    With p2 at its lower bound only the product p2 SI is known. At its upper bound insulin acts
    at once, and SI keeps its meaning; without any action p2 does not matter.
    """
    (_, slowest, _, _), (fastest_disposal, _, strongest, _) = _BOUNDS
    for name, value, stuck in (
        ("SG", sg, sg > 0.99 * fastest_disposal),
        ("SI", si, si > 0.99 * strongest),
        ("p2", p2, si > 0.01 and p2 < 1.01 * slowest),
    ):
        if stuck:
            raise Undefined(f"the minimal model does not fit: {name} runs to {value:.3g}.")
