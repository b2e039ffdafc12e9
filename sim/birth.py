"""How a body begins: tissues, blood at its lean fasting values, books opened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .body_state import new_body_state
from .books import stores
from .lattice import Lattice
from .person import Person
from .tissue import TISSUES, Tissue, make_fat, make_liver, make_muscle

__all__ = ["TISSUES"]

GROUP_OF = {"visceral": "visceral_fat", "subcutaneous": "subcutaneous_fat"}
"""Name of the parameter group where it differs from the field in compiled code."""


def with_genes(person: Person, genes: dict[str, float]) -> Person:
    """Return the person with genes replaced."""
    return replace(person, genes=dict(genes))


def make_tissues(body, counts: dict[str, int]) -> dict[str, Tissue]:
    """Make all cells of a body; each tissue draws from a stream of its own."""
    person, p = body.person, body.parameters
    streams = {
        name: np.random.default_rng([body.seed, index]) for index, name in enumerate(TISSUES)
    }
    visceral = person.fat_mass * person.visceral_share
    return {
        "muscle": make_muscle(counts["muscle"], person, p["muscle"], streams["muscle"]),
        "liver": make_liver(counts["liver"], person, p["liver"], streams["liver"]),
        "visceral_fat": make_fat(
            "visceral_fat", counts["visceral_fat"], visceral, person, p["visceral_fat"],
            streams["visceral_fat"],
        ),
        "subcutaneous_fat": make_fat(
            "subcutaneous_fat", counts["subcutaneous_fat"], person.fat_mass - visceral, person,
            p["subcutaneous_fat"], streams["subcutaneous_fat"],
        ),
    }  # fmt: skip


def make_record(body) -> np.ndarray:
    """Make the record of a lean person in the morning of an ordinary day."""
    array = new_body_state()
    b, person, p = array[0], body.person, body.parameters
    b["lean_mass"] = person.lean_mass
    b["muscle_mass"] = person.muscle_mass
    b["liver_mass"] = person.liver_mass
    b["fat_mass"] = person.fat_mass
    b["weight"] = person.weight
    g, k, f = p["glucose"], p["pancreas"], p["fat_transport"]
    b["glucose_plasma"] = b["glucose"] * g["volume"] * person.lean_mass
    b["glucose_slow"] = b["glucose_plasma"] * g["to_slow_rate"] / g["from_slow_rate"]
    b["insulin_plasma"] = b["insulin"] * k["insulin_volume"] * person.lean_mass
    b["c_peptide_plasma"] = b["c_peptide"] * k["c_peptide_volume"]
    b["c_peptide_slow"] = (
        b["c_peptide_plasma"] * k["c_peptide_to_slow_rate"] / k["c_peptide_from_slow_rate"]
    )
    b["nefa_plasma"] = b["nefa"] / 1000.0 * f["nefa_volume"] * person.lean_mass
    e = p["energy"]
    b["expenditure_mean"] = 1.25 * (
        e["resting_constant"]
        + e["resting_lean"] * person.lean_mass
        + e["resting_fat"] * person.fat_mass
        + e["activity_cost"] * person.weight * person.habits.steps / 12000.0
    )
    genes = body._groups["genes"][0]
    b["beta_cell_mass"] = genes["beta_cell_capacity"]
    b["beta_cell_capacity"] = genes["beta_cell_capacity"]
    b["age"] = person.age
    b["beta_cell_function"] = 1.0
    b["lean_surface"] = sum(
        body.tissues[n].lean_surface for n in ("visceral_fat", "subcutaneous_fat")
    )
    muscle, liver = body.tissues["muscle"], body.tissues["liver"]
    b["glycogen_reference"] = 1.62e-4 * float(
        np.sum(muscle.column("glycogen") * muscle.weights)
        + np.sum(liver.column("glycogen") * liver.weights)
    )
    return array


def open_books(body) -> dict[str, float]:
    """Set the books to zero and return what the body holds."""
    for name in ("energy_in", "energy_out", "energy_lost", "carbon_in", "carbon_out",
                 "fat_in", "fat_out"):  # fmt: skip
        body.record[name] = 0.0
    return stores(body)


def shifted(values: dict, shift: float) -> dict:
    """Return the values of an agenda entry; times inside move with the clock."""
    return {k: (v - shift if k.endswith("_until") else v) for k, v in values.items()}


def copy_tissue(tissue: Tissue) -> Tissue:
    """Return an independent copy of a tissue, without agents."""
    twin = object.__new__(Tissue)
    twin.__dict__.update(tissue.__dict__)
    twin.columns = object.__new__(type(tissue.columns))
    twin.columns.__dict__.update(tissue.columns.__dict__)
    twin.columns.flat = tissue.columns.flat.copy()
    lattice = object.__new__(Lattice)
    lattice.__dict__.update(tissue.lattice.__dict__)
    lattice.field = tissue.lattice.field.copy()
    lattice.source = tissue.lattice.source.copy()
    twin.lattice = lattice
    twin.rows = tissue.rows.copy()
    twin._cells = {}
    twin._model = None
    return twin
