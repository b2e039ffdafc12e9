"""The data dictionary of a folder: unit and meaning of every column of every table in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from experiments.protocol.scatter import TRUE
from experiments.sweep.columns import Measures
from experiments.sweep.statistics import STATISTICS
from experiments.sweep.work import Column, Told, Work

HEADER = ("table", "name", "unit", "meaning")

ANY_TABLE = {
    "branch": "arm, dose, group or test; run if there is only one",
    "time": "time from time 0 of the protocol",
    "measure": "name of a measure, a column of runs",
    "quantity": "name of a quantity, a column of series",
    "tissue": "tissue of the cells",
    "state": "state of the cells, listed below as tissue.state",
    "statistic": "mean, sd or quantile (q05 ... q95) over cells",
    "value": "value of the statistic",
    "unit": "unit of the values in this row",
    **STATISTICS,
}
"""Columns that mean the same wherever they occur."""

UNITS = {"time": "min", "n": "", **dict.fromkeys((*list(STATISTICS)[1:], "value"), "see unit")}


def write_dictionary(
    work: Work,
    folder: Path,
    columns: Sequence[Column],
    measures: Measures,
    tables: Sequence[str],
) -> str:
    """Write ``dictionary.csv`` for the CSV tables of a folder; return its name."""
    from experiments.sweep.folder import write_text

    runs = _of_runs(work, columns, measures)
    text = dictionary_text(folder, tables, work.further_columns(), runs, _of_states(measures))
    write_text(folder / "dictionary.csv", text)
    return "dictionary.csv"


def dictionary_text(
    folder: Path,
    tables: Sequence[str],
    own: Mapping[str, Mapping[str, Told]],
    runs: Mapping[str, tuple[str, str]],
    more: Iterable[tuple[str, str, str, str]] = (),
) -> str:
    """Return the dictionary of the CSV tables of a folder, as the text of a CSV file.

    ``own`` says what columns of a table mean, ``runs`` (unit and meaning) what those of runs mean
    wherever they occur; ``more`` are rows for what is no column.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for table in tables:
        name, kind = table.rsplit(".", 1)
        if kind == "csv":
            for column in _header(folder / table):
                writer.writerow((name, column, *_told(column, own.get(name, {}), runs)))
    writer.writerows(more)
    return text.getvalue()


def _of_runs(
    work: Work, columns: Sequence[Column], measures: Measures
) -> dict[str, tuple[str, str]]:
    """Return unit and meaning of the columns of the table of runs, and of what series hold."""
    from experiments.protocol.quantities import body_catalog

    catalog = body_catalog()
    known = {name: (catalog.unit(name), catalog.meaning(name)) for name in measures.series}
    meanings = work.meanings()
    for column in columns:
        measure = measures.columns.get(column.name)
        name = measure.measure if measure else column.name
        plain = name.removesuffix(TRUE)
        meaning = column.meaning or meanings.get(plain) or _without_parts(plain, meanings)
        if plain != name:
            meaning += ", as it is in the body, without the scatter of measurement"
        known[column.name] = column.unit, meaning
    return known


def _without_parts(name: str, meanings: Mapping[str, str]) -> str:
    """Return the meaning of a measure whose name has grown by arm, dose, group or test."""
    words = name.split(".")
    for length in range(len(words) - 1, 0, -1):
        base = ".".join(words[:length])
        if base in meanings:
            return f"{meanings[base]} ({', '.join(words[length:])})"
    return ""


def _header(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file), [])


def _told(
    column: str, own: Mapping[str, Told], runs: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    if column in own:
        told = own[column]
        return told if isinstance(told, tuple) else ("", told)
    if column in runs:
        return runs[column]
    return UNITS.get(column, ""), ANY_TABLE.get(column, "")


def _of_states(measures: Measures) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for every state of cells that the table of populations holds."""
    from experiments.protocol.quantities import body_catalog

    catalog = body_catalog()
    for state in sorted(measures.states):
        yield "population", state, catalog.unit(state), catalog.meaning(state)
