"""The tables of a folder as one Excel workbook, on request."""

from __future__ import annotations

from pathlib import Path

from agents.declarations import UserError

MOST_ROWS = 1_048_575


def write_workbook(folder: Path) -> Path:
    """Write every CSV table of a folder as a sheet of ``tables.xlsx``; return its path."""
    import pandas as pd

    from experiments.sweep.folder import write_aside

    target = folder / "tables.xlsx"
    tables = {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
    for name, table in tables.items():
        if len(table) > MOST_ROWS:
            raise UserError(
                f"{name}.csv has {len(table)} rows, more than a sheet of Excel holds; read "
                "the CSV or Parquet file instead."
            )

    def write(file) -> None:
        with pd.ExcelWriter(file, engine="openpyxl") as book:
            for name, table in tables.items():
                table.to_excel(book, sheet_name=name[:31], index=False)

    write_aside(target, write)
    return target
