"""Passes over cells: every cell of some blocks, or of all pieces that a thread claims."""

from __future__ import annotations

from agents.adipocyte import (
    ADIPOCYTE,
    adipocyte_glucose_uptake,
    advance_adipocyte,
    advance_adipocyte_slowly,
)
from agents.compiled import kernel
from agents.declarations import WIDTH
from agents.hepatocyte import HEPATOCYTE, advance_hepatocyte, advance_hepatocyte_slowly
from agents.muscle_fiber import FIBER, advance_fiber, advance_fiber_slowly

from .atomics import stretch
from .sharing import claim
from .sums import total_of
from .surroundings import minute_of, quarter_of

MUSCLE, LIVER, VISCERAL, SUBCUTANEOUS = range(4)
"""Tissues as pieces number them."""

TISSUES = 4
"""Their number."""


@kernel
def advance_muscle(columns, now, p, lane):
    """Advance the fibers of blocks by one fast step; return glucose uptake, mmol/min."""
    lane.fill(0.0)
    for block in range(columns.size // FIBER.block):
        at = block * FIBER.block
        for j in range(WIDTH):
            lane[j] += advance_fiber(columns, at + j, now, p)
    return total_of(lane)


@kernel
def advance_liver(columns, now, p, lane, signal):
    """Advance the hepatocytes of blocks by one fast step; return glucose output (mmol/min)
    and the sum of the insulin signal, by weight."""
    lane.fill(0.0)
    signal.fill(0.0)
    for block in range(columns.size // HEPATOCYTE.block):
        at = block * HEPATOCYTE.block
        for j in range(WIDTH):
            lane[j] += advance_hepatocyte(columns, at + j, now, p)
            signal[j] += columns[at + j + HEPATOCYTE.akt] * columns[at + j + HEPATOCYTE.weight]
    return total_of(lane), total_of(signal)


@kernel
def advance_fat(columns, now, p, lane, uptake):
    """Advance the adipocytes of blocks by one fast step; return lipolysis and glucose
    uptake, mmol/min."""
    lane.fill(0.0)
    uptake.fill(0.0)
    for block in range(columns.size // ADIPOCYTE.block):
        at = block * ADIPOCYTE.block
        for j in range(WIDTH):
            lane[j] += advance_adipocyte(columns, at + j, now, p)
            uptake[j] += adipocyte_glucose_uptake(columns, at + j, now.glucose_factor)
    return total_of(lane), total_of(uptake)


@kernel
def advance_muscle_slowly(columns, now, p):
    """Advance the fibers of blocks by one slow step."""
    for block in range(columns.size // FIBER.block):
        at = block * FIBER.block
        for j in range(WIDTH):
            advance_fiber_slowly(columns, at + j, now, p)


@kernel
def advance_liver_slowly(columns, now, p):
    """Advance the hepatocytes of blocks by one slow step."""
    for block in range(columns.size // HEPATOCYTE.block):
        at = block * HEPATOCYTE.block
        for j in range(WIDTH):
            advance_hepatocyte_slowly(columns, at + j, now, p)


@kernel
def advance_fat_slowly(columns, now, p):
    """Advance the adipocytes of blocks by one slow step."""
    for block in range(columns.size // ADIPOCYTE.block):
        at = block * ADIPOCYTE.block
        for j in range(WIDTH):
            advance_adipocyte_slowly(columns, at + j, now, p)


@kernel
def advance_pieces(board, key, backward, body, cells, p, pace, minutes):
    """Advance the pieces that are claimed by one fast step; return how many.

    What each piece adds to the flows of its tissue is left in ``cells.sums``.
    """
    piece = claim(board, key, backward)
    if piece < 0:
        return 0
    now = minute_of(body[0], p, pace, minutes)
    lane, second = cells.lanes[0], cells.lanes[1]
    done = 0
    while piece >= 0:
        tissue, first, end = cells.pieces[piece, 0], cells.pieces[piece, 1], cells.pieces[piece, 2]
        flow, other = 0.0, 0.0
        if tissue == MUSCLE:
            fibers = stretch(cells.muscle, first, end)
            flow = advance_muscle(fibers, now.muscle, p.muscle, lane)
        elif tissue == LIVER:
            hepatocytes = stretch(cells.liver, first, end)
            flow, other = advance_liver(hepatocytes, now.liver, p.liver, lane, second)
        elif tissue == VISCERAL:
            depot = stretch(cells.visceral, first, end)
            flow, other = advance_fat(depot, now.visceral, p.visceral, lane, second)
        else:
            depot = stretch(cells.subcutaneous, first, end)
            flow, other = advance_fat(depot, now.subcutaneous, p.subcutaneous, lane, second)
        cells.sums[piece, 0] = flow
        cells.sums[piece, 1] = other
        done += 1
        piece = claim(board, key, backward)
    return done


@kernel
def advance_pieces_slowly(board, key, backward, body, cells, p, minutes, fast_minutes):
    """Advance the pieces that are claimed by one slow step; return how many."""
    piece = claim(board, key, backward)
    if piece < 0:
        return 0
    now = quarter_of(body[0], p, cells.access, minutes, fast_minutes)
    done = 0
    while piece >= 0:
        tissue, first, end = cells.pieces[piece, 0], cells.pieces[piece, 1], cells.pieces[piece, 2]
        if tissue == MUSCLE:
            advance_muscle_slowly(stretch(cells.muscle, first, end), now.muscle, p.muscle)
        elif tissue == LIVER:
            advance_liver_slowly(stretch(cells.liver, first, end), now.liver, p.liver)
        elif tissue == VISCERAL:
            advance_fat_slowly(stretch(cells.visceral, first, end), now.visceral, p.visceral)
        else:
            depot = stretch(cells.subcutaneous, first, end)
            advance_fat_slowly(depot, now.subcutaneous, p.subcutaneous)
        done += 1
        piece = claim(board, key, backward)
    return done
