"""From a scorecard to residuals: how far each check of the fitted targets is from its band.

A check counts by its deviation d, in half-bands from the expected value. Small deviations count by
their square, large ones by their size (pseudo-Huber), so that one experiment that the model cannot
repeat does not pull everything else out of its band. Every target counts as much as every other,
however many checks it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from experiments.validation.checking import CheckResult
from experiments.validation.scoring import Scorecard

NO_NUMBER = 10.0
"""Deviation, in half-bands, of a check whose number does not exist (a body died, a fit failed)."""


@dataclass(frozen=True)
class Term:
    """One check in the sum of squares: target, check, and its weight among those of the target."""

    target: str
    check: str
    weight: float

    @property
    def place(self) -> str:
        """Target and check: "C1.rd_ec50"."""
        return f"{self.target}.{self.check}"


def terms_of(card: Scorecard, fitted: Iterable[str]) -> list[Term]:
    """Return the checks with a band that the fitted targets have and that the model represents."""
    fitted = set(fitted)
    terms = []
    for target, results in card.by_target.items():
        counted = [result for result in results if target in fitted and counts(result)]
        terms += [Term(target, r.key, 1.0 / len(counted)) for r in counted]
    return terms


def counts(result: CheckResult) -> bool:
    """Whether a check can be a residual: it has a band, and its run was done."""
    return not (result.skipped or result.check.holds or result.state == "not represented")


def residuals(card: Scorecard, terms: list[Term]) -> np.ndarray:
    """Return the residual of every term; their squares add up to what is least."""
    found = {(result.target.id, result.key): result.deviation for result in card.results}
    return np.array(
        [math.sqrt(term.weight) * softened(found[term.target, term.check]) for term in terms]
    )


def softened(deviation: float | None) -> float:
    """Return the residual of a deviation: its square is d² where d is small, 2 |d| where large."""
    d = NO_NUMBER if deviation is None or not math.isfinite(deviation) else deviation
    return d * math.sqrt(2.0 / (math.sqrt(1.0 + d * d) + 1.0))


def unsoftened(slopes: np.ndarray, values: np.ndarray, terms: list[Term]) -> np.ndarray:
    """Return derivatives of weighted deviations, from those of residuals and the residuals.

    The search holds back what is far outside its band; what it says about a parameter is not
    less for that. A check without a number says nothing.
    """
    r = np.abs(values) / np.sqrt([term.weight for term in terms])
    root = 1.0 + 0.5 * r * r
    d = np.sqrt(root * root - 1.0)
    softness = np.where(r > 1e-9, d / np.maximum(r * root, 1e-9), 1.0)
    told = slopes / softness[:, None]
    told[d >= NO_NUMBER * (1.0 - 1e-9)] = 0.0
    return told


def cost_by_target(values: np.ndarray, terms: list[Term]) -> dict[str, float]:
    """Return the part of the sum of squares that each target has."""
    costs: dict[str, float] = {}
    for value, term in zip(values, terms, strict=True):
        costs[term.target] = costs.get(term.target, 0.0) + float(value) ** 2
    return costs
