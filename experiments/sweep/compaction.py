"""Tables of all runs, in the order of the design: the same bytes however the runs were done.

Rows are fetched from the shards one by one, so that memory does not grow with their number.
CSV always; Parquet for runs, series and population; ``dictionary.csv`` says what every column is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.columns import Measures, cell_text, dictionary_rows, table_columns
from experiments.sweep.folder import MANIFEST, OPEN, Ledger, WorkFolder, write_text
from experiments.sweep.living import forget_lives
from experiments.sweep.parquet import ParquetRows
from experiments.sweep.shards import row_at
from experiments.sweep.statistics import OverSeeds
from experiments.sweep.work import Work, model_version

MOST_OPEN_SHARDS = 200


def write_tables(work: Work, folder: WorkFolder) -> None:
    """Write all tables of a complete work, then the manifest."""
    ledger, measures = Ledger(len(work)), Measures()
    ledger.read(folder.shard_files(), measures.hear)
    missing = ledger.count(OPEN)
    if missing:
        raise UserError(f"{folder.path}: {missing} runs are not done yet.")
    measures.settle()
    written = _write_runs(work, folder, ledger, measures)
    work.finish(folder.path, written)
    _write_manifest(work, folder, ledger, written)
    forget_lives(folder.path)


def whole_rows(folder: WorkFolder, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield the row of every run in the order of the design."""
    with ExitStack() as stack:
        files: dict[int, Any] = {}
        for index in range(ledger.runs):
            shard = int(ledger.shard[index])
            if shard not in files:
                if len(files) >= MOST_OPEN_SHARDS:
                    files.pop(next(iter(files))).close()
                files[shard] = stack.enter_context(ledger.files[shard].open("rb"))
            yield row_at(files[shard], int(ledger.place[index]))


def _write_runs(work: Work, folder: WorkFolder, ledger: Ledger, measures: Measures) -> list[str]:
    """Write the table of runs and those of what was kept of them; return their names."""
    leading = work.columns()
    columns = table_columns(leading, measures)
    names = [column.name for column in columns]
    written = ["runs.csv", "runs.parquet"]
    with ExitStack() as stack:
        runs = stack.enter_context(CsvRows(folder.path / "runs.csv", names))
        parquet = stack.enter_context(ParquetRows(folder.path / "runs.parquet", columns))
        series = population = over_seeds = None
        if measures.series:
            head = ["run", "branch", "time", *measures.series]
            series = stack.enter_context(LongTable(folder.path, "series", head))
            written += ["series.csv", "series.parquet"]
        if measures.population:
            head = ["run", "branch", "time", "tissue", "state", "statistic", "value", "unit"]
            population = stack.enter_context(LongTable(folder.path, "population", head))
            written += ["population.csv", "population.parquet"]
        if any(column.name == "replicate" for column in leading):
            over_seeds = stack.enter_context(OverSeeds(folder.path, leading, measures))
            written.append("summary.csv")
        for index, row in enumerate(whole_rows(folder, ledger)):
            if row["id"] != work.run_id(index):
                raise UserError(f"{folder.path}: a shard holds a run of another sweep.")
            told = _told(work, index, row, measures)
            runs.write([cell_text(told[name]) for name in names])
            parquet.write(told)
            if over_seeds is not None:
                over_seeds.hear(told, row.get("measures", {}))
            if series is not None:
                _write_series(series, index, row, measures)
            if population is not None:
                for entry in row.get("population", ()):
                    population.write({"run": index + 1, **entry})
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["table", "name", "unit", "meaning"])
    table.writerows(dictionary_rows(columns, work.meanings(), measures, written))
    for name, meanings in work.further_columns().items():
        table.writerows((name, column, "", meaning) for column, meaning in meanings.items())
    write_text(folder.path / "dictionary.csv", text.getvalue())
    return [*written, "dictionary.csv"]


def _told(work: Work, index: int, row: dict[str, Any], measures: Measures) -> dict[str, Any]:
    """Return one run as values by the names of columns."""
    given = row.get("measures", {})
    told = {"run": index + 1, "run_id": row["id"], **work.row(index)}
    told |= {"status": row["status"], "reason": row["reason"] or ""}
    undefined = []
    for name, column in measures.columns.items():
        value, unit = (given[column.measure][:2]) if column.measure in given else (None, None)
        told[name] = value if unit == column.unit else None
        if unit == column.unit and value is None:
            undefined.append(f"{name}: {given[column.measure][2]}")
    told["undefined"] = "; ".join(undefined)
    return told


def _write_series(table: LongTable, index: int, row: dict[str, Any], measures: Measures) -> None:
    for branch, columns in row.get("series", {}).items():
        names = list(columns)
        for values in zip(*columns.values(), strict=True):
            entry = dict.fromkeys(measures.series) | dict(zip(names, values, strict=True))
            table.write({"run": index + 1, "branch": branch, **entry})


class CsvRows:
    """A CSV file written row by row, given its name when it is whole."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self.path = path
        self.aside = path.with_name(f".{path.name}.part")
        self._file = self.aside.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(header)

    def __enter__(self) -> CsvRows:
        return self

    def write(self, values: list[str]) -> None:
        """Write one row."""
        self._writer.writerow(values)

    def __exit__(self, kind: Any, *_: Any) -> None:
        self._file.close()
        if kind is None:
            with self.aside.open("rb") as source:
                os.fsync(source.fileno())
            self.aside.replace(self.path)
        else:
            self.aside.unlink(missing_ok=True)


class LongTable:
    """A tidy table written row by row as CSV and as Parquet."""

    TEXT = ("branch", "tissue", "state", "statistic", "unit")

    def __init__(self, folder: Path, name: str, header: list[str]) -> None:
        from experiments.sweep.work import Column

        self.header = header
        kinds = {"run": "whole", **dict.fromkeys(self.TEXT, "text")}
        columns = [Column(head, kind=kinds.get(head, "number")) for head in header]
        self.csv = CsvRows(folder / f"{name}.csv", header)
        self.parquet = ParquetRows(folder / f"{name}.parquet", columns)

    def __enter__(self) -> LongTable:
        return self

    def write(self, entry: dict[str, Any]) -> None:
        """Write one row."""
        self.csv.write([cell_text(entry[name]) for name in self.header])
        self.parquet.write(entry)

    def __exit__(self, *error: Any) -> None:
        self.csv.__exit__(*error)
        self.parquet.__exit__(*error)


def _write_manifest(work: Work, folder: WorkFolder, ledger: Ledger, written: list[str]) -> None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("glucell")
    except PackageNotFoundError:
        release = "source"
    manifest = {
        "glucell": release,
        "model": model_version(),
        "kind": work.kind,
        "title": work.title,
        "digest": work.digest,
        "runs": len(work),
        "failed": ledger.count(2),
        "checksums": {name: checksum(folder.path / name) for name in written},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_text(folder.path / MANIFEST, text)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()
