"""Tables of a comparison, and what is printed of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.compare.differences import differences
from experiments.compare.sources import Source, kind_of, read_run, read_sweep_folder
from experiments.sweep.work import Told

BAND: dict[str, Told] = {
    f"{side}_{quantile}": ("see unit", f"{share} % of the seeds of the {side} lie below")
    for side in ("first", "other")
    for quantile, share in (("q05", 5), ("q95", 95))
}

COLUMNS: dict[str, dict[str, Told]] = {
    "differences": {
        "point": "number of the point that both have",
        "measure": "the measure",
        "unit": "its unit",
        "first": ("see unit", "mean of the first over seeds"),
        "other": ("see unit", "mean of the other over seeds"),
        **BAND,
        "seeds": "number of seeds",
        "paired": "whether both have the same seeds, so that differences are taken seed by seed",
        "difference": ("see unit", "other less first"),
        "low": ("see unit", "lower limit of the 95 % interval of the difference"),
        "high": ("see unit", "upper limit of the 95 % interval of the difference"),
        "ratio": ("1", "other divided by first"),
        "percent": ("%", "difference in percent of the first"),
    }
}

TABLES = ("differences.csv",)

MOST_PRINTED = 30


def write_differences(first: Source, other: Source, folder: Path) -> list[str]:
    """Write the differences of two sources and their figure; return the names of the files."""
    from experiments.compare.figure import draw
    from experiments.sweep.csv_rows import frame_text
    from experiments.sweep.figures import write_figure
    from experiments.sweep.folder import write_text

    table = differences(first, other)
    text = frame_text(table)
    write_text(folder / "differences.csv", text)
    figure = draw(table, first, other)
    return ["differences.csv", *write_figure(figure, folder)]


def compare_folders(first: str, other: str, out: str | None) -> Path:
    """Compare two folders of runs or of sweeps; return the folder of the result."""
    kinds = [kind_of(first), kind_of(other)]
    for kind, word, rival in ((kinds[0], first, kinds[1]), (kinds[1], other, kinds[0])):
        if kind == "subject" != rival:
            raise UserError(f"There is no folder {word} that could be compared with a {rival}.")
    if kinds[0] != kinds[1]:
        raise UserError(
            f"{first} is a {kinds[0]} and {other} is a {kinds[1]}; only like can be compared "
            "with like."
        )
    from experiments.sweep.dictionary import dictionary_text
    from experiments.sweep.folder import write_text

    read = read_run if kinds[0] == "run" else read_sweep_folder
    one, two = read(Path(first)), read(Path(other))
    default = Path("results") / f"compare_{one.name}_{two.name}"[:120]
    folder = Path(out) if out else default
    if folder.exists() and any(folder.iterdir()) and not (folder / "differences.csv").is_file():
        raise UserError(f"{folder} holds something else; give --out a new or an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {folder} cannot be made: {error.strerror}.") from None
    write_differences(one, two, folder)
    told = {name: (unit, meaning) for name, unit, meaning in _axes_told(Path(first))}
    write_text(folder / "dictionary.csv", dictionary_text(folder, TABLES, COLUMNS, told))
    return folder


def _axes_told(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield name, unit and meaning of the columns of the table of runs of a sweep."""
    import pandas as pd

    table = pd.read_csv(folder / "dictionary.csv", keep_default_na=False)
    for row in table[table["table"] == "runs"].itertuples():
        yield str(row.name), str(row.unit), str(row.meaning)


def report(folder: Path) -> str:
    """Return what is printed of a comparison."""
    import pandas as pd

    table = pd.read_csv(folder / "differences.csv")
    lines = [f"{'measure':<28}{'first':>10}{'other':>10}{'difference':>12}  95 % interval"]
    several = table["point"].nunique() > 1
    for row in table.head(MOST_PRINTED).itertuples():
        name = f"{row.point}: {row.measure}" if several else str(row.measure)
        figures = f"{_short(row.first):>10}{_short(row.other):>10}{_short(row.difference):>12}"
        interval = f"{_short(row.low)} to {_short(row.high)}" if row.low == row.low else ""
        lines.append(f"{name:<28}{figures}  {interval} {_plain(row.unit)}".rstrip())
    if len(table) > MOST_PRINTED:
        lines.append(f"... and {len(table) - MOST_PRINTED} more in differences.csv")
    return "\n".join(lines)


def _short(value: Any) -> str:
    return f"{value:.4g}" if value == value else "none"


def _plain(unit: Any) -> str:
    return str(unit) if unit == unit and unit != "1" else ""
