"""Tables of a sensitivity analysis: indices of every measure, and the A-test of its seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.sensitivity.analyzing import LEADING, indices
from experiments.sensitivity.consistency import (
    SIZES,
    THRESHOLDS,
    consistency,
    seeds_needed,
)

if TYPE_CHECKING:
    import pandas as pd

    from experiments.sensitivity.study import Study
    from experiments.sweep.work import Told

COLUMNS: dict[str, dict[str, Told]] = {
    "sensitivity": {
        "measure": "the measure that is analyzed, means over seeds",
        "parameter": "the axis that moves it",
        "index": "mu_star, mu, sigma (Morris), first, total (Sobol', eFAST) or prcc",
        "value": ("see unit", "value of the index"),
        "low": ("see unit", "lower limit of its 95 % interval"),
        "high": ("see unit", "upper limit of its 95 % interval"),
        "reason": "why there is no value",
        "unit": "unit of the index",
    },
    "consistency": {
        "measure": "the measure that is tested",
        "seeds": "number of seeds per group",
        "largest_a": ("1", "largest A measure (0.5 to 1) between groups that differ in seed alone"),
        "difference": "what this A amounts to: none, small, medium or large",
        "used": "whether this number of seeds was used at every point",
    },
}

LEADING_COLUMNS = ("run", "run_id", "role", "point", "replicate", "seed", "status", "reason")
MOST_PRINTED = 3
MOST_DRAWN = 6


def write_study(study: Study, folder: Path) -> list[str]:
    """Write what the runs of a study say; return the names of the files."""
    import pandas as pd

    from experiments.sensitivity.figure import draw
    from experiments.sweep.csv_rows import frame_text
    from experiments.sweep.figures import write_figure
    from experiments.sweep.folder import write_text
    from experiments.sweep.parquet import units_in

    runs = pd.read_parquet(folder / "runs.parquet")
    units = units_in(folder / "runs.parquet")
    measures = measures_in(study, runs)
    frames = {
        "sensitivity": pd.DataFrame(sensitivities(study, runs, measures, units)),
        "consistency": pd.DataFrame(consistencies(study, runs, measures)),
    }
    written = []
    for name, frame in frames.items():
        if len(frame):
            text = frame_text(frame)
            write_text(folder / f"{name}.csv", text)
            written.append(f"{name}.csv")
    if "sensitivity.csv" not in written:
        return written
    figure = draw(frames["sensitivity"], study.method, study.title, measures[:MOST_DRAWN], units)
    return [*written, *write_figure(figure, folder)]


def measures_in(study: Study, runs: pd.DataFrame) -> list[str]:
    """Return the measures that are numbers, in the order of the table."""
    known = {*LEADING_COLUMNS, *(axis.column for axis in study.axes), "undefined"}
    numbers = runs.select_dtypes("number")
    return [name for name in numbers if name not in known and numbers[name].notna().any()]


def sensitivities(
    study: Study, runs: pd.DataFrame, measures: list[str], units: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the indices of every measure, made of the means over seeds of every point."""
    design = runs[runs["role"] == "design"]
    labels = [axis.label for axis in study.axes]
    shares = study.design.shares  # type: ignore[attr-defined]
    rows = []
    for measure in measures:
        values = design.groupby("point", sort=True)[measure].mean().to_numpy(float)
        for row in indices(study.method, shares, values, labels, study.table.design.seed):
            unit = units.get(measure, "") if row["index"] in ("mu", "mu_star", "sigma") else "1"
            rows.append({"measure": measure, **row, "unit": unit})
    return rows


def consistencies(study: Study, runs: pd.DataFrame, measures: list[str]) -> list[dict[str, Any]]:
    """Return the A-test of every measure: the largest A by number of seeds, and what it means."""
    pilot = runs[runs["role"] == "pilot"]
    if not study.pilot:
        return []
    used = study.table.replicates
    rows = []
    for measure in measures:
        values = pilot[measure].dropna().to_numpy(float)
        try:
            tested = consistency(values, sorted({*SIZES, used}))
        except UserError:
            continue
        for row in tested:
            rows.append({"measure": measure, **row, "used": row["seeds"] == used})
    return rows


def report(folder: Path) -> str:
    """Return what is printed of a study: the parameters that matter most, and the A-test."""
    import pandas as pd

    lines = []
    if not (folder / "sensitivity.csv").is_file():
        return "No measure has a value, so there are no indices."
    table = pd.read_csv(folder / "sensitivity.csv")
    leading = table[table["index"].isin(set(LEADING.values()))]
    for measure, rows in leading.groupby("measure", sort=False):
        ordered = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)
        told = [
            _told(row) for row in ordered.head(MOST_PRINTED).itertuples() if row.value == row.value
        ]
        reasons = rows["reason"].dropna()
        lines.append(
            f"{measure}: " + (", ".join(told) or (reasons.iloc[0] if len(reasons) else ""))
        )
    if (folder / "consistency.csv").is_file():
        lines.append(_consistency_line(pd.read_csv(folder / "consistency.csv")))
    return "\n".join(lines)


def _told(row: Any) -> str:
    interval = f" ({row.low:.2g} to {row.high:.2g})" if row.low == row.low else ""
    return f"{row.parameter} {row.index} = {row.value:.2g}{interval}"


def _consistency_line(table: pd.DataFrame) -> str:
    """Say what the A-test means for the number of seeds that was used."""
    used = table[table["used"]]
    worst = used.loc[used["largest_a"].idxmax()]
    needed: dict[str, int | None] = {}
    for difference in THRESHOLDS:
        found = [
            seeds_needed(rows.to_dict("records"), difference)
            for _, rows in table.groupby("measure")
        ]
        needed[difference] = None if None in found else max(n or 0 for n in found)
    told = ", ".join(f"{n or 'over 500'} for no {d} one" for d, n in needed.items())
    return (
        f"A-test: with {int(worst['seeds'])} seed(s) per point, groups of runs that differ in seed "
        f"alone differ by A = {worst['largest_a']:.2f} ({worst['difference']} difference, worst "
        f"measure: {worst['measure']}); seeds needed: {told}."
    )
