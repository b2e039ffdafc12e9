"""Parts that figures are made of: header, panels, curves with their labels, shades, marks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.curves import pretty
from experiments.figures.style import CYCLE, QUIET, SHADE, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.output.results import Results

WIDTH, ROW_HEIGHT, HEADER = 10.2, 2.55, 0.62
"""Size of a figure, of a row of panels and of the header, inches."""

DAY = 1440.0
LABEL = 11
"""Letters of a label that fit beside a panel."""


@dataclass(frozen=True)
class Panel:
    """A panel: title, unit, and what draws it into its axes; ``span`` counts columns."""

    title: str
    unit: str
    draw: Callable[[Axes], None]
    span: int = 1


def assemble(results: Results, panels: Sequence[Panel]) -> Figure:
    """Lay panels out in rows under a header and return the figure."""
    from matplotlib.figure import Figure

    columns = 2 if len(panels) in (2, 4) else 3
    rows: list[list[Panel]] = [[]]
    for panel in panels:
        if sum(p.span for p in rows[-1]) + panel.span > columns:
            rows.append([])
        rows[-1].append(panel)
    height = HEADER + ROW_HEIGHT * len(rows) + 0.15
    figure = Figure(figsize=(WIDTH, height))
    grid = figure.add_gridspec(
        len(rows), columns, left=0.052, right=0.935, bottom=0.34 / height,
        top=1 - (HEADER + 0.34) / height, hspace=0.44, wspace=0.36,
    )  # fmt: skip
    header(figure, results, height)
    for place, row in enumerate(rows):
        at = 0
        for panel in row:
            axes = figure.add_subplot(grid[place, at : at + panel.span])
            at += panel.span
            title(axes, panel.title, panel.unit)
            panel.draw(axes)
    return figure


def header(figure: Figure, results: Results, height: float) -> None:
    """Write what the run was above the panels."""
    outcome = results.outcome
    figure.text(0.052, 1 - 0.27 / height, results.protocol.title, size=12.5, weight="bold",
                color=TEXT, va="center")  # fmt: skip
    changed = {**outcome.settings, **outcome.settings_now}
    parts = [outcome.subject.replace("_", " "), f"{outcome.cells:,} cells", f"seed {outcome.seed}"]
    parts += [f"{name} = {value:g}" for name, value in list(changed.items())[:3]]
    parts += ["..."] if len(changed) > 3 else []
    figure.text(0.052, 1 - 0.5 / height, "  ·  ".join(parts), size=8.5, color=QUIET, va="center")


def title(axes: Axes, text: str, unit: str) -> None:
    """Write the title of a panel, with its unit in lighter type beside it."""
    written = axes.set_title(text)
    told = pretty(unit)
    if told:
        axes.annotate(
            told, (1, 0), xycoords=written, xytext=(6, 0), textcoords="offset points",
            va="bottom", ha="left", size=8.5, color=QUIET, annotation_clip=False,
        )  # fmt: skip


def end_labels(axes: Axes, labels: Sequence[tuple[float, float, str, str]]) -> None:
    """Write labels (x, y, text, color) right of the ends of curves, spread so that none overlap."""
    told = [(x, y, narrow(text), color) for x, y, text, color in labels if text]
    if not told:
        return
    ordered = sorted(told, key=lambda entry: entry[1])
    heights = spread(axes, [entry[1] for entry in ordered], [entry[2] for entry in ordered])
    for (x, _, text, color), height in zip(ordered, heights, strict=True):
        axes.annotate(
            text, (x, height), xytext=(4, 0), textcoords="offset points", color=color,
            va="center", ha="left", size=8, annotation_clip=False,
        )  # fmt: skip


def narrow(text: str) -> str:
    """Return a label in lines that fit beside a panel, unless it has lines of its own."""
    return text if "\n" in text else textwrap.fill(text, LABEL, break_long_words=False)


def spread(axes: Axes, heights: Sequence[float], texts: Sequence[str]) -> np.ndarray:
    """Return the heights of texts, lowest first, moved as little as keeps them apart and inside."""
    from scipy.optimize import isotonic_regression

    low, high = axes.get_ylim()
    rows = np.array([1 + text.count("\n") for text in texts])
    gaps = 0.0425 * (high - low) * (rows[1:] + rows[:-1])
    below = np.concatenate([[0.0], np.cumsum(gaps)])
    moved = isotonic_regression(np.asarray(heights) - below).x
    return np.clip(moved, low, max(high - below[-1], low)) + below


def band(axes: Axes, x: Sequence[float] | np.ndarray, low, high, text: str = "") -> None:
    """Shade a range that counts as normal and say so once."""
    axes.fill_between(x, low, high, color=SHADE, lw=0, zorder=0)
    if text:
        axes.text(0.02, 0.98, text, transform=axes.transAxes, va="top", size=7.5, color=QUIET)


def marks(axes: Axes, times: Sequence[float], text: Sequence[str] | None = None) -> None:
    """Mark moments (meals, the start of an infusion) by thin lines from the axis upward."""
    for place, time in enumerate(times):
        axes.axvline(time, color="#C9C9C9", lw=0.8, zorder=0)
        if text is not None:
            axes.annotate(
                text[place], (time, 1), xycoords=("data", "axes fraction"), xytext=(3, -2),
                textcoords="offset points", size=7.5, color=QUIET, va="top",
            )  # fmt: skip


def time_axis(axes: Axes, start: float, end: float) -> tuple[float, str]:
    """Set the time axis in the unit a reader would choose; return its minutes and its name."""
    size, word = time_unit(end - start)
    axes.set_xlim(start / size, end / size)
    steps = {"min": (10, 15, 20, 30, 60), "h": (1, 2, 3, 4, 6, 12), "days": (1, 2, 5, 7, 14),
             "weeks": (1, 2, 4, 8, 13), "years": (1, 2, 5, 10)}[word]  # fmt: skip
    span = (end - start) / size
    step = next((step for step in steps if span / step <= 6.5), steps[-1])
    first = np.ceil(start / size / step) * step
    ticks = np.arange(first, end / size + 1e-9, step) + 0.0
    names = [f"{tick:g}".replace("-", "−") for tick in ticks]
    if names:
        names[-1] += f" {word}"
    axes.set_xticks(ticks, names)
    return size, word


def time_unit(span: float) -> tuple[float, str]:
    """Return minutes and name of the unit that suits a span of time (min)."""
    for size, word, least in ((365 * DAY, "years", 2 * 365 * DAY), (7 * DAY, "weeks", 28 * DAY),
                              (DAY, "days", 3 * DAY), (60.0, "h", 300.0)):  # fmt: skip
        if span >= least:
            return size, word
    return 1.0, "min"


def color_of(place: int) -> str:
    """Return the color of the n-th part of a comparison."""
    return CYCLE[place % len(CYCLE)]
