"""A body with another number of cells: the rule by which a lived state is resampled.

In each tissue the living cells are put in order (muscle by fiber type, region and size, liver by
zone, fat by lipid), so that neighbors are alike, and the new cells are drawn from that order at
equal steps of weight: a stratified sample in which every stratum keeps its share and the
quantiles of size are kept. A new cell is a copy of the one it falls on. Weights are shared out
evenly; then each stock that the books count (lipid pools, glycogen, glucose and fat on their way,
adipocytes, storage and release of fat) is rescaled by one factor per tissue, near 1, so that the
whole body holds exactly what it held before. The stream of random numbers that
places the new cells is that of the body's seed; the body's own stream is left as it was.
"""

from __future__ import annotations

import numpy as np

from agents.adipocyte import Adipocyte
from agents.declarations import UserError

from .lattice import Lattice
from .tissue import SPACING, TISSUES, Tissue, depot_rows, split_cells

ORDER = {
    "muscle": ("fiber_type", "region", "glut4_total"),
    "liver": ("zone", "triglyceride"),
    "visceral_fat": ("lipid",),
    "subcutaneous_fat": ("lipid",),
}
"""States by which the cells of a tissue are put in order, the most important one first."""

STOCKS = {
    "muscle": ("glycogen", "fatty_acyl_coa", "intramyocellular_lipid", "diacylglycerol",
               "ceramide", "uptake_sum", "lipid_uptake", "size"),
    "liver": ("glycogen", "fatty_acyl_coa", "triglyceride", "diacylglycerol", "ceramide",
              "production_sum"),
    "visceral_fat": ("lipid",),
    "subcutaneous_fat": ("lipid",),
}  # fmt: skip
"""States per weight whose total over the tissue is conserved."""

PER_AGENT = ("lipolysis_capacity", "lipolysis_sum", "storage_capacity", "glucose_capacity")
"""States of an adipocyte that count for all the cells it stands for; their sum is conserved."""


def resample(body, cells: int) -> None:
    """Give a body another number of cells over all tissues, in place."""
    if not isinstance(cells, int | np.integer) or not 4 <= cells <= 20_000_000:
        raise UserError(f"A body needs 4 to 20000000 cells, not {cells!r}.")
    for index, (name, count) in enumerate(split_cells(int(cells)).items()):
        rng = np.random.default_rng([body.seed, index, len(TISSUES)])
        body.tissues[name] = resampled(body.tissues[name], count, rng)
    body.cell_count = int(cells)
    if body.leap is not None:
        body.leap.forget()
    body._bind()
    if any(driver["kind"] == "bout" for driver in body.drivers.values()):
        body._contract()


def resampled(old: Tissue, count: int, rng: np.random.Generator) -> Tissue:
    """Return a tissue of ``count`` cells that stands for the same organ in the same state."""
    fat = old.cell_type is Adipocyte
    order = np.lexsort([old.column(state) for state in reversed(ORDER[old.name])])
    weights = old.weights[order]
    steps = (np.arange(count) + 0.5) / count * weights.sum()
    source = old.rows[order[np.searchsorted(np.cumsum(weights), steps)]]

    capacity = depot_rows(count) if fat else count
    places = "zoned" if old.name == "liver" else "scattered"
    new = Tissue(
        old.name, old.cell_type, capacity, Lattice(capacity, SPACING[old.name], rng, places)
    )
    new.columns.flat = new.columns.flat.astype(old.columns.flat.dtype)
    new.rows = np.arange(count)
    new.newborn_lipid = old.newborn_lipid
    for name in old.states:
        new.put(name, old.columns.get(name, source))

    weight = "number" if fat else "weight"
    new.put(weight, weights.sum() / count)
    for name in STOCKS[old.name]:
        _conserve(old, new, name, old.weights, new.weights)
    if fat:
        new.lean_surface = old.lean_surface
        for name in PER_AGENT:
            _conserve(old, new, name, 1.0, 1.0)
    new.lattice.field[:] = np.average(old.column("tnf_alpha"), weights=old.weights)
    new.lattice.field[new.lattice.sites[new.rows]] = new.column("tnf_alpha")
    return new


def _conserve(old: Tissue, new: Tissue, name: str, old_weights, new_weights) -> None:
    """Scale one state of the new cells so that its total is that of the old ones."""
    had = np.sum(old.column(name) * old_weights)
    has = np.sum(new.column(name) * new_weights)
    if has != 0.0:
        new.put(name, new.column(name) * (had / has))
