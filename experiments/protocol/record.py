"""What one branch of a run leaves behind: its series, samples, times of events, and its end."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.protocol.times import Anchors

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.reading import LoadedProtocol


class Key(NamedTuple):
    """Which branch: group, person of a cohort, arm, dose, test and its moment; "" where there is
    one."""

    group: str = ""
    person: int = 0
    arm: str = ""
    dose: str = ""
    test: str = ""
    moment: str = ""

    def name(self) -> str:
        """Readable name of the branch, "run" when nothing varies."""
        person = f"person_{self.person}" if self.person else ""
        return (
            ".".join(
                part
                for part in (self.group, person, self.arm, self.dose, self.test, self.moment)
                if part
            )
            or "run"
        )


class Sizes(NamedTuple):
    """Size of the body at a time: min, kg, kg, m2."""

    time: float
    weight: float
    lean_mass: float
    surface: float


@dataclass
class Record:
    """The traces of one branch; times are minutes from its time 0."""

    key: Key
    protocol: "LoadedProtocol"
    anchors: Anchors
    series: "pd.DataFrame | None" = None
    samples: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    columns: dict[tuple[str, float], Any] = field(default_factory=dict)
    sizes: list[Sizes] = field(default_factory=list)
    population: list[dict[str, Any]] = field(default_factory=list)
    died: tuple[float, str] | None = None
    dose_value: object = None
    started: float = 0.0
    test_time: float = 0.0
    facts: dict[str, float] = field(default_factory=dict)
    books: dict[str, float] = field(default_factory=dict)
    masses: dict[str, float] = field(default_factory=dict)
    leapt: dict[str, float] = field(default_factory=dict)

    def size_at(self, time: float) -> Sizes:
        """Size of the body at the last stop not after a time."""
        best = self.sizes[0]
        for sizes in self.sizes:
            if sizes.time <= time + 1e-9:
                best = sizes
        return best

    def curve(
        self, name: str, probe: str, start: float, end: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Times and values from start to end, the ends interpolated; empty where nothing was
        seen."""
        readings = sorted(set(self.samples.get(probe, ())))
        if end - start < 1e-9:
            exact = [value for time, value in readings if abs(time - start) < 1e-6]
            if exact:
                return np.array([start]), np.array(exact[:1])
        if self.series is not None and name in self.series.columns and probe == name:
            times = self.series.index.to_numpy(dtype=float)
            found = _between(times, self.series[name].to_numpy(dtype=float), start, end)
            if len(found[0]):
                return found
        if not readings:
            return np.empty(0), np.empty(0)
        times, values = (np.array(part, dtype=float) for part in zip(*readings, strict=True))
        return _between(times, values, start, end)


def _between(
    times: np.ndarray, values: np.ndarray, start: float, end: float
) -> tuple[np.ndarray, np.ndarray]:
    if not len(times) or start < times[0] - 1.0 or end > times[-1] + 1.0:
        return np.empty(0), np.empty(0)
    if end - start < 1e-9:
        return np.array([start]), np.array([np.interp(start, times, values)])
    inside = (times > start + 1e-9) & (times < end - 1e-9)
    grid = np.concatenate(([start], times[inside], [end]))
    return grid, np.interp(grid, times, values)
