"""Which runs a choice of targets needs: each once, whoever asks for it.

Two targets share a run where protocol, person, cells, seed and settings are the same, whatever the
files are called. A cohort is as many runs as it has people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from experiments.protocol.bodies import Bodies
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.schema import CohortChoice
from experiments.subject.cohort import sample
from experiments.subject.lived import PEOPLE, PEOPLE_CELLS
from experiments.subject.reading import LoadedSubject
from experiments.sweep.files import protocol_tables, subject_tables
from experiments.sweep.work import digest
from experiments.validation import curves, effort, facts
from experiments.validation.names import names_of
from experiments.validation.reading import LoadedRun, Target

CELLS = 1000
"""Cells of a run, as in other commands and as shipped lived subjects have."""

QUICK_CELLS = 200
"""Cells of a run with ``--quick``."""


@dataclass(frozen=True)
class Options:
    """What holds for all runs of a validation.

    ``settings`` are parameters from birth, so that histories are lived again; ``settings_now``
    hold from the start of each protocol. ``quick`` leaves out what is marked long;
    ``from_scratch`` lives all histories instead of loading shipped states.
    """

    cells: int = CELLS
    seed: int = 1
    settings: Mapping[str, float] = field(default_factory=dict)
    settings_now: Mapping[str, float] = field(default_factory=dict)
    quick: bool = False
    from_scratch: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


@dataclass
class PlannedRun:
    """One run: everything that decides it as plain data, and who uses it (target and its run).

    ``title`` is the name of the protocol; ``lives`` are the lives that may have to be lived for it,
    with their effort.
    """

    data: dict[str, Any]
    title: str
    subject: str
    effort: float
    lives: dict[str, float]
    person: int = 0
    users: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Plan:
    """The runs of a validation; ``places`` tells which belong to a run of a target."""

    runs: list[PlannedRun]
    places: dict[tuple[str, str], list[int]]
    skipped: set[tuple[str, str]]


def plan_runs(targets: Sequence[Target], options: Options) -> Plan:
    """Collect the runs of targets, those that take longest first."""
    users: dict[str, list[tuple[str, str]]] = {}
    drafts: dict[str, tuple[LoadedRun, LoadedSubject, int, dict[str, Any]]] = {}
    asked: dict[str, dict[str, Any]] = {}
    skipped = set()
    for target in targets:
        for name, run in target.runs.items():
            if options.quick and run.table.cost == "long":
                skipped.add((target.id, name))
                continue
            for number, person in enumerate(people_of(run)):
                draft = _draft(run, person, number, options)
                key = digest(draft)
                drafts.setdefault(key, (run, person, number, draft))
                users.setdefault(key, []).append((target.id, name))
                asked.setdefault(key, {}).update(_requests(target, name, run.protocol))
    runs = []
    for key, (run, person, number, draft) in drafts.items():
        planned = _planned(run, person, draft, asked[key])
        planned.person = number + 1 if run.cohort is not None else 0
        planned.users = users[key]
        runs.append(planned)
    runs.sort(key=lambda planned: -planned.effort - sum(planned.lives.values()))
    _share_lives(runs)
    places: dict[tuple[str, str], list[int]] = {}
    for place, planned in enumerate(runs):
        for user in planned.users:
            places.setdefault(user, []).append(place)
    for several in places.values():
        several.sort(key=lambda place: runs[place].person)
    return Plan(runs, places, skipped)


def people_of(run: LoadedRun) -> list[LoadedSubject]:
    """Return on whom a run is performed: one subject, or the people of a cohort."""
    if run.cohort is not None:
        return sample(CohortChoice(name=str(run.cohort.path), size=run.table.size or PEOPLE))
    return [run.subject or Bodies().chosen(run.protocol.model.subject, None)]


def _draft(run: LoadedRun, person: LoadedSubject, number: int, options: Options) -> dict[str, Any]:
    """Return everything that decides a run but its curves."""
    on_people = run.cohort is not None
    now = {f"now.{name}": value for name, value in options.settings_now.items()}
    tables = subject_tables(person)
    measurement = run.cohort.measurement if run.cohort is not None else {}
    return {
        "protocol": protocol_tables(run.protocol)["tables"],
        "files": protocol_tables(run.protocol)["files"] | _named_people(run.protocol),
        "subject": {name: tables[name] for name in ("name", "tables", "files")},
        "facts": on_people,
        "cells": min(options.cells, PEOPLE_CELLS) if on_people else options.cells,
        "seed": options.seed + number,
        "set": {**options.settings, **now},
        "from_scratch": options.from_scratch,
        **({"measurement": measurement} if measurement else {}),
    }


def _named_people(protocol: LoadedProtocol) -> dict[str, str]:
    """Return a hash of every subject that the groups of a protocol name, and of its state."""
    choices = [group.subject for group in protocol.model.groups.values()]
    names = {choice.name for choice in choices if choice is not None and choice.name is not None}
    found = {}
    for name in sorted(names):
        tables = subject_tables(name)
        found[f"subject {name}"] = digest([tables["tables"], tables["files"]])[:16]
    return found


def _requests(target: Target, run: str, protocol: LoadedProtocol) -> dict[str, dict[str, Any]]:
    """Return what the curves of a target ask of one of its runs."""
    asked = {}
    for curve in target.model.curves.values():
        if curve.run == run and curve.quantity is not None:
            one = curves.request(curve, protocol)
            asked[curves.key_of(one)] = one
    return asked


def _planned(
    run: LoadedRun, person: LoadedSubject, draft: dict[str, Any], asked: dict[str, Any]
) -> PlannedRun:
    """Add to a run what its curves and the facts about its people need."""
    asked = dict(sorted(asked.items()))
    tables = curves.with_curves(draft["protocol"], asked)
    if draft["facts"]:
        measured = names_of(run).specs.all_specs()
        more = facts.added_measures(measured)
        tables = {**tables, "measures": {**tables.get("measures", {}), **more}}
    anew = draft["from_scratch"] or any(not name.startswith("now.") for name in draft["set"])
    lives = {
        digest([somebody.raw, draft["cells"], draft["seed"]]): effort.life_of(
            somebody, draft["cells"], anew=anew
        )
        for somebody in effort.people_of(run.protocol, person)
    }
    return PlannedRun(
        {**draft, "protocol": tables, "curves": asked},
        run.protocol.name,
        person.name,
        effort.effort_of(run.protocol, draft["cells"]),
        lives,
    )


def _share_lives(runs: Sequence[PlannedRun]) -> None:
    """Add each life to the effort of the first run that needs it; the others copy the body."""
    lived: set[str] = set()
    for planned in runs:
        for key, minutes in planned.lives.items():
            planned.effort += 0.0 if key in lived else minutes
            lived.add(key)
