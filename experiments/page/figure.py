"""The screen as a figure for a report: tissues above, blood below.

The style file of the other figures cannot be used here: the page's server replaces matplotlib's
reader of style files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.figures.style import CYCLE, GREEN, PURPLE
from experiments.page.chart_data import panels_of, spacing
from experiments.page.quantities_shown import PANELS
from experiments.page.states_shown import TISSUE_TITLES, state_name
from experiments.page.tissue_picture import FIELD_LIMIT, Painter, palette
from experiments.page.wording import pretty
from experiments.protocol.times import DAY

TIME_UNITS = ((60.0, "hours"), (DAY, "days"), (7 * DAY, "weeks"), (365 * DAY, "years"))
MAP_NOTE = (
    f"dots: capillaries; tint between fat cells: TNF-alpha, full at {FIELD_LIMIT:g} pg/ml; "
    "bright rims: fibers at work"
)


@dataclass(frozen=True)
class Look:
    """What a screen shows: panels, a state and its limits per tissue, the window, the units."""

    panels: Sequence[str]
    states: Mapping[str, str]
    limits: Mapping[str, tuple[float, float]]
    span: tuple[float, float]
    american: bool = False


def figure(scene: Any, look: Look) -> bytes:
    """Return the PNG of the tissues as they are and of the charts over a window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with scene.lock:
        bodies, charts = len(scene.actors), len(look.panels)
        heights = [2.9 * bodies, 1.75 * charts]
        drawn = Figure(figsize=(10.5, sum(heights)), dpi=160, layout="constrained")
        FigureCanvasAgg(drawn)
        upper, lower = drawn.subfigures(2, 1, height_ratios=heights)
        axes = upper.subplots(bodies, 4, squeeze=False)
        for place, actor in enumerate(scene.actors):
            for axis, name in zip(axes[place], TISSUE_TITLES, strict=True):
                _tissue(axis, look, actor.body.tissues[name])
            axes[place][0].set_ylabel(f"{'AB'[place]}: {actor.title}" if bodies > 1 else "")
        upper.supxlabel(MAP_NOTE, fontsize=7)
        _charts(lower, look, scene)
        data = io.BytesIO()
        drawn.savefig(data, format="png", metadata={"Software": "glucell"})
    return data.getvalue()


def _tissue(axis: Any, look: Look, tissue: Any) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    state, limits = look.states[tissue.name], look.limits[tissue.name]
    colors = palette(False)
    pixels = Painter(tissue).pixels(tissue, state, limits)
    axis.imshow(colors[pixels], interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
    axis.set_title(TISSUE_TITLES[tissue.name], fontsize=9, loc="left", fontweight="bold")
    text = state_name(state)
    unit = pretty(tissue.states[state].unit)
    scale = ScalarMappable(Normalize(*limits), "viridis")
    bar = axis.figure.colorbar(scale, ax=axis, location="bottom", shrink=0.85, aspect=30, pad=0.02)
    bar.set_label(f"{text} ({unit})" if unit else text, fontsize=7)
    bar.ax.tick_params(labelsize=6)


def _charts(lower: Any, look: Look, scene: Any) -> None:
    span = look.span
    clocks, panels = panels_of(
        scene.actors, [PANELS[key] for key in look.panels], span, look.american
    )
    axes = np.atleast_1d(lower.subplots(len(panels), 1, sharex=True, squeeze=True))
    size, word = next(
        (unit for unit in TIME_UNITS if span[1] - span[0] <= 80 * unit[0]), TIME_UNITS[-1]
    )
    for axis, panel in zip(axes, panels, strict=True):
        for band in panel["bands"]:
            axis.axhspan(band["low"], band["high"], color=GREEN, alpha=0.12, lw=0)
        for line in panel["lines"]:
            times = np.array(clocks[line["clock"]]) / size
            name = f"{line['whom']} {line['name']}".strip()
            color = CYCLE[line["color"]]
            axis.plot(times, line["y"], color=color, label=name,
                      ls="--" if line["dash"] else "-", lw=1.3)  # fmt: skip
            if "top" in line:
                axis.fill_between(times, line["bottom"], line["top"], color=color, alpha=0.15, lw=0)
        for marker in scene.markers:
            if span[0] <= marker.start <= span[1]:
                axis.axvline(marker.start / size, color=PURPLE, ls=":", lw=1)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=7)
        axis.set_ylim(panel["low"], panel["high"])
        axis.set_ylabel(f"{panel['title']}\n({panel['unit']})", fontsize=7)
        if any(line["name"] or line["whom"] for line in panel["lines"]):
            axis.legend(fontsize=6, loc="upper left", ncols=4, frameon=False)
    _say_what_was_done(axes[0], scene, span, size)
    daily = spacing(span) >= DAY
    note = "; lines are means of days, shades their range" if daily else ""
    axes[-1].set_xlabel(f"{word} from time 0 of the page{note}", fontsize=8)
    axes[-1].set_xlim(span[0] / size, span[1] / size)


def _say_what_was_done(axis: Any, scene: Any, span: tuple[float, float], size: float) -> None:
    """Write what was done above its line, unless another text is in the way."""
    free = span[0]
    for marker in sorted(scene.markers, key=lambda marker: marker.start):
        if max(free, span[0]) <= marker.start <= span[1]:
            late = marker.start > span[0] + 0.8 * (span[1] - span[0])
            side = "right" if late else "left"
            axis.text(marker.start / size, 1.03, marker.text, fontsize=6, color=PURPLE, ha=side,
                      transform=axis.get_xaxis_transform())  # fmt: skip
            free = marker.start + 0.012 * len(marker.text) * (span[1] - span[0])
