"""Threads that help to advance a body, as many as this process may use.

Bodies that are advanced side by side share what is allowed: a body gets a helper only where a
thread is left over. Helpers never change a result (``sharing.py``).
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import numba
import numpy as np

from .sharing import CLOSED, TOO_SLOW, new_board

LEAST_CELLS = 1000
"""Cells of a body from which on a second thread gains more than it costs."""

REST = 0.2
"""Seconds without helpers after one was too slow: another program needs its core."""

MOST_UNASKED = 2
"""Threads that are used where nobody says how many: more have not been measured."""

Work = Callable[[np.ndarray], object]
"""What a helper does with the board of a call."""


class Crew:
    """Threads of this process that advance bodies or help with it, no more than ``allowed``."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.begin()

    def begin(self) -> None:
        """Start with no helpers: threads do not live on in a forked process."""
        self._lock = threading.Lock()
        self._tasks: SimpleQueue[tuple[Work, np.ndarray]] = SimpleQueue()
        self._helpers = self._advancing = self._lent = 0
        self._rests_until = 0.0

    @contextmanager
    def helping(self, cells: int, work: Work) -> Iterator[np.ndarray]:
        """Yield a board for a call that advances a body of so many cells; helpers do ``work``.

        They go when the board is closed, at the latest on leaving; one that comes later finds it
        closed.
        """
        board = new_board(cells)
        lent = self._lend(cells)
        for _ in range(lent):
            self._tasks.put((work, board))
        try:
            yield board
        finally:
            board[CLOSED] = 1
            with self._lock:
                self._advancing -= 1
                self._lent -= lent
                if board[TOO_SLOW]:
                    self._rests_until = time.monotonic() + REST

    def _lend(self, cells: int) -> int:
        """Count a body that begins to advance; return how many helpers it gets."""
        with self._lock:
            self._advancing += 1
            spare = self.allowed - self._advancing - self._lent
            worth = cells >= LEAST_CELLS and time.monotonic() >= self._rests_until
            # what helpers have not come to yet is left to them: they have no core
            lent = max(spare, 0) if worth and self._tasks.empty() else 0
            self._lent += lent
            for _ in range(self._lent - self._helpers):
                threading.Thread(target=self._help, name="glucell helper", daemon=True).start()
                self._helpers += 1
        return lent

    def _help(self) -> None:
        while True:
            work, board = self._tasks.get()
            work(board)


CREW = Crew(min(numba.config.NUMBA_NUM_THREADS, MOST_UNASKED))
"""The threads of this process; the environment variable NUMBA_NUM_THREADS limits them."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CREW.begin)


@contextmanager
def using(threads: int | None) -> Iterator[None]:
    """Allow so many threads for as long as this lasts; None leaves what is allowed."""
    before = CREW.allowed
    CREW.allowed = before if threads is None else threads
    try:
        yield
    finally:
        CREW.allowed = before
