"""The figure of an explanation: for each measure, what every mechanism takes of the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.explain.tables import MEASURES
from experiments.figures.curves import pretty
from experiments.figures.style import BLUE, GRAY, QUIET, TEXT, VERMILION, style
from experiments.sweep.figures import in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.explain.explanation import Explanation

UNITS = {"m_value": "mg/kg/min", "egp_suppression": "%", "fasting_insulin": "uU/ml"}
UNEXPLAINED = "not explained"


def draw(work: Explanation, shares: pd.DataFrame, totals: pd.DataFrame) -> Figure:
    """Draw one panel of bars per measure, mechanisms in the same order in all of them."""
    from matplotlib.figure import Figure

    measures = [m for m in MEASURES if m in set(totals["measure"])]
    bars = len(work.names) + 1
    height = 1.35 + 0.3 * bars
    order = _order(shares, measures, list(work.names))
    with style():
        figure = Figure(figsize=(10.2, height))
        axes = figure.subplots(1, len(measures), sharey=True, squeeze=False).ravel()
        name = work.title.replace("_", " ")
        figure.text(0.02, 1 - 0.26 / height, f"Why is this body resistant? {name}", size=12.5,
                    weight="bold", color=TEXT, va="center")  # fmt: skip
        how = "from birth" if work.lived else "a day before the test"
        several = f"whiskers: 95 % over {work.seeds} seeds"
        whiskers = several if work.seeds > 1 else "one seed, so no uncertainty is known"
        figure.text(
            0.02, 1 - 0.5 / height,
            f"Share of the difference to {work.reference} that is gone when a mechanism is removed "
            f"{how} (Shapley values); {whiskers}",
            size=8.5, color=QUIET, va="center",
        )  # fmt: skip
        for place, measure in zip(axes, measures, strict=True):
            rows = shares[shares["measure"] == measure].set_index("mechanism").loc[order]
            total = totals[totals["measure"] == measure].iloc[0]
            _panel(place, rows, total, measure)
        titles = [shares[shares["mechanism"] == n]["title"].iloc[0] for n in order]
        axes[0].set_yticks(range(bars), [*titles, UNEXPLAINED])
        axes[0].invert_yaxis()
        figure.tight_layout(rect=(0.005, 0.0, 1.0, 1 - 0.62 / height), w_pad=2.2)
    return figure


def _order(shares: pd.DataFrame, measures: list[str], names: list[str]) -> list[str]:
    """Return mechanisms by their share of the first measure that has shares."""
    for measure in measures:
        rows = shares[shares["measure"] == measure].set_index("mechanism")
        if rows["share"].notna().any():
            return list(rows["share"].sort_values(ascending=False).index)
    return names


def _panel(axes: Axes, rows: pd.DataFrame, total: Any, measure: str) -> None:
    unit = pretty(UNITS[measure])
    axes.set_title(in_words(measure))
    told = f"{total['subject']:.3g} against {total['reference']:.3g} {unit}"
    axes.annotate(told, (0, 1), (0, 2), xycoords="axes fraction", textcoords="offset points",
                  color=QUIET, fontsize=8)  # fmt: skip
    axes.set_title(in_words(measure), pad=15)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("% of the difference")
    if rows["share"].isna().all():
        axes.text(0.5, 0.5, "no difference\nto explain", ha="center", va="center", color=QUIET,
                  transform=axes.transAxes)  # fmt: skip
        axes.set_xticks([])
        return
    values = np.append(rows["share"].to_numpy(float), 100.0 * total["left"] / total["gap"])
    low, high = rows["share_low"].to_numpy(float), rows["share_high"].to_numpy(float)
    places = np.arange(len(values))
    colors = [BLUE if value >= 0 else VERMILION for value in values[:-1]] + [GRAY]
    axes.barh(places, values, color=colors, height=0.64)
    if np.isfinite(low).all():
        reach = np.vstack([values[:-1] - low, high - values[:-1]])
        axes.errorbar(values[:-1], places[:-1], xerr=np.maximum(reach, 0.0), fmt="none",
                      ecolor=TEXT, elinewidth=0.9, capsize=2)  # fmt: skip
    axes.axvline(0.0, color=TEXT, linewidth=0.7)
    axes.margins(x=0.08)
