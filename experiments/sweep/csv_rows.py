"""Tables as CSV files that appear only when they are whole; the same rows give the same bytes."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.columns import cell_text
from experiments.sweep.parquet import ParquetRows
from experiments.sweep.work import Column

if TYPE_CHECKING:
    import pandas as pd


def frame_text(frame: pd.DataFrame) -> str:
    """Return a frame as the text of a CSV file; yes and no are TRUE and FALSE."""
    plain = frame.copy()
    for name in [name for name in plain if plain[name].dtype.kind in "bO"]:
        plain[name] = [cell_text(v) if isinstance(v, bool) else v for v in plain[name].tolist()]
    return str(plain.to_csv(index=False, lineterminator="\n"))


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
        try:
            self._file.close()
            if kind is None:
                with self.aside.open("rb") as source:
                    os.fsync(source.fileno())
                self.aside.replace(self.path)
        finally:
            self.aside.unlink(missing_ok=True)


class LongTable:
    """A tidy table written row by row as CSV and as Parquet."""

    TEXT = ("branch", "tissue", "state", "statistic", "unit")

    def __init__(self, folder: Path, name: str, header: list[str]) -> None:
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
