"""Partial rank correlation: how a measure follows one parameter when all others are allowed for.

Ranks of parameters and measure are regressed on the ranks of all other parameters; the
correlation of what is left over is the index [Marino2008]. Its interval is that of Fisher's z with
the degrees of freedom that the other parameters cost.
"""

from __future__ import annotations

import numpy as np

from experiments.indices.agreement import Estimate


def ranks(sample: np.ndarray) -> np.ndarray:
    """Return ranks from 1, equal values sharing the mean of theirs."""
    _, place, counts = np.unique(sample, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - 0.5 * (counts - 1))[place], dtype=float)


def partial_rank_correlations(
    points: np.ndarray, values: np.ndarray, confidence: float = 0.95
) -> list[Estimate | None]:
    """Return the index of each column of ``points`` for ``values``; None where it is undefined.

    ``points`` is runs × parameters; at least three runs more than parameters are needed.
    """
    from scipy.special import ndtri

    runs, parameters = points.shape
    ranked = np.column_stack([ranks(column) for column in points.T])
    answer = ranks(values)
    freedom = runs - 2 - (parameters - 1)
    results: list[Estimate | None] = []
    for place in range(parameters):
        others = np.column_stack([np.ones(runs), np.delete(ranked, place, axis=1)])
        own = _residual(others, ranked[:, place])
        rest = _residual(others, answer)
        size = np.sqrt(own @ own) * np.sqrt(rest @ rest)
        if freedom < 2 or size < 1e-9 * runs:
            results.append(None)
            continue
        r = float(np.clip(own @ rest / size, -1.0, 1.0))
        reach = float(ndtri(0.5 + 0.5 * confidence)) / np.sqrt(freedom - 1)
        z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
        results.append(Estimate(r, float(np.tanh(z - reach)), float(np.tanh(z + reach))))
    return results


def _residual(others: np.ndarray, values: np.ndarray) -> np.ndarray:
    solution, *_ = np.linalg.lstsq(others, values, rcond=None)
    return values - others @ solution
