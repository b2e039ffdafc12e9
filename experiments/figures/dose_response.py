"""Dose-response panels: what a protocol fits a Hill curve through, and the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import spelling
from experiments.figures.curves import pretty
from experiments.figures.parts import Panel, color_of, end_labels
from experiments.figures.style import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.results import Results
    from experiments.protocol.evaluation import Evaluation
    from experiments.protocol.measuring import Fit

NAMES = {
    "rd": "Disappearance of glucose",
    "suppression": "Suppression of liver output",
    "akt": "Akt",
    "transport_fold": "Glucose transport",
}
"""Titles for measures by the end of their name; others are written as they are."""


def panels(results: Results) -> list[Panel]:
    """Return a panel for each pair of measures that the protocol fits a Hill curve through."""
    from experiments.protocol.evaluation import unit_of

    evaluation = results.evaluation
    specs = evaluation.all_specs()
    seen: dict[tuple[str, str], Panel] = {}
    for measure, test, _ in specs.values():
        fit = measure.fit
        if fit is None or fit.kind != "hill" or fit.y is None or fit.over not in ("step", "dose"):
            continue
        y_name = evaluation.specs.local(fit.y, test)
        x_name = "dose" if fit.x == "dose" else evaluation.specs.local(str(fit.x), test)
        if (x_name, y_name) in seen:
            continue
        lines, x_unit = points(evaluation, x_name, y_name, fit.over)
        lines = {label: pairs for label, pairs in lines.items() if len(pairs) > 2}
        if lines:
            drawer = Drawer(dict(list(lines.items())[:4]), x_unit, fit)
            unit = unit_of(specs[y_name][0])
            seen[x_name, y_name] = Panel(named(y_name), unit, drawer.draw)
    return list(seen.values())


def named(measure: str) -> str:
    """Return the title for a measure."""
    for end, name in NAMES.items():
        if measure.endswith(end):
            return name
    return spelling.titled(measure)


def points(
    evaluation: Evaluation, x: str, y: str, along: str
) -> tuple[dict[str, list[tuple[float, float]]], str]:
    """Return pairs of x and y over the steps or doses, by group, arm and test, and x's unit."""
    from experiments.protocol.evaluation import matching, unit_of

    lines: dict[str, list[tuple[float, float]]] = {}
    doses, x_unit = dose_levels(evaluation) if x == "dose" else ({}, "")
    if x != "dose":
        x_unit = unit_of(evaluation.all_specs()[x][0])
    for parts, value in evaluation.of(y).items():
        level: Any = doses.get(parts.dose)
        if x != "dose":
            found = matching(evaluation.of(x), parts)
            level = None if found is None else found.value
        if value.value is not None and level is not None:
            rest = (parts.group, parts.arm, parts.dose if along == "step" else "", parts.test)
            label = " ".join(part for part in rest if part).replace("_", " ")
            lines.setdefault(label, []).append((float(level), float(value.value)))
    return {label: sorted(pairs) for label, pairs in lines.items()}, x_unit


def dose_levels(evaluation: Evaluation) -> tuple[dict[str, float], str]:
    """Return the value of each dose of a series, and their unit."""
    from experiments.protocol.units import amount

    written = {}
    for key, record in evaluation.records.items():
        if key.dose and record.dose_value is not None:
            value = record.dose_value
            written[key.dose] = amount(value if isinstance(value, str) else f"{value} 1")
    if not written:
        return {}, ""
    unit = next(iter(written.values())).unit
    return {label: dose.to(unit) for label, dose in written.items()}, unit.text


class Drawer:
    """Draws points and the Hill curve through them on a logarithmic axis of dose."""

    def __init__(self, lines: dict[str, list[tuple[float, float]]], x_unit: str, fit: Fit) -> None:
        self.lines, self.x_unit, self.fit = lines, x_unit, fit

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        axes.set_xscale("log")
        x = np.array([pair[0] for pairs in self.lines.values() for pair in pairs])
        axes.set_xlim(0.7 * x[x > 0].min(), 1.45 * x.max())
        labels, top = [], 0.0
        for place, (label, pairs) in enumerate(self.lines.items()):
            color = color_of(place)
            doses, effects = np.array(pairs).T
            shown = doses > 0
            axes.plot(doses[shown], effects[shown], "o", color=color, ms=5, zorder=4, clip_on=False)
            self.curve(axes, doses, effects, color, single=len(self.lines) == 1)
            labels.append((axes.get_xlim()[1], effects[-1], label, color))
            top = max(top, effects.max())
        axes.set_ylim(0, 1.12 * top)
        end_labels(axes, labels if len(labels) > 1 else [])
        plain_log_ticks(axes, pretty(self.x_unit))

    def curve(
        self, axes: Axes, doses: np.ndarray, effects: np.ndarray, color: str, single: bool
    ) -> None:
        """Draw the Hill curve, and its EC50 if it is the only one."""
        from experiments.indices import Undefined
        from experiments.indices.curve_fits import hill_fit

        try:
            found = hill_fit(doses, effects, basal=self.fit.baseline, exponent=self.fit.exponent)
        except Undefined:
            return
        fine = np.geomspace(*axes.get_xlim(), 200)
        share = fine**found.exponent / (found.ec50**found.exponent + fine**found.exponent)
        axes.plot(fine, found.basal + (found.maximum - found.basal) * share, color=color, lw=1.4,
                  alpha=0.8)  # fmt: skip
        low, high = axes.get_xlim()
        if single and low < found.ec50 < high:
            axes.axvline(found.ec50, color="#C9C9C9", lw=0.8, zorder=0)
            left = found.ec50 > (low * high) ** 0.5
            axes.annotate(
                f"EC50 {found.ec50:.3g}", (found.ec50, 0.02), xycoords=("data", "axes fraction"),
                xytext=(-4 if left else 4, 0), textcoords="offset points", size=8, color=QUIET,
                ha="right" if left else "left",
            )  # fmt: skip


def plain_log_ticks(axes: Axes, unit: str) -> None:
    """Write a logarithmic axis with plain numbers, the unit beside the last."""
    from matplotlib.ticker import NullFormatter, NullLocator

    low, high = axes.get_xlim()
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    wide = high / low > 300
    ticks = [m * 10.0**p for p in powers for m in ((1,) if wide else (1, 3))]
    ticks = [tick for tick in ticks if low <= tick <= high]
    names = [f"{tick:g}" for tick in ticks]
    if names:
        names[-1] += f" {unit}"
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(ticks, names)
