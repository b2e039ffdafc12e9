"""What ``glucell validate`` prints: a table of checks, scores, and what is outside."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence

from experiments.validation.checking import CheckResult
from experiments.validation.reading import SECTIONS
from experiments.validation.scoring import Score, Scorecard

MARKS = {
    "inside": "inside",
    "outside": "OUTSIDE",
    "not represented": "NOT REPR.",
    "skipped": "skipped",
}
RIGHT = (3, 4)
"""Columns of numbers."""

WIDEST = 60
NARROWEST = 24


def report(card: Scorecard) -> str:
    """Return checks target by target, then the scores."""
    rows = [row_of(result) for result in card.results]
    head = ("id", "what", "published", "simulated", "distance", "")
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    room = shutil.get_terminal_size((140, 40)).columns - sum(widths) + widths[1] - 10
    widths[1] = min(widths[1], max(NARROWEST, min(room, WIDEST)))
    lines = [line(head, widths)]
    previous = ""
    for result, row in zip(card.results, rows, strict=True):
        if result.target.id != previous and previous:
            lines.append("")
        shown = row if result.target.id != previous else ("", *row[1:])
        lines.append(line(shown, widths))
        previous = result.target.id
    return "\n".join([*lines, "", *score_lines(card)])


def row_of(result: CheckResult) -> tuple[str, ...]:
    """Return the cells of one check."""
    check = result.check
    band = f"{published(result)} {'' if check.holds else check.unit}".strip()
    distance = "" if result.distance is None else f"{result.distance:.2f}"
    state = MARKS[result.state]
    return result.target.id, check.what, band, simulated_text(result), distance, state


def published(result: CheckResult) -> str:
    """Return the published number with its band."""
    check = result.check
    if check.holds:
        return "holds"
    return f"{number(check.expected)} ({number(check.low)} to {number(check.high)})"


def simulated_text(result: CheckResult) -> str:
    """Return the simulated number as text, a dash where there is none."""
    value = result.simulated
    if value is None:
        return "-"
    return ("yes" if value else "no") if isinstance(value, bool) else number(value)


def number(value: float | None) -> str:
    """Return a number as people write it: three digits, or the whole ones."""
    if value is None:
        return "-"
    return f"{value:.0f}" if 1000 <= abs(value) < 1e7 else f"{value:.3g}"


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return one line of the table."""
    shown = []
    for number, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        cut = cell if len(cell) <= width else cell[: width - 1] + "…"
        shown.append(cut.rjust(width) if number in RIGHT else cut.ljust(width))
    return "  ".join(shown).rstrip()


def score_lines(card: Scorecard) -> list[str]:
    """Return the score of every section and in total."""
    lines = [
        _score_line(f"{letter}  {SECTIONS.get(letter, '')}", score)
        for letter, score in card.section_scores.items()
    ]
    return [*lines, _score_line("total", card.total)]


def _score_line(name: str, score: Score) -> str:
    if score.share_inside is None:
        return f"{name:<38} nothing scored"
    distance = score.median_distance
    told = "" if distance is None else f", median distance {_distance(distance)}"
    more = [
        f"{count} {what}"
        for count, what in (
            (score.not_represented, "not represented"),
            (score.without_number, "without a number"),
            (score.skipped, "skipped"),
        )
        if count
    ]
    share = f"{100 * score.share_inside:5.1f} % inside"
    targets = "1 target" if score.targets == 1 else f"{score.targets} targets"
    counted = f"{score.inside} of {score.checks} checks of {targets}"
    return f"{name:<38} {share}{told} ({', '.join([counted, *more])})"


def _distance(value: float) -> str:
    return "none (most have no number)" if math.isinf(value) else f"{value:.2f} half-bands"
