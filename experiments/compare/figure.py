"""The figure of a comparison: curves with bands over seeds, and differences with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.compare.sources import Source
from experiments.figures.curves import pretty, unit_shown
from experiments.figures.style import BLUE, GRAY, QUIET, TEXT, VERMILION, style
from experiments.sweep.figures import in_words, labeled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CURVES = ("glucose", "insulin")
MOST_BARS = 16
MOST_PANELS = 6
BEFORE = -30.0
"""Minutes before time 0 that curves show."""


def draw(table: pd.DataFrame, first: Source, other: Source) -> Figure:
    """Draw curves and percent differences; of several points, each measure along its axis."""
    if table["point"].nunique() > 1:
        return _along_axis(table, first, other)
    from matplotlib.figure import Figure

    curves = _curves(first, other)
    bars = min(len(table), MOST_BARS)
    height = max(1.05 + 0.27 * bars, 4.8 if curves else 2.4)
    with style():
        figure = Figure(figsize=(10.2, height))
        _header(figure, first, other, height)
        grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.05)) if curves else None
        forest = figure.add_subplot(grid[:, 1] if grid else 111)
        _forest(forest, table.head(MOST_BARS), other)
        for row, quantity in enumerate(curves):
            _curve(figure.add_subplot(grid[row, 0]), quantity, first, other, row == 0)  # type: ignore[index]
        figure.tight_layout(rect=(0.005, 0.0, 1.0, 1 - 0.6 / height), w_pad=2.5, h_pad=1.5)
    return figure


def _header(figure: Figure, first: Source, other: Source, height: float) -> None:
    from matplotlib.lines import Line2D

    figure.text(0.02, 1 - 0.26 / height, f"{_name(first)} and {_name(other)}", size=12.5,
                weight="bold", color=TEXT, va="center")  # fmt: skip
    seeds = first.values["seed"].nunique()
    if seeds > 1:
        told = f"{seeds} seeds; lines: means, bands: 90 % of the seeds"
        figure.text(0.02, 1 - 0.5 / height, told, size=8.5, color=QUIET, va="center")
    handles = [Line2D([], [], color=BLUE, label=_name(first)),
               Line2D([], [], color=VERMILION, label=_name(other))]  # fmt: skip
    figure.legend(handles=handles, loc="upper right", ncols=2)


def _name(source: Source) -> str:
    return source.name.replace("_", " ")


def _curves(first: Source, other: Source) -> list[str]:
    """Return the quantities that both have over time in a single branch."""
    if first.series is None or other.series is None:
        return []
    return [
        name
        for name in CURVES
        if name in first.series and name in other.series and first.series["branch"].nunique() == 1
    ]


def _curve(axes: Axes, quantity: str, first: Source, other: Source, legend: bool) -> None:
    """Draw means over seeds, with the band that holds 90 % of them."""
    from experiments.figures.curves import shown

    for source, color in ((first, BLUE), (other, VERMILION)):
        assert source.series is not None
        curves = source.series[source.series["time"] >= BEFORE]
        key = curves["seed"] if "seed" in curves else curves["branch"]
        table = curves.pivot_table(index="time", columns=key, values=quantity)
        values = shown(quantity, table.to_numpy(float))
        axes.plot(table.index, values.mean(axis=1), color=color)
        if values.shape[1] > 1:
            low, high = np.quantile(values, (0.05, 0.95), axis=1)
            axes.fill_between(table.index, low, high, color=color, alpha=0.18, linewidth=0)
    axes.set_title(f"{quantity}, {pretty(unit_shown(quantity))}")
    axes.set_xlabel("min")
    axes.set_ylim(bottom=0)


def _forest(axes: Axes, table: pd.DataFrame, other: Source) -> None:
    """Draw the difference of every measure in percent of the first."""
    known = table[table["percent"].notna()]
    places = np.arange(len(known))
    values = known["percent"].to_numpy(float)
    base = known["first"].to_numpy(float)
    low = 100.0 * known["low"].to_numpy(float) / base
    high = 100.0 * known["high"].to_numpy(float) / base
    low, high = np.fmin(low, high), np.fmax(low, high)
    certain = ~((low <= 0.0) & (high >= 0.0))
    colors = [TEXT if sure else GRAY for sure in certain]
    for place, value, a, b, color in zip(places, values, low, high, colors, strict=True):
        if np.isfinite(a):
            axes.plot([a, b], [place, place], color=color, linewidth=1.4)
        axes.plot(value, place, "o", color=color)
    axes.axvline(0.0, color=QUIET, linewidth=0.7)
    axes.set_yticks(places, [in_words(str(name)) for name in known["measure"]])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(known) - 0.4, -0.6)
    axes.margins(x=0.06)
    axes.set_xlabel("%")
    axes.set_title(f"Difference of {_name(other)}, 95 % confidence")


def _along_axis(table: pd.DataFrame, first: Source, other: Source) -> Figure:
    """Draw each measure at all points of a sweep, along its axis where that is one of numbers."""
    from matplotlib.figure import Figure

    measures = list(dict.fromkeys(table["measure"]))[:MOST_PANELS]
    columns = min(len(measures), 3)
    rows = -(-len(measures) // columns)
    height = 0.95 + 2.6 * rows
    single = len(first.axes) == 1 and table[first.axes[0]].dtype.kind in "if"
    axis = first.axes[0] if single else "point"
    with style():
        figure = Figure(figsize=(10.2, height))
        _header(figure, first, other, height)
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, measure in zip(panels, measures, strict=False):
            rows_of = table[table["measure"] == measure].sort_values(axis)
            for name, color in (("first", BLUE), ("other", VERMILION)):
                if not single:  # points of several axes have no order that a line could follow
                    axes.plot(rows_of[axis], rows_of[name], "o", color=color, alpha=0.7)
                    continue
                axes.plot(rows_of[axis], rows_of[name], "o-", color=color, linewidth=1.2)
                axes.fill_between(
                    rows_of[axis].astype(float), rows_of[f"{name}_q05"].astype(float),
                    rows_of[f"{name}_q95"].astype(float), color=color, alpha=0.18, linewidth=0,
                )  # fmt: skip
            axes.set_title(labeled(measure, rows_of["unit"].iloc[0]))
            axes.set_xlabel(axis.rpartition(".")[2].replace("_", " "))
            axes.margins(x=0.04)
        for axes in panels[len(measures) :]:
            axes.axis("off")
        figure.tight_layout(rect=(0.005, 0.0, 1.0, 1 - 0.6 / height), w_pad=1.5, h_pad=1.5)
    return figure
