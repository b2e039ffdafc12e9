"""Curves of a run in the units that people read, by branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.protocol.quantities import body_catalog, substance_of
from experiments.protocol.units import convert

if TYPE_CHECKING:
    import pandas as pd

    from experiments.output.looks import Look
    from experiments.output.results import Results
    from experiments.protocol.record import Key, Record

SHOWN_UNIT = {
    "glucose": "mg/dl",
    "insulin": "uU/ml",
    "glucose_infusion_rate": "mg/kg/min",
    "egp": "mg/kg/min",
    "rd": "mg/kg/min",
    "ra_meal": "mg/kg/min",
    "muscle_uptake": "mg/kg/min",
    "splanchnic_uptake": "mg/kg/min",
}
"""Units in which clinicians read these quantities; others keep the unit of the body."""

PRETTY_UNIT = {
    "uU/ml": "µU/ml", "umol/L": "µmol/l", "umol/l": "µmol/l", "mmol/L": "mmol/l",
    "pmol/L": "pmol/l", "umol/kg/min": "µmol/kg/min", "1": "", "kg/m^2": "kg/m²",
    "kg/m2": "kg/m²", "mg/dl": "mg/dl", "lean": "lean = 1",
}  # fmt: skip


@dataclass(frozen=True)
class BranchView:
    """One branch of a run: its key, series, looks at cells and event times."""

    key: Key
    record: Record
    looks: list[Look]

    @property
    def series(self) -> pd.DataFrame:
        """Recorded quantities; the index is minutes from time 0."""
        assert self.record.series is not None
        return self.record.series

    @property
    def end(self) -> float:
        """Time of the last recorded row, min."""
        return float(self.series.index[-1]) if len(self.series) else 0.0

    def label(self, varying: tuple[str, ...]) -> str:
        """Return what tells this branch from the others."""
        told = {part: str(getattr(self.key, part)).replace("_", " ") for part in varying}
        if "dose" in told and isinstance(self.record.dose_value, str):
            told["dose"] = self.record.dose_value
        return " ".join(text for text in told.values() if text and text != "0")

    def curve(self, quantity: str, start: float | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return times (min) and values in the shown unit, from ``start`` on."""
        series = self.series[quantity]
        if start is not None:
            series = series[series.index >= start - 1e-9]
        times = series.index.to_numpy(dtype=float)
        return times, shown(quantity, series.to_numpy(dtype=float))


def unit_shown(quantity: str) -> str:
    """Return the unit in which a quantity is drawn."""
    name = quantity.rpartition(".")[2] if quantity not in SHOWN_UNIT else quantity
    return SHOWN_UNIT.get(quantity, body_catalog().unit(quantity) if name else "")


def pretty(unit: str) -> str:
    """Return a unit as it stands in a figure."""
    return PRETTY_UNIT.get(unit, unit)


def shown(quantity: str, values: np.ndarray) -> np.ndarray:
    """Return values of a quantity in the unit in which it is drawn."""
    own, wanted = body_catalog().unit(quantity), unit_shown(quantity)
    if own == wanted:
        return values
    return values * convert(1.0, own, wanted, substance_of(quantity))


def main_branches(results: Results, *, recorded: bool = True) -> list[BranchView]:
    """Return the branches that are no tests; those that recorded nothing only if asked for."""
    return [view for view in all_branches(results, recorded=recorded) if not view.key.test]


def test_branches(results: Results, test: str) -> list[BranchView]:
    """Return the branches of one test."""
    return [view for view in all_branches(results) if view.key.test == test]


def all_branches(results: Results, *, recorded: bool = True) -> list[BranchView]:
    """Return all branches, or those that recorded anything."""
    return [
        BranchView(key, record, results.looks.get(key, []))
        for key, record in results.outcome.records.items()
        if not recorded or (record.series is not None and len(record.series))
    ]


def varying_parts(views: list[BranchView]) -> tuple[str, ...]:
    """Return the parts of their keys in which branches differ."""
    names = ("group", "person", "arm", "dose", "moment")
    return tuple(name for name in names if len({getattr(v.key, name) for v in views}) > 1)


def readable(quantity: str) -> str:
    """Return the name of a quantity as a title."""
    place, _, state = quantity.replace("_", " ").rpartition(".")
    state = "Akt activity" if state == "akt" else state
    return f"{place.replace('.', ', ').capitalize()}: {state}" if place else state.capitalize()
