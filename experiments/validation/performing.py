"""One run of a validation: performed, and all its measures told as plain data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from experiments.protocol import across
from experiments.protocol.evaluation import Evaluation
from experiments.protocol.scatter import scatter_of
from experiments.protocol.times import NotYetKnown, time_point
from experiments.protocol.values import Parts, Value, Values, matching
from experiments.sweep.living import copy_of_lived
from experiments.sweep.performing import evaluated
from experiments.sweep.preparing import Prepared, prepare
from experiments.validation.curves import moments


def perform(common: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Perform one run; return the values of its measures and of the curves asked for."""
    prepared = prepare(as_common(changes), {})
    make = bodies(prepared, common.get("_folder"), shipped=not changes["from_scratch"])
    evaluation = evaluated(prepared, changes["seed"], make)
    evaluation.scatter = scatter_of(changes.get("measurement"), changes["seed"])
    asked = changes["curves"].items()
    return {
        "values": values_of(evaluation),
        "curves": {key: curve_of(evaluation, key, one) for key, one in asked},
    }


def as_common(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a run in the form in which sweeps prepare theirs."""
    return {
        "protocol": "protocol",
        "protocols": {"protocol": {"name": "protocol", "tables": changes["protocol"]}},
        "subject": "subject",
        "default_subject": "subject",
        "subjects": {"subject": changes["subject"]},
        "cells": changes["cells"],
        "set": changes["set"],
        "keep": {"population": []},
    }


def bodies(prepared: Prepared, folder: str | None, *, shipped: bool) -> Callable[..., Any]:
    """Return what makes the bodies of a run; without ``shipped`` states they live their lives."""

    def make(subject: Any, *, cells: int, seed: int, parameters: Mapping[str, float]) -> Any:
        return copy_of_lived(subject, cells, seed, parameters, folder, shipped=shipped)

    return make


def values_of(evaluation: Evaluation) -> dict[str, list[Any]]:
    """Return every measure that is reported: a list of its parts with value and reason."""
    told = {}
    for name, (measure, _, _) in evaluation.all_specs().items():
        if measure.report:
            values = across.people_mean(evaluation.of(name))
            told[name] = [[list(parts), *_plain(value)] for parts, value in values.items()]
    return told


def _plain(value: Value) -> list[Any]:
    number = value.value
    if number is None:
        return [None, value.reason or "it has no value"]
    if isinstance(number, bool) or type(number).__name__ == "bool_":
        return [bool(number), value.reason]
    number = float(number)
    if not math.isfinite(number):
        return [None, f"the value is not finite ({number})"]
    return [number, value.reason]


def curve_of(
    evaluation: Evaluation, key: str, asked: Mapping[str, Any]
) -> dict[str, list[float | None]]:
    """Return minutes and simulated numbers at all moments of a request; None for none."""
    parts = Parts(**asked["parts"])
    values = []
    for number in range(len(moments(asked))):
        name = evaluation.specs.local(f"{key}_{number}", asked["test"])
        value = matching(_limited(evaluation.of(name), asked["parts"]), parts)
        values.append(None if value is None else _plain(value)[0])
    return {"minutes": _minutes(evaluation, asked), "values": values}


def _limited(values: Values, parts: Mapping[str, str]) -> Values:
    return {own: value for own, value in values.items() if own.matches(parts)} or values


def _minutes(evaluation: Evaluation, asked: Mapping[str, Any]) -> list[float | None]:
    """Return when the moments of a request came in the branch that it is about."""
    for key, record in evaluation.records.items():
        own = Parts(key.group, key.person, key.arm, key.dose, "", key.moment)
        if key.test == asked["test"] and own.matches(asked["parts"]):
            try:
                return [record.anchors.resolve(time_point(text)) for text in moments(asked)]
            except NotYetKnown:
                break
    return [None] * len(moments(asked))
