"""The numbers behind the charts: thinned, in the chosen units, with limits that stay put."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.page.actor import DAY, Actor
from experiments.page.quantities_shown import Panel, pretty
from experiments.page.scene import Marker

MOST_POINTS = 420
"""Points of a line; a longer past is drawn as means with the range from lowest to highest."""

ICONS = {
    "meal": "mdi-food-apple",
    "oral_glucose": "mdi-cup-water",
    "bolus": "mdi-needle",
    "infusion": "mdi-iv-bag",
    "exercise": "mdi-run",
    "training": "mdi-dumbbell",
    "diet": "mdi-silverware-fork-knife",
    "set": "mdi-tune",
    "bed_rest": "mdi-bed",
    "steps": "mdi-walk",
    "drug": "mdi-pill",
    "fast": "mdi-food-off",
}


def panels_of(
    actors: Sequence[Actor], panels: Sequence[Panel], window: tuple[float, float], american: bool
) -> tuple[list[list[float]], list[dict[str, Any]]]:
    """Return the sampled times of each body and the panels with their lines.

    ``window`` are times of the page (min); the second body is drawn dashed.
    """
    clocks: list[list[float]] = []
    cuts = []
    for actor in actors:
        times = actor.history.times - actor.origin
        inside = _inside(times, window)
        groups = _groups(inside[1] - inside[0])
        cuts.append((inside, groups))
        clocks.append(_rounded(_merge(times[slice(*inside)], groups), 1))
    told = []
    for panel in panels:
        unit, factor = panel.in_units(american)
        lines, low, high = [], panel.low * factor, panel.high * factor
        for place, (actor, (inside, groups)) in enumerate(zip(actors, cuts, strict=True)):
            for color, (quantity, name) in enumerate(panel.quantities):
                values = factor * actor.history.values(quantity, actor.body)[slice(*inside)]
                if not len(values):
                    continue
                low, high = min(low, float(values.min())), max(high, float(values.max()))
                many = len(actors) > 1
                line = {
                    "name": (f"{'AB'[place]} " if many else "") + name,
                    "color": place if many and len(panel.quantities) == 1 else color,
                    "dash": place == 1,
                    "clock": place,
                    "y": _rounded(_merge(values, groups)),
                    "meaning": quantity,
                }
                if groups > 1:
                    line["bottom"] = _rounded(_merge(values, groups, np.min))
                    line["top"] = _rounded(_merge(values, groups, np.max))
                lines.append(line)
        normal = panel.normal
        bands = [] if normal is None else [
            {"low": normal[0] * factor, "high": normal[1] * factor, "text": normal[2]}
        ]  # fmt: skip
        told.append({
            "key": panel.key, "title": panel.title, "unit": pretty(unit), "meaning": panel.meaning,
            "low": _nice(low, -1), "high": _nice(high, 1), "bands": bands, "lines": lines,
        })  # fmt: skip
    return clocks, told


def _inside(times: np.ndarray, window: tuple[float, float]) -> tuple[int, int]:
    """Return the range of samples in a window, with a neighbor on each side."""
    first = int(np.searchsorted(times, window[0], "left"))
    last = int(np.searchsorted(times, window[1], "right"))
    return max(first - 1, 0), min(last + 1, len(times))


def _groups(count: int) -> int:
    """Return how many neighboring samples become one point."""
    return max(1, math.ceil(count / MOST_POINTS))


def _merge(values: np.ndarray, size: int, how=np.mean) -> np.ndarray:
    """Return one number for each ``size`` neighbors."""
    if size == 1:
        return values
    whole = len(values) // size * size
    merged = how(values[:whole].reshape(-1, size), axis=1)
    return np.append(merged, how(values[whole:])) if whole < len(values) else merged


def _rounded(values: np.ndarray, decimals: int | None = None) -> list[float]:
    """Return plain numbers, short enough to travel."""
    if decimals is not None:
        return np.round(values, decimals).tolist()
    return [float(f"{value:.4g}") for value in values]


def _nice(value: float, direction: int) -> float:
    """Return the next round number below (-1) or above (1) a value."""
    if value == 0.0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    step = power / 4.0
    way = math.floor if direction < 0 else math.ceil
    return way(value / step - direction * 1e-9) * step


def nice_limits(values: Sequence[float]) -> tuple[float, float]:
    """Return round limits around values, from zero where that is near."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    spread = max(high - low, 0.1 * abs(high), 1e-9)
    low, high = low - 0.1 * spread, high + 0.1 * spread
    if min(values, default=0.0) >= 0.0 and low < 0.6 * high:
        low = 0.0
    return _nice(low, -1), _nice(high, 1)


LASTING = ("fast", "diet", "training", "steps", "habits", "set")
"""Events that last too long to be shaded in a chart: a line tells where they begin."""


def _shaded_until(marker: Marker, actor: Actor | None) -> float:
    if marker.table.get("type") in LASTING:
        return marker.start
    return actor.director.ends.get(marker.key, marker.end) if actor else marker.end


def marks_of(markers: Sequence[Marker], actor: Actor | None, window: tuple[float, float]):
    """Return what was done and, in a short window, the habitual meals and nights."""
    marks = [
        {
            "key": marker.key, "start": marker.start,
            "end": _shaded_until(marker, actor),
            "text": marker.text + (f" ({marker.whom})" if marker.whom else ""),
            "icon": ICONS.get(str(marker.table.get("type")), "mdi-map-marker"),
        }
        for marker in markers
    ]  # fmt: skip
    nights: list[tuple[float, float]] = []
    if actor is None or window[1] - window[0] > 5 * DAY:
        return marks, nights
    habits, clock = actor.body.habits, actor.origin % DAY
    first = math.floor((window[0] + clock) / DAY) - 1
    for day in range(first, math.ceil((window[1] + clock) / DAY) + 1):
        midnight = day * DAY - clock
        length = (habits.sleep_end - habits.sleep_start) % DAY
        nights.append((midnight + habits.sleep_start, midnight + habits.sleep_start + length))
    return marks, nights


def limits_for(tissues: Sequence[Any], state: str) -> tuple[float, float]:
    """Return round limits of a state over tissues, for color scales that have no fixed ones."""
    values = np.concatenate([tissue.column(state) for tissue in tissues])
    if not len(values):
        return 0.0, 1.0
    return nice_limits([float(value) for value in np.quantile(values, [0.01, 0.99])])
