"""Measures made of other measures, as tables of a file: fits, statistics across people, orders."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from experiments.protocol.fields import Share, Table
from experiments.protocol.times import TimePoint, time_point
from experiments.protocol.units import Amount, amount_or_number

Value = Annotated[Amount, BeforeValidator(amount_or_number)]


class Fit(Table):
    """A curve through values, and what to report of it.

    ``y`` and ``x`` are measures that vary ``over`` steps, doses, tests, arms or groups; ``x`` may
    also be "dose" or "time" (of the test).  Over "time" the curve of the measure's own quantity
    within its window is fitted.  ``at`` is a value, a time that hangs on an event, or the name of
    a measure; so is ``up_to``, the largest x that counts.
    """

    kind: Literal["hill", "exponential", "line", "broken_line", "interpolate", "crossing"]
    over: Literal["step", "dose", "test", "arm", "group", "time"]
    report: str
    y: str | None = None
    x: str | None = None
    at: Amount | TimePoint | str | None = None
    up_to: Amount | TimePoint | str | None = None
    baseline: float | None = None
    exponent: float | None = None
    direction: Literal["rising", "falling"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_places(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return data | {key: _place(data[key]) for key in ("at", "up_to") if key in data}

    @model_validator(mode="after")
    def _complete(self) -> "Fit":
        allowed = REPORTS[self.kind]
        if self.report not in allowed:
            raise ValueError(f"a {self.kind} fit reports {_listed(allowed)}, not '{self.report}'")
        if self.over != "time" and (self.y is None or self.x is None):
            raise ValueError("a fit over steps, doses, tests, arms or groups needs 'x' and 'y'")
        if self.kind in ("interpolate", "crossing") and self.at is None:
            raise ValueError(f"'{self.kind}' needs 'at', the value at which it reads the curve")
        if self.over == "time" and self.up_to is not None:
            raise ValueError("a fit over time ends with the measure's window, not with 'up_to'")
        return self


def _place(text: object) -> object:
    """A value, a time that hangs on an event, or the name of a measure."""
    if isinstance(text, str) and re.search(r"\.(start|end)\b", text):
        return time_point(text)
    if isinstance(text, str) and re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*", text):
        return text
    return amount_or_number(text)


REPORTS = {
    "hill": ("ec50", "maximum", "baseline", "hill_coefficient", "x_at_share"),
    "exponential": ("half_time", "rate", "start", "end"),
    "line": ("slope", "intercept", "r_squared", "correlation"),
    "broken_line": ("break", "slope_before", "slope_after"),
    "interpolate": ("y",),
    "crossing": ("x",),
}


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else words[0]


WITH_ANOTHER = ("correlation", "rank_correlation", "slope", "log_slope", "r_squared")
"""Statistics across people of a measure with another one."""


class People(Table):
    """A statistic across people of a cohort, or across groups taken as people."""

    statistic: Literal[
        "mean",
        "sd",
        "median",
        "quantile",
        "share",
        "correlation",
        "rank_correlation",
        "slope",
        "log_slope",
        "r_squared",
        "count",
    ]
    of: str
    other: Annotated[str | tuple[str, ...] | None, Field(alias="with")] = None
    above: Value | None = None
    below: Value | None = None
    quantile: Share | None = None
    groups: tuple[str, ...] | None = None
    among: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> "People":
        if self.statistic in WITH_ANOTHER and self.other is None:
            raise ValueError(f"a {self.statistic} across people needs 'with', another measure")
        if self.statistic == "share" and self.above is None and self.below is None:
            raise ValueError("a share of people needs 'above' or 'below', as in '126 mg/dl'")
        if self.statistic == "quantile" and self.quantile is None:
            raise ValueError("a quantile across people needs 'quantile', as in '95 %'")
        return self


class Order(Table):
    """Labels in the order in which a measure is expected to rise or fall: a yes or no."""

    of: str
    sequence: Annotated[tuple[str, ...], Field(min_length=2)]
    direction: Literal["rising", "falling"]
    tolerance: Share = 0.0
