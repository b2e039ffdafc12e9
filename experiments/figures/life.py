"""The figure of a life: years of history, tested again and again, and the cells at four ages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.cells import middles, silent_share
from experiments.figures.curves import BranchView, all_branches
from experiments.figures.parts import Panel, end_labels, time_axis
from experiments.figures.style import BLUE, GREEN, ORANGE, PURPLE, QUIET, SKY, VERMILION
from experiments.figures.trajectories import Trajectory
from experiments.output.cell_statistics import RESPONSE_EDGES
from experiments.output.insulin_response import NON_RESPONDING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.results import Results

YEAR = 365 * 1440.0
DIABETES = {"fasting_glucose": 126.0, "glucose_120": 200.0}
"""Glucose from which diabetes is diagnosed, mg/dl [ADA2024]."""
HIGH_INSULIN = 1.5
"""Fasting insulin, relative to the beginning, from which the hidden phase counts."""

Drawn = Sequence[tuple[str, str, str]]
"""Measures drawn in one panel: name, label, color."""


def fits(results: Results, main: BranchView) -> bool:
    """Tell whether a run is a life: years long, with repeated fasting samples."""
    moments = {key.moment for key in results.outcome.records if key.test}
    known = results.evaluation.all_specs()
    return main.end >= YEAR and len(moments) >= 4 and "fasting_glucose" in known


def panels(results: Results, main: BranchView) -> list[Panel]:
    """Return the panels of a life."""
    life = Life(results, main)
    glucose = [("glucose_120", "2 h after\n75 g", VERMILION), ("fasting_glucose", "fasting", BLUE)]
    wanted: list[tuple[str, str, Drawn]] = [
        ("Glucose", "mg/dl", glucose),
        ("Fasting insulin", "uU/ml", [("fasting_insulin", "", VERMILION)]),
        ("Insulin sensitivity (clamp M)", "mg/kg/min", [("m_value", "", PURPLE)]),
        ("Fat in the liver", "%", [("liver_fat", "", GREEN)]),
        ("Lipid in muscle", "mmol/kg", [("imcl", "", ORANGE)]),
    ]
    made = []
    for title, unit, drawn in wanted:
        known = [entry for entry in drawn if life.line(entry[0])]
        if known:
            made.append(Panel(title, unit, life.drawer(known)))
    beta = {"beta_cell_function": ("function", BLUE), "beta_cell_mass": ("mass", SKY)}
    made.insert(min(2, len(made)), Panel("Beta cells", "lean", life.series_drawer(beta)))
    made.append(Panel("Body weight", "kg", life.series_drawer({"weight": ("", QUIET)})))
    made.append(
        Panel(
            "Insulin response of single muscle fibers",
            "1 = uninhibited; shaded: no response",
            life.draw_ages,
            span=2,
        )
    )
    return made


class Life:
    """Draws what a life's tests and its own series show."""

    def __init__(self, results: Results, main: BranchView) -> None:
        self.results, self.main = results, main
        known = main.record.anchors.known
        names = list(results.protocol.model.events)
        self.phases = [
            (name, known[f"{name}.start"], known[f"{name}.end"])
            for name in names
            if known.get(f"{name}.start", 0.0) > 0.0 and f"{name}.end" in known
        ]
        self.onset = self.first_diabetes()
        self.hidden = self.hidden_phase()

    def line(self, measure: str) -> list[tuple[float, float]]:
        """Return times (min) and values of a measure, in order of time."""
        evaluation = self.results.evaluation
        if measure not in evaluation.all_specs():
            return []
        values = evaluation.of(measure)
        times = Trajectory(self.results, values)
        found = []
        for parts, value in values.items():
            time = times.time_of(parts)
            same = (parts.group, parts.arm) == (self.main.key.group, self.main.key.arm)
            if value.value is not None and time is not None and same:
                found.append((time, float(value.value)))
        return sorted(found)

    def first_diabetes(self) -> float | None:
        """Return when glucose first reaches the level of diabetes (min), between two tests."""
        found = []
        for measure, level in DIABETES.items():
            for (before, low), (after, high) in pairwise(self.line(measure)):
                if low < level <= high:
                    found.append(before + (after - before) * (level - low) / (high - low))
        return min(found, default=None)

    def hidden_phase(self) -> tuple[float, float] | None:
        """Return the span (min) in which insulin is high and diabetes has not begun yet."""
        insulin = self.line("fasting_insulin")
        high = [time for time, value in insulin if value >= HIGH_INSULIN * insulin[0][1]]
        if self.onset is None or not high or high[0] >= self.onset:
            return None
        return high[0], self.onset

    def shade(self, axes: Axes, size: float, told: str = "") -> None:
        """Shade the hidden phase and the phases that come after the first; mark the onset.

        Written are the names of the "phases", or "onset" beside the line where diabetes begins.
        """
        if self.hidden is not None:
            start, end = (time / size for time in self.hidden)
            axes.axvspan(start, end, color="#FBF3E4", lw=0, zorder=0)
            if told == "phases":
                axes.annotate(
                    "hidden phase", (start, 0.0), xycoords=("data", "axes fraction"),
                    xytext=(4, 4), textcoords="offset points", size=7.5, color=QUIET,
                )  # fmt: skip
        if self.onset is not None:
            axes.axvline(self.onset / size, color=VERMILION, lw=0.9, ls=(0, (1, 2)), zorder=1)
            if told == "onset":
                axes.annotate(
                    "diabetes begins", (self.onset / size, 0.0),
                    xycoords=("data", "axes fraction"), xytext=(-2, 4), rotation=90, size=7.5,
                    textcoords="offset points", color=VERMILION, ha="right", va="bottom",
                )  # fmt: skip
        for place, (name, start, end) in enumerate(self.phases):
            color = "#DDEFE8" if place % 2 == 0 else "#EEF7F3"
            axes.axvspan(start / size, min(end, self.main.end) / size, color=color, lw=0, zorder=0)
            if told == "phases":
                axes.annotate(
                    name.replace("_", " "), (start / size, 0.11 - 0.09 * place),
                    xycoords=("data", "axes fraction"), xytext=(-3, 0),
                    textcoords="offset points", size=7.5, color=QUIET, va="bottom", ha="right",
                    bbox={"fc": "#FBF3E4", "lw": 0, "pad": 0.6},
                )  # fmt: skip

    @staticmethod
    def limit_line(axes: Axes, level: float, color: str) -> None:
        """Draw the level of glucose from which diabetes is diagnosed."""
        axes.axhline(level, color=color, lw=0.8, ls=(0, (1, 2)))
        axes.annotate(
            "diabetes", (0.4, level), xycoords=("axes fraction", "data"),
            xytext=(0, 2), textcoords="offset points", size=7, color=color,
        )  # fmt: skip

    def drawer(self, drawn: Drawn) -> Callable[[Axes], None]:
        """Return what draws measures with a dot at each test."""

        def draw(axes: Axes) -> None:
            size, _ = time_axis(axes, 0.0, self.main.end)
            told = {"glucose_120": "phases", "fasting_insulin": "onset"}.get(drawn[0][0], "")
            self.shade(axes, size, told)
            labels, top = [], 0.0
            for measure, label, color in drawn:
                times, values = np.array(self.line(measure)).T
                axes.plot(times / size, values, color=color, marker="o", ms=3.8, clip_on=False,
                          zorder=3)  # fmt: skip
                labels.append((self.main.end / size, values[-1], label, color))
                top = max(top, float(values.max()))
            axes.set_ylim(0, 1.15 * top)
            end_labels(axes, labels)
            for measure, _, color in drawn:
                if DIABETES.get(measure, np.inf) < 1.1 * top:
                    self.limit_line(axes, DIABETES[measure], color)

        return draw

    def series_drawer(self, told: dict[str, tuple[str, str]]) -> Callable[[Axes], None]:
        """Return what draws quantities that the body recorded all along."""

        def draw(axes: Axes) -> None:
            size, _ = time_axis(axes, 0.0, self.main.end)
            self.shade(axes, size)
            labels = []
            for quantity, (label, color) in told.items():
                times, values = self.main.curve(quantity, 0.0)
                axes.plot(times / size, values, color=color)
                labels.append((times[-1] / size, values[-1], label, color))
            low, high = axes.get_ylim()
            axes.set_ylim(0 if low < 0.7 * high else 0.9 * low, high)
            end_labels(axes, labels)

        return draw

    def ages(self) -> list[tuple[str, np.ndarray]]:
        """Return name and distribution of response at four ages, first and last included."""
        seen: dict[float, tuple[str, np.ndarray]] = {}
        for view in all_branches(self.results):
            key = view.key
            same = (key.group, key.arm) == (self.main.key.group, self.main.key.arm)
            if key.test and view.looks and same and "muscle" in view.looks[0].responses:
                told = key.moment.replace("_", " ")
                seen.setdefault(view.record.test_time, (told, view.looks[0].responses["muscle"]))
        times = sorted(seen)
        if len(times) <= 4:
            return [seen[time] for time in times]
        means = {time: float(seen[time][1] @ middles()) for time in times}
        worst = min(times[1:-1], key=lambda time: means[time])
        halfway = 0.5 * (means[times[0]] + means[worst])
        before = [time for time in times[1:-1] if time < worst] or times[1:2]
        between = min(before, key=lambda time: abs(means[time] - halfway))
        return [seen[time] for time in sorted({times[0], between, worst, times[-1]})]

    def draw_ages(self, axes: Axes) -> None:
        """Draw one small histogram for each age."""
        axes.set_axis_off()
        ages = [(name, shares.reshape(-1, 2).sum(axis=1), shares) for name, shares in self.ages()]
        top = max(float(np.sort(coarse)[-2]) for _, coarse, _ in ages)
        for place, (name, coarse, shares) in enumerate(ages):
            width = 1.0 / len(ages)
            inner = axes.inset_axes((place * width, 0.0, 0.9 * width, 0.8))
            mean = float(shares @ middles())
            inner.axvspan(0, NON_RESPONDING, color="#F6E7DF", lw=0, zorder=0)
            inner.stairs(coarse, RESPONSE_EDGES[::2], color=BLUE, fill=True, alpha=0.75, lw=0)
            inner.set_xlim(0, 1.2)
            inner.set_ylim(0, 1.08 * top)
            inner.set_yticks([])
            inner.spines["left"].set_visible(False)
            inner.set_xticks([0, 0.5, 1.0], ["0", "", "1"])
            if coarse[0] > 1.08 * top:
                inner.annotate(
                    f"{100 * coarse[0]:.0f} %", (RESPONSE_EDGES[2], 1.0),
                    xycoords=("data", "axes fraction"), xytext=(3, -2),
                    textcoords="offset points", size=7.5, color=BLUE, va="top",
                )  # fmt: skip
            inner.text(0.0, 1.17, name, transform=inner.transAxes, va="bottom", weight="bold")
            told = f"mean {mean:.2f}, {100 * silent_share(shares):.0f} % silent"
            inner.text(0.0, 1.15, told, transform=inner.transAxes, va="top", size=7.5, color=QUIET)
