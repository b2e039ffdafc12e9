"""Columns of the tables of runs: what they are called, what they hold, what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from experiments.sweep.work import Column


@dataclass(frozen=True)
class MeasureColumn:
    """A measure in one unit; ``name`` is its own, with the unit where runs differ in it."""

    name: str
    measure: str
    unit: str
    kind: str


@dataclass
class Measures:
    """Every measure, series and population that occurs in a work, in the order of the design."""

    seen: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    columns: dict[str, MeasureColumn] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    _known: dict[tuple[str, ...], int] = field(default_factory=dict)

    def hear(self, row: Mapping[str, Any]) -> None:
        """Take note of what one run gave; runs may come in any order."""
        given = row.get("measures", {})
        index = row["index"]
        for place, (name, value) in enumerate(given.items()):
            kind = "yes/no" if isinstance(value[0], bool) else "number"
            kind = "text" if isinstance(value[0], str) else kind
            entry = self.seen.setdefault((name, value[1]), [index, place, "number"])
            entry[:2] = min(entry[:2], [index, place])
            if value[0] is not None and kind != "number":
                entry[2] = kind
        for branch in row.get("series", {}).values():
            for place, name in enumerate(branch):
                if name != "time":
                    self.series[name] = min(self.series.get(name, place), place)
        self.states |= {f"{e['tissue']}.{e['state']}" for e in row.get("population", ())}

    def settle(self) -> None:
        """Put all columns in an order that does not depend on who heard them first."""
        names = [name for name, _ in self.seen]
        ordered = sorted(self.seen.items(), key=lambda item: (item[1][:2], item[0]))
        for (measure, unit), (_, _, kind) in ordered:
            name = measure if names.count(measure) == 1 else f"{measure} ({unit})"
            self.columns[name] = MeasureColumn(name, measure, unit, kind)
        self.series = dict(sorted(self.series.items(), key=lambda item: (item[1], item[0])))


def table_columns(leading: Sequence[Column], measures: Measures) -> list[Column]:
    """Return all columns of the table of runs."""
    return [
        Column("run", "", "number of the run in the design, from 1", "whole"),
        Column("run_id", "", "hash of everything that determines the run", "text"),
        *leading,
        Column("status", "", "finished, or failed", "text"),
        Column("reason", "", "why the run failed", "text"),
        *(Column(c.name, c.unit, "", c.kind) for c in measures.columns.values()),
        Column("undefined", "", "measures without a value, and why", "text"),
    ]


def cell_text(value: Any) -> str:
    """Return a value as text of a CSV table: empty for nothing, as many digits as there are.

    Yes and no are TRUE and FALSE, which pandas, R and spreadsheets all take for what they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value)
    return str(value)
