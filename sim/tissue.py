"""A tissue: the columns, the lattice and the agents of one population of cells."""

from __future__ import annotations

import numpy as np

from agents.adipocyte import Adipocyte, diameter_of, storage_surface
from agents.cell import Cell
from agents.columns import Columns
from agents.declarations import WIDTH, State
from agents.hepatocyte import Hepatocyte
from agents.muscle_fiber import MuscleFiber

from .lattice import Lattice

SPACING = {"muscle": 50.0, "liver": 25.0, "visceral_fat": 90.0, "subcutaneous_fat": 100.0}
"""Distance between neighboring cells, um."""


class Tissue:
    """A population of cells of one type, standing for a whole organ or depot."""

    def __init__(self, name: str, cell_type: type[Cell], capacity: int, lattice: Lattice) -> None:
        self.name = name
        self.cell_type = cell_type
        self.columns = Columns(cell_type.states, capacity)
        self.lattice = lattice
        self.rows = np.empty(0, np.int64)
        self.newborn_lipid = 0.05
        self.lean_surface: float | None = None
        self._cells: dict[int, Cell] = {}
        self._model = None

    @property
    def states(self) -> dict[str, State]:
        """Declared states of the cells of this tissue, by name."""
        return self.columns.table.states

    def __len__(self) -> int:
        """Return the number of living cells."""
        return len(self.rows)

    def column(self, name: str) -> np.ndarray:
        """Return a copy of one state over the living cells, shape (len(self),)."""
        return self.columns.get(name, self.rows)

    def put(self, name: str, values) -> None:
        """Write one state of the living cells."""
        self.columns.put(name, self.rows, values)

    @property
    def weights(self) -> np.ndarray:
        """Weight of each living cell in a tissue mean (kg, or 1e9 adipocytes)."""
        return self.column("number" if self.cell_type is Adipocyte else "weight")

    @property
    def living_columns(self) -> np.ndarray:
        """The flat columns up to the last block that holds a living cell."""
        last = int(self.rows.max()) // WIDTH + 1
        return self.columns.flat[: last * len(self.states) * WIDTH]

    def populate(self, model) -> None:
        """Make the Mesa agents of all living cells (once)."""
        self._model = model
        rows = [row for row in self.rows.tolist() if row not in self._cells]
        self._cells.update(zip(rows, self.cell_type.make_all(model, self, rows), strict=True))

    @property
    def is_populated(self) -> bool:
        """Tell whether agents exist."""
        return self._model is not None

    def agent(self, row: int) -> Cell:
        """Return the agent of a row; one that is not registered with Mesa if none exists yet."""
        if row in self._cells:
            return self._cells[row]
        if self._model is not None:
            return self._cells.setdefault(row, self.cell_type(self._model, self, row))
        cell = object.__new__(self.cell_type)
        cell.tissue, cell.row = self, row
        return cell

    def make_room(self, rng: np.random.Generator) -> None:
        """Add free rows, half as many as there are; their sites lie on new lines."""
        old = self.columns
        more = -(-old.capacity // (2 * WIDTH)) * WIDTH
        self.columns = Columns(old.table, old.capacity + more, old.flat.dtype)
        self.columns.flat[: old.flat.size] = old.flat
        self.lattice.extend(more, rng)

    def forget(self, row: int) -> None:
        """Remove the agent of a cell that died."""
        cell = self._cells.pop(row, None)
        if cell is not None:
            cell.remove()

    def advance_one(self, cell: Cell) -> None:
        """Advance one cell by one fast step at the present surroundings of its body."""
        cell.model.advance_one(self.name, cell)


def lognormal(rng: np.random.Generator, variation: float, count: int) -> np.ndarray:
    """Return positive draws of mean 1 and the given coefficient of variation."""
    sigma = np.sqrt(np.log1p(variation**2))
    return np.exp(rng.normal(-0.5 * sigma**2, sigma, count))


def make_muscle(count: int, person, p, rng: np.random.Generator) -> Tissue:
    """Make the fibers of all muscle; each differs by type, place, receptors, GLUT4, size."""
    tissue = Tissue("muscle", MuscleFiber, count, Lattice(count, SPACING["muscle"], rng, "any"))
    tissue.rows = np.arange(count)
    draw = rng.random(count)
    fiber_type = np.where(
        draw < p["type_1_share"], 0, np.where(draw < p["type_1_share"] + p["type_2a_share"], 1, 2)
    )
    oxidative = np.array([1.25, 0.85, 0.6])[fiber_type]
    oxidative /= oxidative.mean()
    slow_glut4 = np.array([1.12, 0.92, 0.8])[fiber_type]
    receptors = lognormal(rng, p["receptor_variation"], count)
    size = lognormal(rng, p["size_variation"], count)
    glut4 = lognormal(rng, p["glut4_variation"], count) * slow_glut4 / slow_glut4.mean()
    mitochondria = lognormal(rng, p["mitochondria_variation"], count) * oxidative
    distance = tissue.lattice.capillary_distance(tissue.rows)
    near = 1.0 / (1.0 + (distance / (2.0 * SPACING["muscle"])) ** 2)
    genes = person.genes
    tissue.put("receptor_number_at_birth", receptors * genes.get("receptor_number", 1.0))
    tissue.put("receptor_number", receptors * genes.get("receptor_number", 1.0))
    tissue.put("glut4_at_birth", glut4)
    tissue.put("glut4_total", glut4)
    capacity = mitochondria * genes.get("mitochondrial_capacity", 1.0)
    tissue.put("mitochondria_at_birth", capacity)
    tissue.put("mitochondria", capacity)
    tissue.put("size_at_birth", 1.0)
    tissue.put("weight", person.muscle_mass * size / size.sum())
    access = mitochondria * lognormal(rng, 0.1, count)
    tissue.put("lipid_access", access / np.average(access, weights=size))
    tissue.put("capillary_access", near / np.average(near, weights=size))
    tissue.put("fatty_acyl_coa", p["lean_acyl_coa"])
    tissue.put("intramyocellular_lipid", p["lean_triglyceride"])
    tissue.put("glycogen", p["glycogen_lean"])
    tissue.put("fiber_type", fiber_type.astype(float))
    low = np.array([0.0, 40.0, 75.0])[fiber_type]
    high = np.array([60.0, 90.0, 110.0])[fiber_type]
    tissue.put("recruitment_threshold", rng.uniform(low, high))
    tissue.put("region", rng.choice([0.0, 1.0, 2.0], count, p=[0.44, 0.28, 0.28]))
    return tissue


def make_liver(count: int, person, p, rng: np.random.Generator) -> Tissue:
    """Make the hepatocytes, from the portal field to the central vein."""
    tissue = Tissue("liver", Hepatocyte, count, Lattice(count, SPACING["liver"], rng, "zoned"))
    tissue.rows = np.arange(count)
    zone = tissue.lattice.zone(tissue.rows)
    receptors = lognormal(rng, p["receptor_variation"], count)
    receptors *= person.genes.get("receptor_number", 1.0)
    size = lognormal(rng, p["size_variation"], count)
    lipogenic = 1.0 + p["zonation_lipogenesis"] * (zone - 0.5)
    access = (1.0 + 0.3 * (zone - 0.5)) * lognormal(rng, 0.1, count)
    tissue.put("receptor_number_at_birth", receptors)
    tissue.put("receptor_number", receptors)
    tissue.put(
        "mitochondria",
        lognormal(rng, p["mitochondria_variation"], count) * (1.0 + 0.4 * (0.5 - zone)),
    )
    tissue.put("fatty_acyl_coa", p["lean_acyl_coa"])
    tissue.put("triglyceride", p["lean_triglyceride"])
    tissue.put("glycogen", p["glycogen_lean"])
    tissue.put("zone", zone)
    tissue.put("insulin_access", 1.0 - p["insulin_gradient"] * zone)
    tissue.put("weight", person.liver_mass * size / size.sum())
    tissue.put("lipid_access", access / np.average(access, weights=size))
    tissue.put("lipogenic_access", lipogenic / np.average(lipogenic, weights=size))
    return tissue


def depot_rows(count: int) -> int:
    """Return the rows of a depot of ``count`` cells: at least a quarter more wait for newborns."""
    return -(-(count + max(6 * count // 10, 16)) // WIDTH) * WIDTH


def make_fat(name: str, count: int, mass: float, person, p, rng: np.random.Generator) -> Tissue:
    """Make the adipocytes of a depot of ``mass`` kg; free rows wait for newborn cells."""
    capacity = depot_rows(count)
    tissue = Tissue(name, Adipocyte, capacity, Lattice(capacity, SPACING[name], rng, "any"))
    tissue.rows = np.arange(count)
    tissue.newborn_lipid = p["newborn_lipid"]
    small = rng.random(count) < p["small_cell_share"]
    lipid = lognormal(rng, p["lipid_variation"], count)
    lipid = np.where(small, p["small_cell_lipid"] * lipid, lipid)
    lipid *= p["lean_lipid"] / lipid.mean()
    number = mass / p["lean_lipid"] / count
    maximal = p["maximal_lipid"] * lognormal(rng, 0.1, count)
    receptors = lognormal(rng, p["receptor_variation"], count)
    receptors *= person.genes.get("receptor_number", 1.0)
    glut4 = lognormal(rng, p["glut4_variation"], count)
    tissue.put("receptor_number_at_birth", receptors)
    tissue.put("receptor_number", receptors)
    tissue.put("glut4_at_birth", glut4)
    tissue.put("glut4_total", glut4)
    tissue.put("lipid", lipid)
    tissue.put("diameter", diameter_of.py_func(lipid))
    tissue.put("maximal_lipid", maximal * person.genes.get("adipose_expandability", 1.0))
    tissue.put("number", number)
    tissue.put("weight", 1.0)
    tissue.put("age", rng.uniform(0.0, 3650.0, count))
    tissue.put("macrophages", p["macrophages_resident"])
    tissue.lean_surface = float(
        p["storage_affinity"] * np.sum(number * storage_surface.py_func(lipid, maximal))
    )
    return tissue


TISSUES = ("muscle", "liver", "visceral_fat", "subcutaneous_fat")


def split_cells(cells: int) -> dict[str, int]:
    """Share a number of cells among the tissues: 40, 30, 15 and 15 %."""
    counts = {
        "muscle": max(round(0.40 * cells), 1),
        "liver": max(round(0.30 * cells), 1),
        "visceral_fat": max(round(0.15 * cells), 1),
    }
    counts["subcutaneous_fat"] = max(cells - sum(counts.values()), 1)
    return counts
