"""The files that a run depends on, gathered so that a run needs no file any more.

Protocols and subjects are written out with what they include; diets, states and cohorts that they
name are kept as hashes, so that a run is known by their content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.protocol.files import find
from experiments.protocol.reading import LoadedProtocol, load_protocol
from experiments.subject.lived import shipped_state
from experiments.subject.reading import LoadedSubject, load_subject

NAMED = ("diet", "cohort")
"""Keys whose text names another file."""


def protocol_tables(name: str | Path | LoadedProtocol) -> dict[str, Any]:
    """Return name and tables of a protocol, those of its tests written into it."""
    loaded = load_protocol(name)
    tables = dict(loaded.raw)
    if loaded.model.tests:
        tests = {}
        for key, table in tables["tests"].items():
            inner = loaded.tests[key]
            tests[key] = {**table, "protocol": {**inner.raw, "title": inner.title}}
        tables["tests"] = tests
    _refuse_text_times(tables, loaded.path.name)
    return {"name": loaded.name, "tables": tables, "files": named_files(tables)}


def subject_tables(name: str | Path | LoadedSubject) -> dict[str, Any]:
    """Return name and tables of a subject, with a hash of the lived state shipped beside it.

    ``_path`` is where the file lies here; it is no part of what decides a run.
    """
    loaded = load_subject(name)
    files = named_files(loaded.raw)
    state = shipped_state(loaded)
    if state is not None:
        files[state.name] = content_hash(state)
    tables = dict(loaded.raw)
    _refuse_text_times(tables, loaded.path.name)
    path = str(loaded.path) if loaded.path.is_file() else ""
    return {"name": loaded.name, "tables": tables, "files": files, "_path": path}


def named_files(tables: Any) -> dict[str, str]:
    """Return a hash of the content of every file that tables name."""
    return {
        f"{kind} {name}": content_hash(find(kind, name))
        for kind, name in sorted(set(_named(tables)))
    }


def _named(tables: Any) -> Iterator[tuple[str, str]]:
    if isinstance(tables, Mapping):
        for key, value in tables.items():
            if key in NAMED and isinstance(value, str):
                yield key, value
            elif key == "cohort" and isinstance(value, Mapping) and "name" in value:
                yield key, value["name"]
            else:
                yield from _named(value)
    elif isinstance(tables, list | tuple):
        for value in tables:
            yield from _named(value)


def content_hash(path: Path) -> str:
    """Return a hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _refuse_text_times(tables: Any, source: str) -> None:
    """Refuse dates and times of TOML, which no field takes and plain data cannot hold."""
    if isinstance(tables, Mapping):
        for value in tables.values():
            _refuse_text_times(value, source)
    elif isinstance(tables, list | tuple):
        for value in tables:
            _refuse_text_times(value, source)
    elif not isinstance(tables, str | int | float | bool | None):
        raise UserError(
            f"{source}: {tables} is a date or time of TOML; write it as text in quotes."
        )
