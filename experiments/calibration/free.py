"""The free parameters of a calibration, and the scale on which they move.

Every parameter moves on a scale on which its declared value is 0 and one unit is one standard
deviation of what is believed about it: the plausible range that is declared beside it holds four of
them. A parameter with a plausible range above zero moves by factors, any other by amounts.
"""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.declarations import Parameter, UserError, suggest

DIGITS = 6
"""Significant digits of a value; what is tried is what can be written down."""

DEVIATIONS = 4.0
"""Standard deviations in a plausible range."""


@dataclass(frozen=True)
class FreeParameter:
    """A parameter that may move; ``spread`` is one unit of its scale, ``start`` where it begins."""

    declared: Parameter
    start: float

    @property
    def name(self) -> str:
        """The dotted name."""
        return self.declared.name

    @property
    def by_factors(self) -> bool:
        """Whether it moves on a logarithmic scale."""
        return self.declared.plausible[0] > 0.0 and self.declared.default > 0.0

    @property
    def spread(self) -> float:
        """One standard deviation: a difference of logarithms, or an amount."""
        low, high = self.declared.plausible
        width = math.log(high / low) if self.by_factors else high - low
        return width / DEVIATIONS

    def value(self, place: float) -> float:
        """Return the value at a place of the scale, within the bounds; the declared one at 0."""
        if place == 0.0:
            return self.declared.default
        step = self.spread * place
        middle = self.declared.default
        value = middle * math.exp(step) if self.by_factors else middle + step
        low, high = self.declared.bounds
        return float(f"{min(max(value, low), high):.{DIGITS}g}")

    def place(self, value: float) -> float:
        """Return where a value is on the scale; minus infinity for 0 where it moves by factors."""
        middle = self.declared.default
        if not self.by_factors:
            return (value - middle) / self.spread
        return math.log(value / middle) / self.spread if value > 0.0 else -math.inf

    @property
    def limits(self) -> tuple[float, float]:
        """The places of the bounds."""
        low, high = self.declared.bounds
        return self.place(low), self.place(high)


class Space:
    """All free parameters together: vectors of places, and settings by name."""

    def __init__(self, free: Sequence[FreeParameter]) -> None:
        self.free = list(free)

    def __len__(self) -> int:
        return len(self.free)

    @property
    def names(self) -> list[str]:
        """Dotted names, in order."""
        return [parameter.name for parameter in self.free]

    @property
    def start(self) -> np.ndarray:
        """Places where the parameters begin: 0 at their declared values."""
        return np.array([parameter.place(parameter.start) for parameter in self.free])

    @property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Places of the lower and of the upper bounds."""
        low, high = zip(*(parameter.limits for parameter in self.free), strict=True)
        return np.array(low), np.array(high)

    def settings(self, places: Sequence[float] | np.ndarray) -> dict[str, float]:
        """Return the values at places, by name."""
        pairs = zip(self.free, places, strict=True)
        return {parameter.name: parameter.value(float(place)) for parameter, place in pairs}

    def changes(self, places: Sequence[float] | np.ndarray) -> dict[str, float]:
        """Return the values at places that are not the declared ones, by name.

        A value that is set counts as meant, even where it is the declared one.
        """
        declared = {parameter.name: parameter.declared.default for parameter in self.free}
        return {n: v for n, v in self.settings(places).items() if v != declared[n]}


def free_parameters(
    patterns: Sequence[str] = (),
    changed: Mapping[str, float] | None = None,
    declared: Mapping[str, Parameter] | None = None,
) -> Space:
    """Return the parameters that are declared as calibrated and match one of the patterns.

    ``changed`` gives other values to start from. Raises UserError for a pattern that matches
    nothing, or only parameters that are not calibrated, and for a parameter that cannot move.
    """
    known = dict(declared if declared is not None else all_declared())
    calibrated = {name: p for name, p in known.items() if p.calibrated}
    wanted: dict[str, Parameter] = {}
    for pattern in patterns or ("*",):
        found = fnmatch.filter(calibrated, pattern)
        if not found:
            raise UserError(_nothing(pattern, known, calibrated))
        wanted |= {name: calibrated[name] for name in found}
    start = {name: (changed or {}).get(name, p.default) for name, p in wanted.items()}
    space = Space([FreeParameter(p, start[n]) for n, p in calibrated.items() if n in wanted])
    for parameter in space.free:
        if not parameter.spread > 0.0:
            raise UserError(f"{parameter.name} cannot move: its plausible range is a single value.")
        if not math.isfinite(parameter.place(parameter.start)):
            raise UserError(f"{parameter.name} moves by factors, so it cannot begin at 0.")
    return space


def _nothing(
    pattern: str, known: Mapping[str, Parameter], calibrated: Mapping[str, Parameter]
) -> str:
    held = fnmatch.filter(known, pattern)
    if held:
        return (
            f"'{pattern}' names no calibrated parameter: {held[0]} has the value of its source, "
            f"{known[held[0]].source}."
        )
    near = suggest(pattern, calibrated)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    return f"There is no calibrated parameter '{pattern}'{hint}"


def all_declared() -> dict[str, Parameter]:
    """Return every parameter of the model."""
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import parameters

    return parameters()
