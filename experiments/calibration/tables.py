"""Tables of an answer: what moved, which target pays, checks, identifiability, the search."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.calibration.deviations import cost_by_target, residuals

if TYPE_CHECKING:
    import pandas as pd

    from experiments.calibration.calibration import Answer
    from experiments.validation.checking import CheckResult
    from experiments.validation.scoring import Scorecard

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "parameters": {
        "parameter": "free parameter",
        "unit": "its unit",
        "before": "value before the calibration",
        "after": "value that fits best",
        "ratio": "after as a multiple of before",
        "moved": "how far it moved, in standard deviations of what is believed about it",
        "low": "lower bound",
        "high": "upper bound",
        "at_bound": "whether it stands at a bound",
        "kept": "share of the prior standard deviation that is left after seeing the targets",
        "constrained": "whether the targets say anything about it",
        "calibrated": "targets that the declaration names",
    },
    "targets": {
        "target": "id of the target",
        "title": "what it is about",
        "fitted": "whether the search looked at it",
        "checks": "checks whose runs were done",
        "inside_before": "share of them inside their bands, before",
        "inside_after": "the same, after",
        "distance_before": "mean distance in half-bands of those with a number, before",
        "distance_after": "the same, after",
        "cost_before": "its part of the sum of squares, before (fitted targets)",
        "cost_after": "the same, after",
        "pays": "whether its mean distance grew by more than a tenth of a half-band",
    },
    "checks": {
        "check": "target and check",
        "what": "as published",
        "fitted": "whether the search looked at it",
        "unit": "unit of the band",
        "expected": "expected value",
        "low": "lower end of the band",
        "high": "upper end of the band",
        "before": "simulated before",
        "after": "simulated after",
        "distance_before": "distance in half-bands, before",
        "distance_after": "distance in half-bands, after",
        "inside_before": "inside the band, before",
        "inside_after": "inside the band, after",
    },
    "identifiability": {
        "parameter": "free parameter",
        "slope": "change of all residuals for a move by one prior standard deviation",
        "kept": "share of the prior standard deviation left after seeing the targets",
        "alone": "the same if all other parameters were known",
        "constrained": "whether the targets say anything about it (kept below 0.9)",
        "confused_with": "parameter whose error goes with it most",
        "correlation": "correlation of the two errors",
        "checks": "checks that feel it most",
    },
    "directions": {
        "direction": "combination of parameters, the best determined first",
        "strength": "singular value: change of all residuals for a move by one along it",
        "determined": "whether the targets say more about it than the prior",
        "parts": "its main parameters with their weights",
    },
    "search": {
        "step": "place that a step led to",
        "total": "what is least: deviations and moves",
        "deviations": "sum of squared residuals of the checks",
        "moves": "sum of squared moves, times the strength of the prior",
    },
}
"""Meanings of the columns of all tables."""

WORSE = 0.1
"""Growth of a target's mean distance, in half-bands, from which on it pays."""


def tables_of(answer: Answer) -> dict[str, pd.DataFrame]:
    """Return all tables by name."""
    import pandas as pd

    rows = {
        "parameters": parameter_rows(answer),
        "targets": target_rows(answer),
        "checks": check_rows(answer),
        "identifiability": known_rows(answer),
        "directions": direction_rows(answer),
        "search": [
            {"step": v.number, "total": v.total, "deviations": v.deviations, "moves": v.moves}
            for v in answer.found.trace
        ],
    }
    return {n: pd.DataFrame(told, columns=list(MEANINGS[n])) for n, told in rows.items() if told}


def parameter_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return what moved, from where, by how much, the farthest first."""
    known = {k.name: k for k in answer.identified.parameters} if answer.identified else {}
    rows = []
    for free, place in zip(answer.space.free, answer.found.best.places, strict=True):
        after, (low, high) = free.value(float(place)), free.declared.bounds
        told = known.get(free.name)
        rows.append({
            "parameter": free.name,
            "unit": free.declared.unit,
            "before": free.start,
            "after": after,
            "ratio": after / free.start if free.start else math.nan,
            "moved": float(place) - free.place(free.start),
            "low": low,
            "high": high,
            "at_bound": after in (low, high),
            "kept": told.kept if told else math.nan,
            "constrained": told.is_constrained if told else False,
            "calibrated": free.declared.calibrated,
        })  # fmt: skip
    return sorted(rows, key=lambda row: -abs(row["moved"]))


def target_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return every target whose runs were done, those that pay most first."""
    costs = [
        cost_by_target(residuals(card, answer.terms), answer.terms)
        for card in (answer.before, answer.after)
    ]
    rows = []
    for target in answer.chosen.targets:
        cards = (answer.before, answer.after)
        done = [[r for r in card.by_target[target.id] if is_done(r)] for card in cards]
        if not done[0]:
            continue
        inside = [sum(r.inside for r in results) / len(results) for results in done]
        distance = [mean_distance(results) for results in done]
        rows.append({
            "target": target.id,
            "title": target.model.title,
            "fitted": target.id in answer.chosen.fitted,
            "checks": len(done[0]),
            "inside_before": inside[0],
            "inside_after": inside[1],
            "distance_before": distance[0],
            "distance_after": distance[1],
            "cost_before": costs[0].get(target.id, math.nan),
            "cost_after": costs[1].get(target.id, math.nan),
            "pays": distance[1] > distance[0] + WORSE,
        })  # fmt: skip
    return sorted(rows, key=lambda row: -change_of(row))


def change_of(row: Mapping[str, Any]) -> float:
    """Return by how much a target's mean distance grew (0 where it has none)."""
    change = row["distance_after"] - row["distance_before"]
    return change if math.isfinite(change) else 0.0


def check_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return every check whose run was done, before and after."""
    rows = []
    for before, after in zip(answer.before.results, answer.after.results, strict=True):
        if not is_done(before):
            continue
        check = before.check
        rows.append({
            "check": before.place,
            "what": check.what,
            "fitted": before.target.id in answer.chosen.fitted and not check.holds,
            "unit": check.wanted_unit,
            "expected": check.expected,
            "low": check.low,
            "high": check.high,
            "before": before.simulated,
            "after": after.simulated,
            "distance_before": before.distance,
            "distance_after": after.distance,
            "inside_before": before.inside,
            "inside_after": after.inside,
        })  # fmt: skip
    return rows


def known_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return what the targets say about each parameter, the best known first."""
    if answer.identified is None:
        return []
    return [
        {
            "parameter": known.name,
            "slope": known.slope,
            "kept": known.kept,
            "alone": known.alone,
            "constrained": known.is_constrained,
            "confused_with": known.confused_with,
            "correlation": known.correlation,
            "checks": " ".join(known.checks),
        }
        for known in sorted(answer.identified.parameters, key=lambda known: known.kept)
    ]


def direction_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return the combinations of parameters, the best determined first."""
    if answer.identified is None:
        return []
    return [
        {
            "direction": direction.number,
            "strength": direction.strength,
            "determined": direction.determined,
            "parts": ", ".join(f"{weight:+.2f} {name}" for name, weight in direction.parts),
        }
        for direction in answer.identified.directions
    ]


def is_done(result: CheckResult) -> bool:
    """Whether a check was evaluated at all."""
    return not result.skipped and result.state != "not represented"


def mean_distance(results: list[CheckResult]) -> float:
    """Return the mean distance of checks that have one."""
    found = [r.distance for r in results if r.distance is not None and math.isfinite(r.distance)]
    return sum(found) / len(found) if found else math.nan


def share_inside(card: Scorecard, fitted: bool, answer: Answer) -> float | None:
    """Return the share of checks inside, averaged over targets that were fitted, or were not."""
    shares = []
    for target, results in card.by_target.items():
        done = [result for result in results if is_done(result)]
        if done and (target in answer.chosen.fitted) == fitted:
            shares.append(sum(result.inside for result in done) / len(done))
    return sum(shares) / len(shares) if shares else None
