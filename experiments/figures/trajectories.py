"""Panels of long protocols: what repeated tests measured, and how the body changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments import spelling
from experiments.figures.parts import Panel, color_of, end_labels, time_axis
from experiments.figures.style import BLUE, QUIET
from experiments.output.printing import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.results import Results
    from experiments.protocol.values import Parts, Values

MOST = 8
TITLES = {
    "m_value": "Clamp: glucose infusion (M)", "rd": "Clamp: glucose disappearance",
    "egp_suppression": "Clamp: suppression of liver output", "homa_ir": "HOMA-IR",
    "homa_b": "HOMA-B", "imcl": "Lipid in muscle (IMCL)", "bmi": "Body-mass index",
    "hba1c": "HbA1c", "glucose_120": "Glucose 2 h after 75 g", "vo2max": "Maximal oxygen uptake",
    "insulin_120": "Insulin 2 h after 75 g", "egp": "Liver glucose output",
    "rd_ec50": "Insulin of half-maximal disposal", "rd_max": "Maximal disposal",
    "egp_ec50": "Insulin of half-maximal suppression", "dag": "Diacylglycerol in muscle",
}  # fmt: skip
"""Titles of measures whose name alone does not say enough."""


def panels(results: Results) -> list[Panel]:
    """Return a panel for every measure that tests took at two or more moments."""
    evaluation = results.evaluation
    made = []
    for name, (measure, test, _) in evaluation.all_specs().items():
        if not test or not measure.report:
            continue
        values = evaluation.of(name)
        if len({parts.test for parts in values}) < 2:
            continue
        unit = results.outcome_unit(name)
        if unit == "yes/no":
            continue
        made.append(Panel(titled(name), unit, Trajectory(results, values).draw))
    return made[:MOST]


def titled(measure: str) -> str:
    """Return the title for a measure."""
    return TITLES.get(measure, spelling.titled(measure))


class Trajectory:
    """Draws one measure over the moments of its tests, a line for each arm or group."""

    def __init__(self, results: Results, values: Values) -> None:
        self.times = {
            (key.group, key.arm, key.dose, key.moment): record.test_time
            for key, record in results.outcome.records.items()
            if key.test
        }
        self.values = values

    def lines(self) -> dict[tuple[str, str, str], list[tuple[float, float]]]:
        """Return times (min) and values in order of time, by group, arm and dose."""
        lines: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
        for parts, value in self.values.items():
            time = self.time_of(parts)
            if value.value is not None and time is not None:
                kind = (parts.group, parts.arm, parts.dose)
                lines.setdefault(kind, []).append((time, float(value.value)))
        return {kind: sorted(line) for kind, line in lines.items()}

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        lines = self.lines()
        if not lines:
            axes.text(0.5, 0.5, "no value", transform=axes.transAxes, ha="center")
            return
        times = [time for line in lines.values() for time, _ in line]
        size, _ = time_axis(axes, min(0.0, *times), max(*times, 1.0))
        labels = []
        for place, (kind, line) in enumerate(lines.items()):
            x = [time / size for time, _ in line]
            y = [value for _, value in line]
            color = color_of(place) if len(lines) > 1 else BLUE
            marker = "o" if len(x) < 40 else ""
            axes.plot(x, y, color=color, marker=marker, ms=3.6, zorder=3, clip_on=False)
            if len(lines) == 1 and len(x) <= 4:
                tell_values(axes, x, y)
            labels.append((x[-1], y[-1], " ".join(k for k in kind if k).replace("_", " "), color))
        settle(axes, [value for line in lines.values() for _, value in line])
        end_labels(axes, labels if len(lines) > 1 else [])

    def time_of(self, parts: Parts) -> float | None:
        """Return the time (min) at which the test of a value took place."""
        for (group, arm, dose, moment), time in self.times.items():
            if (group, arm, dose, moment) == (parts.group, parts.arm, parts.dose, parts.test):
                return time
        return next((t for (*_, moment), t in self.times.items() if moment == parts.test), None)


def tell_values(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Write the values beside the points of a short line."""
    for place, (at, value) in enumerate(zip(x, y, strict=True)):
        side = {0: "left", len(x) - 1: "right"}.get(place, "center")
        beside = y[place + 1] if place == 0 else y[place - 1]
        above = value >= beside
        axes.annotate(
            number_text(value, 3), (at, value), xytext=(2, 5 if above else -5),
            textcoords="offset points", ha=side, va="bottom" if above else "top", size=8,
            color=QUIET,
        )  # fmt: skip


def settle(axes: Axes, values: Sequence[float]) -> None:
    """Let small changes look small: the axis begins at 0 or spans 40 % of the mean."""
    least, most = min(values), max(values)
    if 0.0 <= least < 0.6 * most:
        axes.set_ylim(0.0, 1.18 * most)
        return
    middle = 0.5 * (least + most)
    half = max(0.6 * (most - least), 0.2 * abs(middle), 1e-9)
    axes.set_ylim(middle - half, middle + half)
