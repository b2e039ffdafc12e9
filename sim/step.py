"""The order of one step, for the whole body, in compiled code.

Every fast step (1 min)
    1. cells      each fiber, hepatocyte and adipocyte meets the blood as it is now
    2. blood      gut, glucose, insulin, fatty acids advance with what the cells did
Every slow step (15 min), after that
    3. cytokines  spread on the lattice of each tissue
    4. lipids     fatty acids that entered the tissues are shared out to their cells
    5. fuel       what was burned is booked; lean mass, amino acids, lactate
    6. islets     threshold, capacity and mass of beta cells; vessels; averages
The fate of cells (each day) is decided by the agents themselves, in ``fate.py``.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from agents.adipocyte import advance_adipocyte
from agents.compiled import kernel, part
from agents.declarations import WIDTH
from agents.hepatocyte import advance_hepatocyte
from agents.muscle_fiber import FIBER, advance_fiber

from .blood import CellFlows, advance_blood
from .cytokines import spread_in_pieces
from .fat_transport import muscle_nefa_uptake
from .passes import LIVER, MUSCLE, VISCERAL, advance_pieces, advance_pieces_slowly
from .recording import record_pieces, record_row
from .sharing import (
    MINUTE,
    QUARTER,
    SPREADING,
    close,
    publish,
    report,
    wait_for_helpers,
    wait_for_order,
)
from .slow_step import advance_slowly
from .surroundings import minute_of, pace_of, self_activation

Cells = namedtuple("Cells", [
    "muscle", "liver", "visceral", "subcutaneous", "lanes", "fields", "sources", "sites",
    "shapes", "spacing", "pieces", "sums", "access",
])  # fmt: skip
"""Memory of all tissues: flat columns, scratch lanes of a thread, cytokine fields and their
lattices, the pieces that threads share, what each adds to flows, access to fatty acids."""


def scratch_lanes(longest: int) -> tuple[np.ndarray, ...]:
    """Return scratch for one thread: lanes of sums, of lattice lines, of all states of a block."""
    return tuple(map(np.zeros, (WIDTH, WIDTH, longest, longest, FIBER.block)))


BodyParameters = namedtuple("BodyParameters", [
    "muscle", "liver", "visceral", "subcutaneous", "glucose", "pancreas", "gut",
    "fat_transport", "energy", "cytokines", "genes",
])  # fmt: skip
"""Parameters of each component: an array of one record, in compiled code the record."""

Clocks = namedtuple("Clocks", ["minutes", "slow_every", "substeps", "bath"])
"""Fast step in minutes, fast steps per slow step, sub-steps of the blood; 1 for a bath."""


@part
def records(p):
    """Return the record of each component; arrays of one record pass faster from Python."""
    return BodyParameters(
        p.muscle[0], p.liver[0], p.visceral[0], p.subcutaneous[0], p.glucose[0], p.pancreas[0],
        p.gut[0], p.fat_transport[0], p.energy[0], p.cytokines[0], p.genes[0],
    )  # fmt: skip


@part
def advance_cells(body, cells, p, pace, minutes, board):
    """Advance all cells by one fast step; return their flows and the self-activation of uptake."""
    b = body[0]
    pieces = cells.pieces.shape[0]
    key = publish(board, MINUTE, pieces)
    wait_for_helpers(
        board, pieces, advance_pieces(board, key, False, body, cells, p, pace, minutes)
    )
    uptake, production, signal, visceral, subcutaneous, fat_uptake = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for piece in range(pieces):
        tissue, flow, other = cells.pieces[piece, 0], cells.sums[piece, 0], cells.sums[piece, 1]
        if tissue == MUSCLE:
            uptake += flow
        elif tissue == LIVER:
            production += flow
            signal += other
        else:
            fat_uptake += other
            if tissue == VISCERAL:
                visceral += flow
            else:
                subcutaneous += flow
    b.liver_signal = signal / b.liver_mass
    b.visceral_lipolysis_share = visceral / max(visceral + subcutaneous, 1e-12)
    return CellFlows(uptake, fat_uptake, production, visceral + subcutaneous)


@part
def soak(b, p, minutes):
    """Let cells in a bath take from a medium whose composition does not change."""
    f = p.fat_transport
    g = p.glucose
    lean = b.lean_mass
    clearance = lean / 1000.0 * b.nefa * minutes / (1.0 + b.nefa / f.nefa_uptake_half)
    b.muscle_fat_sum += (
        muscle_nefa_uptake(b.nefa, f.nefa_muscle_capacity * lean, f.nefa_muscle_half)
        * b.muscle_lipid_uptake
        * minutes
    )
    b.liver_fat_sum += f.nefa_liver_clearance * clearance
    b.liver_glucose_sum += (
        g.splanchnic_clearance
        * lean
        * (1.0 + g.splanchnic_insulin_gain * b.liver_signal)
        * b.glucose
        * minutes
    )
    capacity = b.storage_capacity_visceral + b.storage_capacity_subcutaneous
    b.stored_fat_sum += f.nefa_fat_clearance * clearance * min(capacity, 3.0)


LETHAL_GLUCOSE = 1.0
"""Plasma glucose (mmol/L) at which nobody lives on."""


@kernel
def advance(body, numbers, cells, parameters, clocks, steps, record_every, series, first_step,
            board):  # fmt: skip
    """Advance a whole body by ``steps`` fast steps in one call.

    ``body`` is the record array of the body, ``numbers`` the same memory as plain floats; it is
    copied to a row of ``series`` after every ``record_every`` steps (0: never). Helpers find on
    ``board`` what they can do. Returns the number of rows written, or minus the step at which a
    number stopped being finite.
    """
    b, p = body[0], records(parameters)
    pace = pace_of(p, clocks.minutes)
    written = 0
    for k in range(first_step, first_step + steps):
        activation = self_activation(b, p)
        flows = advance_cells(body, cells, p, pace, clocks.minutes, board)
        if clocks.bath:
            soak(b, p, clocks.minutes)
        else:
            advance_blood(b, p, flows, activation, clocks.minutes, clocks.substeps)
        b.time = (k + 1) * clocks.minutes
        if (k + 1) % clocks.slow_every == 0:
            quarter = clocks.minutes * clocks.slow_every
            advance_slowly(body, cells, p, quarter, clocks.minutes, clocks.bath, board)
        lowest = 0.0 if clocks.bath else LETHAL_GLUCOSE
        if not (b.glucose > lowest and b.glucose < 1e3 and b.insulin >= 0.0 and b.nefa >= 0.0):
            written = -(k - first_step) - 1
            break
        if record_every > 0 and (k + 1) % record_every == 0:
            record_row(series, written, numbers, cells, board)
            written += 1
    close(board)
    return written


@kernel
def assist(body, cells, parameters, clocks, series, board):
    """Help another thread that advances the same body, until it closes the board.

    ``cells`` are those of the body but for the scratch lanes.
    """
    p = records(parameters)
    pace = pace_of(p, clocks.minutes)
    quarter = clocks.minutes * clocks.slow_every
    key = wait_for_order(board, 0)
    while key >= 0:
        kind = key & 15
        if kind == MINUTE:
            done = advance_pieces(board, key, True, body, cells, p, pace, clocks.minutes)
        elif kind == QUARTER:
            done = advance_pieces_slowly(board, key, True, body, cells, p, quarter, clocks.minutes)
        elif kind == SPREADING:
            done = spread_in_pieces(board, key, True, body, cells, p, quarter)
        else:
            done = record_pieces(board, key, True, cells, series)
        report(board, done)
        key = wait_for_order(board, key)


@kernel
def advance_one(body, cells, parameters, minutes, tissue, lane):
    """Advance one cell of a tissue (0 muscle … 3 subcutaneous fat) by one fast step."""
    p = records(parameters)
    now = minute_of(body[0], p, pace_of(p, minutes), minutes)
    if tissue == MUSCLE:
        return advance_fiber(cells.muscle, lane, now.muscle, p.muscle)
    if tissue == LIVER:
        return advance_hepatocyte(cells.liver, lane, now.liver, p.liver)
    if tissue == VISCERAL:
        return advance_adipocyte(cells.visceral, lane, now.visceral, p.visceral)
    return advance_adipocyte(cells.subcutaneous, lane, now.subcutaneous, p.subcutaneous)
