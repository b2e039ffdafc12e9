"""What can be compared: the folder of a run, the folder of a sweep, or a subject yet to be run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.sweep.folder import CARD, MANIFEST, WorkFolder
from experiments.sweep.parquet import units_in

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("status", "reason", "undefined", "run", "run_id", "replicate", "point", "person", "role")
TIDY = ["point", "seed", "measure", "unit", "value"]


@dataclass(frozen=True)
class Source:
    """Values of measures by point and seed; ``axes`` tell the points apart."""

    name: str
    kind: str
    values: pd.DataFrame
    axes: list[str] = field(default_factory=list)
    points: pd.DataFrame | None = None
    series: pd.DataFrame | None = None


def kind_of(text: str) -> str:
    """Return what a word on the command line stands for: run, sweep or subject."""
    path = Path(text)
    if not path.is_dir():
        return "subject"
    if (path / CARD).is_file():
        return "sweep"
    if (path / "measures.csv").is_file():
        return "run"
    raise UserError(f"{path} is the folder of neither a run nor a sweep: it has no measures.")


def read_run(path: Path) -> Source:
    """Read the folder of a run; it has one point and one seed."""
    import pandas as pd

    if not (path / MANIFEST).is_file():
        raise UserError(f"The run in {path} is not finished: it has no {MANIFEST}.")
    table = pd.read_csv(path / "measures.csv")
    values = pd.DataFrame(
        {
            "point": 1,
            "seed": _seed_of(path),
            "measure": table["measure"],
            "unit": table["unit"].fillna(""),
            "value": pd.to_numeric(table["value"], errors="coerce"),
        }
    )
    series = path / "timeseries.csv"
    curves = pd.read_csv(series) if series.is_file() else None
    return Source(path.name, "run", values, series=curves)


def _seed_of(path: Path) -> int:
    manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    found = manifest.get("seed", 1)
    return int(found) if isinstance(found, int) else 1


def read_sweep_folder(path: Path) -> Source:
    """Read the folder of a sweep, a cohort or any other list of runs."""
    folder = WorkFolder(path)
    card = folder.card
    if not folder.is_complete:
        raise UserError(
            f"The {card['kind']} in {path} is not finished; go on with it before comparing it."
        )
    return source_of(path, card["kind"])


def source_of(path: Path, kind: str) -> Source:
    """Read the tables of a list of runs."""
    import pandas as pd

    runs = pd.read_parquet(path / "runs.parquet")
    if "point" not in runs:
        runs["point"] = runs["person"] if "person" in runs else runs["run"]
    measures, axes = columns_of(path, list(runs.columns))
    units = units_in(path / "runs.parquet")
    tidy = runs.melt(
        id_vars=["point", "seed"] if "seed" in runs else ["point"],
        value_vars=measures, var_name="measure", value_name="value",
    )  # fmt: skip
    tidy["value"] = pd.to_numeric(tidy["value"], errors="coerce")
    tidy["unit"] = tidy["measure"].map(units).fillna("")
    if "seed" not in tidy:
        tidy["seed"] = 0
    points = runs.drop_duplicates("point").set_index("point")[axes]
    series = path / "series.parquet"
    curves = None
    if series.is_file():
        curves = pd.read_parquet(series).merge(runs[["run", "point", "seed"]], on="run")
    return Source(path.name, kind, tidy[TIDY], axes, points, curves)


def columns_of(path: Path, names: list[str]) -> tuple[list[str], list[str]]:
    """Return which columns of a table of runs are measures and which are axes."""
    first = names.index("reason") + 1
    measures = [name for name in names[first:] if name != "undefined"]
    axes = [name for name in names[: first - 2] if name not in (*ROLES, "seed")]
    return measures, axes


def split(source: Source, axis: str) -> list[tuple[Any, Source]]:
    """Return a source for each value of an axis, in the order of the points."""
    assert source.points is not None
    found = []
    for value in dict.fromkeys(source.points[axis]):
        points = source.points[source.points[axis] == value]
        numbers = {old: new for new, old in enumerate(points.index, start=1)}
        values = source.values[source.values["point"].isin(numbers)].copy()
        values["point"] = values["point"].map(numbers)
        curves = source.series
        if curves is not None:
            curves = curves[curves["point"].isin(numbers)].copy()
            curves["point"] = curves["point"].map(numbers)
        rest = [name for name in source.axes if name != axis]
        table = points[rest].reset_index(drop=True)
        table.index = table.index + 1
        found.append((value, Source(str(value), source.kind, values, rest, table, curves)))
    return found
