"""Tables of a run, or of many, in the formats of other programs."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from agents.declarations import UserError
from experiments.output.folder import write_csv
from experiments.output.reading import read_run

if TYPE_CHECKING:
    import pandas as pd

SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its head."""


def export_folder(folder: Path, form: str, out: str | None = None) -> Path:
    """Write the tables of a folder as csv, parquet or xlsx and return the path of the export."""
    tables = tables_in(folder)
    base = folder.resolve().name
    target = Path(out) if out else folder.resolve().parent / _default_name(base, form)
    if target.exists():
        raise UserError(f"{target} exists already; give --out a new name.")
    if not target.absolute().parent.is_dir():
        raise UserError(f"There is no folder {target.parent} to export to.")
    if form == "xlsx":
        check_rows(tables)
    aside = Path(tempfile.mkdtemp(prefix=".glucell-", dir=target.absolute().parent))
    try:
        if form == "xlsx":
            write_sheets(tables, aside / "export.xlsx")
            os.rename(aside / "export.xlsx", target)
        else:
            made = aside / "export"
            made.mkdir()
            for name, table in tables.items():
                write_table(table, made / f"{name}.{form}", form)
            os.rename(made, target)
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def tables_in(folder: Path) -> dict[str, pd.DataFrame]:
    """Return all tables of the folder of a run, a sweep, a cohort or any other list of runs."""
    from experiments.sweep.folder import CARD
    from experiments.sweep.reading import read_tables

    return read_tables(folder) if (folder / CARD).is_file() else read_run(folder).tables()


def _default_name(base: str, form: str) -> str:
    return f"{base}.xlsx" if form == "xlsx" else f"{base}-{form}"


def write_table(table: pd.DataFrame, path: Path, form: str) -> None:
    """Write one table as csv or parquet."""
    if form == "csv":
        write_csv(table, path)
    else:
        table.to_parquet(path, index=False)


def check_rows(tables: dict[str, pd.DataFrame]) -> None:
    """Refuse tables that are too long for a sheet of Excel."""
    too_long = [name for name, table in tables.items() if len(table) > SHEET_ROWS]
    if too_long:
        raise UserError(
            f"{too_long[0]} has more than {SHEET_ROWS} rows, too many for a sheet; read its CSV or "
            "Parquet file instead."
        )


def write_sheets(tables: dict[str, pd.DataFrame], target: Path | IO[bytes]) -> None:
    """Write all tables as sheets of one workbook."""
    import pandas as pd

    with pd.ExcelWriter(target, engine="openpyxl") as book:
        for name, table in tables.items():
            table.to_excel(book, sheet_name=name[:31], index=False, freeze_panes=(1, 0))
