"""The numbers behind the charts: thinned, in the chosen units, with limits that stay put."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.page.actor import DAY, Actor
from experiments.page.quantities_shown import Panel
from experiments.page.scene import Marker
from experiments.page.wording import pretty

MOST_POINTS = 420
"""Points of a line; a longer past is drawn as means with the range from lowest to highest."""

DAILY = 10 * DAY
"""Length of a window (min) from which on a line is a mean over whole days."""

ICONS = {
    "meal": "mdi-food-apple",
    "oral_glucose": "mdi-cup-water",
    "bolus": "mdi-needle",
    "infusion": "mdi-iv-bag",
    "exercise": "mdi-run",
    "training": "mdi-dumbbell",
    "diet": "mdi-silverware-fork-knife",
    "set": "mdi-tune",
    "bed_rest": "mdi-hotel",
    "steps": "mdi-walk",
    "drug": "mdi-pill",
    "fast": "mdi-food-off",
    "mark": "mdi-content-save",
}


def panels_of(
    actors: Sequence[Actor], panels: Sequence[Panel], window: tuple[float, float], american: bool
) -> tuple[list[list[float]], list[dict[str, Any]]]:
    """Return the times of each body's points and the panels with their lines.

    ``window`` are times of the page (min); the second body is drawn dashed.
    """
    bins = [Bins.of(actor, window) for actor in actors]
    told = []
    for panel in panels:
        unit, factor = panel.in_units(american)
        lines, low, high = [], panel.low * factor, panel.high * factor
        for place, (actor, binned) in enumerate(zip(actors, bins, strict=True)):
            for color, (quantity, name) in enumerate(panel.quantities):
                values = binned.values(actor, quantity)
                if not len(values["y"]):
                    continue
                low = min(low, factor * float(values.get("bottom", values["y"]).min()))
                high = max(high, factor * float(values.get("top", values["y"]).max()))
                many = len(actors) > 1
                lines.append({
                    "name": name,
                    "whom": "AB"[place] if many else "",
                    "color": place if many and len(panel.quantities) == 1 else color,
                    "dash": place == 1,
                    "clock": place,
                    "meaning": quantity,
                    **{key: _rounded(factor * numbers) for key, numbers in values.items()},
                })  # fmt: skip
        low, high = _nice(low, -1), _nice(high, 1)
        if panel.fitted and lines:
            low, high = around(lines, factor * (panel.high - panel.low))
        told.append({
            "key": panel.key, "title": panel.title, "unit": pretty(unit), "meaning": panel.meaning,
            "low": low, "high": high, "bands": panel.bands(american),
            "lines": lines,
        })  # fmt: skip
    return [_rounded(binned.times, 1) for binned in bins], told


def around(lines: Sequence[Mapping[str, Any]], least: float) -> tuple[float, float]:
    """Return limits that hold all lines, at least some distance apart."""
    low = min(min(line.get("bottom", line["y"])) for line in lines)
    high = max(max(line.get("top", line["y"])) for line in lines)
    missing = max(least - (high - low), 0.1 * least)
    step = least / 4.0
    return (math.floor((low - missing / 2.0) / step) * step,
            math.ceil((high + missing / 2.0) / step) * step)  # fmt: skip


def spacing(window: tuple[float, float]) -> float:
    """Return the time (min) that a point of a line stands for: whole days in a long window."""
    length = window[1] - window[0]
    if length < DAILY:
        return length / MOST_POINTS
    return DAY * math.ceil(length / DAY / MOST_POINTS)


@dataclass
class Bins:
    """The rows of a body's past in a window, and the points of a line that they become."""

    times: np.ndarray
    rows: slice
    place: np.ndarray | None = None
    share: np.ndarray | None = None

    @classmethod
    def of(cls, actor: Actor, window: tuple[float, float]) -> Bins:
        """Gather rows into points that end at the present moment; few rows stay as they are."""
        ends = actor.history.times - actor.origin
        begins = actor.history.begins - actor.origin
        first = max(int(np.searchsorted(ends, window[0], "left")) - 1, 0)
        last = min(int(np.searchsorted(ends, window[1], "right")) + 1, len(ends))
        width, rows = spacing(window), slice(first, last)
        if last - first <= MOST_POINTS and width < DAY:
            return cls(ends[rows], rows)
        ends, begins = ends[rows], begins[rows]
        back = np.floor((ends[-1] - ends) / width + 1e-9).astype(int)
        if width >= DAY and back[0] > 0 and ends[-1] - begins[0] < (back[0] + 0.6) * width:
            back[back == back[0]] = back[0] - 1  # too little of a day to stand for one
        place = back[0] - back
        share = np.maximum(ends - begins, 1e-6)
        last_of = np.append(np.flatnonzero(np.diff(place)), len(place) - 1)
        place = np.repeat(np.arange(len(last_of)), np.diff(np.append(-1, last_of)))
        return cls(ends[last_of], rows, place, share)

    def values(self, actor: Actor, quantity: str) -> dict[str, np.ndarray]:
        """Return the points of a line as "y" and, where they gather rows, "bottom" and "top"."""
        past, body = actor.history, actor.body
        mean = past.values(quantity, body)[self.rows]
        if self.place is None or self.share is None:
            return {"y": mean}
        total = np.bincount(self.place, self.share)
        bottom, top = np.full(len(total), np.inf), np.full(len(total), -np.inf)
        np.minimum.at(bottom, self.place, past.values(quantity, body, "low")[self.rows])
        np.maximum.at(top, self.place, past.values(quantity, body, "high")[self.rows])
        y = np.bincount(self.place, self.share * mean) / total
        return {"y": y, "bottom": np.minimum(bottom, y), "top": np.maximum(top, y)}


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
    marks: list[dict[str, Any]] = [
        {
            "key": marker.key, "start": marker.start,
            "end": _shaded_until(marker, actor),
            "text": marker.text + (f" ({marker.whom})" if marker.whom else ""),
            "icon": ICONS.get(str(marker.table.get("type")), "mdi-map-marker"),
        }
        for marker in markers
    ]  # fmt: skip
    now = actor.time if actor else 0.0
    for marker in markers:
        end = actor.director.ends.get(marker.key, marker.end) if actor else marker.end
        if marker.table.get("type") in LASTING and marker.start < end <= now:
            marks.append({"key": f"{marker.key}-end", "start": end, "end": end,
                          "text": f"end: {marker.text}", "icon": "mdi-flag-outline"})  # fmt: skip
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
