"""The maps of the four tissues."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from typing import Any

import numpy as np
import solara
from mesa.visualization.utils import force_update, update_counter

from experiments.page.actor import Actor
from experiments.page.scale_shown import scale_of
from experiments.page.scene import Scene
from experiments.page.states_shown import NAMED_STATES, TISSUE_TITLES, state_name
from experiments.page.tissue_picture import FIELD_LIMIT, Painter, palette
from experiments.page.view import View
from experiments.page.widgets import TissueMap

NOTES = {"liver": ("portal field", "central vein")}
MAP_KEY = (
    "<span><b class='gc-dot'></b>capillary</span>"
    "<span><b class='gc-lit'></b>fiber at work</span>"
    f"<span>TNF-alpha between fat cells 0 <i></i> {FIELD_LIMIT:g} pg/ml</span>"
)
"""What the marks on the maps mean."""


def states_offered(tissue: Any) -> list[dict[str, Any]]:
    """Return the states of a tissue for its menu: the telling ones first."""
    first = [name for name in NAMED_STATES if name in tissue.states]
    rest = [name for name in tissue.states if name not in first]

    def entry(name: str) -> dict[str, str]:
        text = state_name(name)
        return {"name": name, "text": text, "meaning": tissue.states[name].meaning}

    return [
        {"name": "Telling", "states": [entry(name) for name in first]},
        {"name": "All others", "states": [entry(name) for name in rest]},
    ]


@solara.component
def Tissues(view: View, scene: Scene, place: int, dark: bool):
    """Show the tissues of one body: all four, or the enlarged one."""
    update_counter.get()
    actor: Actor = scene.actors[place]
    colors = solara.use_memo(lambda: palette(dark), [dark])
    key = id(actor.body.tissues["muscle"].lattice.capillaries)
    painters: dict[str, Painter] = solara.use_memo(
        lambda: {name: Painter(tissue) for name, tissue in actor.body.tissues.items()}, [key]
    )
    large = view.large.value
    shown = [large] if large else list(TISSUE_TITLES)
    with solara.Div(classes=["gc-maps", "gc-one" if large else "gc-four"]):
        for name in shown:
            _one(view, scene, place, name, painters[name], colors)


def _one(
    view: View, scene: Scene, place: int, name: str, painter: Painter, colors: np.ndarray
) -> None:
    state = view.states.value[name]
    chosen = view.chosen.value
    mine = chosen is not None and chosen[:2] == (place, name)
    with scene.lock:
        tissue = scene.actors[place].body.tissues[name]
        limits = view.state_limits(name, state, [a.body.tissues[name] for a in scene.actors])
        row = chosen[2] if mine and chosen is not None else None
        picture = painter.picture(tissue, state, limits, chosen=row, colors=colors)
        ring = None
        if row is not None:
            x, y = painter.place_of(tissue, row)
            ring = {"x": x, "y": y, "size": 1.6 / painter.lattice.across}

    def choose(wanted: str) -> None:
        view.states.set({**view.states.value, name: wanted})

    def pick(spot: dict[str, float]) -> None:
        with scene.lock:
            tissue = scene.actors[place].body.tissues[name]
            found = painter.row_at(tissue, spot["x"], spot["y"])
        if found is not None:
            view.chosen.set((place, name, found))
            view.tab.set("cell")

    def move(step: dict[str, int]) -> None:
        now = view.chosen.value
        with scene.lock:
            tissue = scene.actors[place].body.tissues[name]
            lattice = tissue.lattice
            if now is None or now[:2] != (place, name):
                line, spot = lattice.rows // 2, lattice.across // 2
            else:
                line, spot = lattice.site(now[2])
            for reach in range(1, 6):
                y, x = line + reach * step["dy"], spot + reach * step["dx"]
                inside = 0 <= y < lattice.rows and 0 <= x < lattice.across
                found = painter.row_of_site(tissue, y * lattice.across + x) if inside else None
                if found is not None:
                    view.chosen.set((place, name, found))
                    view.tab.set("cell")
                    return

    def enlarge(_: str) -> None:
        view.large.set("" if view.large.value else name)
        force_update()

    low, high, unit = scale_of(state, picture)
    above, below = NOTES.get(name, ("", ""))
    TissueMap(
        name=name, title=TISSUE_TITLES[name], address=picture.address, width=picture.width,
        height=picture.height, cells=picture.cells, state=state,
        text=state_name(state), states=states_offered(tissue),
        low=low, high=high, unit=unit,
        meaning=picture.meaning, above=above, below=below, ring=ring,
        large=bool(view.large.value), event_choose=choose, event_pick=pick, event_move=move,
        event_enlarge=enlarge,
    ).key(f"{place}-{name}")  # fmt: skip
