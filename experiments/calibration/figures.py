"""The two figures of an answer: what moved and who pays; what the targets determine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration.identifying import UNCONSTRAINED
from experiments.calibration.tables import parameter_rows, target_rows
from experiments.figures.style import BLUE, GRAY, GREEN, QUIET, SHADE, TEXT, VERMILION, style
from experiments.output.printing import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.calibration.calibration import Answer
    from experiments.calibration.identifying import Identified

WIDTH, HEAD, LINE, MOST = 10.2, 0.95, 0.215, 32
LIGHT = "#C9C9C9"
FEEBLE = 1e-3
"""Combinations that are felt less than this are not drawn."""


def moves(answer: Answer) -> Figure:
    """Draw how far each parameter moved, and each target's mean distance before and after."""
    parameters = [row for row in parameter_rows(answer) if abs(row["moved"]) > 1e-9][:MOST]
    targets = target_rows(answer)
    told = [row for row in targets if np.isfinite(row["distance_before"])]
    if len(told) > MOST:
        half = MOST // 2
        told = told[:half] + told[-half:]
    with style():
        total = answer.found.trace[0].total, answer.found.best.total
        figure, left, right = sheet(
            "What the calibration moved, and which target pays",
            f"sum of squares {total[0]:.1f} → {total[1]:.1f} after "
            f"{answer.found.evaluations} evaluations  ·  {answer.question.cells} cells, seed "
            f"{answer.question.seed}",
            max(len(parameters), len(told), 6),
        )
        draw_parameters(left, parameters)
        draw_targets(right, told)
    return figure


def identifiability(answer: Answer) -> Figure:
    """Draw what each parameter keeps of its uncertainty, and the strengths of directions."""
    identified = answer.identified
    assert identified is not None
    known = sorted(identified.parameters, key=lambda known: known.kept)
    with style():
        figure, left, right = sheet(
            "What the targets say about each parameter",
            f"{len(answer.terms)} checks of {len(answer.chosen.fitted)} targets determine "
            f"{identified.effective:.1f} of {len(known)} parameters",
            max(len(known[:MOST]), 8),
        )
        draw_known(left, identified)
        draw_strengths(right, identified, answer.question.prior)
    return figure


def sheet(title: str, subtitle: str, rows: int) -> tuple[Figure, Axes, Axes]:
    """Return a figure with a head and two panels of so many rows."""
    from matplotlib.figure import Figure

    height = HEAD + 0.55 + LINE * rows
    figure = Figure(figsize=(WIDTH, height))
    figure.text(0.02, 1 - 0.27 / height, title, size=12.5, weight="bold", color=TEXT, va="center")
    figure.text(0.02, 1 - 0.5 / height, subtitle, size=8.5, color=QUIET, va="center")
    grid = figure.add_gridspec(
        1, 2, left=0.27, right=0.985, bottom=0.5 / height, top=1 - HEAD / height, wspace=0.2,
        width_ratios=(1.0, 1.0),
    )  # fmt: skip
    return figure, figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])


def draw_parameters(axes: Axes, rows: list[dict[str, Any]]) -> None:
    """Draw moves as bars, with the values before and after beside them."""
    axes.set_title("Parameters that moved")
    axes.set_xlabel("standard deviations of the prior")
    widest = max((abs(row["moved"]) for row in rows), default=1.0)
    axes.set_xlim(-1.15 * widest, 1.15 * widest)
    axes.axvspan(-1.0, 1.0, color=SHADE, lw=0, zorder=0)
    for place, row in enumerate(rows):
        color = VERMILION if row["at_bound"] else BLUE
        axes.barh(place, row["moved"], height=0.62, color=color, zorder=2)
        left = row["moved"] >= 0  # the values stand on the side that the bar leaves free
        axes.annotate(
            f"{number_text(row['before'], 3)} → {number_text(row['after'], 3)}", (0.0, place),
            xytext=(-4 if left else 4, 0), textcoords="offset points", size=7.2, color=QUIET,
            ha="right" if left else "left", va="center",
        )  # fmt: skip
    name_rows(axes, [row["parameter"] for row in rows])
    axes.axvline(0.0, color="#888888", lw=0.7)


def draw_targets(axes: Axes, rows: list[dict[str, Any]]) -> None:
    """Draw mean distances before (hollow) and after (filled); gains green, losses red."""
    axes.set_title("Targets, mean distance in half-bands")
    axes.set_xlabel("hollow before, filled after; gray labels: not fitted")
    axes.axvspan(0.0, 1.0, color=SHADE, lw=0, zorder=0)
    most = 0.0
    for place, row in enumerate(rows):
        before, after = row["distance_before"], row["distance_after"]
        color = VERMILION if row["pays"] else GREEN if before > after + 0.1 else GRAY
        axes.plot([before, after], [place, place], color=color, lw=1.4, zorder=1)
        axes.plot(before, place, "o", mfc="white", mec=color, ms=4.5, zorder=2)
        axes.plot(after, place, "o", color=color, ms=4.5, zorder=3)
        most = max(most, before, after if np.isfinite(after) else 0.0)
    axes.set_xlim(0.0, min(1.08 * most, 12.0) or 1.0)
    name_rows(axes, [row["target"] for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        if not row["fitted"]:
            label.set_color("#A5A5A5")


def draw_known(axes: Axes, identified: Identified) -> None:
    """Draw the share of the prior standard deviation that each parameter keeps."""
    every = sorted(identified.parameters, key=lambda known: known.kept)
    known, more = every[:MOST], len(every) - MOST
    axes.set_title(f"Uncertainty that is left ({more} more keep it)" if more > 0 else
                   "Uncertainty that is left")  # fmt: skip
    axes.set_xlabel("share of the prior standard deviation; ticks: all other parameters known")
    for place, told in enumerate(known):
        color = BLUE if told.is_constrained else LIGHT
        axes.barh(place, told.kept, height=0.62, color=color, zorder=2)
        axes.plot([told.alone] * 2, [place - 0.36, place + 0.36], color=TEXT, lw=1.2, zorder=3)
    axes.set_xlim(0.0, 1.0)
    axes.axvline(UNCONSTRAINED, color="#888888", lw=0.7, ls=(0, (3, 2)), zorder=4)
    name_rows(axes, [told.name for told in known])


def draw_strengths(axes: Axes, identified: Identified, prior: float) -> None:
    """Draw singular values; below the prior's the targets say less than was believed before."""
    from matplotlib.ticker import MaxNLocator

    axes.set_title("Combinations of parameters")
    axes.set_xlabel("combination, the best determined first")
    felt = [direction for direction in identified.directions if direction.strength > FEEBLE]
    shown = np.array([direction.strength for direction in felt])
    numbers = np.arange(1, len(shown) + 1)
    sure = np.array([direction.determined for direction in felt], bool)
    axes.plot(numbers, shown, color=LIGHT, lw=1.0, zorder=1)
    axes.plot(numbers[sure], shown[sure], "o", color=BLUE, zorder=3)
    axes.plot(numbers[~sure], shown[~sure], "o", mfc="white", mec=GRAY, zorder=2)
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0.5, len(shown) + 0.5)
    axes.axhline(np.sqrt(prior), color="#888888", lw=0.7, ls=(0, (3, 2)))
    axes.annotate(
        "as strong as the prior", (len(shown) + 0.5, np.sqrt(prior)), xytext=(0, 3),
        textcoords="offset points", ha="right", size=8, color=QUIET,
    )  # fmt: skip
    axes.set_ylabel("change of all residuals")


def name_rows(axes: Axes, names: list[str]) -> None:
    """Name the rows of a panel from the top."""
    axes.set_yticks(range(len(names)), names, size=7.6)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
