"""Least squares: the places of the free parameters at which deviations and moves are least.

Gauss-Newton steps within a trust region and within the bounds (`scipy.optimize.least_squares`,
Branch, Coleman and Li 1999). Derivatives are differences over a quarter of a standard deviation,
between bodies born of the same seed: what differs is the parameter and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

STEP = 0.25
"""Difference over which derivatives are taken, in standard deviations."""

SMALLEST_GAIN, SMALLEST_MOVE = 2e-3, 2e-2
"""Relative gain and relative move below which the search ends."""

ENDS = {1: "no slope is left", 2: "nothing more is gained", 3: "steps became small"}
"""Why a search ended, by the status of the optimizer."""

Measure = Callable[[list[np.ndarray]], list[np.ndarray]]
"""Returns the residuals at each of several places."""


class Spent(Exception):
    """No evaluation is left."""


@dataclass
class Visited:
    """A place that a step led to: its number, the deviations there, and how far it has moved."""

    number: int
    places: np.ndarray
    deviations: float
    moves: float

    @property
    def total(self) -> float:
        """What is least."""
        return self.deviations + self.moves


@dataclass
class Derivatives:
    """Derivatives of residuals (rows) by places (columns), and the residuals where they hold."""

    places: np.ndarray
    residuals: np.ndarray
    slopes: np.ndarray


@dataclass
class Found:
    """The end of a search."""

    best: Visited
    trace: list[Visited]
    derivatives: Derivatives | None
    """Those taken nearest to the best place."""
    evaluations: int
    ended: str


@dataclass
class Search:
    """A search: what measures residuals, the bounds, the strength of the prior, the budget."""

    measure: Measure
    limits: tuple[np.ndarray, np.ndarray]
    prior: float = 1.0
    budget: int = 200
    tell: Callable[[Visited], None] = lambda visited: None
    known: dict[bytes, np.ndarray] = field(default_factory=dict)
    trace: list[Visited] = field(default_factory=list)
    taken: list[Derivatives] = field(default_factory=list)

    def run(self, start: np.ndarray) -> Found:
        """Search from ``start`` until nothing is gained or left."""
        from scipy.optimize import least_squares

        low, high = self.limits
        ended = "no evaluation is left"
        try:
            result = least_squares(
                self._residuals, np.clip(start, low, high), jac=self._derivatives,
                bounds=(low, high), method="trf", x_scale=1.0, ftol=SMALLEST_GAIN,
                xtol=SMALLEST_MOVE, gtol=1e-6,
            )  # fmt: skip
            ended = ENDS.get(result.status, "steps and gains became small")
        except Spent:
            pass
        return self._found(ended)

    def derivatives_at(self, places: np.ndarray) -> Found:
        """Take the derivatives at one place and nothing else."""
        self._residuals(np.asarray(places, float))
        self._derivatives(np.asarray(places, float))
        return self._found("only derivatives were asked for")

    def _found(self, ended: str) -> Found:
        best = min(self.trace, key=lambda visited: visited.total)
        nearest = min(
            self.taken, key=lambda taken: float(np.abs(taken.places - best.places).max()),
            default=None,
        )  # fmt: skip
        return Found(best, self.trace, nearest, len(self.known), ended)

    def _values(self, several: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the residuals at places; new ones cost one evaluation each."""
        new = {place.tobytes(): place for place in several if place.tobytes() not in self.known}
        if new:
            if len(self.known) + len(new) > self.budget:
                raise Spent
            measured = self.measure(list(new.values()))
            self.known |= dict(zip(new, measured, strict=True))
        return [self.known[place.tobytes()] for place in several]

    def _residuals(self, places: np.ndarray) -> np.ndarray:
        places = np.array(places, float)
        (values,) = self._values([places])
        if not any(np.array_equal(places, visited.places) for visited in self.trace):
            moves = self.prior * float(places @ places)
            visited = Visited(len(self.trace), places, float(values @ values), moves)
            self.trace.append(visited)
            self.tell(visited)
        return np.concatenate([values, np.sqrt(self.prior) * places])

    def _derivatives(self, places: np.ndarray) -> np.ndarray:
        places = np.array(places, float)
        steps = np.where(places + STEP <= self.limits[1], STEP, -STEP)
        moved = [places + step * unit for step, unit in zip(steps, np.eye(len(places)))]
        base, *others = self._values([places, *moved])
        columns = [(other - base) / step for other, step in zip(others, steps, strict=True)]
        jacobian = np.column_stack(columns)
        self.taken.append(Derivatives(places, base, jacobian))
        return np.vstack([jacobian, np.sqrt(self.prior) * np.eye(len(places))])
