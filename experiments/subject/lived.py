"""Lived states of built-in subjects and cohorts: made once, shipped, and loaded instead of relived.

A state is valid for the model that lived it and for the life that was lived. When either has
changed since, the state is still used, with a warning that names the command which lives it again.
A run with other cells than the shipped ones resamples them; a run with settings from birth
relives the history.

People of a cohort are found by what their file would say, so that nobody is taken for somebody else
after the cohort's file has changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.subject.lives import life_hash, lives_in, note_life
from experiments.subject.living import live

if TYPE_CHECKING:
    from experiments.subject.reading import LoadedSubject

HOME = Path(__file__).resolve().parent.parent
FOLDER = HOME / "subjects" / "lived"
PEOPLE_FOLDER = HOME / "cohorts" / "lived"
SEED = 1
CELLS = 1000

PEOPLE = 80
"""People of a cohort whose states are shipped."""

PEOPLE_CELLS = 150
"""Cells of each of them: statistics across people need many people rather than many cells."""

_warned: set[str] = set()


def lived_path(name: str) -> Path:
    """Return where the lived state of a built-in subject is kept."""
    return FOLDER / f"{name}.npz"


def person_path(cohort: str, tables: Mapping[str, Any]) -> Path:
    """Return where the lived state of somebody of a cohort is kept, by this person's tables."""
    text = json.dumps(tables, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return PEOPLE_FOLDER / cohort / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.npz"


def shipped_state(subject: LoadedSubject) -> Path | None:
    """Return the lived state of an unaltered built-in subject or somebody of a cohort, if any."""
    from experiments.subject.reading import load_subject

    if not subject.model.history:
        return None
    path = lived_path(subject.name)
    if path.is_file() and load_subject(subject.name).model == subject.model:
        return path
    cohorts = sorted(PEOPLE_FOLDER.iterdir()) if PEOPLE_FOLDER.is_dir() else []
    for cohort in cohorts:
        path = person_path(cohort.name, subject.raw)
        if path.is_file():
            return path
    for cohort in cohorts:
        if subject.name.startswith(f"{cohort.name}_"):
            _warn(
                cohort.name,
                f"{subject.name} is not among the lived people of {cohort.name}, whose file or "
                "size may have changed, and lives a life of years now.",
                f"live --cohort {cohort.name}",
            )
    return None


def lived_body(subject: LoadedSubject, *, cells: int, seed: int) -> Any | None:
    """Return the shipped body of a subject or somebody of a cohort, or None if there is none."""
    path = shipped_state(subject)
    if path is None or (path.parent == FOLDER and seed != SEED):
        return None
    from sim import checkpoint

    whose = subject.name if path.parent == FOLDER else path.parent.name
    changed = changed_since(subject, path) if whose not in _warned else ""
    if changed:
        _warn(
            whose,
            f"the lived state of {whose} was made by another version of {changed}; it is used as "
            "it is.",
            f"live {whose}" if path.parent == FOLDER else f"live --cohort {whose}",
        )
    body = checkpoint.load(path, accept_other_version=True)
    if body.seed != seed:
        return None
    return (
        body
        if cells == body.cell_count
        else checkpoint.load(path, cells=cells, accept_other_version=True)
    )


def changed_since(subject: LoadedSubject, path: Path) -> str:
    """Return what has changed since a state was lived, or "" if nothing has."""
    from agents.model_hash import model_hash
    from sim import checkpoint

    if checkpoint.model_of(path) != model_hash():
        return "the model"
    own = path.parent == FOLDER
    same = not own or lives_in(FOLDER).get(subject.name) == life_hash(subject)
    return "" if same else "its history"


def _warn(whose: str, text: str, command: str) -> None:
    """Say once what is wrong with somebody's state and which command makes it again."""
    if whose not in _warned:
        _warned.add(whose)
        print(f"glucell: {text} 'glucell {command}' makes it again.", file=sys.stderr)


def make_lived(subject: LoadedSubject, tell: Callable[[float, str], None]) -> Path:
    """Live the history of a built-in subject from birth and keep the state it reaches."""
    path = make_state(subject, lived_path(subject.name), CELLS, SEED, tell)
    note_life(path.parent, subject)
    return path


def make_state(
    subject: LoadedSubject,
    path: Path,
    cells: int,
    seed: int,
    tell: Callable[[float, str], None] = lambda minutes, text: None,
) -> Path:
    """Live the history of a subject from birth and keep the state it reaches at a place."""
    from sim import checkpoint
    from sim.body import Body

    parameters = subject.parameters()
    newborn = Body(subject.person(), cells=cells, rng=seed, parameters=parameters)
    body = live(newborn, subject, tell)
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(body, path)
    return path
