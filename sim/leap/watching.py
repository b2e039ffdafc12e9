"""What the error estimate looks at: the states that carry years, as means of their tissue."""

from __future__ import annotations

import numpy as np

WATCHED = {
    "muscle": ("ceramide", "intramyocellular_lipid", "glut4_total", "mitochondria", "size"),
    "liver": ("triglyceride",),
    "body": (
        "glucose_mean", "insulin_mean", "beta_cell_function", "beta_cell_mass", "lean_mass",
        "glycated_hemoglobin",
    ),
}  # fmt: skip
"""States whose relative error the tolerance bounds; the fat of each depot is watched too."""


def relative_in_cells(body, tissue: str, states: list[str], change: np.ndarray) -> dict[str, float]:
    """Return how much a change (blocks, states, WIDTH) matters to the watched tissue means."""
    columns = body.tissues[tissue].columns
    weight = columns.view("weight")
    found = {}
    for name in WATCHED[tissue]:
        moved = abs(float(np.sum(change[:, states.index(name), :] * weight)))
        whole = float(np.sum(np.abs(columns.view(name)) * weight))
        found[f"{tissue}.{name}"] = moved / max(whole, 1e-12)
    return found


def relative_in_numbers(body, names: list[str], change: np.ndarray) -> dict[str, float]:
    """Return how much a change of the body's states (names,) matters to the watched ones."""
    return {
        name: abs(float(change[names.index(name)])) / max(abs(float(body.record[name])), 1e-12)
        for name in WATCHED["body"]
    }
