"""A screen as a file and back: the protocol that repeats it, and the commands that do."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.page.script import NOBODY, SAVED, Script, script_of
from experiments.protocol.files import parse
from experiments.protocol.reading import from_tables
from experiments.protocol.times import DAY

FILE_NAME = "glucell_page.toml"
LARGEST = 200_000
"""Bytes of a configuration that a page accepts."""

MEASURED = {
    "glucose": "mmol/l", "insulin": "pmol/l", "weight": "kg", "liver_fat": "%",
    "glycated_hemoglobin": "%",
}  # fmt: skip


def tables_of(scene: Any) -> dict[str, Any]:
    """Return the tables of the protocol that does what was done on the page so far."""
    script: Script = scene.script
    compared = len(script.parts) > 1
    tables: dict[str, Any] = {
        "schema": 1,
        "title": script.title or "A screen of the browser page",
        "description": "Written by the browser page: what was on the screen when it was saved.",
        "preparation": {
            "run_in": f"{script.run_in + script.lead - _lead(scene):.10g} min",
            "clock": f"{int(script.clock // 60):02d}:{int(script.clock % 60):02d}",
            "weekday": script.weekday,
        },
    }
    if script.background_table:
        tables["background"] = dict(script.background_table)
    who = [_person(part.subject) for part in script.parts]
    changed = [dict(part.birth) for part in script.parts]
    if compared or any(changed):
        tables["groups"] = {
            "ab"[place]: {"subject": person, **({"parameters": birth} if birth else {})}
            for place, (person, birth) in enumerate(zip(who, changed, strict=True))
        }
    else:
        tables["subject"] = who[0]
    events: dict[str, Any] = {}
    for number, marker in enumerate(scene.markers):
        table = {k: v for k, v in marker.table.items() if k not in ("groups", "arms")}
        if marker.whom and compared:
            table["groups"] = [marker.whom.lower()]
        key = marker.key if marker.key not in events else f"{marker.key}_{number}"
        events[key] = table
    for place, part in enumerate(script.parts):
        if part.now:
            events[f"set_before_{'ab'[place]}"] = {
                "type": "set", "start": f"-{script.run_in + script.lead:.10g} min",
                "parameters": dict(part.now), **({"groups": ["ab"[place]]} if compared else {}),
            }  # fmt: skip
    now = scene.time
    events[SAVED] = {"type": "mark", "start": f"{now:.10g} min", "note": "the screen was saved"}
    tables["events"] = events
    tables["measures"] = {
        name: {"quantity": name, "unit": unit, "at": f"{now:.10g} min"}
        for name, unit in MEASURED.items()
    }
    return tables


def _lead(scene: Any) -> float:
    """Return how long before time 0 the first event of the page begins, min."""
    return max([0.0, *(-marker.start for marker in scene.markers)])


def _person(subject: Any) -> Any:
    """Return a subject by its name, or its file, with what was changed of it."""
    from experiments.protocol.files import names_of
    from experiments.subject.reading import load_subject

    built_in = subject.name in names_of("subject")
    name = subject.name if built_in else str(subject.path.resolve())
    own = load_subject(name)
    if own.model == subject.model:
        return name
    changes = {
        part: {k: v for k, v in subject.raw.get(part, {}).items()
               if own.raw.get(part, {}).get(k) != v}
        for part in ("person", "genes", "habits")
    }  # fmt: skip
    choice = {"name": name, **changes.pop("person")}
    return {**choice, **{part: changed for part, changed in changes.items() if changed}}


def to_toml(tables: Mapping[str, Any]) -> str:
    """Return tables as the text of a TOML file."""
    return "\n".join(_lines(tables, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {k: v for k, v in table.items() if not _is_table(v, path)}
    nested = {k: v for k, v in table.items() if _is_table(v, path)}
    lines = []
    if path and (plain or not nested):
        lines += ["", "[" + ".".join(_key(part) for part in path) + "]"]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in nested.items():
        lines += _lines(value, (*path, key))
    return lines


def _is_table(value: Any, path: tuple[str, ...]) -> bool:
    return isinstance(value, Mapping) and len(path) < 2


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(str(value), ensure_ascii=False)


def read_configuration(name: str, data: bytes, size: int = 0) -> Script:
    """Return the script of a file that a visitor loads; a bad one is refused in a sentence."""
    if max(len(data), size) > LARGEST:
        raise UserError(
            f"{name} has {max(len(data), size)} bytes; a protocol is a text of at most {LARGEST}."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is not a text file; a protocol in TOML is expected.") from error
    tables = parse(text, name)
    if "include" in tables:
        raise UserError(f"{name} includes other files, which a page does not read; merge them.")
    stem = re.sub(r"\W+", "_", name.rsplit(".", 1)[0]) or "loaded"
    for who in [tables.get("subject"), *_subjects(tables.get("groups"))]:
        wanted = who.get("name") if isinstance(who, Mapping) else who
        if isinstance(wanted, str) and re.search(r"[/\\]|\.toml$", wanted):
            raise UserError(
                f"{name} asks for the subject file {wanted}; a page opens built-in subjects only."
            )
    return script_of(from_tables(stem, Path(Path(name).name), tables))


def _subjects(groups: Any) -> list[Any]:
    found = groups.values() if isinstance(groups, Mapping) else ()
    return [group.get("subject") for group in found if isinstance(group, Mapping)]


def commands(scene: Any) -> list[tuple[str, str]]:
    """Return (what it does, command) that repeat what is on the screen.

    A screen that has lived is repeated from its configuration.
    """
    size = ["--cells", str(scene.cells), "--seed", str(scene.seed)]
    fresh = scene.time == 0.0 and not scene.script.title and not scene.markers
    if fresh and not any(part.birth for part in scene.script.parts):
        who = ["--subject", scene.subject]
        if scene.beside != NOBODY:
            who += ["--beside", scene.beside]
        return [("opens this page", shlex.join(["glucell", "watch", *who, *size]))]
    return [
        ("repeats it without the page", shlex.join(["glucell", "run", FILE_NAME, *size])),
        ("opens it again", shlex.join(["glucell", "watch", FILE_NAME, *size])),
    ]


def days_text(minutes: float) -> str:
    """Return a time of the page as a part of a file's name."""
    return f"day_{minutes / DAY:.2f}".replace(".", "p")
