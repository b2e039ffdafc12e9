"""What changes over weeks and years: weight, fat, liver fat, beta cells."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import solara
from mesa.visualization.utils import update_counter

from experiments.page.charts_shown import Blood
from experiments.page.quantities_shown import SLOW
from experiments.page.scene import Scene
from experiments.page.view import View

COLUMNS = 3


@solara.component
def SlowClock(view: View, scene: Scene):
    """Show the panels of the slow clock over the whole past of this page."""
    update_counter.get()
    with solara.Div(classes=["gc-slow"]):
        for column in range(COLUMNS):
            with solara.Div():
                keys = [panel.key for panel in SLOW[column::COLUMNS]]
                Blood(view, scene, keys, name=f"slow{column}", height=76, window="everything")
