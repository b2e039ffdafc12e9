"""Tables of an explanation: what each mechanism takes of a measure, and what is unexplained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.explain.mechanisms import mechanisms
from experiments.explain.shapley import Coalition, exact_shares, shares_by_orders

if TYPE_CHECKING:
    import pandas as pd

    from experiments.explain.explanation import Explanation
    from experiments.sweep.work import Told

MEASURES = ("m_value", "egp_suppression", "fasting_insulin")
"""Measures that are shared out first and drawn."""

LIMITS: dict[str, Told] = {
    f"{part}_{side}": ("see unit", f"{word} limit of the 95 % interval of '{part}' over seeds")
    for part in ("subject", "reference", "gap", "left")
    for side, word in (("low", "lower"), ("high", "upper"))
}

COLUMNS: dict[str, dict[str, Told]] = {
    "shares": {
        "measure": "the measure whose difference to the reference is shared out",
        "unit": "unit of the measure",
        "mechanism": "name of the mechanism",
        "title": "the mechanism in words",
        "contribution": (
            "see unit",
            "Shapley value: what its removal adds to the measure of the subject beyond what it "
            "adds to that of the reference, mean over seeds",
        ),
        "low": ("see unit", "lower limit of the 95 % interval of the contribution over seeds"),
        "high": ("see unit", "upper limit of the 95 % interval of the contribution over seeds"),
        "share": ("%", "contribution in percent of the difference; none where that may be 0"),
        "share_low": ("%", "lower limit of the share"),
        "share_high": ("%", "upper limit of the share"),
        "alone": ("see unit", "what its removal adds when nothing else is removed"),
        "last": ("see unit", "what its removal adds when all others are removed"),
    },
    "totals": {
        "measure": "the measure",
        "unit": "unit of the measure",
        "seeds": "number of seeds in which every run has a value",
        "seeds_without_value": "number of seeds that are left out",
        "subject": ("see unit", "value of the subject, mean over seeds"),
        "reference": ("see unit", "value of the reference, mean over seeds"),
        "gap": ("see unit", "reference less subject, mean over seeds"),
        "left": (
            "see unit",
            "what is left of the gap when all mechanisms are removed from both, mean over seeds",
        ),
        **LIMITS,
        "explained_percent": ("%", "share of the gap that closes"),
    },
}

FURTHER = ("m_value_fat_free", "fasting_glucose")


def write_explanation(work: Explanation, folder: Path) -> list[str]:
    """Write shares and totals of every measure, and the figure; return the names of the files."""
    import pandas as pd

    from experiments.explain.figure import draw
    from experiments.sweep.csv_rows import frame_text
    from experiments.sweep.figures import write_figure
    from experiments.sweep.folder import write_text
    from experiments.sweep.parquet import units_in

    runs = pd.read_parquet(folder / "runs.parquet")
    shares, totals = share_out(work, runs, units_in(folder / "runs.parquet"))
    written = []
    for name, rows in (("shares", shares), ("totals", totals)):
        text = frame_text(pd.DataFrame(rows))
        write_text(folder / f"{name}.csv", text)
        written.append(f"{name}.csv")
    if not totals:
        return written
    figure = draw(work, pd.DataFrame(shares), pd.DataFrame(totals))
    return [*written, *write_figure(figure, folder)]


def share_out(
    work: Explanation, runs: pd.DataFrame, units: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return one row per measure and mechanism, and one per measure."""
    shares: list[dict[str, Any]] = []
    totals: list[dict[str, Any]] = []
    for measure in (*MEASURES, *FURTHER):
        if measure not in runs or runs[measure].isna().all():
            continue
        per_seed = [_of_seed(work, runs, measure, number) for number in range(work.seeds)]
        known = [one for one in per_seed if one is not None]
        if not known:
            continue
        unit = units.get(measure, "")
        totals.append(_total(measure, unit, known, work.seeds - len(known)))
        gap = float(np.mean([one["gap"] for one in known]))
        least, most = _interval([one["gap"] for one in known])
        explained = least is None or most is None or not least <= 0.0 <= most
        for name in work.names:
            values = [one["shares"][name] for one in known]
            low, high = _interval(values)
            row = {
                "measure": measure,
                "unit": unit,
                "mechanism": name,
                "title": mechanisms()[name].title,
                "contribution": float(np.mean(values)),
                "low": low,
                "high": high,
            }
            for part, factor in (
                ("share", np.mean(values)),
                ("share_low", low),
                ("share_high", high),
            ):
                told = factor is not None and explained and gap
                row[part] = 100.0 * float(factor or 0.0) / gap if told else None
            if gap < 0 and explained:
                row["share_low"], row["share_high"] = row["share_high"], row["share_low"]
            for part in ("alone", "last"):
                added = [one[part][name] for one in known if one[part]]
                row[part] = float(np.mean(added)) if added else None
            shares.append(row)
    return shares, totals


def _of_seed(
    work: Explanation, runs: pd.DataFrame, measure: str, number: int
) -> dict[str, Any] | None:
    """Return values, gap and shares of one seed; None where a run of it has no value."""
    seed = work.seed + number
    found: dict[tuple[str, Coalition], float] = {}
    for row in runs[runs["seed"] == seed].itertuples():
        coalition = frozenset(str(row.removed).split())
        found[str(row.role), coalition] = float(getattr(row, measure))
    if not found or not np.isfinite(list(found.values())).all():
        return None

    def closed(coalition: Coalition) -> float:
        """Return how near the subject comes to the reference without these mechanisms."""
        return found["subject", coalition] - found["reference", coalition]

    whole, none = frozenset(work.names), frozenset[str]()
    orders = work.orders_of(seed)
    shares = (
        shares_by_orders(work.names, orders, closed) if orders else exact_shares(work.names, closed)
    )
    return {
        "subject": found["subject", none],
        "reference": found["reference", none],
        "gap": -closed(none),
        "left": -closed(whole),
        "shares": shares,
        "alone": _added(work, found, closed, alone=True),
        "last": _added(work, found, closed, alone=False),
    }


def _added(
    work: Explanation,
    found: dict[tuple[str, Coalition], float],
    closed: Callable[[Coalition], float],
    *,
    alone: bool,
) -> dict[str, float]:
    """Return what each adds as the only one, or as the last one, where these were visited."""
    whole, none = frozenset(work.names), frozenset[str]()
    pairs = {
        name: ((frozenset([name]), none) if alone else (whole, whole - {name}))
        for name in work.names
    }
    if any(("subject", c) not in found for pair in pairs.values() for c in pair):
        return {}
    return {name: closed(after) - closed(before) for name, (after, before) in pairs.items()}


def _interval(values: list[float]) -> tuple[float | None, float | None]:
    """Return Student's 95 % interval of a mean; a single value has none."""
    from experiments.indices.agreement import mean

    if len(values) < 2:
        return None, None
    found = mean(values)
    return found.low, found.high


def _total(measure: str, unit: str, known: list[dict[str, Any]], missing: int) -> dict[str, Any]:
    row: dict[str, Any] = {"measure": measure, "unit": unit}
    row |= {"seeds": len(known), "seeds_without_value": missing}
    for part in ("subject", "reference", "gap", "left"):
        values = [one[part] for one in known]
        row[part] = float(np.mean(values))
        row[f"{part}_low"], row[f"{part}_high"] = _interval(values)
    row["explained_percent"] = 100.0 * (1.0 - row["left"] / row["gap"]) if row["gap"] else None
    return row


def report(folder: Path) -> str:
    """Return what is printed of an explanation."""
    import pandas as pd

    shares, totals = pd.read_csv(folder / "shares.csv"), pd.read_csv(folder / "totals.csv")
    lines = []
    for total in totals.itertuples():
        if total.measure not in MEASURES:
            continue
        lines.append(
            f"{total.measure}: {total.subject:.3g} against {total.reference:.3g} of the reference"
        )
        rows = shares[shares["measure"] == total.measure]
        if rows["share"].isna().all():
            lines.append("  no difference that could be explained")
            continue
        for row in rows.sort_values("share", ascending=False).itertuples():
            known = row.share_low == row.share_low
            interval = f"({row.share_low:.0f} to {row.share_high:.0f})" if known else ""
            lines.append(f"  {row.title:<24} {row.share:6.1f} % {interval:>14}".rstrip())
        lines.append(f"  {'not explained':<24} {100 * total.left / total.gap:6.1f} %")
    return "\n".join(lines)
