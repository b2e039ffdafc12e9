"""Panels of acute tests: curves of one quantity, fluxes of glucose, what is infused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.curves import BranchView, unit_shown, varying_parts
from experiments.figures.parts import Panel, color_of, end_labels, marks, time_axis
from experiments.figures.style import BLACK, BLUE, COLOR_OF, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.cell_statistics import Row

Extra = Callable[["Axes", float], None]
"""Draws something more into a panel; the second argument is the minutes of one time unit."""

BEFORE = 30.0
"""Minutes shown before time 0."""


def curve_panel(
    title: str,
    views: Sequence[BranchView],
    quantity: str,
    *,
    extra: Extra | None = None,
    start: float | None = None,
    floor: float | None = None,
    limits: tuple[float, float] | None = None,
    span: int = 1,
) -> Panel:
    """Return the panel of one quantity over time, one curve per branch.

    The axis of amounts begins at ``floor`` or has the given ``limits``; ``extra`` draws below.
    """

    def draw(axes: Axes) -> None:
        begin, end = window(views, start)
        size, _ = time_axis(axes, begin, end)
        if extra is not None:
            extra(axes, size)
        parts = varying_parts(list(views))
        labels = []
        for place, view in enumerate(views):
            times, values = without_stairs(*view.curve(quantity, begin))
            single = COLOR_OF.get(quantity, BLACK)
            color = single if len(views) == 1 else color_of(place)
            axes.plot(times / size, values, color=color, zorder=3)
            labels.append((times[-1] / size, values[-1], view.label(parts), color))
        if limits is None:
            settle_bottom(axes, floor)
        else:
            axes.set_ylim(*limits)
        low, high = axes.get_ylim()
        last = [label[1] for label in labels]
        alike = max(last) - min(last) < 0.02 * (high - low) and limits is not None
        end_labels(axes, labels if len(views) > 1 and not alike else [])

    return Panel(title, unit_shown(quantity), draw, span)


def flux_panel(
    title: str, views: Sequence[BranchView], quantities: dict[str, str], start: float | None = None
) -> Panel:
    """Return the panel of several quantities of one unit; of the first branch only."""
    view = views[0]
    if len(views) > 1:
        title += f", {view.label(varying_parts(list(views)))}"

    def draw(axes: Axes) -> None:
        begin, end = window(views, start)
        size, _ = time_axis(axes, begin, end)
        labels = []
        for quantity, label in quantities.items():
            times, values = view.curve(quantity, begin)
            color = COLOR_OF.get(quantity, BLACK)
            axes.plot(times / size, values, color=color, zorder=3)
            labels.append((times[-1] / size, values[-1], label, color))
        settle_bottom(axes, 0.0)
        end_labels(axes, labels)

    return Panel(title, unit_shown(next(iter(quantities))), draw)


def window(views: Sequence[BranchView], start: float | None) -> tuple[float, float]:
    """Return the span of time that is drawn (min)."""
    end = max(view.end for view in views)
    begin = max(-BEFORE, float(views[0].series.index[0])) if start is None else start
    return begin, end


def without_stairs(times: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return only the points where a slow quantity moved, if it stands still most of the time."""
    moved = np.diff(values, prepend=np.nan) != 0.0
    moved[-1:] = True
    few = 2 < moved.sum() < 0.5 * len(values)
    return (times[moved], values[moved]) if few else (times, values)


def settle_bottom(axes: Axes, floor: float | None) -> None:
    """Let the axis of amounts begin at ``floor``, or leave it where the curves are."""
    low, high = axes.get_ylim()
    if floor is not None:
        axes.set_ylim(min(floor, low) if low < floor - 1e-9 else floor, high)
    elif np.isfinite(low) and low > 0 and low < 0.45 * high:
        axes.set_ylim(0, high)


def fiber_panel(
    view: BranchView, moments: Sequence[float] = (), start: float | None = None
) -> Panel | None:
    """Return the panel of glucose uptake over single muscle fibers; ``moments`` (min) marked."""
    if len(view.looks) < 4 or "muscle" not in view.looks[0].responses:
        return None

    def draw(axes: Axes) -> None:
        size, _ = time_axis(axes, *window([view], start))
        times = np.array([look.time for look in view.looks]) / size
        rows = {
            name: 1000.0 * np.array([_uptake(look.rows, name) for look in view.looks])
            for name in ("q05", "q25", "q50", "q75", "q95")
        }
        marks(axes, [time / size for time in moments])
        axes.fill_between(times, rows["q05"], rows["q95"], color=BLUE, alpha=0.15, lw=0)
        axes.fill_between(times, rows["q25"], rows["q75"], color=BLUE, alpha=0.3, lw=0)
        axes.plot(times, rows["q50"], color=BLUE)
        axes.set_ylim(0, 1.25 * float(np.nanmax(rows["q95"])))
        axes.text(0.99, 0.98, "median, middle 50 % and 90 % of fibers", size=7.5, color=QUIET,
                  ha="right", va="top", transform=axes.transAxes)  # fmt: skip

    return Panel("Glucose uptake of fibers", "umol/kg/min", draw)


def _uptake(rows: Sequence[Row], statistic: str) -> float:
    wanted = ("muscle", "all", "glucose_uptake", statistic)
    return next((row.value for row in rows if row[:4] == wanted), float("nan"))
