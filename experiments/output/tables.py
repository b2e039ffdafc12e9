"""Tables of a run: time series, statistics over cells, cells, and the dictionary of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from experiments.output.looks import Look
    from experiments.output.results import Results
    from experiments.protocol.outcome import Outcome
    from experiments.protocol.record import Key

SILENT = ("sum", "book", "fixed")
"""Clocks of body states that serve the computation and are not written."""

REGIONS = ("trunk_and_arms", "left_leg", "right_leg")
REGIONAL = (
    "glucose_uptake", "glycogen", "glut4_total", "mitochondria", "intramyocellular_lipid", "damage",
)  # fmt: skip
"""States of fibers that are also written for each region of muscle."""

POPULATION = ["time", "branch", "tissue", "group", "state", "statistic", "value", "unit"]

BOOKKEEPING = {
    "branch": (
        "",
        "part of the run: group, person, arm, dose, test and its moment; run if only one",
    ),
    "time": ("min", "time from time 0 of the branch's protocol"),
}


def told_quantities() -> list[str]:
    """Names of the quantities that are written, in the order of the catalog."""
    from experiments.output.cell_statistics import LEFT_OUT
    from sim.body_state import BODY_STATES
    from sim.quantities import catalog

    silent = {state.name for state in BODY_STATES if state.clock in SILENT} | {"time"}
    kept = []
    for name in catalog():
        tissue, _, state = name.rpartition(".")
        if (
            name in silent
            or name.endswith(LEFT_OUT)
            or state in ("weight", "half_release", "region")
        ):
            continue
        if tissue.rpartition(".")[2] in REGIONS and state not in REGIONAL:
            continue
        if state.endswith("_at_birth") or state in ("fiber_type", "recruitment_threshold", "zone"):
            continue
        kept.append(name)
    return kept


TEST_LEAD = 60.0
"""Minutes before time 0 from which the branch of a test is written; before that it prepares."""


def series_table(outcome: Outcome) -> pd.DataFrame:
    """Return the series of all branches below one another."""
    wanted = told_quantities()
    parts = []
    for key, record in outcome.records.items():
        if record.series is None:
            continue
        series = record.series[record.series.index >= -TEST_LEAD] if key.test else record.series
        part = series[[name for name in wanted if name in series.columns]].reset_index()
        part.insert(0, "branch", key.name())
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=["branch", "time", *wanted])
    return pd.concat(parts, ignore_index=True)


def population_table(looks: Mapping[Key, Sequence[Look]]) -> pd.DataFrame:
    """Return the statistics over cells of all looks, tidy."""
    rows = [
        (look.time, key.name(), *row)
        for key, seen in looks.items()
        for look in seen
        for row in look.rows
    ]
    table = pd.DataFrame(rows, columns=POPULATION)
    for name in ("branch", "tissue", "group", "state", "statistic", "unit"):
        table[name] = table[name].astype("category")
    return table


def cell_table(looks: Mapping[Key, Sequence[Look]]) -> pd.DataFrame:
    """Return every kept cell: branch, time, tissue, cell and its states."""
    parts = []
    for key, seen in looks.items():
        for look in seen:
            for tissue, frame in look.cells.items():
                part = frame.copy()
                part.insert(0, "tissue", tissue)
                part.insert(0, "time", look.time)
                part.insert(0, "branch", key.name())
                parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def dictionary_table(results: Results) -> pd.DataFrame:
    """Return table, name, unit and meaning of everything that the tables of a run contain."""
    from experiments.output.snapshots import dictionary_of
    from sim.quantities import catalog

    known = catalog()
    rows = [("measures", *row) for row in _measures_told(results)]
    rows += [("timeseries", name, *BOOKKEEPING[name]) for name in BOOKKEEPING]
    rows += [
        ("timeseries", name, known[name].unit, known[name].meaning)
        for name in results.series.columns
        if name in known and name not in BOOKKEEPING
    ]
    pairs = results.population[["tissue", "state", "unit"]].drop_duplicates()
    for tissue, state, unit in pairs.itertuples(index=False):
        quantity = known.get(f"{tissue}.{state}")
        meaning = quantity.meaning if quantity else MEANINGS.get(state, "")
        rows.append(("population", f"{tissue}.{state}", unit, meaning))
    rows += [("population", name, "", meaning) for name, meaning in STATISTICS.items()]
    rows += dictionary_of(results.looks)
    return pd.DataFrame(rows, columns=["table", "name", "unit", "meaning"])


def _measures_told(results: Results) -> Iterator[tuple[str, str, str]]:
    """Yield name, unit and meaning of every measure."""
    from experiments.protocol.meanings import meaning_of
    from experiments.protocol.quantities import body_catalog

    specs, catalog = results.evaluation.all_specs(), body_catalog()
    for name, unit in results.measures["unit"].items():
        base = results.described(str(name))[0]
        parts = str(name).removeprefix(base).strip(".").split(".")
        told = f" ({', '.join(parts)})" if parts[0] else ""
        yield str(name), unit, meaning_of(specs[base][0], catalog) + told


MEANINGS = {
    "insulin_response": "insulin effect of a cell at 600 pmol/L relative to the same cell without "
    "any inhibition",
}

STATISTICS = {
    "mean": "mean over cells, each weighted by the tissue it stands for",
    "sd": "standard deviation over cells, weighted",
    "q05": "5 % of the tissue lies below", "q25": "25 % of the tissue lies below",
    "q50": "median", "q75": "75 % of the tissue lies below", "q95": "95 % of the tissue lies below",
    "share_non_responding": "share of the tissue whose insulin response is below 0.25",
}  # fmt: skip


def significant(frame: pd.DataFrame, digits: int = 7) -> pd.DataFrame:
    """Return the frame with floats rounded to significant digits, so that text stays short."""
    rounded = frame.copy()
    for name in frame.select_dtypes("float").columns:
        values = frame[name].to_numpy(dtype=float, copy=True)
        sound = np.isfinite(values) & (np.abs(values) > 1e-290)
        power = digits - 1 - np.floor(np.log10(np.abs(values[sound])))
        scale = 10.0 ** np.abs(power)
        up = np.round(values[sound] * scale) / scale
        down = np.round(values[sound] / scale) * scale
        values[sound] = np.where(power >= 0, up, down)
        rounded[name] = values
    return rounded
