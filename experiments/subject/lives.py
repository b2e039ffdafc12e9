"""What a life is made of, as a hash: kept beside lived states, to tell when their life changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.subject.reading import LoadedSubject

NAME = "lives.json"
WORDS = {"title", "description", "citation", "note", "schema"}
"""Keys of subjects and diets that change no life."""


def life_hash(subject: LoadedSubject) -> str:
    """Return a hash of a person, the genes, the habits, the history and the diets in them."""
    from experiments.protocol.files import find, read

    diets: set[Any] = {subject.model.habits.diet}
    for phase in subject.model.history:
        diets |= {getattr(event, "diet", None) for event in phase.events.values()}
    named = sorted(name for name in diets if isinstance(name, str))
    life = [subject.raw, [read(find("diet", name)) for name in named]]
    text = json.dumps(_without_words(life), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _without_words(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_words(v) for key, v in data.items() if key not in WORDS}
    return [_without_words(item) for item in data] if isinstance(data, list) else data


def lives_in(folder: Path) -> dict[str, str]:
    """Return the hash of the life behind each state in a folder, by the subject's name."""
    path = folder / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def note_life(folder: Path, subject: LoadedSubject) -> None:
    """Note the life behind the state of a subject that has just been made in a folder."""
    lives = {**lives_in(folder), subject.name: life_hash(subject)}
    text = json.dumps(lives, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")
