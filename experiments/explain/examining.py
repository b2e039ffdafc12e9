"""One examination: a person lives, mechanisms are taken away, fasting values and a clamp follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from experiments.explain.mechanisms import lived_parameters, take_away
from experiments.sweep.performing import lived_body, outcome_of, told
from experiments.sweep.preparing import prepare


def examine(common: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Examine one person without the mechanisms that are removed."""
    removed = changes["removed"]
    settings: dict[str, Any] = {"subject": changes["subject"]}
    if common["lived"]:
        settings |= lived_parameters(removed)
    prepared = prepare(common, settings)
    make = lived_body(prepared, common.get("_folder"))
    if not common["lived"]:
        make = without(make, removed)
    return told(outcome_of(prepared, changes["seed"], make), common["keep"])


def without(make: Callable[..., Any], removed: list[str]) -> Callable[..., Any]:
    """Return what makes a body from which mechanisms are then taken away."""

    def made(subject: Any, **options: Any) -> Any:
        body = make(subject, **options)
        take_away(body, removed)
        return body

    return made
