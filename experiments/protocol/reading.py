"""From a name or path to a protocol that has been read, and its variants by arm, dose and group."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from experiments.naming import nearest
from experiments.protocol.files import find, read, with_includes
from experiments.protocol.problems import refuse, sentences_of
from experiments.protocol.schema import AnyEvent, Protocol

if TYPE_CHECKING:
    from experiments.protocol.events import Event

_EVENTS: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, AnyEvent])
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MEASURE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\{time\})?(\.[A-Za-z0-9_]+)*")


@dataclass(frozen=True)
class Variant:
    """What happens in one arm with one dose to one group."""

    arm: str
    dose: str
    group: str
    events: dict[str, "Event"]
    birth_parameters: dict[str, float]
    preparation_parameters: dict[str, float]
    start_parameters: dict[str, float]


@dataclass(frozen=True)
class LoadedProtocol:
    """A protocol file after reading: the merged tables and what they mean."""

    name: str
    path: Path
    raw: dict[str, Any] = field(repr=False)
    model: Protocol = field(repr=False)

    @property
    def title(self) -> str:
        """Title of the protocol."""
        return self.model.title

    @cached_property
    def tests(self) -> dict[str, "LoadedProtocol"]:
        """The protocols of its tests by the key of the test."""
        return {key: self._test(key) for key in self.model.tests}

    def _test(self, key: str) -> "LoadedProtocol":
        inner = self.model.tests[key].protocol
        if isinstance(inner, str):
            return load_protocol(inner, beside=self.path.parent)
        raw = {"schema": 1, "title": f"{self.title}: {key}", **inner}
        return from_tables(f"{self.name}.{key}", self.path, raw, place=f"tests.{key}.protocol: ")

    def variant(self, group: str = "", arm: str = "", dose: str = "") -> Variant:
        """The events of one group, arm and dose, with the parameters they set."""
        model = self.model
        tables: dict[str, Any] = dict(self.raw.get("events", {}))
        levels: dict[str, dict[str, float]] = {"birth": {}, "preparation": {}, "start": {}}
        if group and model.groups[group].parameters:
            levels["birth"].update(model.groups[group].parameters)
        if arm:
            tables = self._with_arm(arm, tables)
            levels[model.arms[arm].parameters_from].update(model.arms[arm].parameters)
        if dose and model.series is not None:
            value = model.series.values[model.series.labels().index(dose)]
            root, _, path = model.series.sets.partition(".")
            if root == "parameters":
                levels[model.series.parameters_from][path] = value
            else:
                tables = self._with_value(tables, path.split("."), value)
        try:
            events = _EVENTS.validate_python(tables)
        except ValidationError as error:
            where = f"arm {arm}: " if arm else f"dose {dose}: "
            refuse(self.path.name, *(where + "events." + told for told in sentences_of(error)))
            raise AssertionError from None
        kept = {
            key: event
            for key, event in sorted(events.items())
            if (event.arms is None or arm in event.arms or not arm)
            and (event.groups is None or group in event.groups or not group)
        }
        return Variant(
            arm, dose, group, kept, levels["birth"], levels["preparation"], levels["start"]
        )

    def _with_arm(self, arm: str, tables: dict[str, Any]) -> dict[str, Any]:
        choice = self.model.arms[arm]
        result = {key: table for key, table in tables.items() if key not in choice.remove}
        for key in choice.remove:
            if key not in tables:
                refuse(
                    self.path.name,
                    f"arms.{arm}.remove: there is no event '{key}'; {nearest(key, tables)}",
                )
        for key, changes in choice.events.items():
            result[key] = {**result.get(key, {}), **changes}
        return result

    def _with_value(self, tables: dict[str, Any], path: list[str], value: object) -> dict[str, Any]:
        if len(path) < 2 or path[0] not in tables:
            name = path[0] if path else ""
            refuse(
                self.path.name, f"series.sets: there is no event '{name}'; {nearest(name, tables)}"
            )
        changed = _replaced(tables[path[0]], path[1:], value)
        return {**tables, path[0]: changed}


def _replaced(table: Any, path: list[str], value: object) -> Any:
    if not path:
        return value
    head, *rest = path
    if isinstance(table, list):
        place = int(head) - 1
        return [
            _replaced(item, rest, value) if place == number else item
            for number, item in enumerate(table)
        ]
    return {**table, head: _replaced(table.get(head, {}), rest, value)}


def load_protocol(
    name: "str | Path | LoadedProtocol | Mapping[str, Any]", beside: Path | None = None
) -> LoadedProtocol:
    """Read a protocol by built-in name, by path, or from tables already in memory."""
    if isinstance(name, LoadedProtocol):
        return name
    if isinstance(name, Mapping):
        return from_tables(str(name.get("title", "protocol")), Path("protocol.toml"), dict(name))
    path = find("protocol", str(name), beside)
    return from_tables(path.stem, path, with_includes("protocol", path, read(path)))


def from_tables(name: str, path: Path, raw: dict[str, Any], place: str = "") -> LoadedProtocol:
    """Validate the tables of a protocol against the schema."""
    try:
        model = Protocol.model_validate(raw)
    except ValidationError as error:
        refuse(path.name, *(place + told for told in sentences_of(error)))
        raise AssertionError from None
    problems = [
        f"{place}{table}.{key}: a name consists of letters, digits and underscores, and begins "
        "with a letter."
        for table in ("groups", "arms", "events", "tests")
        for key in raw.get(table, {})
        if not _NAME.fullmatch(key)
    ]
    problems += [
        f"{place}measures.{key}: a measure's name consists of letters, digits and underscores, "
        "with parts separated by dots."
        for key in model.measures
        if not _MEASURE_NAME.fullmatch(key)
    ]
    if problems:
        refuse(path.name, *problems)
    return LoadedProtocol(name, path, raw, model)
