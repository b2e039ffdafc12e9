"""From target files to targets whose every name has been checked, without simulating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agents.declarations import UserError
from experiments.naming import nearest
from experiments.protocol.files import read, with_includes
from experiments.protocol.problems import refuse, sentences_of
from experiments.protocol.reading import LoadedProtocol, from_tables, load_protocol
from experiments.subject.cohort import LoadedCohort, load_cohort
from experiments.subject.reading import LoadedSubject, load_subject
from experiments.validation.schema import ID, Run, TargetTable

HOME = Path(__file__).resolve().parent
TARGETS = HOME / "targets"

SECTIONS = {
    "A": "Fasting values",
    "B": "Glucose by mouth and into a vein",
    "C": "Clamps",
    "D": "Cells and molecules",
    "E": "Lipid in the wrong place",
    "F": "Inflammation",
    "G": "Movement and rest",
    "H": "Weight",
    "I": "The years before diabetes",
    "J": "Relatives of people with diabetes",
}
"""What the targets of each section are about; the section is the first letter of an id."""


@dataclass(frozen=True)
class LoadedRun:
    """A run of a target with its protocol, and the subject or cohort it is performed on."""

    table: Run
    protocol: LoadedProtocol
    subject: LoadedSubject | None
    cohort: LoadedCohort | None


@dataclass(frozen=True)
class Target:
    """A target file after reading."""

    path: Path
    model: TargetTable
    runs: Mapping[str, LoadedRun] = field(repr=False)

    @property
    def id(self) -> str:
        """Letter and number of the target."""
        return self.model.id

    @property
    def section(self) -> str:
        """Letter of the section."""
        return self.id[0]


def order_of(name: str) -> tuple[str, int]:
    """Key that puts ids in order: A1, A2, ..., A10, B1."""
    return name[0], int(name[1:])


def target_ids(folder: Path | None = None) -> list[str]:
    """Ids of all targets in a folder (the built-in one), in order."""
    folder = folder or TARGETS
    return sorted((p.stem for p in folder.glob("*.toml") if ID.fullmatch(p.stem)), key=order_of)


def chosen_ids(
    ids: Sequence[str] = (), sections: Sequence[str] = (), folder: Path | None = None
) -> list[str]:
    """Return the ids asked for, in order; all without any wish. Refuse what does not exist."""
    known = target_ids(folder)
    if not known:
        raise UserError(f"There are no targets in {folder or TARGETS}.")
    letters = sorted({name[0] for name in known})
    wanted = set()
    for name in ids:
        if name.upper() not in known:
            raise UserError(f"There is no target '{name}'; {nearest(name.upper(), known)}")
        wanted.add(name.upper())
    for letter in sections:
        if letter.upper() not in letters:
            raise UserError(f"There is no section '{letter}'; the sections are {_joined(letters)}.")
        wanted |= {name for name in known if name[0] == letter.upper()}
    return [name for name in known if name in wanted or not (ids or sections)]


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def load_targets(
    ids: Iterable[str] = (), sections: Iterable[str] = (), folder: Path | None = None
) -> list[Target]:
    """Read targets, all of them where none is named, and check every name in them.

    Raises a UserError of one line per problem.
    """
    from experiments.validation.names import name_problems

    folder = folder or TARGETS
    problems: list[str] = []
    targets = []
    for name in chosen_ids(list(ids), list(sections), folder):
        try:
            target = load_target(folder / f"{name}.toml")
            told = name_problems(target)
            if told:
                refuse(target.path.name, *told)
            targets.append(target)
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    return targets


def load_target(path: Path) -> Target:
    """Read one target file with its protocols and subjects."""
    return target_from_tables(path, read(path))


def target_from_tables(path: Path, tables: Mapping[str, Any]) -> Target:
    """Validate the tables of a target file, and read the protocols and subjects that it names."""
    try:
        model = TargetTable.model_validate(tables)
    except ValidationError as error:
        refuse(path.name, *sentences_of(error))
        raise AssertionError from None
    if model.id != path.stem:
        refuse(path.name, f"the file of target {model.id} is called {model.id}.toml.")
    runs = {}
    for name, run in model.runs.items():
        try:
            runs[name] = _loaded(run, f"{model.id}_{name}", path)
        except UserError as error:
            refuse(path.name, *(f"runs.{name}: {line}" for line in str(error).splitlines()))
    return Target(path, model, runs)


def _loaded(run: Run, name: str, path: Path) -> LoadedRun:
    if isinstance(run.protocol, str):
        protocol = load_protocol(run.protocol, beside=path.parent.parent)
    else:
        tables = {"schema": 1, "title": name, **run.protocol}
        protocol = from_tables(name, path, with_includes("protocol", path, tables))
    subject = load_subject(run.subject, beside=path.parent.parent) if run.subject else None
    cohort = load_cohort(run.cohort) if run.cohort else None
    if cohort is not None and protocol.model.groups:
        refuse(protocol.path.name, "a protocol with groups cannot be performed on a cohort.")
    return LoadedRun(run, protocol, subject, cohort)
