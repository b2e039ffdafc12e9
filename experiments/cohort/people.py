"""The people of a cohort file as a list of runs: one person, one life, one examination each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.declarations import UserError, parameters
from experiments.protocol.schema import CohortChoice
from experiments.subject.cohort import LoadedCohort, load_cohort, sample
from experiments.subject.lived import person_path
from experiments.subject.reading import LoadedSubject, load_subject
from experiments.sweep.assigning import NOW, kind_of
from experiments.sweep.axes import check_path, common_unit, number_and_unit
from experiments.sweep.checking import check_keep
from experiments.sweep.files import content_hash, named_files, protocol_tables, subject_tables
from experiments.sweep.preparing import prepare
from experiments.sweep.work import Column, Told, Work

EXAMINATION = "examination"
"""The protocol that people undergo when no other is asked for."""

BASE = "base"
"""The subject whom all people vary."""

MOST_PEOPLE = 100_000


@dataclass
class Cohort(Work):
    """``size`` people of a cohort; the same file, seeds and size give the same people."""

    cohort: LoadedCohort
    protocol: str
    size: int
    cells: int = 1000
    seed: int = 1
    sample_seed: int = 1
    condition: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] = field(default_factory=dict)
    leap: bool | float = False

    kind = "cohort"

    def __len__(self) -> int:
        return self.size

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name of the cohort's file."""
        return self.cohort.name

    @cached_property
    def people(self) -> list[LoadedSubject]:
        """Everybody, as subjects."""
        choice = CohortChoice(
            name=str(self.cohort.path), size=self.size, seed=self.sample_seed, filter=self.condition
        )
        return sample(choice)

    @property
    def places(self) -> list[str]:
        """Places in the subject's file that differ between people."""
        return list(self.cohort.model.distributions)

    @cached_property
    def common(self) -> dict[str, Any]:
        """The protocol, the subject that all people vary, their lived states, what is kept."""
        base = subject_tables(load_subject(self.cohort.model.subject))
        diets: dict[str, str] = {}
        for person in self.people:
            diets |= named_files(person.raw)
        keep = {"measures": [], "series": [], "every": None, "population": [], **self.keep}
        states = [person_path(self.cohort.name, person.raw) for person in self.people]
        return {
            "protocol": self.protocol,
            "protocols": {self.protocol: protocol_tables(self.protocol)},
            "subject": BASE,
            "default_subject": BASE,
            "subjects": {BASE: base},
            "diets": diets,
            "states": {path.name: content_hash(path) for path in states if path.is_file()},
            "cells": self.cells,
            "set": dict(self.settings),
            "keep": keep,
            **({"measurement": self.cohort.measurement} if self.cohort.measurement else {}),
            **({"leap": self.leap} if self.leap else {}),
        }

    @cached_property
    def identity(self) -> Any:
        """The distributions and how people are drawn from them."""
        return {
            "distributions": self.cohort.model.model_dump(mode="json")["distributions"],
            "correlations": self.cohort.model.model_dump(mode="json")["correlations"],
            "size": self.size,
            "seed": self.seed,
            "sample_seed": self.sample_seed,
            "condition": self.condition,
        }

    def value(self, index: int, place: str) -> Any:
        """Return what stands at a place of the file of one person."""
        table: Any = self.people[index].raw
        for part in place.split("."):
            table = table[int(part) - 1] if isinstance(table, list) else table[part]
        return table

    def changes(self, index: int) -> dict[str, Any]:
        """The seed of one person and the places in which this person differs."""
        settings = {f"subject.{place}": self.value(index, place) for place in self.places}
        return {"seed": self.seed + index, "set": settings}

    def columns(self) -> list[Column]:
        """Person, seed, and what differs between people."""
        known = parameters()
        columns = [
            Column("person", "", "number of the person in the sample, from 1", "whole"),
            Column("seed", "", "what the differences between cells were drawn from", "whole"),
        ]
        for place in self.places:
            unit = self.units[place]
            declared = known.get(place)
            meaning = declared.meaning if declared else f"{place} of the subject"
            whole = known.get(place.removeprefix("constitution."))
            if declared is None and whole is not None:
                meaning = f"multiple of its declared value: {whole.meaning}"
            kind = "text" if unit is None else "number"
            columns.append(
                Column(place, unit or (declared.unit if declared else ""), meaning, kind)
            )
        return columns

    @cached_property
    def units(self) -> dict[str, str | None]:
        """Unit of each place ("" for plain numbers, None for words)."""
        return {
            place: common_unit([self.value(index, place) for index in range(self.size)])
            for place in self.places
        }

    def row(self, index: int) -> dict[str, Any]:
        """Person, seed, and what differs between people, of one person."""
        told: dict[str, Any] = {"person": index + 1, "seed": self.seed + index}
        for place in self.places:
            value = self.value(index, place)
            told[place] = value if self.units[place] is None else number_and_unit(value)[0]
        return told

    def name_of(self, index: int) -> str:
        """Return the number of a person."""
        return f"person {index + 1}"

    def further_columns(self) -> Mapping[str, Mapping[str, Told]]:
        """Meanings of the columns of people, prevalence and correlations."""
        from experiments.cohort.tables import COLUMNS

        return COLUMNS

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write people with their class, prevalences, correlations and a figure."""
        from experiments.cohort.tables import write_cohort

        index += write_cohort(self, folder)


def load_people(
    name: str,
    size: int,
    protocol: str = EXAMINATION,
    *,
    cells: int = 1000,
    seed: int = 1,
    sample_seed: int = 1,
    condition: str | None = None,
    settings: Mapping[str, Any] | None = None,
    keep: Mapping[str, Any] | None = None,
    leap: bool | float = False,
) -> Cohort:
    """Read a cohort by name or path and check that everybody in it can live and be examined."""
    import sim.body  # noqa: F401  (declares all parameters)

    if not 1 <= size <= MOST_PEOPLE:
        raise UserError(f"A cohort has 1 to {MOST_PEOPLE} people, not {size}.")
    loaded = load_cohort(name)
    cohort = Cohort(
        loaded, protocol, size, cells, seed, sample_seed, condition, settings or {}, keep or {},
        leap,
    )  # fmt: skip
    _check_measurement(cohort)
    known = parameters()
    for path, value in cohort.settings.items():
        check_path(path, path, known)
        if kind_of(path).startswith("parameters"):
            known[path.removeprefix(NOW)].check(value)
    check_keep(loaded.path.name, cohort.common)
    for index in range(size):
        try:
            prepare(cohort.common, cohort.changes(index)["set"])
        except ValueError as error:
            first = str(error).splitlines()[0]
            raise UserError(f"{loaded.path.name}: {cohort.name_of(index)}: {first}") from None
    return cohort


def _check_measurement(cohort: Cohort) -> None:
    """Refuse a scatter of quantities that no body has, or of results that nobody measures."""
    from experiments.naming import nearest
    from experiments.protocol.quantities import body_catalog
    from experiments.protocol.reading import load_protocol
    from experiments.protocol.specs import Specs

    declared, name = cohort.cohort.model.measurement, cohort.cohort.path.name
    for quantity in declared.samples:
        if not body_catalog().knows(quantity):
            raise UserError(f"{name}: measurement.samples: the body has no quantity '{quantity}'.")
    asked = [measure for result in declared.results.values() for measure in result.measures]
    if not asked:
        return
    protocols = dict.fromkeys((cohort.protocol, EXAMINATION))
    measures = [m for each in protocols for m in Specs(load_protocol(each)).all_specs()]
    for measure in asked:
        if measure not in measures:
            raise UserError(
                f"{name}: measurement.results: nobody measures '{measure}'; "
                f"{nearest(measure, measures)}"
            )
