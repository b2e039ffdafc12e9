"""The table of mechanisms, and how one is taken away from a living body."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.declarations import UserError, suggest, unknown

TABLE = Path(__file__).with_name("mechanisms.toml")

KEY = "explanation"
"""Name under which parameters are changed on the body."""


@dataclass(frozen=True)
class Mechanism:
    """What is taken away: parameters set, states reset, or the parameters of a life without it."""

    name: str
    title: str
    meaning: str
    source: str
    parameters: dict[str, float]
    lived: dict[str, float]
    reset: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def mechanisms() -> dict[str, Mechanism]:
    """Return every mechanism by name, in the order of the table."""
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: Mechanism(name, **table) for name, table in tables.items()}


def chosen(names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that were asked for, or all; refuse those that do not exist."""
    known = mechanisms()
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            if suggest(name, known):
                raise unknown("mechanism", name, known)
            raise UserError(f"There is no mechanism called {name!r}; there are {', '.join(known)}.")
    if len(wanted) == 1:
        raise UserError("One mechanism alone has nothing to share with; name two or more.")
    return wanted or tuple(known)


def lived_parameters(names: Iterable[str]) -> dict[str, float]:
    """Return the parameters with which a life without these mechanisms is lived."""
    return {k: v for name in names for k, v in mechanisms()[name].lived.items()}


def take_away(body: Any, names: Iterable[str]) -> None:
    """Take mechanisms away from a body, now and for as long as it lives."""
    parameters: dict[str, float] = {}
    for name in names:
        mechanism = mechanisms()[name]
        parameters |= mechanism.parameters
        for place, value in mechanism.reset.items():
            _reset(body, place, value)
    if parameters:
        body.change_parameters(KEY, parameters)


def _reset(body: Any, place: str, value: Any) -> None:
    tissue, _, state = place.rpartition(".")
    if not tissue:
        old = float(body.record[state])
        body.record[state] = max(old, value["at_least"]) if isinstance(value, Mapping) else value
        return
    cells = body.tissues[tissue]
    if isinstance(value, str):
        cells.put(state, cells.column(value))
    elif isinstance(value, Mapping):
        cells.put(state, np.maximum(cells.column(state), value["at_least"]))
    else:
        cells.put(state, np.full(len(cells), value))
