"""Results as text for people: measures with units, books, what the run was."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
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


MANY = 3
"""So many values of one measure are written side by side with the others of its test."""


@dataclass(frozen=True)
class Line:
    """A measure as it is told: test, name without the parts that vary, those parts, value, note."""

    test: str
    base: str
    variant: str
    value: str
    unit: str
    note: str


def report(results: Results, width: int | None = None) -> str:
    """Return the measures of a run as a readable table, by the test they belong to."""
    width = width or shutil.get_terminal_size((100, 24)).columns
    outcome = results.outcome
    told = [
        results.protocol.title,
        f"{outcome.subject}, {outcome.cells:,} cells, seed {outcome.seed}",
    ]
    lines = [line_of(results, name) for name in outcome.measures]
    for test in dict.fromkeys(line.test for line in lines):
        told += ["", results.protocol.tests[test].title] if test else [""]
        own = [line for line in lines if line.test == test]
        counts = Counter(line.base for line in own)
        pairs = opposed([line for line in own if counts[line.base] == 2], width)
        single = listed([line for line in own if counts[line.base] == 1], width)
        many = side_by_side([line for line in own if counts[line.base] >= MANY], width)
        for table in (table for table in (pairs, single, many) if table):
            told += [*table, ""]
        told.pop()
    if outcome.books:
        worst = max(map(abs, outcome.books.values()))
        names = ", ".join(outcome.books).replace("_", " ")
        told += ["", f"Books of {names} close to {worst:.1e}."]
    if outcome.leapt:
        days = max(leapt["days"] for leapt in outcome.leapt.values())
        error = max(leapt["greatest_error"] for leapt in outcome.leapt.values())
        told += [f"{days:,.0f} days were leapt over; the greatest error found was {error:.1%}."]
    return "\n".join(told)


def line_of(results: Results, name: str) -> Line:
    """Return how a measure is told."""
    measure = results.outcome.measures[name]
    base, test, note = results.described(name)
    unit = "" if measure.unit == "1" or isinstance(measure.value, bool) else measure.unit
    if measure.value is None and measure.reason:
        note = measure.reason
    if measure.low is not None and measure.high is not None:
        note = f"{number_text(measure.low)} to {number_text(measure.high)}  {note}".strip()
    variant = name[len(base) + 1 :]
    return Line(test, base, variant, number_text(measure.value), unit, note)


def listed(lines: list[Line], width: int) -> list[str]:
    """Return one row per measure: name, value, unit, note."""
    if not lines:
        return []
    names = [f"{line.base}.{line.variant}" if line.variant else line.base for line in lines]
    rows = [
        (name, line.value, line.unit, line.note) for name, line in zip(names, lines, strict=True)
    ]
    return ["  " + cut(row, width - 2) for row in aligned(rows, right=(1,))]


def opposed(lines: list[Line], width: int) -> list[str]:
    """Return one row per measure that has two values, one column per variant."""
    told: list[str] = []
    bases: dict[str, list[Line]] = {}
    for line in lines:
        bases.setdefault(line.base, []).append(line)
    pairs = dict.fromkeys(tuple(line.variant for line in both) for both in bases.values())
    for pair in pairs:
        same = [both for both in bases.values() if tuple(line.variant for line in both) == pair]
        rows = [("", *pair, "", "")]
        rows += [(a.base, a.value, b.value, a.unit, a.note) for a, b in same]
        told += ["  " + cut(row, width - 2) for row in aligned(rows, right=(1, 2))]
    return told


def side_by_side(lines: list[Line], width: int) -> list[str]:
    """Return one row per variant and one column per measure, in as many tables as fit."""
    bases = list(dict.fromkeys(line.base for line in lines))
    variants = list(dict.fromkeys(line.variant for line in lines))
    values = {(line.base, line.variant): line for line in lines}
    units = {line.base: line.unit for line in lines}
    first = max((len(variant) for variant in variants), default=0)
    told: list[str] = []
    while bases:
        taken, room = 0, width - 2 - first
        while taken < len(bases) and (not taken or room >= len(bases[taken]) + 2):
            room -= 2 + max(len(bases[taken]), len(units[bases[taken]]), 6)
            taken += 1
        here, bases = bases[:taken], bases[taken:]
        rows = [("", *here), ("", *(units[base] for base in here))]
        for variant in variants:
            cells = [values.get((base, variant)) for base in here]
            rows.append((variant, *("" if cell is None else cell.value for cell in cells)))
        told += ([""] if told else []) + [
            "  " + line for line in aligned(rows, right=tuple(range(1, len(here) + 1)))
        ]
    return told


def cut(line: str, width: int) -> str:
    """Return a line that fits a width."""
    return line if len(line) <= width else line[: max(width - 3, 0)] + "..."
