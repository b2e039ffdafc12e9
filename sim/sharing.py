"""How the threads of one body share a step: pieces of work, claimed one by one.

Whoever advances a body publishes an *order*: what is to be done with all cells, in how many
pieces. It then claims piece after piece from the front and does it; helpers, if there are any,
claim from the back. Nobody waits for a helper that has not come; only pieces that one has
claimed are waited for. Which cells form a piece depends on the body alone, and sums over pieces
are added in their order: any number of threads gives the same bits.
"""

from __future__ import annotations

import os
from itertools import pairwise

import numpy as np
from numba import types

from agents.compiled import equation, kernel, part

from .atomics import add, exchange, load, pause, store

MINUTE, SPREADING, QUARTER, MEANS = range(4)
"""Kinds of orders: what can be done with all cells."""

WORK, ROW, DONE, CLOSED, EXPECTED, PATIENCE, TOO_SLOW = 0, 1, 16, 32, 48, 49, 50
"""Words of a board: the order (number, kind, first and end of the pieces left), the row of the
series to be written, pieces done by helpers, whether it is closed; the pieces that helpers will
have done, the pauses to wait for one of them, whether one took longer. What different threads
write is 128 bytes apart."""

PIECE_BITS, KEY_BITS, ORDER_BITS = 10, 20, 24
"""Where first piece, kind and number of an order begin in its word."""

MOST_PIECES, BLOCKS_PER_PIECE = 8, 8
"""Pieces of a tissue, and the least that one should hold."""

SPINS = 2000
"""Pauses until a waiting thread lets others have its core."""


def new_board(cells: int = 0) -> np.ndarray:
    """Return a board for one call of ``advance``: no order, open.

    A helper whose core was taken away while it was at a piece is waited for; one that takes much
    longer than any piece of a body of so many cells is sent away then.
    """
    board = np.zeros(64, np.int64)
    board[PATIENCE] = 5000 + 2 * cells
    return board


def pieces_of(tissues: list[tuple[int, int]]) -> np.ndarray:
    """Cut tissues, given as the numbers in their columns and in a block; return (tissue, first,
    end) of each piece, in places of the columns."""
    cut = []
    for tissue, (size, block) in enumerate(tissues):
        blocks = size // block
        count = min(max(blocks // BLOCKS_PER_PIECE, 1), MOST_PIECES)
        ends = [blocks * k // count * block for k in range(count + 1)]
        cut += [(tissue, *span) for span in pairwise(ends)]
    return np.array(cut)


if os.name == "posix":
    give_way = types.ExternalFunction("sched_yield", types.int32())
    """Let another thread have the core."""
else:
    give_way = pause


@part
def publish(board, kind, pieces):
    """Open an order; return its key, by which pieces are claimed."""
    key = (((load(board, WORK) >> ORDER_BITS) + 1) << (ORDER_BITS - KEY_BITS)) + kind
    store(board, WORK, (key << KEY_BITS) + pieces)
    return key


@equation
def claim(board, key, backward):
    """Return the next piece of an order, from the front or from the back; -1 if none is left."""
    mask = (1 << PIECE_BITS) - 1
    while True:
        word = load(board, WORK)
        first, end = (word >> PIECE_BITS) & mask, word & mask
        if word >> KEY_BITS != key or first >= end:
            return -1
        if backward:
            if exchange(board, WORK, word, word - 1):
                return end - 1
        elif exchange(board, WORK, word, word + mask + 1):
            return first


@part
def close(board):
    """Send helpers away."""
    store(board, CLOSED, 1)


@kernel
def wait_for_helpers(board, pieces, own):
    """Wait until helpers have done the pieces that were not done by oneself."""
    expected = board[EXPECTED] + pieces - own
    board[EXPECTED] = expected
    pauses = 0
    while load(board, DONE) != expected:
        pause()
        pauses += 1
        if pauses > SPINS:
            give_way()
        if pauses == board[PATIENCE]:
            board[TOO_SLOW] = 1
            close(board)


@kernel
def wait_for_order(board, key):
    """Wait for an order other than that of a key; return its key, or -1 when the board closes."""
    pauses = 0
    while load(board, CLOSED) == 0:
        now = load(board, WORK) >> KEY_BITS
        if now != key:
            return now
        pause()
        pauses += 1
        if pauses > SPINS:
            give_way()
    return -1


@part
def report(board, pieces):
    """Tell that a helper has done so many pieces of the order."""
    add(board, DONE, pieces)
