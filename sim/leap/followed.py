"""What a leap carries beside adipocytes: fibers, hepatocytes and the numbers of the body."""

from __future__ import annotations

import numpy as np

from agents.declarations import WIDTH

from .carrying import Trace, Weights, carried
from .memory import carried_numbers, carried_states, memory_of_cells, memory_of_numbers
from .watching import relative_in_cells, relative_in_numbers


class Followed:
    """Some states of a body, as one array that can be read, written and carried.

    A subclass says which; ``trace`` keeps what was lived, ``memory`` and ``slope`` what the last
    leap was made with.
    """

    name = ""

    def __init__(self) -> None:
        self.trace = Trace()

    def read(self, body) -> np.ndarray:
        """Return a copy of the states."""
        raise NotImplementedError

    def write(self, body, states: np.ndarray) -> None:
        """Set the states."""
        raise NotImplementedError

    def memory(self, body, days: float) -> np.ndarray:
        """Return what they remember after some days."""
        raise NotImplementedError

    def relative(self, body, change: np.ndarray) -> dict[str, float]:
        """Return how much a change of them matters, by name of what is watched."""
        raise NotImplementedError

    def leap(self, body, days: int, periods: int, apart: float | None) -> None:
        """Carry the states over whole periods of ``days``; the last measurement before lies
        ``apart`` periods back, or there was none."""
        a, memory = self.trace.arrays, self.memory(body, days)
        forcing = self.trace.forcing(memory)
        a["memory"] = memory
        a["slope"] = np.zeros_like(forcing) if apart is None else self.trace.slope(memory, apart)
        weights = Weights(memory, periods)
        a["linear"] = weights.linear
        self.write(body, carried(self.read(body), forcing, a["slope"], weights))
        self.trace.remember()

    def correction(self, apart: float) -> np.ndarray:
        """Return by how much the leap missed, now that a period after it has been lived."""
        a = self.trace.arrays
        slope = self.trace.slope(a["memory"], apart)
        return (slope - a["slope"]) * a["linear"]

    def correct(self, body, change: np.ndarray, since: float) -> None:
        """Put right what is left of a miss ``since`` so many periods."""
        states = self.read(body) + change * self.trace.arrays["memory"] ** since
        self.write(body, states)


class FollowedCells(Followed):
    """States of all fibers or of all hepatocytes, shape (blocks, states, WIDTH)."""

    def __init__(self, tissue: str) -> None:
        super().__init__()
        self.name = tissue

    def _where(self, body) -> tuple[np.ndarray, list[str], list[int]]:
        columns = body.tissues[self.name].columns
        states = carried_states(columns)
        rows = [list(columns.table.states).index(name) for name in states]
        return columns.flat.reshape(columns.blocks, -1, WIDTH), states, rows

    def read(self, body) -> np.ndarray:
        """Return a copy of the states."""
        flat, _, rows = self._where(body)
        return flat[:, rows, :]

    def write(self, body, states: np.ndarray) -> None:
        """Set the states."""
        flat, _, rows = self._where(body)
        flat[:, rows, :] = states

    def memory(self, body, days: float) -> np.ndarray:
        """Return what they remember after some days."""
        return memory_of_cells(body, self.name, self._where(body)[1], days)

    def relative(self, body, change: np.ndarray) -> dict[str, float]:
        """Return how much a change of them matters, by name of what is watched."""
        return relative_in_cells(body, self.name, self._where(body)[1], change)


class FollowedNumbers(Followed):
    """Numbers of the body: blood, islets, composition, books."""

    name = "body"

    def __init__(self) -> None:
        super().__init__()
        self.names = carried_numbers()

    def read(self, body) -> np.ndarray:
        """Return a copy of the states."""
        return np.array([body.record[name] for name in self.names])

    def write(self, body, states: np.ndarray) -> None:
        """Set the states."""
        for name, value in zip(self.names, states, strict=True):
            body.record[name] = value

    def memory(self, body, days: float) -> np.ndarray:
        """Return what they remember after some days."""
        return memory_of_numbers(body, self.names, days)

    def relative(self, body, change: np.ndarray) -> dict[str, float]:
        """Return how much a change of them matters, by name of what is watched."""
        return relative_in_numbers(body, self.names, change)
