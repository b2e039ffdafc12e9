"""The run folder: written aside in full, manifest last, then put in place in one step.

A folder holds measures.csv, timeseries.csv, population.csv, dictionary.csv, figure.png and
figure.svg, cells.parquet or cells.zarr where cells were asked for, last_state.npz where a body
died, and manifest.json with what is needed to repeat the run and the checksum of every other file.
An earlier run is never overwritten.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agents.declarations import UserError
from experiments.output.unfinished import is_unfinished

if TYPE_CHECKING:
    import pandas as pd

    from experiments.output.results import Results

RESULTS = Path("results")
"""Where runs go that name no folder."""


def check_target(folder: str | Path | None) -> Path:
    """Return the folder a run may write (or its parent), or raise a UserError before it begins."""
    target = Path(folder) if folder is not None else RESULTS
    if folder is not None and target.exists():
        if not target.is_dir():
            raise UserError(f"{target} is a file; --out needs a new or an empty folder.")
        if is_unfinished(target):
            raise UserError(
                f"The folder {target} holds an interrupted run; 'glucell run --resume {target}' "
                "goes on with it."
            )
        if any(target.iterdir()):
            raise UserError(
                f"The folder {target} is not empty; give a new or an empty one, or leave --out "
                "away and a new one is made in results."
            )
    nearest = target if target.exists() else next(p for p in target.parents if p.exists())
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".glucell-", dir=nearest))
    except OSError as error:
        raise UserError(f"Nothing can be written in {nearest}: {_reason(error)}.") from None
    return target


def _reason(error: OSError) -> str:
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def write_run(results: Results, folder: str | Path | None = None) -> Path:
    """Write a run folder and return its path."""
    target = check_target(folder)
    parent = target.parent if folder is not None else target
    aside = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".glucell-", dir=parent))
        write_files(results, aside)
        os.chmod(aside, 0o777 & ~_umask())
        return _put_in_place(aside, target, folder is not None, results)
    except BaseException as error:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        if isinstance(error, OSError):
            raise UserError(f"The run cannot be written in {parent}: {_reason(error)}.") from None
        raise


def write_files(results: Results, folder: Path) -> None:
    """Write all files of a run into an existing folder, the manifest last."""
    import matplotlib

    from experiments.output.manifest import write_manifest
    from experiments.output.snapshots import write_cells
    from experiments.output.tables import dictionary_table, significant

    series, population = results.series, results.population
    write_csv(results.measures.reset_index(), folder / "measures.csv")
    write_csv(significant(series), folder / "timeseries.csv")
    write_csv(significant(population), folder / "population.csv")
    write_csv(dictionary_table(results), folder / "dictionary.csv")
    write_cells(results.looks, folder)
    for file, body in zip(results.last_states.values(), results.last_good.values(), strict=True):
        body.save(folder / file)
    figure = results.figure()
    figure.savefig(folder / "figure.png", dpi=160)
    with matplotlib.rc_context({"svg.hashsalt": "glucell"}):  # the same run, the same bytes
        figure.savefig(folder / "figure.svg", metadata={"Date": None})
    write_manifest(results, folder)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; missing values are empty, text is quoted only where it must be."""
    import pyarrow
    import pyarrow.csv

    options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    arrow = pyarrow.Table.from_pandas(_as_text(table), preserve_index=False)
    pyarrow.csv.write_csv(arrow, path, options)


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with mixed columns as text; yes and no are TRUE and FALSE, as in R."""
    plain = table.copy()
    for name in plain.columns:
        if plain[name].dtype == object:
            plain[name] = [None if _missing(value) else _written(value) for value in plain[name]]
        elif plain[name].dtype.kind == "b":
            plain[name] = [_written(value) for value in plain[name]]
        elif str(plain[name].dtype) == "category":
            plain[name] = plain[name].astype(str)
        elif plain[name].dtype.kind == "f":
            plain[name] = plain[name].where(plain[name].notna(), None)
    return plain


def _written(value: object) -> str:
    return str(value).upper() if isinstance(value, bool | np.bool_) else str(value)


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put_in_place(aside: Path, target: Path, chosen: bool, results: Results) -> Path:
    """Give the finished folder its name; a name that is taken by now is left alone."""
    if chosen:
        if target.is_dir():
            os.rmdir(target)
        os.rename(aside, target)
        return target
    for place in free_names(target, name_of(results)):
        try:
            os.rename(aside, place)
            return place
        except FileExistsError:
            continue
        except OSError:
            if not place.exists():
                raise
    raise UserError(f"No name is free in {target} for a run called {name_of(results)}.")


def new_folder(folder: str | Path | None, name: str) -> Path:
    """Make and return the folder of a run that begins: the chosen one, or a new one in results."""
    try:
        if folder is not None:
            Path(folder).mkdir(parents=True, exist_ok=True)
            return Path(folder)
        RESULTS.mkdir(parents=True, exist_ok=True)
        for place in free_names(RESULTS, name):
            with contextlib.suppress(FileExistsError):
                place.mkdir()
                return place
    except OSError as error:
        raise UserError(
            f"The run cannot be kept in {folder or RESULTS}: {_reason(error)}."
        ) from None
    raise UserError(f"No name is free in {RESULTS} for a run called {name}.")


def name_of(results: Results) -> str:
    """Return the name of a run: its protocol and its subject."""
    return run_name(results.outcome.protocol, results.outcome.subject)


def run_name(protocol: str, subject: str) -> str:
    """Return the name of a run of a protocol on a subject, safe as part of a folder's name."""
    return f"{readable(protocol)}-{readable(subject)}"


def free_names(parent: Path, name: str) -> Iterator[Path]:
    """Yield folders that do not exist yet, named after a run and the time."""
    base = f"{name}-{datetime.now().strftime('%Y%m%d-%H%M%S')}"
    for number in range(1, 10_000):
        place = parent / (base if number == 1 else f"{base}-{number}")
        if not place.exists():
            yield place


def readable(name: str) -> str:
    """Return a name that is safe as part of a folder's name on every system."""
    kept = "".join(c if c.isalnum() or c in "._" else "-" for c in name)
    return kept.strip("-.")[:60] or "run"
