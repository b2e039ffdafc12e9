"""A sweep file as a whole: what is run, what varies, how points are chosen, what is kept."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from experiments.protocol.fields import PositiveLength, Table

SCHEMA_VERSION = 1
MOST_RUNS = 10_000_000


def _setting(value: Any) -> Any:
    """Take whatever a file may hold, but no number that is none."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return value


def _leap(value: Any) -> Any:
    """Take true, false, or a tolerance."""
    if isinstance(value, bool) or (isinstance(value, float) and 1e-5 <= value <= 0.2):
        return value
    raise ValueError(f"leap is true, false or a tolerance from 1e-05 to 0.2, not {value!r}")


Number = Annotated[float, Field(allow_inf_nan=False)]
Setting = Annotated[Any, BeforeValidator(_setting)]
Kind = Literal[
    "grid", "list", "latin_hypercube", "sobol", "one_at_a_time", "morris", "saltelli", "efast"
]


class AxisTable(Table):
    """One axis: ``sets`` one or more settings (default: its own name) to values or over a range."""

    sets: str | tuple[str, ...] | None = None
    values: Annotated[tuple[Setting, ...], Field(min_length=1)] | None = None
    low: Number | str | None = None
    high: Number | str | None = None
    steps: Annotated[int, Field(ge=2, le=100_000)] | None = None
    scale: Literal["linear", "logarithmic"] = "linear"
    base: Setting | None = None
    meaning: str = ""

    @model_validator(mode="after")
    def _values_or_range(self) -> AxisTable:
        if self.values is not None and (self.low is not None or self.high is not None):
            raise ValueError("gives both 'values' and a range; one of them is enough")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs both 'low' and 'high'")
        if self.values is not None and self.steps is not None:
            raise ValueError("'steps' divides a range; 'values' are already single values")
        return self


class DesignTable(Table):
    """How points are chosen; ``size`` counts points (trajectories of Morris, base samples else)."""

    type: Kind = "grid"
    size: Annotated[int, Field(ge=1, le=MOST_RUNS)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1


class KeepTable(Table):
    """What is kept of each run; all measures when none is named."""

    measures: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    every: PositiveLength | None = None
    population: tuple[str, ...] = ()


class SweepTable(Table):
    """A sweep file."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    title: str = ""
    description: str = ""
    citation: tuple[str, ...] | str = ()
    protocol: str = "clamp"
    subject: str | None = None
    cells: Annotated[int, Field(ge=4, le=20_000_000)] = 1000
    seed: Annotated[int, Field(ge=0, le=2**62)] = 1
    replicates: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    common_random_numbers: bool = True
    leap: Annotated[bool | float, BeforeValidator(_leap)] = False
    precision: Literal["double", "single"] | None = None
    set: dict[str, Setting] = Field(default_factory=dict)
    axes: dict[str, AxisTable] = Field(default_factory=dict)
    design: DesignTable = DesignTable()
    points: tuple[dict[str, Setting], ...] | str | None = None
    keep: KeepTable = KeepTable()

    @model_validator(mode="after")
    def _has_points(self) -> SweepTable:
        if self.points is not None and self.design.type != "list":
            raise ValueError(
                f"'points' are a design of type 'list', not '{self.design.type}'; "
                'write [design] type = "list"'
            )
        if self.points is None and self.design.type == "list":
            raise ValueError("a design of type 'list' needs 'points': tables, or a CSV file")
        needs_size = self.design.type in (
            "latin_hypercube", "sobol", "morris", "saltelli", "efast",
        )  # fmt: skip
        if needs_size and self.design.size is None:
            raise ValueError(f"design.size: a {self.design.type} design needs a size")
        if not needs_size and self.design.size is not None:
            raise ValueError(f"design.size: a {self.design.type} design has the size of its values")
        if self.points is None and not self.axes:
            if self.design.type != "grid":
                raise ValueError(f"a {self.design.type} design needs [axes]")
            if self.replicates == 1:
                raise ValueError("nothing varies: give [axes], 'points' or 'replicates'")
        return self
