"""What has happened to a body, kept for the charts: dense where recent, thinned where old."""

from __future__ import annotations

import numpy as np

from sim.quantities import catalog
from sim.recording import series_names


class Samples:
    """Rows of numbers in order of time; when full, every second row of the older half goes."""

    def __init__(self, width: int, capacity: int) -> None:
        self._times = np.empty(capacity)
        self._rows = np.empty((capacity, width), np.float32)
        self.count = 0

    @property
    def times(self) -> np.ndarray:
        """Times of the rows, min."""
        return self._times[: self.count]

    @property
    def rows(self) -> np.ndarray:
        """The rows, one per time."""
        return self._rows[: self.count]

    def add(self, time: float, row: np.ndarray) -> None:
        """Append a row; one at the time of the last replaces it."""
        if self.count and self._times[self.count - 1] >= time - 1e-9:
            self.count -= 1
        if self.count == len(self._times):
            self._thin()
        self._times[self.count] = time
        self._rows[self.count] = row
        self.count += 1

    def forget_after(self, time: float) -> None:
        """Drop what came after a time, as when an action is undone."""
        self.count = int(np.searchsorted(self.times, time + 1e-9, "right"))

    def _thin(self) -> None:
        half = self.count // 2
        kept = np.concatenate([np.arange(0, half, 2), np.arange(half, self.count)])
        self._times[: len(kept)] = self._times[kept]
        self._rows[: len(kept)] = self._rows[kept]
        self.count = len(kept)


class History:
    """The quantities of one body over time: means, lowest and highest of what a row stands for."""

    def __init__(self, capacity: int = 4000) -> None:
        self.names = {name: place for place, name in enumerate(series_names())}
        self.capacity, self.count = capacity, 0
        self._first, self._last = np.empty(capacity), np.empty(capacity)
        self._rows = {
            which: np.empty((capacity, len(self.names)), np.float32)
            for which in ("mean", "low", "high")
        }

    def add(self, body) -> None:
        """Keep the quantities of a body as they are now; a row of the same time is replaced."""
        time, row = body.time, body.record_now()
        if self.count and self._last[self.count - 1] >= time - 1e-9:
            self.count -= 1
        if self.count == self.capacity:
            self._merge()
        self._first[self.count] = self._last[self.count] = time
        for rows in self._rows.values():
            rows[self.count] = row
        self.count += 1

    def forget_after(self, time: float) -> None:
        """Drop what came after a time, as when an action is undone."""
        self.count = int(np.searchsorted(self.times, time + 1e-9, "right"))

    def _merge(self) -> None:
        """Make room: every two rows of the older half become one."""
        pairs = self.count // 4
        end, rest = 2 * pairs, self.count - 2 * pairs
        older, newer = slice(0, end, 2), slice(1, end, 2)
        begins = np.concatenate([self._first[:1], self._last[: end - 1]])
        shares = np.maximum(self._last[:end] - begins, 1e-6)[:, None]
        rows = self._rows
        mean = shares[older] * rows["mean"][older] + shares[newer] * rows["mean"][newer]
        merged = {
            "mean": mean / (shares[older] + shares[newer]),
            "low": np.minimum(rows["low"][older], rows["low"][newer]),
            "high": np.maximum(rows["high"][older], rows["high"][newer]),
        }
        for which, kept in merged.items():
            rows[which][:pairs] = kept
            rows[which][pairs : pairs + rest] = rows[which][end : end + rest].copy()
        self._first[:pairs], self._last[:pairs] = self._first[older], self._last[newer].copy()
        for times in (self._first, self._last):
            times[pairs : pairs + rest] = times[end : end + rest].copy()
        self.count = pairs + rest

    @property
    def times(self) -> np.ndarray:
        """Time of the last sample in each row, min of the body's own time."""
        return self._last[: self.count]

    @property
    def begins(self) -> np.ndarray:
        """Time from which on each row stands for the body, min."""
        return np.concatenate([self._first[: min(self.count, 1)], self.times[:-1]])

    def values(self, quantity: str, body, which: str = "mean") -> np.ndarray:
        """Return a quantity of the catalog for all rows: its "mean", "low" or "high"."""
        known = catalog()[quantity]
        if known.derive is None:
            return self._column(quantity, which)
        return np.asarray(known.derive(_ByName(self, which), body), float)

    def _column(self, name: str, which: str) -> np.ndarray:
        return self._rows[which][: self.count, self.names[name]].astype(float)


class _ByName:
    """Lets a derived quantity read the recorded columns by name."""

    def __init__(self, history: History, which: str) -> None:
        self.history, self.which = history, which

    def __getitem__(self, name: str) -> np.ndarray:
        return self.history._column(name, self.which)


CELL_STATES = {
    "muscle": (
        "akt", "glut4_surface_insulin", "glut4_surface_contraction", "glucose_uptake",
        "diacylglycerol", "ceramide", "intramyocellular_lipid", "glycogen", "receptor_number",
        "tnf_alpha", "glut4_total", "mitochondria",
    ),
    "liver": (
        "akt", "glucose_production", "diacylglycerol", "ceramide", "triglyceride", "glycogen",
        "receptor_number", "tnf_alpha", "lipogenesis", "vldl_export",
    ),
    "visceral_fat": (
        "akt", "lipolysis", "diameter", "fullness", "hypoxia", "macrophages", "tnf_alpha",
        "receptor_number", "glut4_total",
    ),
}  # fmt: skip
"""States of every single cell that are remembered, so that a click shows a past."""
CELL_STATES["subcutaneous_fat"] = CELL_STATES["visceral_fat"]

MEMORY = 40_000_000
"""Bytes that the memory of single cells may take per body."""


class CellHistory:
    """A few states of every cell over time."""

    def __init__(self, body) -> None:
        rows = {name: tissue.columns.capacity for name, tissue in body.tissues.items()}
        size = 4 * sum(rows[name] * len(CELL_STATES[name]) for name in rows)
        capacity = int(np.clip(MEMORY // size, 8, 400))
        self._rows = rows
        self._samples = {
            name: Samples(rows[name] * len(CELL_STATES[name]), capacity) for name in rows
        }

    @property
    def last(self) -> float:
        """Body time (min) of the last states kept."""
        times = self._samples["muscle"].times
        return float(times[-1]) if len(times) else -1e9

    def add(self, body) -> None:
        """Keep the states of all cells as they are now."""
        for name, tissue in body.tissues.items():
            block = [tissue.columns.view(state).ravel() for state in CELL_STATES[name]]
            self._samples[name].add(body.time, np.concatenate(block))

    def forget_after(self, time: float) -> None:
        """Drop what came after a time."""
        for samples in self._samples.values():
            samples.forget_after(time)

    def of_cell(self, tissue: str, row: int, state: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times and values of one state of the cell of a row."""
        samples = self._samples[tissue]
        place = CELL_STATES[tissue].index(state) * self._rows[tissue] + row
        return samples.times.copy(), samples.rows[:, place].astype(float)
