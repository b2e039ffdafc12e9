"""What is kept of a run: rows of body numbers and tissue means, written by compiled code."""

from __future__ import annotations

from functools import cache

from agents.adipocyte import ADIPOCYTE, ADIPOCYTE_STATES
from agents.compiled import kernel, place
from agents.declarations import WIDTH
from agents.hepatocyte import HEPATOCYTE, HEPATOCYTE_STATES
from agents.muscle_fiber import FIBER, FIBER_STATES

from .body_state import BODY_STATES
from .sharing import MEANS, ROW, claim, publish, wait_for_helpers
from .sums import total_of

REGIONS = ("", "trunk_and_arms", "left_leg", "right_leg")
"""Regions of muscle whose means are recorded; the empty name is the whole tissue."""

BODY_COUNT = len(BODY_STATES)
FIBER_COUNT = len(FIBER_STATES)
HEPATOCYTE_COUNT = len(HEPATOCYTE_STATES)
ADIPOCYTE_COUNT = len(ADIPOCYTE_STATES)

MEANS_PIECES = len(REGIONS) + 3
"""Means of a row that are made each by itself: regions of muscle, liver, two depots."""


@cache
def series_names() -> tuple[str, ...]:
    """Return the quantity names of a recorded row, in order."""
    names = [state.name for state in BODY_STATES]
    for region in REGIONS:
        prefix = f"muscle.{region}." if region else "muscle."
        names += [prefix + name for name in FIBER_STATES.states]
    names += [f"liver.{name}" for name in HEPATOCYTE_STATES.states]
    for depot in ("visceral_fat", "subcutaneous_fat"):
        names += [f"{depot}.{name}" for name in ADIPOCYTE_STATES.states]
    return tuple(names)


@kernel
def tissue_means(columns, block, weight, region, wanted, lanes, out):
    """Write the weighted mean of every state to ``out``; of one region or of all (-1).

    Each lane of a state adds up for itself, so that the sums run in vectors.
    """
    here, total, sums = lanes[0], lanes[1], lanes[4]
    states = block // WIDTH
    total.fill(0.0)
    for at in range(block):
        sums[at] = 0.0
    for k in range(columns.size // block):
        first = k * block
        for j in range(WIDTH):
            apart = wanted >= 0.0 and columns[place(first + region + j)] != wanted
            here[j] = 0.0 if apart else columns[place(first + weight + j)]
            total[j] += here[j]
        for state in range(states):
            for j in range(WIDTH):
                at = state * WIDTH + j
                sums[at] += here[j] * columns[place(first + at)]
    whole = total_of(total)
    for state in range(states):
        part_of = total_of(sums[state * WIDTH : (state + 1) * WIDTH])
        out[state] = part_of / whole if whole > 0.0 else 0.0


@kernel
def record_pieces(board, key, backward, cells, series):
    """Write the means of the tissues and regions that are claimed to the row of the series that
    the order names; return how many."""
    done = 0
    piece = claim(board, key, backward)
    while piece >= 0:
        row = series[board[ROW]]
        if piece < len(REGIONS):
            at = BODY_COUNT + piece * FIBER_COUNT
            tissue_means(cells.muscle, FIBER.block, FIBER.weight, FIBER.region, piece - 1.0,
                         cells.lanes, row[at : at + FIBER_COUNT])  # fmt: skip
        elif piece == len(REGIONS):
            at = BODY_COUNT + len(REGIONS) * FIBER_COUNT
            tissue_means(cells.liver, HEPATOCYTE.block, HEPATOCYTE.weight, HEPATOCYTE.weight,
                         -1.0, cells.lanes, row[at : at + HEPATOCYTE_COUNT])  # fmt: skip
        else:
            last = piece == MEANS_PIECES - 1
            at = BODY_COUNT + len(REGIONS) * FIBER_COUNT + HEPATOCYTE_COUNT
            at += ADIPOCYTE_COUNT if last else 0
            tissue_means(cells.subcutaneous if last else cells.visceral, ADIPOCYTE.block,
                         ADIPOCYTE.number, ADIPOCYTE.number, -1.0, cells.lanes,
                         row[at : at + ADIPOCYTE_COUNT])  # fmt: skip
        done += 1
        piece = claim(board, key, backward)
    return done


@kernel
def record_row(series, written, numbers, cells, board):
    """Write body numbers and the means of all tissues to one row of a series."""
    for k in range(BODY_COUNT):
        series[written, k] = numbers[k]
    board[ROW] = written
    key = publish(board, MEANS, MEANS_PIECES)
    wait_for_helpers(board, MEANS_PIECES, record_pieces(board, key, False, cells, series))
