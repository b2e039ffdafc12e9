"""Everything that can be asked of a body: names, units, meanings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from agents.adipocyte import ADIPOCYTE_STATES
from agents.hepatocyte import HEPATOCYTE_STATES
from agents.muscle_fiber import FIBER_STATES

from .body_state import BODY_STATES
from .recording import REGIONS, series_names


@dataclass(frozen=True)
class Quantity:
    """A quantity of a body; ``derive`` computes it from the recorded columns."""

    name: str
    unit: str
    meaning: str
    kind: str
    derive: Callable | None = None

    def read(self, body) -> float:
        """Return the value now."""
        row = dict(zip(series_names(), body.record_now(), strict=True))
        return float(row[self.name] if self.derive is None else self.derive(row, body))


def _uptake_per_leg(side: str) -> Callable:
    def derive(row, body):
        muscle = body.tissues["muscle"]
        mass = muscle.weights[muscle.column("region") == {"left": 1.0, "right": 2.0}[side]].sum()
        return row[f"muscle.{side}_leg.glucose_uptake"] * mass

    return derive


def _vo2max(row, body):
    lean = body.person.muscle_mass / body.person.weight / 0.4
    return (
        44.0 * (0.35 + 0.65 * row["muscle.mitochondria"] ** 0.5) * lean * row["muscle.size"]
        * (0.95 + 0.05 * row["muscle.activity_memory"])
    )  # fmt: skip


DERIVED = (
    Quantity("muscle.glut4_surface", "share", "surface GLUT4 by both routes", "tissue",
             lambda r, b: r["muscle.glut4_surface_insulin"]
             + r["muscle.glut4_surface_contraction"]),
    Quantity("bmi", "kg/m^2", "body-mass index", "body",
             lambda r, b: r["weight"] / b.person.height**2),
    Quantity("body_fat", "%", "fat share of weight", "body",
             lambda r, b: 100.0 * r["fat_mass"] / r["weight"]),
    Quantity("visceral_fat_mass", "kg", "lipid of visceral fat", "body",
             lambda r, b: r["visceral_fat.lipid"] * r["visceral_fat_number"]),
    Quantity("subcutaneous_fat_mass", "kg", "lipid of subcutaneous fat", "body",
             lambda r, b: r["subcutaneous_fat.lipid"] * r["subcutaneous_fat_number"]),
    Quantity("liver_fat", "%", "triglyceride share of liver mass", "body",
             lambda r, b: r["liver.triglyceride"] / 34.84),
    Quantity("imcl", "mmol/kg", "intramyocellular lipid", "body",
             lambda r, b: r["muscle.intramyocellular_lipid"]),
    Quantity("vo2max", "ml/kg/min", "maximal oxygen uptake", "body", _vo2max),
    Quantity("left_leg_uptake", "mmol/min", "glucose uptake of the left leg", "body",
             _uptake_per_leg("left")),
    Quantity("right_leg_uptake", "mmol/min", "glucose uptake of the right leg", "body",
             _uptake_per_leg("right")),
)  # fmt: skip


@cache
def catalog() -> dict[str, Quantity]:
    """Return every quantity by name."""
    known = {s.name: Quantity(s.name, s.unit, s.meaning, "body") for s in BODY_STATES}
    for region in REGIONS:
        prefix = f"muscle.{region}." if region else "muscle."
        for s in FIBER_STATES.states.values():
            known[prefix + s.name] = Quantity(prefix + s.name, s.unit, s.meaning, "tissue")
    for s in HEPATOCYTE_STATES.states.values():
        known["liver." + s.name] = Quantity("liver." + s.name, s.unit, s.meaning, "tissue")
    for depot in ("visceral_fat", "subcutaneous_fat"):
        for s in ADIPOCYTE_STATES.states.values():
            known[f"{depot}.{s.name}"] = Quantity(f"{depot}.{s.name}", s.unit, s.meaning, "tissue")
    for quantity in DERIVED:
        known[quantity.name] = quantity
    return known
