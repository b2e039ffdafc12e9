"""The tables of a folder as one Excel workbook, on request."""

from __future__ import annotations

from pathlib import Path

from experiments.output.export import check_rows, write_sheets
from experiments.sweep.folder import write_aside
from experiments.sweep.reading import read_tables


def write_workbook(folder: Path) -> Path:
    """Write every table of a finished folder as a sheet of ``tables.xlsx``; return its path."""
    target = folder / "tables.xlsx"
    tables = read_tables(folder)
    check_rows(tables)
    write_aside(target, lambda file: write_sheets(tables, file))
    return target
