"""The page: Mesa's controls on the left, the living body beside them."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import time
from pathlib import Path

import solara
import solara.lab
from mesa.visualization import SolaraViz
from mesa.visualization.utils import force_update, update_counter

from experiments.page.charts_shown import Blood, Speed, Strip
from experiments.page.opening import opening
from experiments.page.panels import Panels
from experiments.page.scene import NOBODY, Scene
from experiments.page.tissues_shown import Tissues
from experiments.page.view import View
from experiments.page.widgets import Keys
from experiments.protocol.files import names_of

CSS = Path(__file__).with_name("assets") / "page.css"
CELL_NUMBERS = [400, 1000, 2500, 5000, 10000]


def mesa_parameters(opening: dict) -> dict:
    """Return what Mesa's Reset makes a new scene from, with its fields."""
    cells = int(opening["cells"])
    return {
        "rng": {"type": "InputText", "label": "Seed", "value": str(opening["rng"])},
        "cells": {"type": "Select", "label": "Cells", "value": cells,
                  "values": sorted({*CELL_NUMBERS, cells})},
        "subject": {"type": "Select", "label": "Subject", "value": opening["subject"],
                    "values": sorted({*names_of("subject"), opening["subject"]})},
        "beside": {"type": "Select", "label": "Beside", "value": opening["beside"],
                   "values": [NOBODY, *names_of("subject")]},
        "settings": opening.get("settings") or {},
        "events": opening.get("events") or {},
    }  # fmt: skip


@solara.component
def Page():
    """One visitor's page."""
    solara.Title("glucell")
    solara.Style(CSS)
    view = solara.use_memo(lambda: View(opening()), [])
    scene: Scene = view.scene.value

    def attend():
        scene.on_change = force_update
        scene.gate = lambda: wait_for_browser(view)
        scene.speed = view.speed.value
        force_update()
        return scene.close

    solara.use_effect(attend, [scene])
    with solara.Sidebar():
        Speed(view)
    SolaraViz(
        view.scene, components=[], model_params=mesa_parameters(view.opening.value),
        name="glucell", play_interval=100,
    ).key(f"mesa-{view.generation.value}")  # fmt: skip
    with solara.Div(classes=["gc-page"]):
        Strip(view)
        Computing(view)
        Stagecraft(view)
        Message(view)
        Panels(view)
    Frames(view)


def wait_for_browser(view: View) -> None:
    """Hold the next step while the browser is still drawing (at most 0.6 s)."""
    until = time.monotonic() + 0.6
    while update_counter.value - view.seen > 2 and time.monotonic() < until:
        time.sleep(0.02)


@solara.component
def Frames(view: View):
    """Number the frames and listen to the keyboard."""
    frame = update_counter.get()

    def seen(number: int) -> None:
        view.seen = number

    def key(pressed: str) -> None:
        if pressed == "g":
            view.american.set(not view.american.value)
        elif pressed == "Escape":
            view.large.set("")
            view.chosen.set(None)

    Keys(frame=frame, event_seen=seen, event_key=key)


@solara.component
def Message(view: View):
    """Show the last sentence said to the visitor."""
    with solara.Div(classes=["gc-message"], attributes={"role": "status", "aria-live": "polite"}):
        solara.Text(view.message.value)


@solara.component
def Computing(view: View):
    """Show what is being computed, with its progress and a way to end it."""
    update_counter.get()
    scene = view.scene.value
    if scene.work.active:
        with solara.Row(classes=["gc-work"], style={"align-items": "center"}):
            solara.Text(scene.work.text)
            solara.v.ProgressLinear(
                value=100 * scene.work.share, indeterminate=scene.work.share == 0.0,
                style_="max-width: 320px",
            )  # fmt: skip
            solara.Button("Cancel", small=True, on_click=scene.work.cancel)
    problem = scene.problem or scene.work.problem
    if problem:
        solara.Warning(problem, dense=True)


@solara.component
def Stagecraft(view: View):
    """Show the body or the two bodies."""
    update_counter.get()
    dark = solara.lab.use_dark_effective()
    if not view.scene.value.actors:
        return
    if view.compared():
        with solara.Div(classes=["gc-main", "gc-pair"]):
            with solara.Div(classes=["gc-bodies"]):
                for place, actor in enumerate(view.scene.value.actors):
                    with solara.Div():
                        solara.HTML("h3", f"{'AB'[place]}: {actor.title}")
                        Tissues(view, place, dark)
            Blood(view, view.panels.value)
    else:
        with solara.Div(classes=["gc-main"]):
            Tissues(view, 0, dark)
            Blood(view, view.panels.value)
