"""Published time courses: what a protocol must measure in addition, so that they can be drawn.

A curve becomes measures at its times, and at a few dozen moments between them for a smooth line;
all that protocols know of units and parts holds for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.protocol.labels import moment_labels
from experiments.protocol.reading import LoadedProtocol
from experiments.sweep.work import digest
from experiments.validation.schema import Curve

BETWEEN = 60
"""Steps of the smooth line between the first and the last time."""

LIMITS = {"group": "groups", "arm": "arms", "dose": "doses"}
"""Keys that limit a measure to a part of the protocol."""


def request(curve: Curve, protocol: LoadedProtocol) -> dict[str, Any]:
    """Return what is asked of a run for a curve, as plain data; the same curve asks the same."""
    asked: dict[str, Any] = {
        "quantity": curve.quantity,
        "unit": curve.unit,
        "parts": curve.parts(),
        "times": [point.text for point in curve.times],
        "between": _between(curve),
        "test": _test_of(curve, protocol),
    }
    if curve.per is not None:
        asked["per"] = curve.per
    if curve.where is not None:
        asked["where"] = curve.where.model_dump(exclude_none=True)
    return asked


def key_of(asked: Mapping[str, Any]) -> str:
    """Return the name of a request."""
    return f"curve_{digest(asked)[:10]}"


def _test_of(curve: Curve, protocol: LoadedProtocol) -> str:
    """Return the test whose moment a curve names, "" for the protocol itself."""
    if curve.test is None:
        return ""
    return next(key for key in protocol.model.tests if curve.test in moment_labels(protocol, key))


def _between(curve: Curve) -> list[float]:
    """Return the minutes of the smooth line, none where the times hang on events or the clock."""
    if any(p.anchor is not None or p.clock is not None for p in curve.times):
        return []
    minutes = [point.offset for point in curve.times]
    first, last = min(minutes), max(minutes)
    return [first + (last - first) * step / BETWEEN for step in range(BETWEEN + 1)]


def moments(asked: Mapping[str, Any]) -> list[str]:
    """Return all moments at which a request measures: its own times, then those between."""
    return [*asked["times"], *(f"{minute:.6g} min" for minute in asked["between"])]


def with_curves(tables: dict[str, Any], asked: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the tables of a protocol with the measures of all requests added."""
    for key, one in asked.items():
        table = {"quantity": one["quantity"], "unit": one["unit"]}
        table |= {name: one[name] for name in ("per", "where") if name in one}
        table |= {LIMITS[d]: [label] for d, label in one["parts"].items() if d in LIMITS}
        if one["test"]:
            for limit in LIMITS.values():
                table.pop(limit, None)
        more = {f"{key}_{n}": {**table, "at": at} for n, at in enumerate(moments(one))}
        tables = _with_measures(tables, one["test"], more)
    return tables


def _with_measures(tables: dict[str, Any], test: str, more: dict[str, Any]) -> dict[str, Any]:
    if not test:
        return {**tables, "measures": {**tables.get("measures", {}), **more}}
    tests = dict(tables["tests"])
    inner = tests[test]["protocol"]
    tests[test] = {**tests[test], "protocol": _with_measures(inner, "", more)}
    return {**tables, "tests": tests}
