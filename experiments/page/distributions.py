"""How cells of a tissue differ: histogram of a state, scatter of two."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import solara
from mesa.visualization.utils import update_counter

from experiments.page.chart_data import limits_for
from experiments.page.scene import Scene
from experiments.page.states_shown import NAMED_STATES, TISSUE_TITLES, state_name
from experiments.page.view import View
from experiments.page.widgets import Spread
from experiments.page.wording import pretty

BINS = 40
MOST_DOTS = 1500


def histogram(values: np.ndarray, weights: np.ndarray, limits: tuple[float, float]) -> list[float]:
    """Return percent of the tissue per bin; what lies outside the limits counts at the edge."""
    low, high = limits
    place = np.clip((values - low) / max(high - low, 1e-12) * BINS, 0, BINS - 1).astype(int)
    counted = np.bincount(place, weights=weights, minlength=BINS)
    return [float(f"{share:.4g}") for share in 100.0 * counted / max(counted.sum(), 1e-12)]


def axis_limits(view: View, tissue: str, state: str, tissues: Sequence[Any]) -> tuple[float, float]:
    """Return the ends of the color scale, moved out where cells lie beyond them."""
    low, high = view.state_limits(tissue, state, list(tissues))
    found = limits_for(tissues, state)
    return min(low, found[0]), max(high, found[1])


def cells_of(view: View, scene: Scene, tissue: str, across: str, upward: str) -> dict[str, Any]:
    """Return histograms and dots of all bodies for two states of a tissue."""
    with scene.lock:
        tissues = [actor.body.tissues[tissue] for actor in scene.actors]
        x_limits = axis_limits(view, tissue, across, tissues)
        y_limits = axis_limits(view, tissue, upward, tissues)
        groups = []
        for place, one in enumerate(tissues):
            x, y = one.column(across), one.column(upward)
            weights = one.weights
            mean = float(np.average(x, weights=weights))
            sd = float(np.sqrt(np.average((x - mean) ** 2, weights=weights)))
            related = bool(x.std() > 0 and y.std() > 0)
            step = max(1, -(-len(x) // MOST_DOTS))
            groups.append({
                "name": "AB"[place] if len(tissues) > 1 else "",
                "color": place, "bins": histogram(x, weights, x_limits),
                "x": _short(x[::step]), "y": _short(y[::step]),
                "mean": float(f"{mean:.3g}"), "sd": float(f"{sd:.2g}"), "count": len(x),
                "r": round(float(np.corrcoef(x, y)[0, 1]), 2) if related else None,
            })  # fmt: skip
        known = tissues[0].states
    return {
        "groups": groups,
        "x": _axis(across, known[across], x_limits),
        "y": _axis(upward, known[upward], y_limits),
    }


def _axis(name: str, state: Any, limits: tuple[float, float]) -> dict[str, Any]:
    text = state_name(name)
    return {"text": text, "unit": pretty(state.unit), "low": limits[0], "high": limits[1]}


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


@solara.component
def Distributions(view: View, scene: Scene):
    """Show histogram and scatter with menus for tissue and states."""
    update_counter.get()
    tissue, set_tissue = solara.use_state("muscle")
    across, set_across = solara.use_state("akt")
    upward, set_upward = solara.use_state("diacylglycerol")
    states = scene.actors[0].body.tissues[tissue].states
    x = across if across in states else "akt"
    y = upward if upward in states else "receptor_number"
    listed = [name for name in NAMED_STATES if name in states]
    listed += [name for name in states if name not in listed]
    names = [{"value": n, "text": state_name(n)} for n in listed]
    told = cells_of(view, scene, tissue, x, y)
    setters = {"tissue": set_tissue, "x": set_across, "y": set_upward}

    def choose(sent: dict[str, str]) -> None:
        setters[sent["what"]](sent["value"])

    Spread(
        groups=told["groups"], x=told["x"], y=told["y"], tissue=tissue, across=x, upward=y,
        tissues=[{"value": k, "text": t} for k, t in TISSUE_TITLES.items()], states=names,
        event_choose=choose,
    )  # fmt: skip
