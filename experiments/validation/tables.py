"""Tables of a validation: one row per check, one per target, section and in total."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.columns import cell_text
from experiments.sweep.folder import write_text
from experiments.validation.scoring import Score, Scorecard

if TYPE_CHECKING:
    from experiments.validation.work import Validation

COLUMNS = {
    "checks": {
        "target": "id of the target; its letter is the section",
        "check": "name of the check in the target's file",
        "what": "what was published",
        "expected": "published number, or True where something must hold",
        "low": "lower end of the band",
        "high": "upper end of the band",
        "unit": "unit of the four numbers",
        "simulated": "simulated number, True or False",
        "distance": "size of simulated less expected, in half-bands",
        "state": "inside, outside, not represented (counts as outside), or skipped",
        "reason": "why there is no number, or what is said of it",
    },
    "scores": {
        "of": "a target, a section, or total",
        "title": "what it is about",
        "share_inside": "checks inside their bands, 0 to 1; of sections and in total the mean over "
        "targets",
        "median_distance": "median distance in half-bands, checks without a number infinitely far",
        "targets": "number of targets scored",
        "checks": "number of checks scored",
        "inside": "number of checks inside",
        "not_represented": "number of checks that the model has nothing for",
        "without_number": "number of checks whose runs gave no number",
        "skipped": "number of checks left out",
    },
}


def write_results(work: Validation, folder: Path) -> list[str]:
    """Write the tables of a validation whose runs are done, and its report."""
    from experiments.validation.report import write_report

    card = work.scorecard(folder)
    write_text(folder / "checks.csv", text_of(COLUMNS["checks"], check_rows(card)))
    write_text(folder / "scores.csv", text_of(COLUMNS["scores"], score_rows(card)))
    told = json.dumps(work.to_json(card), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(folder / "scorecard.json", told + "\n")
    write_report(work, card, folder / "report.html")
    return ["checks.csv", "scores.csv", "scorecard.json", "report.html"]


def check_rows(card: Scorecard) -> list[dict[str, Any]]:
    """Return every check as a row."""
    rows = []
    for result in card.results:
        told = result.to_json()
        told.pop("inside")
        rows.append({"target": result.target.id, **told})
    return rows


def score_rows(card: Scorecard) -> list[dict[str, Any]]:
    """Return the scores of targets, sections and all, as rows."""
    from experiments.validation.reading import SECTIONS

    titles = {target.id: target.model.title for target in card.targets}
    rows = [_score(name, titles[name], score) for name, score in card.target_scores.items()]
    rows += [
        _score(f"section {letter}", SECTIONS.get(letter, ""), score)
        for letter, score in card.section_scores.items()
    ]
    return [*rows, _score("total", "", card.total)]


def _score(of: str, title: str, score: Score) -> dict[str, Any]:
    row = {"of": of, "title": title, **vars(score)}
    if row["median_distance"] == math.inf:
        row["median_distance"] = "inf"
    return row


def text_of(columns: Iterable[str], rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as the text of a CSV file."""
    names = list(columns)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    table.writerows([cell_text(row[name]) for name in names] for row in rows)
    return text.getvalue()
