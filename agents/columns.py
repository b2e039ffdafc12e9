"""The columns that hold the states of all cells of one tissue.

Memory is a row of blocks; a block holds every state of ``WIDTH`` cells (states × cells), so that
a kernel works on one block at a time in the first-level cache. A column is a strided view.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from .declarations import WIDTH, StateTable, unknown

SHIFT = WIDTH.bit_length() - 1
"""Bits that shift a row to its block: a division of integers would take ten times longer."""


class Columns:
    """States of up to ``capacity`` cells; rows beyond the living cells carry zero weight.

    They are kept in double precision, or in single (``dtype``): rules compute alike with both.
    """

    def __init__(self, table: StateTable, capacity: int, dtype: DTypeLike = np.float64) -> None:
        self.table = table
        self.blocks = -(-capacity // WIDTH)
        self.flat = np.zeros(self.blocks * len(table) * WIDTH, dtype)
        self._rows = {name: row for row, name in enumerate(table.states)}
        for name, state in table.states.items():
            self.view(name)[...] = state.initial

    @property
    def capacity(self) -> int:
        """Number of rows."""
        return self.blocks * WIDTH

    def view(self, name: str) -> np.ndarray:
        """Return a writable view of one state, shape (blocks, WIDTH)."""
        if name not in self._rows:
            raise unknown(f"state of a {self.table.cell_type}", name, self._rows)
        return self.flat.reshape(self.blocks, len(self.table), WIDTH)[:, self._rows[name], :]

    def get(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Return a copy of one state for the given rows, shape (len(rows),)."""
        return self.view(name).reshape(-1).take(rows)

    def put(self, name: str, rows: np.ndarray, values) -> None:
        """Write one state of the given rows."""
        self.view(name)[rows >> SHIFT, rows & (WIDTH - 1)] = values

    def lane(self, row: int) -> int:
        """Return the index in ``flat`` at which the lane of a row starts."""
        return (row // WIDTH) * len(self.table) * WIDTH + row % WIDTH

    def index(self, row: int, name: str) -> int:
        """Return the index in ``flat`` of one state of one row."""
        return self.lane(row) + self._rows[name] * WIDTH

    def copy_row(self, source: int, target: int) -> None:
        """Copy every state of one cell to another row."""
        step = np.arange(len(self.table)) * WIDTH
        self.flat[self.lane(target) + step] = self.flat[self.lane(source) + step]
