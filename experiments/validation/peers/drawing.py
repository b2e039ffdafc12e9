"""The figures of overlays: ours solid, peers dashed; colors tell health from diabetes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from experiments.figures.curves import pretty
from experiments.figures.dose_response import plain_log_ticks
from experiments.figures.parts import end_labels, time_axis, title
from experiments.figures.style import BLUE, GRAY, QUIET, TEXT, VERMILION, style
from experiments.validation.peers.overlays import HIGH_DOSE, STEPS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.validation.peers.overlays import Overlay

COLORS = {"normal": BLUE, "t2d": VERMILION}
WORDS = {"normal": "healthy", "t2d": "diabetic"}
DASHED = (0, (4, 2.2))
WIDTH, HEAD = 10.2, 0.72

COURSE_PANELS = {
    "glucose": "Plasma glucose",
    "insulin": "Plasma insulin",
    "egp": "Glucose output of the liver",
    "utilization": "Glucose utilization",
}


def courses(overlay: Overlay) -> Figure:
    """Draw blood and fluxes over time, as far as the peer has them."""
    columns = [name for name in COURSE_PANELS if name in overlay.pairs[0].peer.table]
    rows = -(-len(columns) // 2)
    with style():
        figure, grid = _sheet(overlay, HEAD + 2.55 * rows, rows, min(len(columns), 2))
        for place, column in enumerate(columns):
            axes = figure.add_subplot(grid[place // 2, place % 2])
            title(axes, COURSE_PANELS[column], overlay.pairs[0].peer.units[column])
            size, _ = time_axis(axes, 0.0, float(overlay.pairs[0].peer.table.index[-1]))
            labels = []
            for pair in overlay.pairs:
                color = COLORS[pair.group]
                for table, line in ((pair.ours, "-"), (pair.peer.table, DASHED)):
                    axes.plot(table.index / size, table[column], color=color, ls=line)
                last = float(pair.ours[column].iloc[-1])
                labels.append((axes.get_xlim()[1], last, WORDS[pair.group], color))
            axes.set_ylim(bottom=0)
            end_labels(axes, labels if len(labels) > 1 else [])
    return figure


def cascade(overlay: Overlay) -> Figure:
    """Draw the dose response of every step on both sides, with the doses of half effect."""
    (pair,) = overlay.pairs
    columns = [name for name in STEPS if name in pair.peer.table]
    with style():
        figure, grid = _sheet(overlay, 3.5, 1, len(columns))
        for place, name in enumerate(columns):
            axes = figure.add_subplot(grid[0, place])
            title(axes, STEPS[name], "% of its largest effect")
            for table, line, color in (
                (pair.ours, "-", BLUE), (pair.peer.table, DASHED, GRAY),
            ):  # fmt: skip
                _responses(axes, _share(table[name]), line, color, markers=line == "-")
            told = overlay.rows[place]
            for value, color, height in (
                (told["ours"], BLUE, 0.98), (told["peer"], QUIET, 0.9),
            ):  # fmt: skip
                axes.text(0.02, height, f"half at {value:.2g} nmol/l", transform=axes.transAxes,
                          color=color, size=8, va="top")  # fmt: skip
            _dose_axis(axes, (0.01, 100.0))
    return figure


def diabetes(overlay: Overlay) -> Figure:
    """Draw what is left of every step, and the dose response of surface GLUT4."""
    healthy, diabetic = overlay.pairs
    with style():
        figure, grid = _sheet(overlay, 3.6, 1, 2)
        axes = figure.add_subplot(grid[0, 0])
        title(axes, f"Response to {HIGH_DOSE:g} nmol/l of insulin", "diabetic over healthy")
        _folds(axes, overlay)
        axes = figure.add_subplot(grid[0, 1])
        title(axes, "GLUT4 at the surface", "% of the largest in health")
        for pair in (healthy, diabetic):
            color = COLORS[pair.group]
            for table, base, line in (
                (pair.ours, healthy.ours, "-"), (pair.peer.table, healthy.peer.table, DASHED),
            ):  # fmt: skip
                shares = 100.0 * table["surface_glut4"] / base["surface_glut4"].max()
                _responses(axes, shares, line, color, markers=line == "-")
        _dose_axis(axes, (0.001, 100.0))
        labels = [
            (100.0, 100.0 * float(pair.ours["surface_glut4"].iloc[-1])
             / float(healthy.ours["surface_glut4"].max()), WORDS[pair.group], COLORS[pair.group])
            for pair in (healthy, diabetic)
        ]  # fmt: skip
        end_labels(axes, labels)
    return figure


DRAWN: dict[str, Callable[[Overlay], Figure]] = {
    "meal": courses,
    "model_file": courses,
    "cascade": cascade,
    "diabetes": diabetes,
}
"""How each overlay is drawn."""


def _folds(axes: Axes, overlay: Overlay) -> None:
    """Draw one row per step: what diabetes leaves of it, ours filled and the peer's hollow."""
    rows = overlay.rows[: len(STEPS)]
    for place, row in enumerate(rows):
        axes.plot([row["ours"], row["peer"]], [place, place], color="#C9C9C9", lw=1.2, zorder=1)
        axes.plot(row["ours"], place, "o", color=VERMILION, ms=7, zorder=3)
        axes.plot(row["peer"], place, "o", mfc="white", mec=VERMILION, ms=7, zorder=2)
    for who, x in (("glucell", rows[0]["ours"]), ("published", rows[0]["peer"])):
        axes.annotate(who, (x, 0), xytext=(0, 9), textcoords="offset points", ha="center", size=8,
                      color=QUIET)  # fmt: skip
    axes.set_yticks(range(len(rows)), list(STEPS.values()))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0.0, 1.05)
    axes.axvline(1.0, color="#C9C9C9", lw=0.8, zorder=0)


def _sheet(overlay: Overlay, height: float, rows: int, columns: int):
    """Return a figure with its head and the grid of its panels."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure(figsize=(WIDTH, height))
    figure.text(0.052, 1 - 0.27 / height, overlay.title, size=12.5, weight="bold", color=TEXT,
                va="center")  # fmt: skip
    peer = overlay.pairs[0].peer.peer
    handles = [
        Line2D([], [], color=QUIET, label="glucell"),
        Line2D([], [], color=QUIET, ls=DASHED, label=peer),
    ]
    figure.legend(handles=handles, loc="center left", ncols=2, handlelength=2.6,
                  bbox_to_anchor=(0.052, 1 - 0.52 / height), borderpad=0,
                  borderaxespad=0)  # fmt: skip
    wide = 0.16 if overlay.name == "diabetes" else 0.052
    grid = figure.add_gridspec(
        rows, columns, left=wide, right=0.925, bottom=0.36 / height,
        top=1 - (HEAD + 0.3) / height, hspace=0.42, wspace=0.28,
    )  # fmt: skip
    return figure, grid


def _share(responses: pd.Series) -> pd.Series:
    """Return responses above the one without insulin, in percent of the largest."""
    least = float(responses[0.0])
    return 100.0 * (responses - least) / (float(responses.max()) - least)


def _responses(
    axes: Axes, responses: pd.Series, line: object, color: str, *, markers: bool
) -> None:
    """Draw responses by dose; what was given without insulin stands off a logarithmic axis."""
    shown = responses[responses.index > 0.0]
    axes.plot(shown.index, shown, ls=line, color=color, marker="o" if markers else "", ms=4)


def _dose_axis(axes: Axes, limits: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.set_xlim(*limits)
    axes.set_ylim(0.0, 108.0)
    plain_log_ticks(axes, pretty("nmol/l"))
