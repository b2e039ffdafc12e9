"""What differs between cells: the distribution of insulin response over muscle fibers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.curves import BranchView, varying_parts
from experiments.figures.parts import Panel, color_of
from experiments.figures.style import BLUE, GRAY, QUIET, VERMILION
from experiments.output.cell_statistics import RESPONSE_EDGES
from experiments.output.insulin_response import NON_RESPONDING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.looks import Look

TITLES = {
    "muscle": "Insulin response of muscle fibers",
    "liver": "Insulin response of hepatocytes",
    "visceral_fat": "Insulin response, visceral fat",
    "subcutaneous_fat": "Insulin response, subcutaneous fat",
}


def response_panel(views: list[BranchView], tissue: str = "muscle") -> Panel | None:
    """Return the panel of the distribution over cells at the start and end of branches."""
    told = [view for view in views if view.looks and tissue in view.looks[-1].responses]
    if not told:
        return None
    name = TITLES.get(tissue, "Insulin response")
    return Panel(name, "", lambda axes: draw_responses(axes, told, tissue))


def draw_responses(axes: Axes, views: list[BranchView], tissue: str) -> None:
    """Draw histograms: one run before and after, or the ends of several branches."""
    chosen: list[tuple[str, Look, str]] = []
    if len(views) == 1:
        first, last = views[0].looks[0], views[0].looks[-1]
        change = (last.responses[tissue] - first.responses[tissue]) @ middles()
        if abs(change) > 0.03:
            chosen = [("before", first, GRAY), ("after", last, BLUE)]
        else:
            chosen = [("", last, BLUE)]
    else:
        parts = varying_parts(views)
        chosen = [(v.label(parts), v.looks[-1], color_of(n)) for n, v in enumerate(views[:4])]
    top = 0.0
    for _, look, color in chosen:
        shares, edges = look.responses[tissue], RESPONSE_EDGES
        axes.stairs(100 * shares, edges, color=color, lw=1.6, fill=False)
        axes.stairs(100 * shares, edges, color=color, alpha=0.15, fill=True, lw=0)
        top = max(top, 100 * float(shares.max()))
    head = 1.3 + 0.15 * max(len(chosen) - 2, 0)
    axes.set_ylim(0, head * top)
    filled = max(int(np.flatnonzero(look.responses[tissue] > 0.002).max()) for _, look, _ in chosen)
    axes.set_xlim(0, max(1.25, float(RESPONSE_EDGES[filled + 1]) + 0.05))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "", "0.5", "", "1 = uninhibited"])
    axes.axvspan(0, NON_RESPONDING, color="#F6E7DF", lw=0, zorder=0)
    last = chosen[-1][1]
    silent = silent_share(last.responses[tissue])
    axes.text(0.012, 0.97 * head * top, f"not\nresponding\n{100 * silent:.2g} %", size=7.5,
              va="top", color=VERMILION if silent > 0.005 else QUIET)  # fmt: skip
    for place, (label, look, color) in enumerate(chosen):
        if label:
            mean = float(look.responses[tissue] @ middles())
            axes.text(0.99, 0.97 - 0.1 * place, f"{label}: mean {mean:.2f}", color=color, size=8,
                      ha="right", va="top", transform=axes.transAxes)  # fmt: skip
        else:
            mean = float(look.responses[tissue] @ middles())
            axes.text(0.98, 0.97, f"mean {mean:.2f}", color=color, size=8, ha="right", va="top",
                      transform=axes.transAxes)  # fmt: skip


def middles() -> np.ndarray:
    """Return the middles of the bins."""
    return 0.5 * (RESPONSE_EDGES[1:] + RESPONSE_EDGES[:-1])


def silent_share(shares: np.ndarray) -> float:
    """Return the share of the tissue that does not respond."""
    return float(shares[RESPONSE_EDGES[1:] <= NON_RESPONDING + 1e-9].sum())
