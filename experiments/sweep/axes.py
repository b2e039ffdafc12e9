"""An axis: what it sets, and the values it takes, in a list or over a range.

A range may carry a unit ("50 g" to "100 g") and may be walked in equal steps or in equal ratios.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from agents.declarations import UserError
from experiments.sweep.assigning import SUBJECT_TABLES, WHOLE, kind_of

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*")


@dataclass(frozen=True)
class Axis:
    """What varies under one label: ``values``, or a range from ``low`` to ``high`` in ``unit``.

    ``sets`` are the paths that take the value; ``base`` is the value that one-at-a-time designs
    return to.
    """

    label: str
    sets: tuple[str, ...]
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    logarithmic: bool = False
    steps: int | None = None
    base: Any = None
    meaning: str = ""

    @property
    def column(self) -> str:
        """Name of its column; every run has a seed, so that of a point is its first one."""
        return "first_seed" if self.label == "seed" else self.label

    @property
    def is_range(self) -> bool:
        """Whether any value between two ends may be taken."""
        return not self.values

    @property
    def whole_numbers(self) -> bool:
        """Whether only whole numbers make sense."""
        return bool({"cells", "seed"} & set(self.sets))

    def at(self, share: float) -> Any:
        """Return the value at a share (0 to 1) of the axis, as it is written in a file."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.logarithmic:
            value = math.exp(math.log(self.low) + share * math.log(self.high / self.low))
        else:
            value = self.low + share * (self.high - self.low)
        return self.written(min(max(value, self.low), self.high))

    def written(self, number: float) -> Any:
        """Return a number as it is written in a file: with its unit, or plain."""
        if self.whole_numbers:
            return round(number)
        return f"{number!r} {self.unit}" if self.unit else number

    def levels(self) -> tuple[Any, ...]:
        """Return the values that a grid takes: those listed, or equal steps over the range."""
        if self.values:
            return self.values
        if self.steps is None:
            raise UserError(
                f"The axis '{self.label}' is a range; a design that visits single values needs "
                f"'steps' (how many) or 'values'; on the command line "
                f"{self.label}=LOW:HIGH:STEPS or {self.label}=A,B,C."
            )
        return tuple(self.at(number / (self.steps - 1)) for number in range(self.steps))

    def told(self, value: Any) -> Any:
        """Return a value as a table shows it: without the unit that the whole axis has."""
        if self.unit and isinstance(value, str):
            return number_and_unit(value)[0]
        return value


def number_and_unit(text: Any) -> tuple[float, str]:
    """Split "75 g" into its number and its unit; a plain number has none."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text), ""
    match = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(text)
    return float(match[1]), match[2]


def common_unit(values: Sequence[Any]) -> str | None:
    """Return the unit that all values share ("" for plain numbers), or None when none is."""
    try:
        units = {number_and_unit(value)[1] for value in values}
    except ValueError:
        return None
    return units.pop() if len(units) == 1 else None


def check_path(label: str, path: str, parameters: Container[str]) -> None:
    """Refuse a path that names no setting, with the nearest that does."""
    from experiments.naming import nearest

    name = path.removeprefix("now.")
    kind = kind_of(path)
    if kind == "subject" and name.split(".")[1] not in SUBJECT_TABLES:
        hint = nearest(name.split(".")[1], SUBJECT_TABLES)
        raise UserError(f"The axis '{label}' sets '{path}', which names nothing; {hint}.")
    if kind not in ("parameters", "parameters_now") or name in parameters:
        return
    near = nearest(name, [*parameters, *WHOLE], most=0)  # type: ignore[misc]
    if near.startswith("known here"):
        near = (
            "`glucell parameters` lists all parameters; other settings are "
            f"{', '.join(WHOLE)}, subject.{SUBJECT_TABLES[0]}… and places in the protocol such as "
            "events.…"
        )
    raise UserError(f"The axis '{label}' sets '{path}', which names nothing; {near}")
