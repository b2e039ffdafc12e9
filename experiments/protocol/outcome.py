"""The outcome of a run, free of any printing: measures, series, population, books."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.record import Key, Record


@dataclass(frozen=True)
class Measure:
    """One measure: a value in its unit, or none with the reason."""

    value: float | bool | None
    unit: str
    reason: str | None = None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data: value and unit, the reason of a missing value, limits of a confidence
        interval."""
        data: dict[str, Any] = {"value": self.value, "unit": self.unit}
        if self.reason is not None:
            data["reason"] = self.reason
        if self.low is not None:
            data["low"], data["high"] = self.low, self.high
        return data


@dataclass
class Outcome:
    """What a protocol found out about a subject."""

    protocol: str
    subject: str
    seed: int
    cells: int
    measures: dict[str, Measure]
    records: dict["Key", "Record"] = field(repr=False)
    settings: dict[str, float] = field(default_factory=dict)
    settings_now: dict[str, float] = field(default_factory=dict)
    citations: tuple[str, ...] = ()

    @property
    def series(self) -> dict[str, "pd.DataFrame"]:
        """Recorded quantities of every branch by its name; the index is minutes from its time 0."""
        return {
            key.name(): record.series
            for key, record in self.records.items()
            if record.series is not None
        }

    @property
    def leapt(self) -> dict[str, dict[str, float]]:
        """Of every branch whose body leapt: tolerance, leaps, days leapt over, greatest error."""
        return {key.name(): record.leapt for key, record in self.records.items() if record.leapt}

    @property
    def population(self) -> list[dict[str, Any]]:
        """Statistics over cells at the moments that the protocol asks for, as tidy rows."""
        return [row for record in self.records.values() for row in record.population]

    @property
    def books(self) -> dict[str, float]:
        """Largest residual of each book over all branches, relative to what went through it."""
        largest: dict[str, float] = {}
        for record in self.records.values():
            for name, residual in record.books.items():
                if abs(residual) >= abs(largest.get(name, 0.0)):
                    largest[name] = residual
        return largest

    @property
    def deaths(self) -> dict[str, tuple[float, str]]:
        """Branches whose body died: time (min) and cause."""
        return {
            key.name(): record.died
            for key, record in self.records.items()
            if record.died is not None
        }

    @property
    def events(self) -> dict[str, dict[str, float]]:
        """Times (min) at which the events of every branch began and ended."""
        return {key.name(): dict(record.anchors.known) for key, record in self.records.items()}

    def table(self) -> "pd.DataFrame":
        """The measures as a frame: name, value, unit, reason."""
        import pandas as pd

        rows = [
            {"measure": name, "value": m.value, "unit": m.unit, "reason": m.reason}
            for name, m in self.measures.items()
        ]
        return pd.DataFrame(rows, columns=["measure", "value", "unit", "reason"]).set_index(
            "measure"
        )
