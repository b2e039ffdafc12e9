"""A Parquet file written in pieces; the same rows give the same bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.sweep.work import Column

ROWS_PER_PIECE = 10_000


def units_in(path: Path) -> dict[str, str]:
    """Return the unit of every column of a Parquet file that was written here."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    return {field.name: (field.metadata or {}).get(b"unit", b"").decode() for field in schema}


class ParquetRows:
    """A Parquet file written row by row, given its name when it is whole."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {
            "number": pa.float64(), "whole": pa.int64(), "text": pa.string(), "yes/no": pa.bool_(),
        }  # fmt: skip
        self._pa = pa
        fields = [
            pa.field(c.name, kinds[c.kind], metadata={"unit": c.unit, "meaning": c.meaning})
            for c in columns
        ]
        self._schema = pa.schema(fields)
        self._kinds = {column.name: column.kind for column in columns}
        self.path = path
        self.aside = path.with_name(f".{path.name}.part")
        self._writer = pq.ParquetWriter(self.aside, self._schema, compression="zstd")
        self._held: dict[str, list[Any]] = {name: [] for name in self._kinds}

    def __enter__(self) -> ParquetRows:
        return self

    def write(self, row: Mapping[str, Any]) -> None:
        """Write one row."""
        for name, kind in self._kinds.items():
            value = row.get(name)
            if value is not None:
                if kind == "number":
                    value = float(value)
                elif kind == "text":
                    value = str(value)
            self._held[name].append(value)
        if len(self._held[next(iter(self._held))]) >= ROWS_PER_PIECE:
            self._flush()

    def _flush(self) -> None:
        table = self._pa.table(self._held, schema=self._schema)
        self._writer.write_table(table)
        for values in self._held.values():
            values.clear()

    def __exit__(self, kind: Any, *_: Any) -> None:
        try:
            if kind is None:
                self._flush()
            self._writer.close()
            if kind is None:
                with self.aside.open("rb") as file:
                    os.fsync(file.fileno())
                self.aside.replace(self.path)
        finally:
            self.aside.unlink(missing_ok=True)
