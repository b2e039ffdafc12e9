"""Tables of all runs, in the order of the design: the same bytes however the runs were done.

Rows are fetched from the shards one by one, so that memory does not grow with their number.
CSV always; Parquet for runs, series and population; ``dictionary.csv`` says what every column is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.columns import Measures, cell_text, table_columns
from experiments.sweep.csv_rows import CsvRows, LongTable
from experiments.sweep.dictionary import write_dictionary
from experiments.sweep.folder import MANIFEST, OPEN, Ledger, WorkFolder, write_text
from experiments.sweep.kept import tables_kept, tables_over_seeds
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
    columns = table_columns(work.columns(), measures)
    written.append(write_dictionary(work, folder.path, columns, measures, written))
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
        kept = []
        for name, header, entries in tables_kept(measures):
            kept.append((stack.enter_context(LongTable(folder.path, name, header)), entries))
            written += [f"{name}.csv", f"{name}.parquet"]
        over_seeds = []
        for name, keys, values in tables_over_seeds(work, leading, measures):
            table = OverSeeds(folder.path, name, leading, keys)
            over_seeds.append((stack.enter_context(table), values))
            written.append(f"{name}.csv")
        for index, row in enumerate(whole_rows(folder, ledger)):
            if row["id"] != work.run_id(index):
                raise UserError(f"{folder.path}: a shard holds a run of another sweep.")
            told = _told(work, index, row, measures)
            runs.write([cell_text(told[name]) for name in names])
            parquet.write(told)
            for long, entries in kept:
                for entry in entries(row):
                    long.write({"run": index + 1, **entry})
            for table, values in over_seeds:
                table.hear(told, values(row))
    return written


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
