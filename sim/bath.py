"""Cells of one tissue without a body, in a medium of fixed composition: experiments in vitro.

The cells are those of a body, and so are their equations; the blood around them stands still.
What they take up or secrete does not change the medium, there are no vessels (every cell meets
the medium as it is) and no days: cells are neither born nor die.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from agents.declarations import UserError, unknown

from .agenda import Agenda
from .body import Body
from .exercise import recruit
from .mesa_model import ColumnCollector
from .person import Person
from .quantities import catalog
from .tissue import TISSUES


class Substance(NamedTuple):
    """A part of the medium: its unit, range, level where none is given, and body states."""

    unit: str
    bounds: tuple[float, float]
    default: float
    sets: tuple[str, ...]


MEDIUM = {
    "insulin": Substance("pmol/L", (0.0, 1e7), 0.0, (
        "insulin", "insulin_muscle", "insulin_fat", "insulin_sinusoid", "insulin_mean",
        "sinusoid_mean")),
    "glucose": Substance("mmol/L", (0.001, 100.0), 5.0, ("glucose", "glucose_mean")),
    "nefa": Substance("umol/L", (0.0, 20000.0), 0.0, ("nefa", "nefa_mean")),
    "saturated_share": Substance("1", (0.0, 1.0), 0.35, ("fat_saturated_share",)),
    "tnf_alpha": Substance("pg/ml", (0.0, 1e6), 0.0, ("tnf_alpha", "portal_tnf_alpha")),
    "glucagon": Substance("pg/ml", (0.0, 1e5), 70.0, ("glucagon",)),
}  # fmt: skip
"""What a medium can contain; ``saturated_share`` is that of its fatty acids."""

NO_VESSELS = {
    "muscle": {"muscle.capillary_basal_recruitment": 1.0, "muscle.delivery_conductance": 1.0}
}
"""Parameters that take delivery by blood out of the way."""

ACCESS = {"muscle": {"capillary_access": 1.0, "capillary_recruitment": 1.0},
          "liver": {"insulin_access": 1.0}}  # fmt: skip
"""States that say how far a cell is from the blood; in a medium all are equally near."""


class Bath(Body):
    """Cells of one tissue in a medium; time, recording, agents and branches as in a body."""

    def __init__(
        self,
        tissue: str = "muscle",
        *,
        medium: Mapping[str, float] | None = None,
        cells: int = 200,
        rng: int = 1,
        parameters: Mapping[str, float] | None = None,
        minutes_per_step: float = 1.0,
        rest: float = 240.0,
    ) -> None:
        """Put ``cells`` lean cells into a medium, to ``rest`` there for minutes before time 0.

        ``medium`` gives insulin (pmol/L), glucose (mmol/L), nefa (umol/L), saturated_share,
        tnf_alpha (pg/ml) and glucagon (pg/ml); what it leaves out has the level of MEDIUM.
        """
        if tissue not in TISSUES:
            raise unknown("tissue", tissue, TISSUES)
        if not isinstance(cells, int) or not 1 <= cells <= 20_000_000:
            raise UserError(f"A bath needs 1 to 20000000 cells, not {cells!r}.")
        self.cell_count = cells
        counts = {name: cells if name == tissue else 1 for name in TISSUES}
        self._begin(Person(), counts, int(rng), parameters or {})
        self._set_clocks(minutes_per_step, bath=1)
        self._submerge(tissue, medium or {}, rest, parameters or {})

    @classmethod
    def taken_from(
        cls, body: Body, tissue: str, *, medium: Mapping[str, float] | None = None,
        rest: float = 0.0,
    ) -> Bath:  # fmt: skip
        """Put a biopsy of a body, its cells as they are now, into a medium; the body lives on."""
        if tissue not in TISSUES:
            raise unknown("tissue", tissue, TISSUES)
        bath = body._copy_as(cls)
        bath.clocks = body.clocks._replace(bath=1)
        bath.agenda, bath.drivers, bath.leap = Agenda(), {}, None
        bath.steps_done = 0
        for name in ("recruitment", "resistance_share", "lengthening_share"):
            bath.tissues["muscle"].put(name, 0.0)
        for name in ("bout_intensity", "bout_power", "adrenergic", "glucose_hold", "nefa_hold"):
            bath.record[name] = 0.0
        bath._submerge(tissue, medium or {}, rest)
        return bath

    def _submerge(
        self, tissue: str, medium: Mapping[str, float], rest: float,
        chosen: Mapping[str, float] | tuple[()] = (),
    ) -> None:  # fmt: skip
        """Begin; parameters chosen for this bath hold, those of a body it was taken from do not."""
        self.tissue = tissue
        self.medium = {name: substance.default for name, substance in MEDIUM.items()}
        self.datacollector = ColumnCollector(self.quantities())
        self.time = 0.0
        self.record["time"] = 0.0
        for name, value in ACCESS.get(tissue, {}).items():
            self.tissues[tissue].put(name, value)
        changes = NO_VESSELS.get(tissue, {})
        self.change_parameters("no vessels", {n: v for n, v in changes.items() if n not in chosen})
        self.record["activity"] = 1.0
        self.record["awake"] = 0.0
        self.set_medium(**{**self.medium, **medium})
        self.opening_stores: dict[str, float] = {}
        self.run_for(rest)
        self.steps_done = 0
        self.time = 0.0
        self.record["time"] = 0.0
        self._recorded.clear()

    def set_medium(self, **changes: float) -> None:
        """Exchange the medium: the substances named change, the others stay."""
        for name, level in changes.items():
            if name not in MEDIUM:
                raise unknown("substance for a medium", name, MEDIUM)
            low, high = MEDIUM[name].bounds
            if not low <= level <= high:
                raise UserError(
                    f"The medium cannot hold {name} = {level:g}: "
                    f"give {low:g} to {high:g} {MEDIUM[name].unit}."
                )
        for name, level in changes.items():
            self.medium[name] = float(level)
            for state in MEDIUM[name].sets:
                self.record[state] = level

    def quantities(self) -> list[str]:
        """Return the names of what can be asked of this bath: its medium and its cells."""
        medium = [substance.sets[0] for substance in MEDIUM.values()]
        return medium + [n for n in catalog() if n.startswith(f"{self.tissue}.")]

    def value(self, quantity: str) -> float:
        """Return a quantity of the medium or of the cells as it is now."""
        if quantity not in self.quantities():
            raise unknown("quantity of a bath", quantity, self.quantities())
        return super().value(quantity)

    def series(self) -> pd.DataFrame:
        """Return what was recorded: one row per time (min), one column per quantity."""
        return super().series()[self.quantities()]

    def branch(self) -> Bath:
        """Return an independent copy of cells and medium."""
        twin = super().branch()
        twin.tissue = self.tissue
        twin.medium = dict(self.medium)
        twin.datacollector = ColumnCollector(twin.quantities())
        return twin

    def _populate(self) -> None:
        tissues = getattr(self, "tissues", None)
        if tissues and hasattr(self, "tissue") and not tissues[self.tissue].is_populated:
            tissues[self.tissue].populate(self)

    def _contract(self) -> None:
        """Let fibers contract under electrical stimulation; there is no heart to work harder."""
        if self.tissue != "muscle":
            raise UserError("Only a bath of muscle can contract.")
        bouts = [d for d in self.drivers.values() if d["kind"] == "bout"]
        p = self._groups["muscle"][0]
        working = recruit(self.tissues["muscle"], bouts, p)
        self.record["bout_intensity"] = working
        self.record["bout_power"] = working * self.record["muscle_mass"] * p["stimulated_power"]

    def _refuse(self, *args, **kwargs):
        """Refuse what needs a body."""
        raise UserError("A bath has no blood, no days and no meals: use set_medium.")

    eat = drink_glucose = fast = live = start_infusion = start_hold = settle = _refuse
    save = load = _refuse
