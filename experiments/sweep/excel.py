"""The tables of a folder as one Excel workbook, on request."""

from __future__ import annotations

from pathlib import Path

from experiments.output.export import check_rows, write_sheets
from experiments.sweep.folder import write_aside


def write_workbook(folder: Path) -> Path:
    """Write every CSV table of a folder as a sheet of ``tables.xlsx``; return its path."""
    import pandas as pd

    target = folder / "tables.xlsx"
    tables = {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
    check_rows(tables)
    write_aside(target, lambda file: write_sheets(tables, file))
    return target
