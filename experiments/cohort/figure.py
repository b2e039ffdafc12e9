"""The figure of a cohort: classes by body-mass index, and how measures go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.cohort.classes import PEOPLE_CLASSES
from experiments.figures.style import BLUE, ORANGE, QUIET, VERMILION, style
from experiments.sweep.figures import labeled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS = dict(zip(PEOPLE_CLASSES, (BLUE, ORANGE, VERMILION), strict=True))
MARKERS = dict(zip(PEOPLE_CLASSES, ("o", "s", "^"), strict=True))

SCATTERS = (
    ("liver_fat", "m_value"),
    ("imcl", "m_value"),
    ("bmi", "fasting_insulin"),
    ("visceral_fat_mass", "homa_ir"),
    ("si", "acute_insulin_response"),
    ("bmi", "fasting_glucose"),
)
"""Pairs that are drawn where a protocol measures them, the first five of them."""


def draw(people: pd.DataFrame, shares: pd.DataFrame, units: dict[str, str], title: str) -> Figure:
    """Draw prevalences and scatter plots of people."""
    from matplotlib.figure import Figure

    pairs = [pair for pair in SCATTERS if set(pair) <= set(people.columns)][:5]
    rows = 1 + (len(pairs) > 2)
    with style():
        figure = Figure(figsize=(10.2, 0.6 + 2.9 * rows))
        axes = figure.subplots(rows, 3, squeeze=False).ravel()
        figure.suptitle(
            f"{title}: {len(people)} people", x=0.06, ha="left", size=12.5, weight="bold"
        )
        _bars(axes[0], shares)
        for place, pair in zip(axes[1:], pairs, strict=False):
            _scatter(place, people, pair, units)
        for place in axes[1 + len(pairs) :]:
            place.axis("off")
        figure.tight_layout(rect=(0.01, 0.0, 1.0, 0.97))
    return figure


def _bars(axes: Axes, shares: pd.DataFrame) -> None:
    """Draw the share of each class among all people and by body-mass index."""
    groups = list(dict.fromkeys(shares["group"]))
    left = np.zeros(len(groups))
    for name in PEOPLE_CLASSES:
        rows = shares[shares["ada_class"] == name].set_index("group").reindex(groups)
        share = 100.0 * rows.get("share", rows["cases"] * 0.0).fillna(0.0).to_numpy(float)
        axes.barh(groups, share, left=left, color=COLORS[name], label=name, height=0.6)
        left += share
    counts = shares.groupby("group")["people"].first()
    axes.set_yticks(range(len(groups)), [f"{g}\n({counts[g]})" for g in groups])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of people, %")
    axes.set_title("Class by ADA criteria")
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=3, fontsize=7.5,
                handlelength=1.0, columnspacing=1.0)  # fmt: skip


def _scatter(
    axes: Axes, people: pd.DataFrame, pair: tuple[str, str], units: dict[str, Any]
) -> None:
    from experiments.cohort.relations import correlation

    x, y = pair
    for name in PEOPLE_CLASSES:
        some = people[people["ada_class"] == name]
        axes.plot(some[x], some[y], MARKERS[name], color=COLORS[name], markersize=3.5, alpha=0.8)
    axes.set_xlabel(labeled(x, units.get(x, "")))
    axes.set_ylabel(labeled(y, units.get(y, "")))
    axes.margins(0.06)
    row = correlation(people, x, y)
    if row is not None:
        told = f"r = {row['pearson']:.2f} ({row['pearson_low']:.2f} to {row['pearson_high']:.2f})"
        axes.set_title(told, fontweight="normal", fontsize=8.5, color=QUIET)
