"""A target file: one published result as data, with the runs and checks that repeat it."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from experiments.protocol.comparing import People
from experiments.protocol.fields import Point, Table
from experiments.protocol.measuring import Where
from experiments.protocol.units import UnitError, unit

SCHEMA_VERSION = 1

ID = re.compile(r"[A-Z]\d{1,2}")
"""A letter for the section, and a number."""

STATISTICS = "statistics"
"""First word of the name of a statistic across people in a formula."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A short name of a run, a check or a curve."""


def band_unit(text: object) -> str:
    """Read the unit of a band; words after it ("% up", "y before") are for the reader.

    Raises a UnitError where the rest is no unit of the protocol language; "" is a plain number.
    """
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not a unit; write it as text, as in 'mg/dl'")
    bare = text.strip() or "1"
    if " per " not in bare:
        bare = bare.split()[0]
    unit(bare)
    return bare


class Run(Table):
    """A protocol performed on a subject, or on every person of a cohort."""

    protocol: str | dict[str, Any]
    subject: str | None = None
    cohort: str | None = None
    size: Annotated[int, Field(ge=4, le=10_000)] | None = None
    cost: Literal["long"] | None = None
    note: str = ""

    @model_validator(mode="after")
    def _on_whom(self) -> Run:
        if self.subject is not None and self.cohort is not None:
            raise ValueError("gives both 'subject' and 'cohort'; one of them is enough")
        if self.size is not None and self.cohort is None:
            raise ValueError("'size' belongs to a run with a 'cohort'")
        return self


class AcrossPeople(People):
    """A statistic across the people of a run on a cohort, in the words of protocols.

    ``of``, ``with`` and the names in ``among`` are measures of the run's protocol or facts about
    the person (see ``facts``). A statistic that other checks name has a ``unit``.
    """

    run: str
    unit: Annotated[str, BeforeValidator(band_unit)] = "1"

    @model_validator(mode="after")
    def _no_groups(self) -> AcrossPeople:
        if self.groups is not None:
            raise ValueError("people of a cohort are chosen with 'among', not with 'groups'")
        return self


class Check(Table):
    """One published number and its band, or something that must hold.

    ``value`` is RUN.MEASURE with its parts, or a formula over such names and those of statistics
    (statistics.NAME); ``people`` is a statistic across a cohort. A check that is
    ``not_represented`` has neither and counts as outside.
    """

    what: str
    value: str | None = None
    people: AcrossPeople | None = None
    expected: Annotated[float, Field(allow_inf_nan=False)] | None = None
    low: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(allow_inf_nan=False)] | None = None
    unit: str = ""
    holds: Literal[True] | None = None
    not_represented: str | None = None
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _reads_its_unit(cls, data: object) -> object:
        if isinstance(data, dict) and "unit" in data:
            band_unit(data["unit"])
        return data

    @model_validator(mode="after")
    def _complete(self) -> Check:
        sources = [n for n in ("value", "people", "not_represented") if getattr(self, n)]
        if len(sources) != 1:
            given = " and ".join(f"'{name}'" for name in sources) or "none of them"
            raise ValueError(
                f"a check has one of 'value', 'people' and 'not_represented', not {given}"
            )
        band = [name for name in ("expected", "low", "high") if getattr(self, name) is not None]
        if self.holds and band:
            raise ValueError(f"what 'holds' has no band; leave '{band[0]}' out")
        if not self.holds and len(band) < 3:
            raise ValueError("a check needs 'expected', 'low' and 'high', or holds = true")
        if self.low is not None and self.high is not None and self.expected is not None:
            if self.low >= self.high:
                raise ValueError(f"the band is upside down: low {self.low:g}, high {self.high:g}")
            if not self.low <= self.expected <= self.high:
                raise ValueError(
                    f"expected {self.expected:g} lies outside the band {self.low:g} to "
                    f"{self.high:g}"
                )
        return self

    @property
    def wanted_unit(self) -> str:
        """The unit that the simulated number is expressed in."""
        return "yes/no" if self.holds else band_unit(self.unit)

    @property
    def half_band(self) -> float:
        """Half the width of the band."""
        assert self.low is not None
        assert self.high is not None
        return (self.high - self.low) / 2.0


class Curve(Table):
    """A published time course, drawn beside the simulated one and not scored.

    Either a ``quantity`` of the run recorded over time (in one ``arm``, ``group``, ``dose`` or
    ``test`` of the protocol), or ``values``: one name or formula per time, as in a check.
    """

    what: str = ""
    run: str | None = None
    quantity: str | None = None
    arm: str | None = None
    group: str | None = None
    dose: str | None = None
    test: str | None = None
    per: str | None = None
    where: Where | None = None
    values: tuple[str, ...] | None = None
    unit: Annotated[str, BeforeValidator(band_unit)]
    times: Annotated[tuple[Point, ...], Field(min_length=2)]
    published: tuple[float | None, ...] = ()
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _gaps(cls, data: object) -> object:
        """TOML has no word for a missing number; nan stands for it."""
        if not isinstance(data, dict):
            return data
        filled = dict(data)
        for name in ("published", "low", "high"):
            if isinstance(data.get(name), list):
                filled[name] = [
                    None if isinstance(v, float) and math.isnan(v) else v for v in data[name]
                ]
        return filled

    @model_validator(mode="after")
    def _complete(self) -> Curve:
        if (self.quantity is None) == (self.values is None):
            raise ValueError("a curve has either a 'quantity' with its 'run', or 'values'")
        if self.quantity is not None and self.run is None:
            raise ValueError("a curve of a 'quantity' needs its 'run'")
        for name in ("published", "low", "high", "values"):
            several = getattr(self, name)
            if several and len(several) != len(self.times):
                raise ValueError(
                    f"has {len(self.times)} times and {len(several)} numbers in '{name}'; they "
                    "must be as many"
                )
        return self

    def parts(self) -> dict[str, str]:
        """The parts of the protocol that the curve is about: dimension to label."""
        named = {d: getattr(self, d) for d in ("arm", "group", "dose", "test")}
        return {dimension: label for dimension, label in named.items() if label is not None}


class TargetTable(Table):
    """A target file as a whole; ``peers`` names overlays of published models to draw with it.

    ``limitation`` says what the model lacks or gets wrong; it is told beside checks outside.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    id: str
    title: str
    population: str
    procedure: str
    citation: str
    address: str = ""
    status: Literal["verified", "recalled", "model-derived"]
    verification: str = ""
    note: str = ""
    limitation: str = ""
    runs: dict[str, Run] = Field(default_factory=dict)
    statistics: dict[str, AcrossPeople] = Field(default_factory=dict)
    checks: Annotated[dict[str, Check], Field(min_length=1)]
    curves: dict[str, Curve] = Field(default_factory=dict)
    peers: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> TargetTable:
        if not ID.fullmatch(self.id):
            raise ValueError(f"'{self.id}' is not an id; it is a letter and a number, as in 'E9'")
        for table in (self.runs, self.statistics, self.checks, self.curves):
            for name in table:
                if not NAME.fullmatch(name):
                    raise ValueError(
                        f"'{name}' is not a name of letters, digits and underscores that begins "
                        "with a letter"
                    )
        if STATISTICS in self.runs:
            raise ValueError(f"a run cannot be called '{STATISTICS}'; give it another name")
        return self
