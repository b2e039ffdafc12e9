"""Differences of measures between two sources, point by point, with their confidence intervals.

Where both have the same seeds, every difference is taken between bodies of the same seed: what
cells draw is the same on both sides, and the interval is that of the mean of such differences.
Otherwise it is Welch's interval for two independent samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.declarations import UserError
from experiments.compare.sources import Source
from experiments.indices.agreement import mean

if TYPE_CHECKING:
    import pandas as pd

BAND = (0.05, 0.95)
"""Quantiles over seeds that make a band."""


def differences(first: Source, other: Source) -> pd.DataFrame:
    """Return one row per point and measure that both have: values, difference, interval, ratio."""
    import pandas as pd

    pairs = matched_points(first, other)
    shared = [
        m for m in dict.fromkeys(first.values["measure"]) if m in set(other.values["measure"])
    ]
    if not shared:
        raise UserError(f"{first.name} and {other.name} have no measure in common.")
    one = dict(iter(first.values.groupby(["point", "measure"], sort=False)))
    two = dict(iter(other.values.groupby(["point", "measure"], sort=False)))
    rows = []
    for number, (mine, theirs) in enumerate(pairs, start=1):
        for measure in shared:
            a, b = one[mine, measure], two[theirs, measure]
            if a["unit"].iloc[0] != b["unit"].iloc[0]:
                raise UserError(
                    f"{measure} is in {a['unit'].iloc[0]} in {first.name} and in "
                    f"{b['unit'].iloc[0]} in {other.name}; run both with the same protocol."
                )
            place = {"point": number}
            if first.points is not None:
                place |= first.points.loc[mine].to_dict()
            compared = compare_samples(a.set_index("seed")["value"], b.set_index("seed")["value"])
            rows.append({**place, "measure": measure, "unit": a["unit"].iloc[0], **compared})
    return pd.DataFrame(rows)


def matched_points(first: Source, other: Source) -> list[tuple[Any, Any]]:
    """Return the points of both that have the same values on all axes."""
    if sorted(first.axes) != sorted(other.axes):
        raise UserError(
            f"{first.name} varies {_told(first.axes)} and {other.name} varies "
            f"{_told(other.axes)}; only sweeps over the same axes can be compared."
        )
    if not first.axes or first.points is None or other.points is None:
        return [(first.values["point"].iloc[0], other.values["point"].iloc[0])]
    known = {tuple(row): point for point, row in _rows(other.points[first.axes])}
    pairs = [(p, known[tuple(row)]) for p, row in _rows(first.points) if tuple(row) in known]
    if not pairs:
        raise UserError(f"{first.name} and {other.name} have no point in common.")
    return pairs


def _rows(points: pd.DataFrame) -> Any:
    return zip(points.index, points.itertuples(index=False), strict=True)


def _told(axes: Sequence[str]) -> str:
    return ", ".join(axes) if axes else "nothing"


def compare_samples(first: pd.Series, other: pd.Series) -> dict[str, Any]:
    """Return mean and band of both samples, their difference with its interval, and the ratio."""
    a, b = first.dropna(), other.dropna()
    row: dict[str, Any] = {}
    for name, sample in (("first", a), ("other", b)):
        row[name] = float(sample.mean()) if len(sample) else None
        for part, quantile in (("q05", BAND[0]), ("q95", BAND[1])):
            row[f"{name}_{part}"] = float(sample.quantile(quantile)) if len(sample) else None
    paired = sorted(set(a.index) & set(b.index)) if a.index.is_unique and b.index.is_unique else []
    if len(paired) == len(a) == len(b):
        row |= _paired(a.loc[paired].to_numpy(float), b.loc[paired].to_numpy(float))
    else:
        row |= _welch(a.to_numpy(float), b.to_numpy(float))
    known = row["first"] is not None and row["other"] is not None
    row["ratio"] = row["other"] / row["first"] if known and row["first"] else None
    row["percent"] = 100.0 * (row["ratio"] - 1.0) if row["ratio"] is not None else None
    return row


def _paired(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    change = b - a
    found: dict[str, Any] = {
        "seeds": len(a),
        "paired": True,
        "difference": None,
        "low": None,
        "high": None,
    }
    if len(change):
        found["difference"] = float(change.mean())
    if len(change) > 1:
        interval = mean(change)
        found["low"], found["high"] = interval.low, interval.high
    return found


def _welch(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    from scipy.special import stdtrit

    found: dict[str, Any] = {"seeds": min(len(a), len(b)), "paired": False}
    found |= {"difference": None, "low": None, "high": None}
    if not len(a) or not len(b):
        return found
    found["difference"] = float(b.mean() - a.mean())
    if len(a) > 1 and len(b) > 1:
        errors = np.array([a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)])
        total = float(errors.sum())
        if total > 0.0:
            freedom = total**2 / float((errors**2 / np.array([len(a) - 1, len(b) - 1])).sum())
            reach = float(stdtrit(freedom, 0.975)) * np.sqrt(total)
        else:
            reach = 0.0
        found["low"], found["high"] = found["difference"] - reach, found["difference"] + reach
    return found
