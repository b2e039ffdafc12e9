"""Snapshots of every single cell: one Parquet table or, where they are many, a Zarr group.

A Zarr group holds ``branch/tissue/column``: arrays of equal length, a row per cell and look, each
with its unit and meaning. It is written column by column, so that memory does not grow with the
number of columns, and read column by column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.declarations import UserError

if TYPE_CHECKING:
    import pandas as pd

    from experiments.output.looks import Look
    from experiments.protocol.record import Key

    Looks = Mapping[Key, Sequence[Look]]

PARQUET, ZARR = "cells.parquet", "cells.zarr"

MOST_IN_PARQUET = 20_000_000
"""Numbers that one Parquet table holds; more become a Zarr group where Zarr is installed."""

ROWS_PER_CHUNK = 2**18

PLACE = {
    "branch": ("", "arm, dose, group or test of the run; run if there is only one"),
    "time": ("min", "time of the look from time 0 of the branch's protocol"),
    "tissue": ("", "tissue of the cell"),
    "cell": ("", "number of the cell in its tissue, the same at every look"),
}
"""Unit and meaning of the columns that say which cell, and when."""


def write_cells(looks: Looks, folder: Path) -> str | None:
    """Write every kept cell into a folder; return the name of the file, or None without any."""
    count = sum(frame.size for _, _, _, frame in frames_of(looks))
    if not count:
        return None
    if count > MOST_IN_PARQUET and find_spec("zarr") is not None:
        _write_zarr(looks, folder / ZARR)
        return ZARR
    from experiments.output.tables import cell_table

    cell_table(looks).to_parquet(folder / PARQUET, index=False)
    return PARQUET


def frames_of(looks: Looks) -> Iterator[tuple[str, float, str, pd.DataFrame]]:
    """Yield branch, time, tissue and the frame of its cells."""
    for key, seen in looks.items():
        for look in seen:
            for tissue, frame in look.cells.items():
                yield key.name(), look.time, tissue, frame


def _write_zarr(looks: Looks, path: Path) -> None:
    import zarr

    group = zarr.open_group(path, mode="w")
    found: dict[tuple[str, str], list[tuple[float, pd.DataFrame]]] = {}
    for branch, time, tissue, frame in frames_of(looks):
        found.setdefault((branch, tissue), []).append((time, frame))
    for (branch, tissue), seen in found.items():
        place = f"{branch}/{tissue}"
        times = [np.full(len(frame), time) for time, frame in seen]
        _write_column(group, place, "time", times)
        for name in seen[0][1]:
            _write_column(group, place, name, [frame[name].to_numpy() for _, frame in seen])


def _write_column(group: Any, place: str, name: str, parts: list[np.ndarray]) -> None:
    values = np.concatenate(parts)
    unit, meaning = described(place.rpartition("/")[2], name)
    array = group.create_array(
        f"{place}/{name}", shape=values.shape, dtype=values.dtype,
        chunks=(min(len(values), ROWS_PER_CHUNK),), attributes={"unit": unit, "meaning": meaning},
    )  # fmt: skip
    array[:] = values


def described(tissue: str, column: str) -> tuple[str, str]:
    """Return unit and meaning of a column of the cells of a tissue."""
    from sim.quantities import catalog

    if column in PLACE:
        return PLACE[column]
    entry = catalog().get(f"{tissue}.{column}")
    return (entry.unit, entry.meaning) if entry is not None else ("", column.replace("_", " "))


def dictionary_of(looks: Looks) -> Iterator[tuple[str, str, str, str]]:
    """Yield table, name, unit and meaning of everything that the snapshots hold."""
    states = {
        f"{tissue}.{column}": described(tissue, column)
        for _, _, tissue, frame in frames_of(looks)
        for column in frame
        if column not in PLACE
    }
    for name, told in {**PLACE, **states}.items() if states else ():
        yield ("cells", name, *told)


def has_cells(folder: Path) -> bool:
    """Whether a run folder holds snapshots of cells."""
    return (folder / PARQUET).exists() or (folder / ZARR).exists()


def read_cells(folder: Path) -> pd.DataFrame:
    """Return the snapshots of a run folder: branch, time, tissue, cell and states."""
    import pandas as pd

    if (folder / PARQUET).exists():
        return pd.read_parquet(folder / PARQUET)
    if find_spec("zarr") is None:
        raise UserError(
            f"{folder / ZARR} needs Zarr, which is not installed: give "
            "`pip install 'glucell[storage]'`."
        )
    import zarr

    group = zarr.open_group(folder / ZARR, mode="r")
    parts = []
    for branch, tissues in sorted(group.groups()):
        for tissue, columns in sorted(tissues.groups()):
            part = pd.DataFrame({name: array[:] for name, array in sorted(columns.arrays())})
            part.insert(0, "tissue", tissue)
            part.insert(0, "branch", branch)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)
