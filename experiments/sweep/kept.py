"""What runs keep besides their measures, as rows of long tables, and all of it over seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from experiments.sweep.columns import Measures
from experiments.sweep.work import Column, Work

Row = Mapping[str, Any]
Keyed = Iterable[tuple[tuple[Any, ...], Any]]
"""Values by the key that is theirs in a table over seeds."""

POPULATION = ("branch", "time", "tissue", "state", "statistic", "value", "unit")


def tables_kept(
    measures: Measures,
) -> Iterator[tuple[str, list[str], Callable[[Row], Iterator[dict[str, Any]]]]]:
    """Yield name, header and entries of a run for every long table that runs fill."""
    if measures.series:
        header = ["run", "branch", "time", *measures.series]
        yield "series", header, partial(series_entries, names=list(measures.series))
    if measures.states:
        yield "population", ["run", *POPULATION], population_entries


def series_entries(row: Row, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield branch, time and kept quantities of one run."""
    for branch, columns in row.get("series", {}).items():
        own = list(columns)
        for values in zip(*columns.values(), strict=True):
            yield {"branch": branch, **dict.fromkeys(names), **dict(zip(own, values, strict=True))}


def population_entries(row: Row) -> Iterator[dict[str, Any]]:
    """Yield the statistics over cells of one run."""
    yield from row.get("population", ())


def tables_over_seeds(
    work: Work, leading: Sequence[Column], measures: Measures
) -> Iterator[tuple[str, tuple[str, ...], Callable[[Row], Keyed]]]:
    """Yield name, keys and keyed values of a run for every table of statistics over seeds."""
    if all(column.name != "replicate" for column in leading):
        return
    yield "summary", ("measure", "unit"), partial(measured, measures=measures)
    if work.replicates == 1:
        return
    if measures.series:
        units = units_of(measures.series)
        yield (
            "series_summary",
            ("branch", "time", "quantity", "unit"),
            partial(in_series, units=units),
        )
    if measures.states:
        keys = tuple(name for name in POPULATION if name != "value")
        yield "population_summary", keys, partial(in_population, keys=keys)


def units_of(names: Iterable[str]) -> dict[str, str]:
    """Return the unit in which the body gives each quantity."""
    from experiments.protocol.quantities import body_catalog

    catalog = body_catalog()
    return {name: catalog.unit(name) for name in names}


def measured(row: Row, measures: Measures) -> Keyed:
    """Yield the measures of one run by the name and unit of their column."""
    given = row.get("measures", {})
    for name, column in measures.columns.items():
        if column.measure in given:
            value, unit = given[column.measure][:2]
            yield (name, column.unit), value if unit == column.unit else None


def in_series(row: Row, units: Mapping[str, str]) -> Keyed:
    """Yield every value of the kept series of one run by its place and quantity."""
    for branch, columns in row.get("series", {}).items():
        for name in (name for name in columns if name != "time"):
            for time, value in zip(columns["time"], columns[name], strict=True):
                yield (branch, time, name, units[name]), value


def in_population(row: Row, keys: Sequence[str]) -> Keyed:
    """Yield every statistic over cells of one run by its place."""
    for entry in row.get("population", ()):
        yield tuple(entry[key] for key in keys), entry["value"]
