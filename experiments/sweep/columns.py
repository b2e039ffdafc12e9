"""Columns of the tables of runs: what they are called, what they hold, what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    population: bool = False
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
        self.population |= "population" in row

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


def dictionary_rows(
    columns: Sequence[Column],
    meanings: Mapping[str, str],
    measures: Measures,
    tables: Sequence[str],
) -> Iterator[tuple[str, str, str, str]]:
    """Yield table, name, unit and meaning of every column."""
    from experiments.protocol.quantities import body_catalog

    for column in columns:
        measure = measures.columns.get(column.name)
        name = measure.measure if measure else column.name
        meaning = column.meaning or meanings.get(name) or meanings.get(name.split(".")[0], "")
        yield "runs", column.name, column.unit, meaning
    if "series.csv" in tables:
        catalog = body_catalog()
        yield "series", "run", "", "number of the run"
        yield "series", "branch", "", "arm, dose, group or test; run if there is only one"
        yield "series", "time", "min", "time from time 0 of the protocol"
        for name in measures.series:
            yield "series", name, catalog.unit(name), catalog.meanings.get(name, "")
    if "population.csv" in tables:
        yield "population", "statistic", "", "mean, sd or quantile (q05 ... q95) over cells"
        yield "population", "value", "see unit", "value of the statistic of the state"
    if "summary.csv" in tables:
        from experiments.sweep.statistics import STATISTICS

        for name, meaning in STATISTICS.items():
            yield "summary", name, "unit of the measure", meaning


def cell_text(value: Any) -> str:
    """Return a value as text of a CSV table: empty for nothing, as many digits as there are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return repr(value)
    return str(value)
