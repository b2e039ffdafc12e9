"""Designs: which points of the space of axes are visited, in a fixed order.

Every design is a pure function of its axes, size and seed. Full grids are counted out one by one,
never written down; sampled designs keep one float per point and axis.

Latin hypercube and Sobol' points come from ``scipy.stats.qmc`` [McKay1979, Sobol1967];
one-at-a-time visits the base point first, then each level of each axis with all others at base.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.declarations import UserError
from experiments.sweep.axes import Axis

Point = dict[str, Any]


class Design:
    """An ordered set of points; ``len`` of them, each a value per axis."""

    axes: tuple[Axis, ...]

    def __len__(self) -> int:
        raise NotImplementedError

    def __getitem__(self, number: int) -> Point:
        raise NotImplementedError


class Grid(Design):
    """Every combination of levels; the last axis changes fastest."""

    def __init__(self, axes: tuple[Axis, ...]) -> None:
        self.axes = axes
        self.levels = [axis.levels() for axis in axes]

    def __len__(self) -> int:
        return math.prod([len(levels) for levels in self.levels])

    def __getitem__(self, number: int) -> Point:
        values = []
        for levels in reversed(self.levels):
            number, place = divmod(number, len(levels))
            values.append(levels[place])
        return {axis.label: v for axis, v in zip(self.axes, reversed(values), strict=True)}


@dataclass(frozen=True)
class Listed(Design):
    """Points written one by one."""

    axes: tuple[Axis, ...]
    points: Sequence[Mapping[str, Any]]

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, number: int) -> Point:
        return dict(self.points[number])


@dataclass(frozen=True)
class Sampled(Design):
    """Points of the unit cube (one row each), stretched over the axes."""

    axes: tuple[Axis, ...]
    shares: np.ndarray

    def __len__(self) -> int:
        return len(self.shares)

    def __getitem__(self, number: int) -> Point:
        row = self.shares[number]
        return {axis.label: axis.at(float(u)) for axis, u in zip(self.axes, row, strict=True)}


def design_of(kind: str, axes: tuple[Axis, ...], size: int | None, seed: int) -> Design:
    """Return the design of a kind over axes; a list is made where its points are read."""
    if kind == "grid":
        return Grid(axes)
    if kind == "one_at_a_time":
        return Listed(axes, one_at_a_time(axes))
    assert size is not None
    if kind == "latin_hypercube":
        return Sampled(axes, latin_hypercube(len(axes), size, seed))
    if kind == "sobol":
        return Sampled(axes, sobol_sequence(len(axes), size, seed))
    from experiments.sensitivity.sampling import unit_design

    return Sampled(axes, unit_design(kind, len(axes), size, seed))


def latin_hypercube(dimensions: int, size: int, seed: int) -> np.ndarray:
    """Return ``size`` points, one in each of ``size`` equal slices of every axis."""
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed))
    return np.asarray(sampler.random(size))


def sobol_sequence(dimensions: int, size: int, seed: int) -> np.ndarray:
    """Return a scrambled Sobol' sequence; ``size`` must be a power of 2 to be balanced."""
    from scipy.stats import qmc

    exponent = round(math.log2(size))
    if 2**exponent != size:
        low = 2 ** int(math.log2(size))
        raise UserError(
            f"design.size: a Sobol' sequence is balanced at powers of 2 only; give {low} or "
            f"{2 * low} instead of {size}."
        )
    sampler = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    return np.asarray(sampler.random_base2(exponent))


def one_at_a_time(axes: Sequence[Axis]) -> list[Point]:
    """Return the base point, then every level of each axis while the others stay at base."""
    base = {axis.label: axis.base for axis in axes}
    for axis in axes:
        if axis.base is None:
            raise UserError(
                f"The axis '{axis.label}' needs a 'base' that a one-at-a-time design returns to."
            )
    points = [base]
    for axis in axes:
        points += [{**base, axis.label: v} for v in axis.levels() if v != axis.base]
    return points
