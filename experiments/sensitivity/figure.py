"""The tornado: per measure, parameters in the order of their index, with confidence intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.curves import pretty
from experiments.figures.style import BLUE, GRAY, QUIET, TEXT, VERMILION, style
from experiments.sensitivity.analyzing import LEADING
from experiments.sweep.figures import in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS = 12

WORDS = {
    "mu_star": "mean size of the effect",
    "total": "total share of variance",
    "prcc": "partial rank correlation",
}
LIMITS = {"prcc": (-1.05, 1.05), "sobol": (-0.02, 1.0), "efast": (-0.02, 1.0)}
NAMES = {"morris": "Morris", "sobol": "Sobol'", "efast": "eFAST", "prcc": "LHS + PRCC"}


def draw(
    table: pd.DataFrame, method: str, title: str, measures: Sequence[str], units: dict[str, str]
) -> Figure:
    """Draw one panel of bars per measure."""
    from matplotlib.figure import Figure

    count = max(len(measures), 1)
    columns = min(count, 2)
    rows = -(-count // columns)
    longest = min(table["parameter"].nunique(), MOST_BARS)
    height = 0.75 + rows * (0.85 + 0.26 * longest)
    with style():
        figure = Figure(figsize=(10.2, height))
        axes = figure.subplots(rows, columns, squeeze=False).ravel()
        figure.text(0.02, 1 - 0.26 / height, f"Sensitivity: {title}", size=12.5, weight="bold",
                    color=TEXT, va="center")  # fmt: skip
        bars = WORDS[LEADING[method]]
        told = f"{NAMES[method]}; bars: {bars}, whiskers: 95 % confidence; gray: may be 0"
        figure.text(0.02, 1 - 0.5 / height, told, size=8.5, color=QUIET, va="center")
        for place, measure in zip(axes, measures, strict=False):
            rows_of = table[(table["measure"] == measure) & (table["index"] == LEADING[method])]
            unit = units.get(measure, "") if method == "morris" else ""
            _panel(place, rows_of, measure, unit, LIMITS.get(method))
        for place in axes[len(measures) :]:
            place.axis("off")
        figure.tight_layout(rect=(0.005, 0.0, 1.0, 1 - 0.6 / height), h_pad=1.5, w_pad=2.0)
    return figure


def _panel(
    axes: Axes,
    rows: pd.DataFrame,
    measure: str,
    unit: str,
    limits: tuple[float, float] | None,
) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_title(in_words(measure))
    if rows["value"].isna().all():
        reason = rows["reason"].iloc[0] if len(rows) else ""
        axes.text(0.5, 0.5, reason, ha="center", va="center", color=QUIET, transform=axes.transAxes)
        axes.set_xticks([])
        axes.set_yticks([])
        return
    order = rows["value"].abs().sort_values(ascending=False, na_position="last").index[:MOST_BARS]
    shown = rows.loc[order]
    undefined = shown["value"].isna().to_numpy()
    values = shown["value"].fillna(0.0).to_numpy(float)
    low = np.where(shown["low"].isna(), values, shown["low"]).astype(float)
    high = np.where(shown["high"].isna(), values, shown["high"]).astype(float)
    places = np.arange(len(shown))
    # An index whose interval holds zero says nothing: its bar is gray.
    colors = [
        GRAY if a <= 0.0 <= b else BLUE if value > 0 else VERMILION
        for value, a, b in zip(values, low, high, strict=True)
    ]
    axes.barh(places, values, color=colors, height=0.62)
    reach = np.abs(np.vstack([values - low, high - values]))
    for place in places[undefined]:
        axes.annotate("not defined", (0.0, place), (4, 0), textcoords="offset points",
                      va="center", color=QUIET, fontsize=7.5)  # fmt: skip
    drawn = ~undefined
    axes.errorbar(values[drawn], places[drawn], xerr=reach[:, drawn], fmt="none", ecolor=TEXT,
                  elinewidth=0.9, capsize=2)  # fmt: skip
    if limits is None:
        axes.margins(x=0.06)
    else:
        axes.set_xlim(min(limits[0], 1.05 * low.min()), max(limits[1], 1.05 * high.max()))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.axvline(0.0, color=TEXT, linewidth=0.7)
    axes.set_yticks(places, [_parameter(name) for name in shown["parameter"]])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    if unit:
        axes.set_xlabel(pretty(unit))


def _parameter(name: str) -> str:
    """Return a parameter as it stands beside its bar."""
    group, _, rest = name.rpartition(".")
    words = rest.replace("_", " ")
    return f"{words} ({group.replace('_', ' ')})" if group else words
