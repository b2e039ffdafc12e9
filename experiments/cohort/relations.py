"""How what was measured in people goes together: correlations with their confidence intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from experiments.indices.agreement import pearson, spearman
from experiments.indices.declared import Undefined
from experiments.protocol.scatter import TRUE

if TYPE_CHECKING:
    import pandas as pd

TOLD_FIRST = (
    ("m_value", "liver_fat"),
    ("m_value", "imcl"),
    ("m_value", "fasting_nefa"),
    ("homa_ir", "visceral_fat_mass"),
    ("homa_ir", "fat_mass"),
    ("homa_ir", "bmi"),
    ("si", "acute_insulin_response"),
    ("si", "visceral_fat_mass"),
)
"""Pairs that are printed first where a protocol measures them."""

LEFT_OUT = ("run", "person", "seed", "point", "replicate")


def correlations(people: pd.DataFrame, units: dict[str, str]) -> list[dict[str, Any]]:
    """Return Pearson's and Spearman's correlation of every two quantities that vary.

    They are those of measured values, as a study reports them.
    """
    numbers = people.select_dtypes("number").drop(columns=list(LEFT_OUT), errors="ignore")
    names = [n for n in numbers if numbers[n].nunique() > 1 and not n.endswith(TRUE)]
    rows = []
    for one, other in combinations(names, 2):
        row = correlation(people, one, other)
        if row is not None:
            rows.append(
                {**row, "first_unit": units.get(one, ""), "other_unit": units.get(other, "")}
            )
    return rows


def correlation(people: pd.DataFrame, one: str, other: str) -> dict[str, Any] | None:
    """Return the correlations of two quantities, or None where they are undefined."""
    both = people[[one, other]].dropna()
    try:
        r = pearson(both[one].to_numpy(float), both[other].to_numpy(float))
        rho = spearman(both[one].to_numpy(float), both[other].to_numpy(float))
    except Undefined:
        return None
    return {
        "first": one, "other": other, "people": len(both),
        "pearson": r.value, "pearson_low": r.low, "pearson_high": r.high,
        "spearman": rho.value, "spearman_low": rho.low, "spearman_high": rho.high,
    }  # fmt: skip


def told_first(rows: Sequence[dict[str, Any]], most: int = 8) -> list[dict[str, Any]]:
    """Return the correlations worth printing: those of the literature, else the strongest."""
    known = {frozenset((row["first"], row["other"])): row for row in rows}
    chosen = [known[frozenset(pair)] for pair in TOLD_FIRST if frozenset(pair) in known]
    if not chosen:
        chosen = sorted(rows, key=lambda row: -abs(row["pearson"]))
    return chosen[:most]
