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
    """The quantities of one body over time."""

    def __init__(self, capacity: int = 6000) -> None:
        self.names = {name: place for place, name in enumerate(series_names())}
        self.samples = Samples(len(self.names), capacity)

    def add(self, body) -> None:
        """Keep the quantities of a body as they are now."""
        self.samples.add(body.time, body.record_now())

    @property
    def times(self) -> np.ndarray:
        """Times of the samples, min of the body's own time."""
        return self.samples.times

    def values(self, quantity: str, body) -> np.ndarray:
        """Return a quantity of the catalog at all sampled times."""
        known = catalog()[quantity]
        if known.derive is None:
            return self.samples.rows[:, self.names[quantity]].astype(float)
        return np.asarray(known.derive(_ByName(self), body), float)


class _ByName:
    """Lets a derived quantity read the recorded columns by name."""

    def __init__(self, history: History) -> None:
        self.history = history

    def __getitem__(self, name: str) -> np.ndarray:
        return self.history.samples.rows[:, self.history.names[name]].astype(float)


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
