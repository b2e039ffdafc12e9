"""What a protocol measures, as tables of a file.

A measure is read from the body or its cells (``quantity``), from sampled curves (``index``), or
from other measures (``formula``, ``of``, ``fit``, ``order``, ``people``).
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from experiments.protocol.comparing import Fit, Order, People, Value
from experiments.protocol.fields import Point, Share, Table, UnitText

Window = tuple[Point, Point]
OverTime = Literal[
    "mean",
    "min",
    "max",
    "time_of_min",
    "time_of_max",
    "half_time",
    "area",
    "area_above_start",
    "slope",
    "crossing",
    "sd",
    "cv",
    "first",
    "last",
    "change",
    "range",
]
Comparison = Literal["ratio", "percent", "difference", "percent_decrease"]
OVER_TIME_WITH_LEVEL = ("crossing",)


class Where(Table):
    """Which cells: a region or limb, a depot, a fiber type, a zone of the liver."""

    region: str | None = None
    depot: Literal["visceral", "subcutaneous"] | None = None
    fiber_type: Literal["I", "IIa", "IIx"] | None = None
    zone: Literal["periportal", "middle", "pericentral"] | None = None


class OverCells(Table):
    """A statistic over the cells, other than their mean."""

    statistic: Literal[
        "mean",
        "sd",
        "cv",
        "min",
        "max",
        "median",
        "quantile",
        "share_above",
        "share_below",
        "correlation",
        "r_squared",
        "slope",
        "count",
    ]
    quantile: Share | None = None
    threshold: Value | None = None
    other: Annotated[str | None, Field(alias="with")] = None
    other_at: Annotated[Point | None, Field(alias="with_at")] = None

    @model_validator(mode="after")
    def _complete(self) -> "OverCells":
        if self.statistic == "quantile" and self.quantile is None:
            raise ValueError("a quantile over cells needs 'quantile', as in '90 %'")
        if self.statistic.startswith("share_") and self.threshold is None:
            raise ValueError("a share of cells needs 'threshold', as in '0.25'")
        if (
            self.statistic in ("correlation", "r_squared", "slope")
            and self.other is None
            and self.other_at is None
        ):
            raise ValueError(
                f"a {self.statistic} over cells needs 'with', another state of the same tissue"
            )
        return self


class Reference(Table):
    """What a value is compared with: the same measure elsewhere, or another measure."""

    as_: Annotated[Comparison, Field(alias="as")]
    window: Window | None = None
    at: Point | None = None
    measure: str | None = None
    group: str | None = None
    arm: str | None = None
    dose: str | None = None
    test: str | None = None
    step: str | None = None
    pointwise: bool = False

    @model_validator(mode="after")
    def _names_something(self) -> "Reference":
        places = (
            self.window,
            self.at,
            self.measure,
            self.group,
            self.arm,
            self.dose,
            self.test,
            self.step,
        )
        if all(place is None for place in places):
            raise ValueError(
                "a reference needs 'window', 'at', 'measure', 'group', 'arm', 'dose', 'test' "
                "or 'step'"
            )
        if self.window is not None and self.at is not None:
            raise ValueError("gives both 'window' and 'at'; one of them is enough")
        if self.pointwise and self.arm is None and self.group is None and self.dose is None:
            raise ValueError("a pointwise reference needs another 'arm', 'group' or 'dose'")
        return self

    def elsewhere(self) -> dict[str, str]:
        """The parts of the key that differ: dimension to label."""
        parts = {
            "group": self.group,
            "arm": self.arm,
            "dose": self.dose,
            "test": self.test,
            "step": self.step,
        }
        return {dimension: label for dimension, label in parts.items() if label is not None}


class Measure(Table):
    """One measure: where its number comes from, its unit, when, where and how it is taken."""

    note: str = ""
    report: bool = True
    unit: UnitText | None = None
    quantity: str | None = None
    formula: str | None = None
    of: str | None = None
    index: str | None = None
    fit: Fit | None = None
    order: Order | None = None
    people: People | None = None
    per: Literal["body_weight", "fat_free_mass", "body_surface", "whole_body", "tissue"] | None = (
        None
    )
    where: Where | None = None
    at: Point | None = None
    times: tuple[Point, ...] | None = None
    window: Window | None = None
    each: str | None = None
    statistic: OverTime | None = None
    level: Value | None = None
    direction: Literal["rising", "falling"] | None = None
    cells: OverCells | None = None
    reference: Reference | None = None
    arms: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    doses: tuple[str, ...] | None = None
    tests: tuple[str, ...] | None = None
    part: str | None = None
    options: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_cells(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("cells"), str):
            return {**data, "cells": {"statistic": data["cells"]}}
        return data

    @property
    def sampled(self) -> bool:
        """Whether a statistic is taken over samples instead of the whole curve."""
        return self.times is not None and self.statistic is not None

    @property
    def source(self) -> str:
        """Which of the ways of getting a number is used."""
        return next(name for name in SOURCES if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _has_one_source(self) -> "Measure":
        used = [name for name in SOURCES if getattr(self, name) is not None]
        if not used:
            raise ValueError(
                "a measure needs a 'quantity', 'index', 'formula', 'of', 'fit', 'people' or 'order'"
            )
        if len(used) > 1 and used != ["quantity", "fit"]:
            raise ValueError(f"gives both '{used[0]}' and '{used[1]}'; one of them is enough")
        when = [name for name in ("at", "times", "window") if getattr(self, name) is not None]
        if len(when) > 1 and self.index is None:
            raise ValueError(f"gives both '{when[0]}' and '{when[1]}'; one of them is enough")
        self._check_time(when)
        if self.unit is None and self.order is None and self.index is None:
            raise ValueError(
                'needs its \'unit\', as in unit = "mg/dl" ("1" for a plain number, "yes/no")'
            )
        return self

    def _check_time(self, when: list[str]) -> None:
        if self.quantity is not None and not when:
            raise ValueError("needs 'at', 'times' or 'window', as in at = \"120 min\"")
        if self.index is not None and not when:
            raise ValueError(
                "an index needs 'at' (one sample) or 'times' (several), as in times = [\"0 "
                'min", "30 min"]'
            )
        if self.quantity is None and self.index is None and when:
            raise ValueError(f"'{when[0]}' belongs to a measure with a 'quantity'")
        if self.statistic is not None and self.window is None and self.times is None:
            raise ValueError(
                f"the statistic '{self.statistic}' needs a 'window', as in "
                '["90 min", "120 min"], or the \'times\' of samples'
            )
        if self.statistic in OVER_TIME_WITH_LEVEL and self.level is None:
            raise ValueError(f"'{self.statistic}' needs 'level', the value that is crossed")
        if self.fit is not None and self.quantity is not None and self.fit.over != "time":
            raise ValueError("a fit with a 'quantity' is a fit over \"time\"")
        if self.cells is not None and (self.quantity is None or "." not in self.quantity):
            raise ValueError(
                "'cells' belongs to a state of cells, as in quantity = \"muscle.diacylglycerol\""
            )


SOURCES = ("quantity", "index", "formula", "of", "fit", "people", "order")
