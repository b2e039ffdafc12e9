"""Reading the folder of a list of runs back: its tables as pandas frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from agents.declarations import UserError
from experiments.sweep.folder import MANIFEST, WorkFolder

if TYPE_CHECKING:
    import pandas as pd


def read_tables(path: str | Path) -> dict[str, pd.DataFrame]:
    """Return all tables of a finished folder by name; a changed or missing one is refused."""
    import pandas as pd

    from experiments.sweep.compaction import checksum

    folder = WorkFolder(Path(path))
    card = folder.card
    if not folder.is_complete:
        raise UserError(
            f"The {card['kind']} in {folder.path} is not finished; give the same command again."
        )
    manifest = json.loads((folder.path / MANIFEST).read_text(encoding="utf-8"))
    tables = {}
    for name, digest in manifest["checksums"].items():
        file = folder.path / name
        if not file.is_file() or checksum(file) != digest:
            state = "has been changed since" if file.is_file() else "is missing from"
            raise UserError(f"{name} {state} the {card['kind']} in {folder.path}.")
        if file.suffix == ".csv":
            parquet = file.with_suffix(".parquet")
            tables[file.stem] = pd.read_parquet(parquet) if parquet.is_file() else pd.read_csv(file)
    return tables
