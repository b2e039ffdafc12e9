"""The tabs below the body: what to do, what a cell is, how cells differ, what is slow."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from typing import Any

import solara
from mesa.visualization.utils import update_counter

from experiments.page.acting import Acting
from experiments.page.cell_shown import CellShown
from experiments.page.distributions import Distributions
from experiments.page.library import LibraryShown
from experiments.page.parameters_shown import ParametersShown
from experiments.page.slow_clock import SlowClock
from experiments.page.taking_away import TakingAway
from experiments.page.tour_shown import TourShown
from experiments.page.view import View

TABS: dict[str, tuple[str, Any]] = {
    "act": ("Act", Acting),
    "cell": ("Cell", CellShown),
    "cells": ("Cells", Distributions),
    "slow": ("Slow clock", SlowClock),
    "library": ("Library", LibraryShown),
    "parameters": ("Parameters", ParametersShown),
    "tour": ("Tour", TourShown),
    "away": ("Take away", TakingAway),
}


@solara.component
def Panels(view: View):
    """Show the tabs and the one that is open."""
    update_counter.get()
    with solara.Div(classes=["gc-tabs"], attributes={"role": "tablist"}):
        for key, (title, _) in TABS.items():
            opened = view.tab.value == key
            solara.Button(
                title, on_click=lambda key=key: view.tab.set(key), text=True, small=True,
                classes=["gc-open" if opened else "gc-shut"],
                attributes={"role": "tab", "aria-selected": str(opened).lower(), "data-tab": key},
            )  # fmt: skip
        with solara.Div(
            classes=["gc-message"], attributes={"role": "status", "aria-live": "polite"}
        ):
            solara.Text(view.message.value)
    scene = view.scene.value
    if not scene.actors:
        return
    _, component = TABS[view.tab.value]
    with solara.Div(classes=["gc-side"], attributes={"role": "tabpanel"}):
        component(view, scene).key(f"{view.tab.value}-{id(scene)}")
