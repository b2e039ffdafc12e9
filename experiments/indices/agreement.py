"""Statistics across people, cells or seeds, each with its confidence interval.

Intervals are two-sided, 95 % unless told otherwise. Units follow those of the input.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined
from .samples import Array, number, numbers, same_length
from .slopes import checked_confidence


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the lower and upper limit of its confidence interval."""

    value: float
    low: float
    high: float


def mean(sample: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Mean with Student's interval, ``m +/- t s / sqrt(n)``."""
    from scipy.special import stdtrit

    checked = _sample("a mean's interval", sample, 2)
    tail = 0.5 + 0.5 * checked_confidence(confidence)
    middle = float(checked.mean())
    reach = float(stdtrit(checked.size - 1, tail) * checked.std(ddof=1) / np.sqrt(checked.size))
    return Estimate(middle, middle - reach, middle + reach)


def standard_deviation(sample: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Standard deviation (n - 1) with the chi-square interval of a normal population."""
    from scipy.special import chdtri

    checked = _sample("a standard deviation", sample, 2)
    tail = 0.5 - 0.5 * checked_confidence(confidence)
    freedom = checked.size - 1
    spread = float(checked.std(ddof=1))
    low, high = (
        spread * float(np.sqrt(freedom / chdtri(freedom, share))) for share in (tail, 1.0 - tail)
    )
    return Estimate(spread, low, high)


def coefficient_of_variation(sample: ArrayLike) -> float:
    """Standard deviation in percent of the mean."""
    checked = _sample("a coefficient of variation", sample, 2)
    middle = float(checked.mean())
    if middle == 0.0:
        raise Undefined("a coefficient of variation needs a mean other than 0.")
    return float(100.0 * checked.std(ddof=1) / abs(middle))


def prevalence(cases: int, people: int, confidence: float = 0.95) -> Estimate:
    """Share (0 to 1) of people who are cases, with Wilson's score interval [Wilson1927]."""
    if number("cases", cases) % 1 or number("people", people) % 1:
        raise UserError(f"cases and people must be whole numbers, not {cases} and {people}.")
    if cases > people:
        raise UserError(f"cases must be at most the number of people ({people}), not {cases}.")
    if people == 0:
        raise Undefined("a prevalence needs at least one person.")
    z = _normal_quantile(confidence)
    share = cases / people
    weight = z * z / people
    center = (share + 0.5 * weight) / (1.0 + weight)
    spread = share * (1.0 - share) / people + 0.25 * weight / people
    reach = z * float(np.sqrt(spread)) / (1.0 + weight)
    # Rounding must not push a limit past the share or out of 0 to 1.
    low, high = max(0.0, center - reach), min(1.0, center + reach)
    return Estimate(share, min(share, low), max(share, high))


def pearson(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Pearson's correlation with the interval of Fisher's z, error ``1 / sqrt(n - 3)``."""
    x, y = _pairs(x, y)
    r = _correlation(x, y)
    return _fisher_interval(r, 1.0 / np.sqrt(x.size - 3), confidence)


def spearman(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Spearman's rank correlation with an interval by Fisher's z.

    The error of z is ``sqrt((1 + r^2 / 2) / (n - 3))`` [Bonett2000].
    """
    x, y = _pairs(x, y)
    r = _correlation(_ranks(x), _ranks(y))
    return _fisher_interval(r, np.sqrt((1.0 + 0.5 * r * r) / (x.size - 3)), confidence)


def a_measure(first: ArrayLike, second: ArrayLike) -> float:
    """A measure of stochastic superiority, the A-test [Vargha2000].

    Probability that a value of the first sample exceeds one of the second, ties counted half:
    0.5 means no difference, 0 and 1 complete separation.
    """
    a, b = _sample("the first sample", first, 1), _sample("the second sample", second, 1)
    rank_sum = float(_ranks(np.concatenate((a, b)))[: a.size].sum())
    return (rank_sum / a.size - 0.5 * (a.size + 1)) / b.size


def a_measure_effect(measure: float) -> str:
    """Size of an effect by its A measure: none, small, medium or large.

    Small from 0.56, medium from 0.64, large from 0.71, or as far below 0.5 [Vargha2000].
    """
    if not 0.0 <= measure <= 1.0:
        raise UserError(f"an A measure lies between 0 and 1, not at {measure:g}.")
    # Rounding keeps 0.44 as far from the middle as 0.56 is.
    distance = round(abs(measure - 0.5), 12)
    for size, start in (("large", 0.21), ("medium", 0.14), ("small", 0.06)):
        if distance >= start:
            return size
    return "none"


def bootstrap(
    sample: ArrayLike,
    statistic: Callable[[Array], float],
    rng: int | np.random.Generator,
    *,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Estimate:
    """Any statistic of a sample with its percentile bootstrap interval [Efron1979].

    ``statistic`` takes an array and gives a number. ``rng`` is a seed or a generator: the same
    seed gives the same interval.
    """
    checked = _sample("a bootstrap", sample, 2)
    tail = 0.5 - 0.5 * checked_confidence(confidence)
    if resamples < 100:
        raise UserError(f"a bootstrap needs 100 or more resamples, not {resamples}.")
    generator = np.random.default_rng(rng)
    drawn = np.array(
        [
            statistic(checked[generator.integers(0, checked.size, checked.size)])
            for _ in range(resamples)
        ]
    )
    low, high = np.quantile(drawn, (tail, 1.0 - tail))
    return Estimate(float(statistic(checked)), float(low), float(high))


def _sample(what: str, sample: ArrayLike, minimum: int) -> Array:
    checked = numbers("the sample", sample, minimum=0)
    if checked.size < minimum:
        raise Undefined(f"{what} needs at least {minimum} values, not {checked.size}.")
    return checked


def _pairs(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    checked_x, checked_y = numbers("x", x, minimum=0), numbers("y", y, minimum=0)
    same_length("x", checked_x, "y", checked_y)
    if checked_x.size < 4:
        raise Undefined(
            f"a correlation's interval needs at least 4 pairs of values, not {checked_x.size}."
        )
    return checked_x, checked_y


def _correlation(x: Array, y: Array) -> float:
    a, b = x - x.mean(), y - y.mean()
    size = np.sqrt(a @ a) * np.sqrt(b @ b)
    if np.ptp(x) == 0.0 or np.ptp(y) == 0.0 or size == 0.0:
        raise Undefined("a correlation needs both quantities to vary.")
    return float(np.clip(a @ b / size, -1.0, 1.0))


def _fisher_interval(r: float, error: float, confidence: float) -> Estimate:
    reach = _normal_quantile(confidence) * float(error)
    if abs(r) == 1.0:
        return Estimate(r, r, r)
    z = np.arctanh(r)
    return Estimate(r, float(np.tanh(z - reach)), float(np.tanh(z + reach)))


def _ranks(sample: Array) -> Array:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, place, counts = np.unique(sample, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - 0.5 * (counts - 1))[place], float)


def _normal_quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + 0.5 * checked_confidence(confidence)))
