"""Published time courses beside the simulated ones, as drawings inside the page."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.curves import readable
from experiments.figures.parts import color_of, end_labels, time_axis, title
from experiments.figures.style import style
from experiments.indices import Undefined
from experiments.protocol.units import UnitError
from experiments.validation.checking import formula_value
from experiments.validation.curves import key_of, request
from experiments.validation.schema import Curve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.validation.gathering import Gathered
    from experiments.validation.reading import Target

COLUMNS = 3
PANEL_WIDTH, PANEL_HEIGHT = 3.3, 2.3


@dataclass(frozen=True)
class Course:
    """One curve: what was published at some minutes, and the simulated line.

    Missing numbers are nan; ``line`` is minutes and values, and empty where nothing was simulated.
    """

    name: str
    curve: Curve
    minutes: np.ndarray
    published: np.ndarray
    low: np.ndarray
    high: np.ndarray
    line: tuple[np.ndarray, np.ndarray]


def courses_of(target: Target, gathered: Mapping[str, Gathered]) -> list[Course]:
    """Return the curves of a target whose runs have been done."""
    found = []
    for name, curve in target.model.curves.items():
        simulated = _simulated(target, curve, gathered)
        if simulated is None:
            continue
        minutes, values = simulated
        count = len(curve.times)
        order = np.argsort(minutes, kind="stable")
        line = minutes[order], values[order]
        published, low, high = (
            _numbers(getattr(curve, part), count) for part in ("published", "low", "high")
        )
        found.append(Course(name, curve, minutes[:count], published, low, high, line))
    return found


def _numbers(several: Sequence[float | None], count: int) -> np.ndarray:
    filled = list(several) or [None] * count
    return np.array([math.nan if v is None else v for v in filled], dtype=float)


def _simulated(
    target: Target, curve: Curve, gathered: Mapping[str, Gathered]
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return minutes and simulated values, those of the curve's own times first."""
    if curve.values is not None:
        minutes = np.array([point.offset for point in curve.times])
        return minutes, np.array([_value(text, curve, target, gathered) for text in curve.values])
    assert curve.run is not None
    if curve.run not in gathered:
        return None
    [row] = gathered[curve.run].rows
    protocol = target.runs[curve.run].protocol
    told = row.get("curves", {}).get(key_of(request(curve, protocol)))
    if told is None or None in told["minutes"]:
        return None
    values = [math.nan if value is None else value for value in told["values"]]
    return np.array(told["minutes"]), np.array(values)


def _value(text: str, curve: Curve, target: Target, gathered: Mapping[str, Gathered]) -> float:
    try:
        return float(formula_value(text, curve.unit, target, gathered))
    except (Undefined, UnitError, KeyError):
        return math.nan


def panels_of(courses: Sequence[Course]) -> list[list[Course]]:
    """Return curves by panel: those of one quantity in one unit stand together."""
    panels: dict[tuple[str, str], list[Course]] = {}
    for course in courses:
        key = (course.curve.quantity or course.name, course.curve.unit)
        panels.setdefault(key, []).append(course)
    return list(panels.values())


def figure_of(courses: Sequence[Course]) -> Figure:
    """Draw the curves of a target: bands and dots published, lines simulated."""
    from matplotlib.figure import Figure

    panels = panels_of(courses)
    columns = min(len(panels), COLUMNS)
    rows = -(-len(panels) // columns)
    height = rows * PANEL_HEIGHT + 0.1
    with style():
        figure = Figure(figsize=(PANEL_WIDTH * columns, height))
        grid = figure.add_gridspec(
            rows, columns, left=0.14 / columns, right=1 - 0.3 / columns, top=1 - 0.3 / height,
            bottom=0.3 / height, hspace=0.4, wspace=0.42,
        )  # fmt: skip
        for place, panel in enumerate(panels):
            _draw(figure.add_subplot(grid[place // columns, place % columns]), panel)
    return figure


def _draw(axes: Axes, panel: Sequence[Course]) -> None:
    first = panel[0].curve
    name, words = words_of(panel)
    title(axes, name, first.unit)
    every = np.concatenate([course.line[0] for course in panel])
    size, _ = time_axis(axes, float(every.min()), float(every.max()))
    labels = []
    for place, course in enumerate(panel):
        color = color_of(place)
        minutes, values = course.line
        _draw_published(axes, course, size, color)
        sound = np.isfinite(values)
        dots = "o" if course.curve.values is not None else ""
        axes.plot(minutes[sound] / size, values[sound], color=color, marker=dots, ms=3.5)
        if len(panel) > 1 and sound.any():
            labels.append((axes.get_xlim()[1], float(values[sound][-1]), words[place], color))
    low, high = axes.get_ylim()
    if low > 0 and low < 0.5 * high:
        axes.set_ylim(bottom=0)
    end_labels(axes, labels)


def _draw_published(axes: Axes, course: Course, size: float, color: str) -> None:
    times = course.minutes / size
    if np.isfinite(course.low).any():
        axes.fill_between(times, course.low, course.high, color=color, alpha=0.14, lw=0)
    axes.plot(times, course.published, "o", mfc="white", mec=color, ms=4.5, clip_on=False, zorder=4)


def words_of(panel: Sequence[Course]) -> tuple[str, list[str]]:
    """Return the title of a panel and the label of each curve, from what the curves are called.

    What all begin with is the title ("glucose after a meal, lean", "glucose after a meal, obese").
    """
    told = [course.curve.what or course.name.replace("_", " ") for course in panel]
    parts = [" ".join(course.curve.parts().values()).replace("_", " ") for course in panel]
    beginnings = zip(*(words.split() for words in told), strict=False)
    shared = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, beginnings)]
    labels = [" ".join(words.split()[len(shared) :]) for words in told]
    title = " ".join(shared).rstrip(",:;")
    if not title and panel[0].curve.quantity:
        title = readable(panel[0].curve.quantity)
    if all(parts) and len(set(parts)) == len(panel):
        labels = parts
    return title[:1].upper() + title[1:], labels


def svg_of(figure: Figure) -> str:
    """Return a figure as a drawing that can stand inside a page, names told apart by the page."""
    buffer = io.StringIO()
    with style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return re.sub(r' id="[A-Za-z0-9]+_\d+"', "", text)
