"""How a number, a state and their units are declared: once, beside the thing they describe.

One declaration feeds the compiled kernel, the error message, the slider, the bounds of sweeps
and sensitivity analyses, the printed parameter table and the list of citations.
"""

from __future__ import annotations

import difflib
import math
from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np


class UserError(ValueError):
    """Bad input, told in one sentence: what was wrong, where, and what would be right."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the model.

    ``bounds`` is the valid range (outside is an error), ``plausible`` the range that sliders,
    sweeps and sensitivity analyses use. ``calibrated`` names the published results that the
    value was fitted to; where it is None the value is the one of ``source``.
    """

    name: str
    default: float
    unit: str
    bounds: tuple[float, float]
    source: str
    meaning: str
    plausible: tuple[float, float] = (math.nan, math.nan)
    calibrated: str | None = None

    def check(self, value: float) -> float:
        """Return ``value`` as a float, or raise a UserError if it is outside the bounds."""
        low, high = self.bounds
        unit = "" if self.unit == "1" else f" {self.unit}"
        if not isinstance(value, int | float | np.number) or isinstance(value, bool):
            kind = f"a number in{unit}" if unit else "a number"
            raise UserError(f"{self.name} must be {kind}, not {value!r}.")
        value = float(value)
        if not (low <= value <= high):
            raise UserError(
                f"{self.name} = {value:g} is outside its bounds: "
                f"give a value from {low:g} to {high:g}{unit}."
            )
        return value


def parameter(
    name: str,
    default: float,
    unit: str,
    bounds: tuple[float, float],
    source: str,
    meaning: str,
    *,
    plausible: tuple[float, float] | None = None,
    calibrated: str | None = None,
) -> Parameter:
    """Declare a parameter; without ``plausible`` that range is half to twice the default."""
    if plausible is None:
        spread = sorted((default / 2, default * 2)) if default else (0.0, min(1.0, bounds[1]))
        plausible = (max(bounds[0], spread[0]), min(bounds[1], spread[1]))
    return Parameter(name, default, unit, bounds, source, meaning, plausible, calibrated)


def redeclare(shared: Iterable[Parameter], **own: tuple[float, str]) -> tuple[Parameter, ...]:
    """Give a tissue its own defaults for the parameters of a shared mechanism.

    Each keyword is ``name=(default, source)``; the unit, the bounds and the meaning stay.
    """
    declared = {p.name: p for p in shared}
    for name, (default, source) in own.items():
        old = declared[name]
        spread = (max(old.bounds[0], default / 2), min(old.bounds[1], default * 2))
        declared[name] = replace(old, default=default, source=source, plausible=spread)
    return tuple(declared.values())


class ParameterGroup:
    """The parameters of one component, held at run time in one record of floats.

    The record is what compiled code reads: ``record.half_saturation`` is one load.
    """

    registry: dict[str, ParameterGroup] = {}

    def __init__(self, name: str, *declared: Parameter) -> None:
        self.name = name
        self.parameters = {p.name: replace(p, name=f"{name}.{p.name}") for p in declared}
        if len(self.parameters) != len(declared):
            raise ValueError(f"a parameter of {name} is declared twice")
        self.dtype = np.dtype([(short, "f8") for short in self.parameters])
        ParameterGroup.registry[name] = self

    def record(self, changed: Mapping[str, float] | None = None) -> np.ndarray:
        """Return a one-element record array; ``changed`` maps dotted names to values."""
        values = np.zeros(1, self.dtype)
        for short, declared in self.parameters.items():
            values[short] = declared.default
            if changed and declared.name in changed:
                values[short] = declared.check(changed[declared.name])
        return values


def parameters() -> dict[str, Parameter]:
    """Return every declared parameter by its dotted name, in order of declaration."""
    return {
        declared.name: declared
        for group in ParameterGroup.registry.values()
        for declared in group.parameters.values()
    }


def suggest(name: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """Return the names nearest to a misspelled one, best first."""
    known = list(candidates)
    near = difflib.get_close_matches(name, known, n=count, cutoff=0.5)
    if near:
        return near
    tail = {c.rsplit(".", 1)[-1]: c for c in known}
    return [tail[t] for t in difflib.get_close_matches(name.rsplit(".", 1)[-1], tail, n=count)]


def unknown(kind: str, name: str, candidates: Iterable[str]) -> UserError:
    """Build the sentence for a name that does not exist, offering the nearest ones."""
    near = suggest(name, candidates)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    return UserError(f"There is no {kind} called {name!r}{hint}")


def check_parameters(changed: Mapping[str, float]) -> dict[str, float]:
    """Check names and bounds of changed parameters; return them as floats."""
    declared = parameters()
    for name in changed:
        if name not in declared:
            raise unknown("parameter", name, declared)
    return {name: declared[name].check(value) for name, value in changed.items()}


WIDTH = 64
"""Number of cells in one block of a tissue's columns: a block stays in the first-level cache."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a cell: one column of its tissue.

    ``clock`` says when it moves: "fast" (each minute), "slow" (each quarter of an hour), "fate"
    (each day) or "fixed" (drawn at the birth of the cell).
    """

    name: str
    unit: str
    clock: str
    meaning: str
    initial: float = 0.0


class StateTable:
    """The states of one cell type, in the order of their columns.

    States of the fast clock come first, then those that the rule of a minute reads besides
    (``read_each_minute``): what is needed each minute lies together in memory.
    """

    def __init__(
        self, cell_type: str, *declared: State, read_each_minute: tuple[str, ...] = ()
    ) -> None:
        self.cell_type = cell_type
        named = {s.name: s for s in declared}
        if len(named) != len(declared):
            raise ValueError(f"a state of {cell_type} is declared twice")
        fast = [s.name for s in declared if s.clock == "fast"]
        self.minute = tuple(dict.fromkeys([*fast, *read_each_minute]))
        self.states = {name: named[name] for name in dict.fromkeys([*self.minute, *named])}

    def offsets(self) -> dict[str, int]:
        """Return the offset of each state inside a block."""
        return {name: row * WIDTH for row, name in enumerate(self.states)}

    def __len__(self) -> int:
        return len(self.states)


def offset_tuple(title: str, names: Iterable[str], width: int = WIDTH):
    """Return a named-tuple instance holding the offset of each name, and ``block``, the end."""
    listed = [*names, "block"]
    return namedtuple(title, listed)(*[row * width for row in range(len(listed))])  # type: ignore[arg-type]
