"""Tables of a cohort: people, prevalences, correlations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cohort.classes import classes_of, prevalences
from experiments.cohort.relations import correlations, told_first

if TYPE_CHECKING:
    from experiments.cohort.people import Cohort
    from experiments.sweep.work import Told


CLASS = "class by the criteria of the American Diabetes Association, by all tests that were done"

COLUMNS: dict[str, dict[str, Told]] = {
    "people": {"ada_class": CLASS},
    "prevalence": {
        "group": "all people, or those of a class of body-mass index (kg/m2)",
        "people": "number of people in the group",
        "ada_class": CLASS,
        "cases": "number of people of this class",
        "share": ("1", "share of the group"),
        "low": ("1", "lower limit of Wilson's 95 % interval of the share"),
        "high": ("1", "upper limit of Wilson's 95 % interval of the share"),
    },
    "correlations": {
        "first": "one quantity, a column of people",
        "other": "the other quantity",
        "people": "number of people with both",
        "pearson": ("1", "Pearson's correlation"),
        "pearson_low": ("1", "lower limit of its 95 % interval"),
        "pearson_high": ("1", "upper limit of its 95 % interval"),
        "spearman": ("1", "Spearman's rank correlation"),
        "spearman_low": ("1", "lower limit of its 95 % interval"),
        "spearman_high": ("1", "upper limit of its 95 % interval"),
        "first_unit": "unit of the first quantity",
        "other_unit": "unit of the other quantity",
    },
}


def write_cohort(cohort: Cohort, folder: Path) -> list[str]:
    """Write what the runs of a cohort say about people; return the names of the files."""
    import pandas as pd

    from experiments.cohort.figure import draw
    from experiments.sweep.csv_rows import frame_text
    from experiments.sweep.figures import write_figure
    from experiments.sweep.folder import write_aside, write_text
    from experiments.sweep.parquet import units_in

    people = pd.read_parquet(folder / "runs.parquet").drop(columns=["run"])
    place = list(people.columns).index("status")
    people.insert(place, "ada_class", classes_of(people))
    units = units_in(folder / "runs.parquet")
    frames = {
        "people": people,
        "prevalence": pd.DataFrame(prevalences(people)),
        "correlations": pd.DataFrame(correlations(people, units)),
    }
    written = []
    for name, frame in frames.items():
        text = frame_text(frame)
        write_text(folder / f"{name}.csv", text)
        written.append(f"{name}.csv")
    write_aside(folder / "people.parquet", lambda file: people.to_parquet(file, index=False))
    figure = draw(people, frames["prevalence"], units, cohort.cohort.model.title)
    return [*written, "people.parquet", *write_figure(figure, folder)]


def report(folder: Path) -> str:
    """Return what is printed of a cohort: prevalences and a few correlations."""
    import pandas as pd

    lines = []
    shares = pd.read_csv(folder / "prevalence.csv")
    for group, rows in shares.groupby("group", sort=False):
        if rows["people"].iloc[0]:
            told = ", ".join(f"{r.ada_class} {_share(r)}" for r in rows.itertuples())
            lines.append(f"{group} ({rows['people'].iloc[0]} people): {told}")
    try:
        table = pd.read_csv(folder / "correlations.csv")
    except pd.errors.EmptyDataError:
        return "\n".join(lines)
    for row in told_first(table.to_dict("records")):
        lines.append(
            f"r({row['first']}, {row['other']}) = {row['pearson']:.2f} "
            f"({row['pearson_low']:.2f} to {row['pearson_high']:.2f}), {row['people']} people"
        )
    return "\n".join(lines)


def _share(row: Any) -> str:
    return f"{100 * row.share:.0f} % ({100 * row.low:.0f} to {100 * row.high:.0f})"
