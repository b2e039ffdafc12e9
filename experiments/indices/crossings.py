"""Where a sampled curve reaches a level: crossings, half-times, half-maximal doses.

Samples are joined by straight lines. Units follow those of the input.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from agents.declarations import UserError

from .declared import Undefined
from .samples import Array, numbers, rising, same_length

Direction = Literal["rising", "falling", "either"]


def first_crossing(
    positions: ArrayLike, values: ArrayLike, level: float, direction: Direction = "either"
) -> float:
    """First position (time or dose) at which the curve reaches ``level``.

    ``direction`` asks for a crossing from below (rising), from above (falling) or either; a
    curve that begins on the level has reached it. Undefined where the level is never reached.
    """
    checked_positions, checked = _curve(positions, values)
    level = float(numbers("level", [level])[0])
    if direction not in ("rising", "falling", "either"):
        raise UserError(f"direction must be rising, falling or either, not {direction!r}.")
    height = checked - level
    up = (height[:-1] < 0.0) & (height[1:] >= 0.0)
    down = (height[:-1] > 0.0) & (height[1:] <= 0.0)
    reached = {"rising": up, "falling": down, "either": up | down}[direction]
    if height[0] == 0.0:
        return float(checked_positions[0])
    steps = np.flatnonzero(reached)
    if not steps.size:
        word = "" if direction == "either" else f"{direction} "
        raise Undefined(
            f"the {word}curve never reaches {level:g}: it runs from {checked.min():g} to "
            f"{checked.max():g}."
        )
    k = steps[0]
    share = height[k] / (height[k] - height[k + 1])
    return float(checked_positions[k] + share * (checked_positions[k + 1] - checked_positions[k]))


def half_time(
    times: ArrayLike, values: ArrayLike, start: float | None = None, end: float | None = None
) -> float:
    """Time from the first sample until half of a change is done.

    The change runs from ``start`` (the first value unless given) to ``end`` (the last value
    unless given): pass a known plateau as ``end`` where the record stops before it.
    """
    checked_times, checked = _curve(times, values)
    first = float(checked[0]) if start is None else float(start)
    last = float(checked[-1]) if end is None else float(end)
    if first == last:
        raise Undefined(f"there is no change to halve: it starts and ends at {first:g}.")
    direction: Direction = "rising" if last > first else "falling"
    middle = 0.5 * (first + last)
    return first_crossing(checked_times, checked, middle, direction) - float(checked_times[0])


def half_maximal_dose(doses: ArrayLike, responses: ArrayLike) -> float:
    """Dose at which half of the largest change from the lowest dose's response is reached.

    Read from the straight lines between the doses, without assuming a curve, as in
    [Rizza1981]; doses must rise.
    """
    checked_doses, checked = _curve(doses, responses)
    change = checked - checked[0]
    largest = change[np.argmax(np.abs(change))]
    if largest == 0.0:
        raise Undefined("the response is flat, so no dose is half-maximal.")
    direction: Direction = "rising" if largest > 0.0 else "falling"
    return first_crossing(checked_doses, checked, float(checked[0] + 0.5 * largest), direction)


def _curve(positions: ArrayLike, values: ArrayLike) -> tuple[Array, Array]:
    checked_positions = rising("positions", positions, "")
    checked = numbers("the curve", values, minimum=2)
    same_length("positions", checked_positions, "the curve", checked)
    return checked_positions, checked
