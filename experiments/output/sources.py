"""The input files that a run was made of: protocols, their parts and tests, subjects, diets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.protocol.reading import LoadedProtocol
    from experiments.subject.reading import LoadedSubject


def files_of(protocol: LoadedProtocol, subjects: Iterable[LoadedSubject]) -> list[dict[str, str]]:
    """Return kind, name, SHA-256 and full text of every input file of a run."""
    found: dict[Path, tuple[str, str]] = {}
    _add_protocol(protocol, found)
    for subject in subjects:
        _add_subject(subject, found)
    told = []
    for path, (kind, text) in found.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        told.append({"kind": kind, "name": path.name, "sha256": digest, "text": text})
    return told


def _add(kind: str, path: Path, found: dict[Path, tuple[str, str]]) -> bool:
    """Note a file and what it includes; tell whether it was new and readable."""
    from experiments.protocol.files import find, parse

    path = path.resolve()
    if path in found or not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    found[path] = (kind, text)
    included = parse(text, path.name).get("include", [])
    for name in [included] if isinstance(included, str) else included:
        _add(kind, find(kind, name, path.parent), found)
    return True


def _add_protocol(protocol: LoadedProtocol, found: dict[Path, tuple[str, str]]) -> None:
    from experiments.subject.reading import load_subject

    _add("protocol", protocol.path, found)
    model = protocol.model
    for inner in protocol.tests.values():
        _add_protocol(inner, found)
    chosen = [model.subject, *(group.subject for group in model.groups.values())]
    for choice in chosen:
        if choice is not None and choice.name is not None:
            _add_subject(load_subject(choice.name), found)
    diets = {model.background.diet, *(getattr(e, "diet", None) for e in model.events.values())}
    _add_diets(diets, found)


def _add_subject(subject: LoadedSubject, found: dict[Path, tuple[str, str]]) -> None:
    _add("subject", subject.path, found)
    diets: set[Any] = {subject.model.habits.diet}
    for phase in subject.model.history:
        diets |= {getattr(event, "diet", None) for event in phase.events.values()}
    _add_diets(diets, found)


def _add_diets(names: set[Any], found: dict[Path, tuple[str, str]]) -> None:
    from experiments.protocol.files import find

    for name in sorted(name for name in names if isinstance(name, str)):
        _add("diet", find("diet", name), found)
