"""Cohorts: virtual people sampled from distributions of body, genes and life.

A cohort file names a subject to begin with and the parts of it that vary, each by its place in
the subject's file ("genes.beta_cell_capacity", "person.bmi", "history.1.duration").  Correlated
parts are drawn together: normal scores with the stated correlations, each carried over to its
own distribution.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from experiments.protocol.conditions import Condition, condition
from experiments.protocol.fields import Share, Table
from experiments.protocol.files import find, read, with_includes
from experiments.protocol.problems import refuse, sentences_of
from experiments.protocol.scatter import MeasurementTable
from experiments.protocol.units import UnitError, amount_or_number, convert
from experiments.subject.reading import LoadedSubject, load_subject, subject_from_tables

if TYPE_CHECKING:
    import numpy as np

    from experiments.protocol.schema import CohortChoice

MOST_TRIES = 1000
_NORMAL = NormalDist()


class Distribution(Table):
    """How one part of a subject varies between people."""

    kind: Literal["normal", "lognormal", "uniform", "choice"]
    mean: str | float | None = None
    sd: str | float | None = None
    cv: Share | None = None
    low: str | float | None = None
    high: str | float | None = None
    values: tuple[str | float, ...] | None = None
    shares: tuple[Share, ...] | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Distribution":
        needed = {
            "normal": ("mean",),
            "lognormal": ("mean", "cv"),
            "uniform": ("low", "high"),
            "choice": ("values",),
        }
        for name in needed[self.kind]:
            if getattr(self, name) is None:
                raise ValueError(f"a {self.kind} distribution needs '{name}'")
        if self.kind == "normal" and (self.sd is None) == (self.cv is None):
            raise ValueError("a normal distribution needs either 'sd' or 'cv'")
        if self.shares is not None and (
            self.values is None or len(self.shares) != len(self.values)
        ):
            raise ValueError("'shares' are as many as 'values'")
        if self.shares is not None and not math.isclose(sum(self.shares), 1.0, abs_tol=1e-6):
            raise ValueError("'shares' add up to 100 %")
        return self

    def at(self, score: float) -> "str | float":
        """The value at a normal score, written with its unit."""
        if self.kind == "choice":
            assert self.values is not None
            shares = self.shares or tuple(1.0 / len(self.values) for _ in self.values)
            reached, place = 0.0, _NORMAL.cdf(score)
            for value, share in zip(self.values, shares, strict=True):
                reached += share
                if place <= reached:
                    return value
            return self.values[-1]
        mean, low, high = (
            None if v is None else amount_or_number(v) for v in (self.mean, self.low, self.high)
        )
        if self.kind == "uniform":
            assert low is not None
            assert high is not None
            value, sample = low.value + (high.to(low.unit) - low.value) * _NORMAL.cdf(score), low
        else:
            assert mean is not None
            sample = mean
            spread = (
                amount_or_number(self.sd).to(mean.unit)
                if self.sd is not None
                else abs(mean.value) * (self.cv or 0.0)
            )
            if self.kind == "normal":
                value = mean.value + spread * score
            else:
                sigma = math.sqrt(math.log1p((self.cv or 0.0) ** 2))
                value = mean.value * math.exp(sigma * score - 0.5 * sigma * sigma)
            if low is not None:
                value = max(value, low.to(sample.unit))
            if high is not None:
                value = min(value, high.to(sample.unit))
        if not sample.unit.text:
            return value
        signed = isinstance(self.mean, str) and self.mean.strip()[:1] in ("+", "-")
        return f"{value:{'+' if signed else ''}.8g} {sample.unit.text}"


class Correlation(Table):
    """Two parts that vary together."""

    between: tuple[str, str]
    r: Annotated[float, Field(gt=-1, lt=1)]


class CohortTable(Table):
    """A cohort file as a whole."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    title: str
    citation: tuple[str, ...] | str = ()
    description: str = ""
    subject: str | dict[str, Any] = "lean"
    distributions: Annotated[dict[str, Distribution], Field(min_length=1)]
    correlations: tuple[Correlation, ...] = ()
    measurement: MeasurementTable = MeasurementTable()

    @model_validator(mode="after")
    def _correlates_what_varies(self) -> "CohortTable":
        for pair in self.correlations:
            for name in pair.between:
                if name not in self.distributions:
                    raise ValueError(f"'{name}' is correlated but has no distribution")
        return self


@dataclass(frozen=True)
class LoadedCohort:
    """A cohort file after reading."""

    name: str
    path: Path
    model: CohortTable

    @property
    def measurement(self) -> dict[str, Any]:
        """The scatter of measurement as plain data; empty where none is declared."""
        table = self.model.measurement
        return table.model_dump(mode="json") if table.samples or table.results else {}


def load_cohort(name: str, beside: Path | None = None) -> LoadedCohort:
    """Read a cohort by built-in name or by path."""
    path = find("cohort", name, beside)
    try:
        model = CohortTable.model_validate(with_includes("cohort", path, read(path)))
        raw = dict(load_subject(model.subject).raw)
        for place, distribution in model.distributions.items():
            raw = _placed(raw, place.split("."), distribution.at(0.0), path.name)
    except (ValidationError, UnitError) as error:
        refuse(
            path.name,
            *(sentences_of(error) if isinstance(error, ValidationError) else [f"{error}."]),
        )
        raise AssertionError from None
    subject_from_tables(path.stem, path, raw)
    return LoadedCohort(path.stem, path, model)


def sample(choice: "CohortChoice", beside: Path | None = None) -> list[LoadedSubject]:
    """People of a cohort; the same choice gives the same people."""
    import numpy as np

    cohort = load_cohort(choice.name, beside)
    rng = np.random.default_rng(choice.seed)
    names = list(cohort.model.distributions)
    root = _root(cohort)
    wanted = None if choice.filter is None else _filter(cohort, choice.filter)
    base = load_subject(cohort.model.subject)
    people: list[LoadedSubject] = []
    for _ in range(MOST_TRIES * choice.size):
        scores = root @ rng.standard_normal(len(names))
        raw: dict[str, Any] = dict(base.raw)
        for name, score in zip(names, scores, strict=True):
            raw = _placed(
                raw,
                name.split("."),
                cohort.model.distributions[name].at(float(score)),
                cohort.path.name,
            )
        person = subject_from_tables(f"{cohort.name}_{len(people) + 1}", cohort.path, raw)
        if wanted is None or _is_wanted(person, wanted):
            people.append(person)
        if len(people) == choice.size:
            return people
    refuse(
        cohort.path.name,
        f"hardly anybody fits '{choice.filter}': {len(people)} of {choice.size} people found.",
    )
    raise AssertionError


def _root(cohort: LoadedCohort) -> "np.ndarray":
    import numpy as np

    names = list(cohort.model.distributions)
    matrix = np.eye(len(names))
    for pair in cohort.model.correlations:
        one, other = (names.index(name) for name in pair.between)
        matrix[one, other] = matrix[other, one] = pair.r
    try:
        return np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        refuse(cohort.path.name, "the correlations contradict one another.")
        raise AssertionError from None


def _placed(
    raw: dict[str, Any], path: list[str], value: "str | float", source: str
) -> dict[str, Any]:
    """Tables in which one value is replaced; lists count from 1."""
    head, rest = path[0], path[1:]
    if not rest:
        changed = {**raw, head: value}
        for one, other in (("weight", "bmi"), ("bmi", "weight")):
            if head == one:
                changed.pop(other, None)
        return changed
    inner = raw.get(head, {})
    if isinstance(inner, list):
        if not rest[0].isdigit() or not 1 <= int(rest[0]) <= len(inner):
            refuse(
                source,
                f"distributions: '{'.'.join(path)}' leads nowhere; '{head}' has {len(inner)} "
                "parts.",
            )
        place = int(rest[0]) - 1
        return {
            **raw,
            head: [
                _placed(item, rest[1:], value, source) if number == place else item
                for number, item in enumerate(inner)
            ],
        }
    return {**raw, head: _placed(inner, rest, value, source)}


def _filter(cohort: LoadedCohort, text: str) -> Condition:
    try:
        return condition(text)
    except UnitError as error:
        refuse(cohort.path.name, f"filter: {error}.")
        raise AssertionError from None


def _is_wanted(person: LoadedSubject, wanted: Condition) -> bool:
    table = person.model.person
    units = {"bmi": "kg/m2", "weight": "kg", "height": "m", "age": "years", "body_fat": ""}
    values = {
        "bmi": table.kilograms() / table.height.to("m") ** 2,
        "weight": table.kilograms(),
        "height": table.height.to("m"),
        "age": table.age,
        "body_fat": table.body_fat,
        **{f"genes.{name}": value for name, value in person.model.genes.items()},
    }
    for clause in wanted.clauses:
        if clause.quantity not in values or clause.verb not in ("above", "below"):
            refuse(
                person.path.name,
                f"filter: '{clause.quantity} {clause.verb}' is not known; "
                f"use {', '.join(values)} with 'above' or 'below'.",
            )
    sizes = [convert(c.size.value, c.size.unit, units.get(c.quantity, "")) for c in wanted.clauses]
    return wanted.holds(values, values, sizes)
