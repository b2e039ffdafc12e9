"""How many seeds a point needs: the A-test of consistency.

At the base point, runs that differ only in their seed are put into twenty groups of n; the A
measure compares the first group with every other [Vargha2000]. Groups of enough runs are alike:
the largest A stays below the threshold of a large (0.71), medium (0.64) or small (0.56)
difference, so that a mean of n seeds says something about the point and not about the seeds
[Alden2013]. Groups are resampled from the pilot runs, so that a pilot of thirty answers for
larger n too, and the largest A is averaged over many draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from agents.declarations import UserError
from experiments.indices.agreement import a_measure, a_measure_effect

GROUPS = 20
DRAWS = 50
SIZES = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500)
THRESHOLDS = {"large": 0.71, "medium": 0.64, "small": 0.56}
"""Largest A that groups may reach, by the size of difference that must not occur."""


def largest_a(pilot: np.ndarray, size: int, rng: np.random.Generator) -> float:
    """Return the largest A (0.5 to 1) between groups of ``size``, the mean over many draws."""
    if np.ptp(pilot) == 0.0:
        return 0.5
    found = []
    for _ in range(DRAWS):
        groups = rng.choice(pilot, (GROUPS, size))
        scores = [a_measure(groups[0], other) for other in groups[1:]]
        found.append(max(max(a, 1.0 - a) for a in scores))
    return float(np.mean(found))


def consistency(
    pilot: Sequence[float], sizes: Sequence[int] = SIZES, seed: int = 1
) -> list[dict[str, Any]]:
    """Return the largest A for each number of seeds, and the effect that it amounts to."""
    sample = np.asarray([v for v in pilot if np.isfinite(v)], dtype=float)
    if len(sample) < 5:
        raise UserError(f"An A-test needs at least 5 pilot runs with a value, not {len(sample)}.")
    rng = np.random.default_rng(seed)
    rows = []
    for size in sizes:
        a = largest_a(sample, size, rng)
        rows.append({"seeds": size, "largest_a": a, "difference": a_measure_effect(a)})
    return rows


def seeds_needed(rows: Sequence[dict[str, Any]], difference: str) -> int | None:
    """Return the smallest number of seeds whose groups differ less than ``difference``."""
    for row in rows:
        if row["largest_a"] < THRESHOLDS[difference]:
            return int(row["seeds"])
    return None
