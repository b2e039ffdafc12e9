"""A user's own model file (SBML): what glucose and insulin are in it, and its course in time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agents.declarations import UserError, suggest
from experiments.protocol.units import UnitError, compatible, convert
from experiments.validation.peers.curves import Curve
from experiments.validation.peers.simulator import Simulation

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 20_000_000
SHOWN = {"glucose": "mg/dl", "insulin": "pmol/l"}
"""What is looked for in a file, and the unit in which it is drawn."""

NAMES = {
    "glucose": ("plasma glucose", "blood glucose", "glucose", "g"),
    "insulin": ("plasma insulin", "blood insulin", "insulin", "i"),
}
"""Names by which a quantity is recognized, the surest first."""

ANNOTATIONS = {
    "glucose": ("CHEBI:17234", "CHEBI:4167", "CHEBI:17634", "C00031"),
    "insulin": ("P01308", "CHEBI:5931", "CHEBI:145810", "C00723"),
}
"""Entries of ChEBI, UniProt and KEGG by which it is recognized otherwise."""

QUALIFIERS = ("is", "is version of")
"""How an entry may belong to a quantity that it stands for (others only contain it)."""

MINUTES = {"s": 1.0 / 60.0, "min": 1.0, "h": 60.0, "d": 1440.0}
"""Units of model time, min."""


@dataclass(frozen=True)
class Quantity:
    """A species or parameter that changes: its names, what COPASI calls it, its declared unit."""

    id: str
    name: str
    output: str
    unit: str


class ModelFile:
    """An SBML file, read and ready to be simulated.

    Raises UserError where the file cannot be read or COPASI is missing.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.text = read_text(self.path)
        try:
            self.simulation = Simulation.of_file(self.text)
        except ValueError:
            raise UserError(f"{self.path} is no SBML model that COPASI can read.") from None
        self.quantities = list(self._changing())

    def _changing(self) -> Iterator[Quantity]:
        basico, model = self.simulation.basico, self.simulation.model
        units = basico.get_model_units(model=model)
        stated = self.declares("substance")
        concentration = f"{units['quantity_unit']}/{units['volume_unit']}" if stated else ""
        species, parameters = basico.get_species(model=model), basico.get_parameters(model=model)
        for table, wrap in ((species, "[{}]"), (parameters, "{}")):
            if table is None:
                continue
            for name, entry in table.iterrows():
                if entry["type"] != "fixed":
                    unit = concentration if wrap == "[{}]" else str(entry["unit"])
                    shown = wrap.format(entry["display_name"])
                    yield Quantity(entry["sbml_id"], str(name), shown, unit)

    def declares(self, kind: str) -> bool:
        """Whether the file states its unit of "time" or "substance"."""
        pattern = rf'<model[^>]*\s{kind}Units\s*=|<unitDefinition[^>]*\bid\s*=\s*"{kind}"'
        return re.search(pattern, self.text) is not None

    @property
    def time_unit(self) -> str | None:
        """The unit of time that the file states, if it is one of s, min, h, d."""
        if not self.declares("time"):
            return None
        units = self.simulation.basico.get_model_units(model=self.simulation.model)
        return units["time_unit"] if units["time_unit"] in MINUTES else None

    def find(self, what: str, given: str | None = None) -> tuple[Quantity, str] | None:
        """Return the quantity that is ``what`` ("glucose", "insulin") and its unit.

        ``given`` is NAME or NAME:UNIT; without it the quantity is recognized by name, then by
        annotation; None if there is none. Raises UserError for a name that the file does not have,
        and where nothing says the unit.
        """
        name, _, unit = (given or "").partition(":")
        found = self._named(name) if name else self._recognized(what)
        if found is None:
            if name:
                known = sorted(q.id for q in self.quantities)
                near = suggest(name, known)
                hint = f"did you mean {' or '.join(near)}?" if near else f"it has {listed(known)}."
                raise UserError(
                    f"{self.path.name}: nothing that changes is called '{name}'; {hint}"
                )
            return None
        unit = unit.strip() or found.unit
        try:
            fits = bool(unit) and compatible(unit, SHOWN[what], what)
        except UnitError:
            fits = False
        if not fits:
            told = "has no stated unit"
            if unit:
                told = f"is in '{unit}', which cannot be converted to {SHOWN[what]}"
            raise UserError(
                f"{self.path.name}: {found.id} {told}; give it, "
                f"as in --{what} {found.id}:{SHOWN[what]}."
            )
        return found, unit

    def _named(self, name: str) -> Quantity | None:
        return next((q for q in self.quantities if name in (q.id, q.name)), None)

    def _recognized(self, what: str) -> Quantity | None:
        for name in NAMES[what]:
            for quantity in self.quantities:
                if name in (plain(quantity.id), plain(quantity.name)):
                    return quantity
        annotated = [q for q in self.quantities if self._annotated(q, what)]
        return annotated[0] if len(annotated) == 1 else None

    def _annotated(self, quantity: Quantity, what: str) -> bool:
        basico = self.simulation.basico
        told = basico.get_miriam_annotation(name=quantity.name, model=self.simulation.model) or {}
        kept = [e for e in told.get("descriptions", []) if e.get("qualifier") in QUALIFIERS]
        uris = " ".join(str(entry.get("id", "")) for entry in kept)
        return any(re.search(rf"\b{re.escape(e)}\b", uris) for e in ANNOTATIONS[what])

    def curve(self, found: dict[str, tuple[Quantity, str]], until: float, time_unit: str) -> Curve:
        """Simulate the file from its time 0 to ``until`` (min); columns by what was found."""
        import pandas as pd

        minutes = np.arange(0.0, until + 0.5)
        try:
            table = self.simulation.course(
                [quantity.output for quantity, _ in found.values()],
                list(minutes / MINUTES[time_unit]),
            )
        except ArithmeticError:
            raise UserError(
                f"{self.path.name}: COPASI finds no course of it over {until:g} minutes."
            ) from None
        columns = {
            what: table.iloc[:, place].to_numpy() * convert(1.0, unit, SHOWN[what], what)
            for place, (what, (_, unit)) in enumerate(found.items())
        }
        return Curve(self.path.stem, pd.DataFrame(columns, index=minutes), dict(SHOWN))


def read_text(path: Path) -> str:
    """Return the text of a file that may be a model."""
    if not path.is_file():
        raise UserError(f"There is no model file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB and is not read.")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserError(f"{path} cannot be read: {reason}.") from None


def plain(name: str) -> str:
    """Return a name in small letters, its words apart by single blanks."""
    return " ".join(re.split(r"[\s_\-]+", name.strip().lower()))


def listed(names: list[str], most: int = 12) -> str:
    """Return the first names of a list."""
    return ", ".join(names[:most]) + (" ..." if len(names) > most else "")
