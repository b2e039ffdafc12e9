"""Reading a run folder back: its tables as pandas frames, its manifest as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.output.snapshots import has_cells, read_cells

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("measures", "timeseries", "population", "dictionary")


@dataclass(frozen=True)
class SavedRun:
    """A finished run on disk."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def measures(self) -> pd.DataFrame:
        """Value, unit and reason of every measure."""
        return self.table("measures").set_index("measure")

    @property
    def series(self) -> pd.DataFrame:
        """Recorded quantities: branch, time (min), one column per quantity."""
        return self.table("timeseries")

    @property
    def population(self) -> pd.DataFrame:
        """Statistics over cells."""
        return self.table("population")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by the name of its file."""
        import pandas as pd

        if name == "cells":
            return read_cells(self.folder)
        table = pd.read_csv(self.folder / f"{name}.csv", keep_default_na=False, na_values=[""])
        return table

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables of the run by name."""
        names = [*TABLES, *(["cells"] if has_cells(self.folder) else [])]
        return {name: self.table(name) for name in names}


def read_run(folder: str | Path) -> SavedRun:
    """Open a run folder; one that is unfinished or damaged is refused."""
    from experiments.output.manifest import NAME, checksums

    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"There is no run folder {folder}.")
    try:
        manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
        written = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    except FileNotFoundError:
        raise UserError(
            f"{folder} holds no {NAME}, so it is no run folder or one that was not finished."
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(f"The {NAME} in {folder} cannot be read.") from None
    there = {name: entry["sha256"] for name, entry in checksums(folder).items()}
    for name, digest in written.items():
        if there.get(name) != digest:
            state = "has been changed since" if name in there else "is missing from"
            raise UserError(f"{name} {state} the run in {folder}.")
    return SavedRun(folder, manifest)
