"""Indices of sensitivity from what the points of a design gave, each with its interval.

| method | index | meaning |
|---|---|---|
| morris | mu_star | mean size of the effect of one step along a parameter [Morris1991] |
| | mu, sigma | its mean with sign, and its spread: interactions or curvature |
| sobol | first, total | share of variance by it alone, and with interactions [Saltelli2010] |
| efast | first, total | the same by frequencies [Saltelli1999] |
| prcc | prcc | partial rank correlation [Marino2008] |
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.sensitivity.prcc import partial_rank_correlations
from experiments.sensitivity.sampling import (
    CURVES,
    INTERFERENCE,
    LEVELS,
    problem,
    require_salib,
    unchanged_generator,
)

LEADING = {"morris": "mu_star", "sobol": "total", "efast": "total", "prcc": "prcc"}
"""The index by which parameters are ordered and drawn."""

RESAMPLES = 1000


def indices(
    method: str, shares: np.ndarray, values: np.ndarray, labels: Sequence[str], seed: int = 1
) -> list[dict[str, Any]]:
    """Return parameter, index, value and interval; values are those of the points in order.

    An index that the values leave undefined is None with a reason.
    """
    if not np.isfinite(values).all():
        missing = int((~np.isfinite(values)).sum())
        if method == "prcc":
            sound = np.isfinite(values)
            return indices(method, shares[sound], values[sound], labels, seed)
        return _undefined(method, labels, f"{missing} of {len(values)} points have no value")
    if np.ptp(values) <= 1e-12 * max(float(np.abs(values).max()), 1e-300):
        return _undefined(method, labels, "the measure does not vary")
    if method == "prcc":
        return _prcc(shares, values, labels)
    require_salib()
    cube = problem(len(labels))
    with unchanged_generator():
        if method == "morris":
            return _morris(cube, shares, values, labels, seed)
        return _variance_based(method, cube, values, labels, seed)


def _undefined(method: str, labels: Sequence[str], reason: str) -> list[dict[str, Any]]:
    return [_row(label, LEADING[method], None, reason=reason) for label in labels]


def _row(
    label: str, index: str, value: float | None, reach: float | None = None, reason: str = ""
) -> dict[str, Any]:
    known = value is not None and np.isfinite(value)
    interval = known and reach is not None and np.isfinite(reach)
    return {
        "parameter": label,
        "index": index,
        "value": float(value) if known else None,  # type: ignore[arg-type]
        "low": float(value - reach) if interval else None,  # type: ignore[operator]
        "high": float(value + reach) if interval else None,  # type: ignore[operator]
        "reason": reason if known else reason or "it is not defined",
    }


def _prcc(shares: np.ndarray, values: np.ndarray, labels: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for label, found in zip(labels, partial_rank_correlations(shares, values), strict=True):
        if found is None:
            rows.append(
                _row(label, "prcc", None, reason="too few points, or the others explain all")
            )
            continue
        row = _row(label, "prcc", found.value)
        rows.append({**row, "low": found.low, "high": found.high})
    return rows


def _morris(cube: dict, shares: np.ndarray, values: np.ndarray, labels: Sequence[str], seed: int):
    from SALib.analyze import morris

    found = morris.analyze(
        cube, shares, values, num_levels=LEVELS, num_resamples=RESAMPLES, seed=seed
    )
    rows = []
    for place, label in enumerate(labels):
        reach = found["mu_star_conf"][place]
        rows.append(_row(label, "mu_star", found["mu_star"][place], reach))
        rows.append(_row(label, "mu", found["mu"][place]))
        rows.append(_row(label, "sigma", found["sigma"][place]))
    return rows


def _variance_based(
    method: str, cube: dict, values: np.ndarray, labels: Sequence[str], seed: int
) -> list[dict[str, Any]]:
    found = _efast(cube, values) if method == "efast" else _sobol(cube, values, seed)
    rows = []
    for place, label in enumerate(labels):
        for index, key in (("first", "S1"), ("total", "ST")):
            rows.append(_row(label, index, found[key][place], found[f"{key}_conf"][place]))
    return rows


def _sobol(cube: dict, values: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    from SALib.analyze import sobol

    found: dict[str, np.ndarray] = sobol.analyze(
        cube, values, calc_second_order=False, num_resamples=RESAMPLES, seed=seed
    )
    return found


def _efast(cube: dict, values: np.ndarray) -> dict[str, np.ndarray]:
    """Return means over the sets of curves, with Student's interval of their spread."""
    from SALib.analyze import fast
    from scipy.special import stdtrit

    found: dict[str, list[np.ndarray]] = {"S1": [], "ST": []}
    with warnings.catch_warnings():
        # The library's own interval is not used, so its warning about it says nothing here.
        warnings.simplefilter("ignore")
        for curve in np.split(values, CURVES):
            one = fast.analyze(cube, curve, M=INTERFERENCE, num_resamples=2, seed=1)
            for key in found:
                found[key].append(np.asarray(one[key], dtype=float))
    reach = float(stdtrit(CURVES - 1, 0.975)) / np.sqrt(CURVES)
    result = {}
    for key, curves in found.items():
        result[key] = np.mean(curves, axis=0)
        result[f"{key}_conf"] = reach * np.std(curves, axis=0, ddof=1)
    return result
