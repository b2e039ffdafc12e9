"""What the targets say about each parameter: which are determined, alone or only together.

Near the best place the deviations are linear, J times the moves. With half a band as one standard
deviation of a published number, and the plausible range as four of a parameter, what is believed
after seeing the targets has the covariance (JᵀJ + prior)⁻¹. A parameter that keeps its whole prior
standard deviation is one that the targets do not constrain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UNCONSTRAINED = 0.9
"""A parameter that keeps this share of its prior standard deviation is not constrained."""

TOLD = 3
"""Checks, and parameters of a direction, that are named."""


@dataclass(frozen=True)
class Known:
    """What the targets say about one parameter.

    ``slope`` is the change of all residuals (root of the sum of squares) for a move by one prior
    standard deviation; ``kept`` the share of the prior standard deviation that is left after seeing
    the targets, all other parameters being free as well; ``alone`` the same with the others held;
    ``confused_with`` the parameter whose error goes with it most, with their correlation; and
    ``checks`` the places that move most.
    """

    name: str
    slope: float
    kept: float
    alone: float
    confused_with: str
    correlation: float
    checks: tuple[str, ...]

    @property
    def is_constrained(self) -> bool:
        """Whether the targets say anything about it."""
        return self.kept < UNCONSTRAINED


@dataclass(frozen=True)
class Direction:
    """A combination of parameters: how strongly the residuals feel it, and its main parts."""

    number: int
    strength: float
    determined: bool
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Identified:
    """What the targets say about all parameters and their combinations."""

    parameters: list[Known]
    directions: list[Direction]
    effective: float
    """Number of parameters that the targets determine: the sum of 1 - kept² over directions."""


def identify(
    jacobian: np.ndarray, names: list[str], places: list[str], prior: float = 1.0
) -> Identified:
    """Read derivatives of residuals (rows, ``places``) by parameters (columns, ``names``)."""
    count = len(names)
    information = jacobian.T @ jacobian
    covariance = np.linalg.inv(information + prior * np.eye(count))
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    known = []
    for column, name in enumerate(names):
        others = np.abs(correlation[column])
        others[column] = 0.0
        partner = int(np.argmax(others)) if count > 1 else column
        order = np.argsort(-np.abs(jacobian[:, column]))[:TOLD]
        known.append(
            Known(
                name,
                float(np.linalg.norm(jacobian[:, column])),
                float(np.sqrt(prior) * spread[column]),
                float(np.sqrt(prior / (information[column, column] + prior))),
                names[partner] if count > 1 else "",
                float(correlation[column, partner]) if count > 1 else 0.0,
                tuple(places[row] for row in order if jacobian[row, column] != 0.0),
            )
        )
    strengths, vectors = _directions(jacobian)
    directions = []
    for number, (strength, vector) in enumerate(zip(strengths, vectors, strict=True), 1):
        main = np.argsort(-np.abs(vector))[:TOLD]
        parts = tuple((names[place], float(vector[place])) for place in main)
        directions.append(Direction(number, float(strength), strength**2 > prior, parts))
    effective = float(np.sum(strengths**2 / (strengths**2 + prior)))
    return Identified(known, directions, effective)


def _directions(jacobian: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return singular values, filled up with zeros, and right singular vectors (rows)."""
    _, strengths, vectors = np.linalg.svd(jacobian, full_matrices=True)
    filled = np.zeros(len(vectors))
    filled[: len(strengths)] = strengths
    return filled, vectors
