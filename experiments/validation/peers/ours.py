"""Curves of our own runs, in the form in which recorded ones are: numbers over time or dose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.protocol.quantities import body_catalog, substance_of
from experiments.protocol.units import amount, convert

if TYPE_CHECKING:
    import pandas as pd

    from experiments.output.results import Results

PROTOCOLS = Path(__file__).with_name("protocols")

Perform = Callable[[str | Path, str | None], "Results"]
"""Performs a protocol (name or path) on a subject (or those of its groups)."""


def performing(
    cells: int = 1000,
    seed: int = 1,
    settings: Mapping[str, float] | None = None,
    settings_now: Mapping[str, float] | None = None,
) -> Perform:
    """Return what performs our runs with these cells, seed and settings."""
    from experiments.output.simulation import run

    def perform(protocol: str | Path, subject: str | None) -> Results:
        return run(
            protocol, subject, cells=cells, seed=seed, settings=settings or {},
            settings_now=settings_now or {},
        )  # fmt: skip

    return perform


def course(results: Results, units: Mapping[str, str]) -> pd.DataFrame:
    """Return quantities of a run over time (min, from 0 on), each in the unit given."""
    import pandas as pd

    (record,) = results.outcome.records.values()
    series = record.series
    assert series is not None
    series = series[series.index >= 0.0]
    columns = {}
    for quantity, wanted in units.items():
        factor = convert(1.0, body_catalog().unit(quantity), wanted, substance_of(quantity))
        columns[quantity] = series[quantity].to_numpy(float) * factor
    return pd.DataFrame(columns, index=series.index.to_numpy(float))


def dose_response(results: Results, names: Mapping[str, str], unit: str) -> pd.DataFrame:
    """Return measures (columns) by dose in ``unit`` (rows), of the first group or the one named.

    ``names`` are measures of the run by column, their parts without the dose
    (``akt`` or ``akt.t2d``).
    """
    import pandas as pd

    doses = {
        key.dose: amount(str(record.dose_value)).to(unit)
        for key, record in results.outcome.records.items()
        if key.dose
    }
    known = results.outcome.measures
    rows = {
        dose: {column: known[f"{name}.{label}"].value for column, name in names.items()}
        for label, dose in doses.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").astype(float).sort_index()
