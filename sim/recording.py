"""What is kept of a run: rows of body numbers and tissue means, written by compiled code."""

from __future__ import annotations

from agents.adipocyte import ADIPOCYTE, ADIPOCYTE_STATES
from agents.compiled import kernel
from agents.declarations import WIDTH
from agents.hepatocyte import HEPATOCYTE, HEPATOCYTE_STATES
from agents.muscle_fiber import FIBER, FIBER_STATES

from .body_state import BODY_STATES

REGIONS = ("", "trunk_and_arms", "left_leg", "right_leg")
"""Regions of muscle whose means are recorded; the empty name is the whole tissue."""

BODY_COUNT = len(BODY_STATES)
FIBER_COUNT = len(FIBER_STATES)
HEPATOCYTE_COUNT = len(HEPATOCYTE_STATES)
ADIPOCYTE_COUNT = len(ADIPOCYTE_STATES)


def series_names() -> list[str]:
    """Return the quantity names of a recorded row, in order."""
    names = [state.name for state in BODY_STATES]
    for region in REGIONS:
        prefix = f"muscle.{region}." if region else "muscle."
        names += [prefix + name for name in FIBER_STATES.states]
    names += [f"liver.{name}" for name in HEPATOCYTE_STATES.states]
    for depot in ("visceral_fat", "subcutaneous_fat"):
        names += [f"{depot}.{name}" for name in ADIPOCYTE_STATES.states]
    return names


@kernel
def tissue_means(columns, count, weight, region, wanted, out):
    """Write the weighted mean of each of ``count`` states to ``out``; one region or all (-1)."""
    total = 0.0
    out[:] = 0.0
    block = count * WIDTH
    for k in range(columns.size // block):
        first = k * block
        for j in range(WIDTH):
            w = columns[first + j + weight]
            if wanted >= 0 and columns[first + j + region] != wanted:
                w = 0.0
            if w > 0.0:
                total += w
                for row in range(count):
                    out[row] += w * columns[first + j + row * WIDTH]
    if total > 0.0:
        for row in range(count):
            out[row] /= total


@kernel
def record_row(row, numbers, cells):
    """Write body numbers and the means of all tissues to one row."""
    at = BODY_COUNT
    row[:at] = numbers
    for region in range(-1, 3):
        tissue_means(cells.muscle, FIBER_COUNT, FIBER.weight, FIBER.region, region,
                     row[at : at + FIBER_COUNT])  # fmt: skip
        at += FIBER_COUNT
    tissue_means(cells.liver, HEPATOCYTE_COUNT, HEPATOCYTE.weight, HEPATOCYTE.zone, -1,
                 row[at : at + HEPATOCYTE_COUNT])  # fmt: skip
    at += HEPATOCYTE_COUNT
    tissue_means(cells.visceral, ADIPOCYTE_COUNT, ADIPOCYTE.number, ADIPOCYTE.age, -1,
                 row[at : at + ADIPOCYTE_COUNT])  # fmt: skip
    at += ADIPOCYTE_COUNT
    tissue_means(cells.subcutaneous, ADIPOCYTE_COUNT, ADIPOCYTE.number, ADIPOCYTE.age, -1,
                 row[at : at + ADIPOCYTE_COUNT])  # fmt: skip
