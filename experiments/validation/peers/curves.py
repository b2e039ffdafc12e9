"""Recorded curves of published models: numbers, and where each of them comes from."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError, model_validator

from agents.declarations import unknown
from experiments.protocol.problems import refuse, sentences_of
from experiments.validation.peers.equations import Equations, Table, load_equations

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).with_name("curves")


class Course(Table):
    """A course in time: recorded ``every`` so long ``until`` its end, in the model's time."""

    until: float = Field(gt=0)
    every: float = Field(gt=0)


class Doses(Table):
    """A dose response: a constant takes values in turn, read off ``after`` so long."""

    constant: str
    unit: str
    values: tuple[float, ...] = Field(min_length=3)
    after: float = Field(gt=0)


class Provenance(Table):
    """Where a curve comes from, and how it is made again."""

    version: int = Field(alias="schema", ge=1, le=1)
    title: str
    model: str
    variant: str
    license: str
    simulator: str
    recorded: datetime.date
    checked: str
    course: Course | None = None
    doses: Doses | None = None

    @model_validator(mode="after")
    def one_kind(self) -> Provenance:
        """Refuse both a course and doses, or neither."""
        if (self.course is None) == (self.doses is None):
            raise ValueError("give either 'course' or 'doses'")
        return self

    @property
    def equations(self) -> Equations:
        """The model that gives the curve."""
        return load_equations(self.model)

    @property
    def columns(self) -> list[str]:
        """Names of the columns with their units: what varies, then the read-outs."""
        equations = self.equations
        if self.course is not None:
            first = labeled("time", equations.time_unit)
        else:
            assert self.doses is not None
            first = labeled(self.doses.constant, self.doses.unit)
        return [first, *(labeled(n, r.unit) for n, r in equations.readouts.items())]


@dataclass(frozen=True)
class Curve:
    """What a published model gives: read-outs (columns) by time or dose (index), their units, and
    who published it, as a figure names it."""

    peer: str
    table: pd.DataFrame
    units: Mapping[str, str]


def labeled(name: str, unit: str) -> str:
    """Return the head of a column: name and unit."""
    return f"{name} [{unit}]"


def curve_names() -> list[str]:
    """Return the names of all recorded curves."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_provenance(name: str) -> Provenance:
    """Read where a curve comes from."""
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise unknown("recorded curve", name, curve_names())
    try:
        return Provenance.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        refuse(path.name, *sentences_of(error))
        raise AssertionError from None


def load_curve(name: str) -> Curve:
    """Read a recorded curve."""
    import pandas as pd

    provenance = load_provenance(name)
    equations = provenance.equations
    table = pd.read_csv(FOLDER / f"{name}.csv", index_col=0)
    if [table.index.name, *table.columns] != provenance.columns:
        refuse(f"{name}.csv", "its columns are not those of its model; record it again.")
    table.columns = list(equations.readouts)
    table.index.name = str(table.index.name).partition(" ")[0]
    return Curve(equations.title, table, {n: r.unit for n, r in equations.readouts.items()})
