"""Lived states of the built-in subjects: made once, shipped, and loaded instead of relived.

A state is valid for the model that lived it. When the model has changed since, the state is still
used, with a warning that names the command which lives it again. A run with other cells than the
shipped ones resamples them; a run with settings from birth relives the history.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.subject.living import live

if TYPE_CHECKING:
    from experiments.subject.reading import LoadedSubject

FOLDER = Path(__file__).resolve().parent.parent / "subjects" / "lived"
SEED = 1
CELLS = 1000

_warned: set[str] = set()


def lived_path(name: str) -> Path:
    """Return where the lived state of a built-in subject is kept."""
    return FOLDER / f"{name}.npz"


def lived_body(subject: LoadedSubject, *, cells: int, seed: int) -> Any | None:
    """Return the shipped body of an unaltered built-in subject, or None if there is none."""
    from experiments.subject.reading import load_subject

    path = lived_path(subject.name)
    if seed != SEED or not subject.model.history or not path.exists():
        return None
    if load_subject(subject.name).model != subject.model:
        return None
    from agents.compiled import source_hash
    from sim import checkpoint

    if checkpoint.model_of(path) != source_hash() and subject.name not in _warned:
        _warned.add(subject.name)
        print(
            f"glucell: the lived state of {subject.name} was made by another version of the model; "
            f"it is used as it is. 'glucell live {subject.name}' makes it again.",
            file=sys.stderr,
        )
    return checkpoint.load(path, cells=None if cells == CELLS else cells, accept_other_version=True)


def make_lived(subject: LoadedSubject, tell: Callable[[float, str], None]) -> Path:
    """Live the history of a subject from birth and keep the state it reaches."""
    from sim import checkpoint
    from sim.body import Body

    body = live(Body(subject.person(), cells=CELLS, rng=SEED), subject, tell)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = lived_path(subject.name)
    checkpoint.save(body, path)
    return path
