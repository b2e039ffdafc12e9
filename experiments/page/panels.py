"""The tabs below the body: what to do, what a cell is, how cells differ, what is slow."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import solara
from mesa.visualization.utils import update_counter

from experiments.page.acting import Acting
from experiments.page.cell_shown import CellShown
from experiments.page.distributions import Distributions
from experiments.page.slow_clock import SlowClock
from experiments.page.view import View

TABS = {
    "act": ("Act", Acting),
    "cell": ("Cell", CellShown),
    "cells": ("Cells", Distributions),
    "slow": ("Slow clock", SlowClock),
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
    if not view.scene.value.actors:
        return
    _, component = TABS[view.tab.value]
    with solara.Div(classes=["gc-side"], attributes={"role": "tabpanel"}):
        component(view)
