"""Results as text for people: measures with units, books, what the run was."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.output.results import Results


def number_text(value: Any, digits: int = 4) -> str:
    """Return a number as people write it: no exponent where it can be avoided."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    power = math.floor(math.log10(abs(value)))
    if -4 <= power < 7:
        return f"{value:.{max(digits - 1 - power, 0)}f}"
    return f"{value:.{digits - 1}e}"


def aligned(rows: Iterable[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Return rows of cells as lines with aligned columns; ``right`` lists right-aligned ones."""
    listed = list(rows)
    widths = [max(len(row[place]) for row in listed) for place in range(len(listed[0]))]
    lines = []
    for row in listed:
        parts = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


def report(results: Results, width: int | None = None) -> str:
    """Return the measures of a run as a readable table, by the test they belong to."""
    width = width or shutil.get_terminal_size((100, 24)).columns
    outcome = results.outcome
    lines = [
        results.protocol.title,
        f"{outcome.subject}, {outcome.cells:,} cells, seed {outcome.seed}",
    ]
    rows: list[tuple[str, str, str, str]] = []
    headings: dict[int, str] = {}
    current = None
    for name, measure in outcome.measures.items():
        test, note = results.described(name)
        if test != current:
            headings[len(rows)] = results.protocol.tests[test].title if test else ""
            current = test
        unit = "" if measure.unit == "1" or isinstance(measure.value, bool) else measure.unit
        told = measure.reason if measure.value is None and measure.reason else note
        if measure.low is not None and measure.high is not None:
            told = f"{number_text(measure.low)} to {number_text(measure.high)}  {told}".strip()
        rows.append((name, number_text(measure.value), unit, told or ""))
    for place, line in enumerate(aligned(rows, right=(1,)) if rows else []):
        if place in headings:
            lines += ["", headings[place]] if headings[place] else [""]
        lines.append("  " + (line if len(line) <= width - 2 else line[: width - 5] + "..."))
    worst = max(map(abs, outcome.books.values()), default=0.0)
    if outcome.books:
        lines += [
            "",
            f"Books of {', '.join(outcome.books).replace('_', ' ')} close to {worst:.1e}.",
        ]
    return "\n".join(lines)
