"""Sums over the cells of a tissue, lane by lane: the order in which vectors add.

Strict floating point adds in the order written. One running total would wait for each addition;
``WIDTH`` totals side by side do not, and give the same bits on every processor.
"""

from agents.adipocyte import ADIPOCYTE
from agents.compiled import kernel, part, place
from agents.declarations import WIDTH
from agents.hepatocyte import HEPATOCYTE
from agents.muscle_fiber import FIBER


@kernel
def total_of(lane):
    """Return the sum of a lane by halves; the lane is used up."""
    half = WIDTH // 2
    while half > 0:
        for j in range(half):
            lane[j] += lane[j + half]
        half //= 2
    return lane[0]


@kernel
def weighted_sum(columns, block, value, weight, lane):
    """Return the sum of a state times its weight over a tissue (offsets inside a block)."""
    for j in range(WIDTH):
        lane[j] = 0.0
    for k in range(columns.size // block):
        first = k * block
        for j in range(WIDTH):
            lane[j] += columns[place(first + value + j)] * columns[place(first + weight + j)]
    return total_of(lane)


@part
def over_fibers(fibers, state, lane):
    """Return the sum of a state over all fibers, by the muscle (kg) each stands for."""
    return weighted_sum(fibers, FIBER.block, state, FIBER.weight, lane)


@part
def over_hepatocytes(hepatocytes, state, lane):
    """Return the sum of a state over all hepatocytes, by the liver (kg) each stands for."""
    return weighted_sum(hepatocytes, HEPATOCYTE.block, state, HEPATOCYTE.weight, lane)


@part
def over_adipocytes(depot, state, weight, lane):
    """Return the sum of a state times a weight over the adipocytes of a depot."""
    return weighted_sum(depot, ADIPOCYTE.block, state, weight, lane)
