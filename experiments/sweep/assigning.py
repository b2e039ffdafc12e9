"""Laying a point of a design over the settings, the subject and the protocol of a run.

A setting is named by a path: ``muscle.diacylglycerol_gain`` (a parameter, from birth),
``now.muscle.diacylglycerol_gain`` (from the start of the protocol), ``subject`` and ``protocol``
(another file), ``diet``, ``subject.person.weight`` (a place in the subject's file; entries of a
list are counted from 1), ``cells``, ``seed``, and anything else a place in the protocol's file
such as ``events.glucose.dose``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROTOCOL_TABLES = (
    "arms", "background", "events", "groups", "length", "measures", "preparation", "record",
    "series", "tests",
)  # fmt: skip
"""First words of paths into the file of a protocol."""

SUBJECT_TABLES = ("person", "genes", "constitution", "habits", "history")
"""Tables of the file of a subject."""

WHOLE = ("cells", "diet", "protocol", "seed", "subject")
"""Settings that are named by one word."""

NOW = "now."


@dataclass
class Assignments:
    """The settings of one run, told apart by what they change."""

    parameters: dict[str, float] = field(default_factory=dict)
    parameters_now: dict[str, float] = field(default_factory=dict)
    subject: dict[str, Any] = field(default_factory=dict)
    protocol: dict[str, Any] = field(default_factory=dict)
    whole: dict[str, Any] = field(default_factory=dict)


def kind_of(path: str) -> str:
    """Return what a path changes: whole, subject, protocol, parameters_now or parameters."""
    root = path.partition(".")[0]
    if path in WHOLE:
        return "whole"
    if path.startswith(NOW):
        return "parameters_now"
    if root == "subject":
        return "subject"
    return "protocol" if root in PROTOCOL_TABLES else "parameters"


def sorted_out(settings: Mapping[str, Any]) -> Assignments:
    """Return settings by what they change, their paths shortened to the place inside it."""
    result = Assignments()
    for path, value in settings.items():
        kind = kind_of(path)
        if path == "diet":
            result.subject["habits.diet"] = value
        elif kind == "parameters_now":
            result.parameters_now[path.removeprefix(NOW)] = value
        elif kind == "subject":
            result.subject[path.removeprefix("subject.")] = value
        else:
            getattr(result, kind)[path] = value
    return result


def laid_over(tables: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a file with values written at places; the tables stay as they are."""
    result: Any = dict(tables)
    for place, value in places.items():
        result = _written(result, place.split("."), value, place)
    return _one_size(result, places)


def _written(table: Any, path: list[str], value: Any, place: str) -> Any:
    from agents.declarations import UserError

    if not path:
        return value
    head, *rest = path
    if isinstance(table, list | tuple):
        if not head.isdigit() or not 1 <= int(head) <= len(table):
            raise UserError(
                f"'{place}': '{head}' is not an entry of a list of {len(table)}, counted from 1."
            )
        return [
            _written(item, rest, value, place) if number == int(head) else item
            for number, item in enumerate(table, start=1)
        ]
    if table is not None and not isinstance(table, Mapping):
        raise UserError(f"'{place}' names nothing: there is a single value before '{head}'.")
    known = dict(table or {})
    return {**known, head: _written(known.get(head), rest, value, place)}


def _one_size(tables: dict[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the size that was given before, where weight replaces BMI or BMI replaces weight."""
    for given, other in (("weight", "bmi"), ("bmi", "weight")):
        if f"person.{given}" in places and f"person.{other}" not in places:
            person = {k: v for k, v in tables["person"].items() if k != other}
            tables = {**tables, "person": person}
    return tables
