"""The page: Mesa's controls on the left, the living body beside them."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import html
import time
from pathlib import Path

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import force_update, update_counter

from experiments.page.charts_shown import Blood, Speed, Strip, undo
from experiments.page.opening import opening
from experiments.page.panels import Panels
from experiments.page.scene import SPEEDS, Scene
from experiments.page.script import NOBODY
from experiments.page.tissues_shown import MAP_KEY, Tissues
from experiments.page.tour_shown import TourStep
from experiments.page.view import View, choose_speed
from experiments.page.widgets import Keys
from experiments.protocol.files import names_of

CSS = Path(__file__).with_name("assets") / "page.css"
SHORTCUTS = {"a": "act", "c": "cell", "t": "tour", "l": "library"}
KEYS = (
    "Space plays and pauses, s steps, + and - change the speed, u undoes, g switches units, "
    "a c t l open Act, Cell, Tour and Library."
)
CELL_NUMBERS = [400, 1000, 2500, 5000, 10000]


def mesa_parameters(opening: dict) -> dict:
    """Return what Mesa's Reset makes a new scene from, with its fields."""
    cells, names = int(opening["cells"]), names_of("subject")
    return {
        "rng": {"type": "InputText", "label": "Seed", "value": str(opening["rng"])},
        "cells": {"type": "Select", "label": "Cells", "value": cells,
                  "values": sorted({*CELL_NUMBERS, cells})},
        "subject": {"type": "Select", "label": "Subject", "value": opening["subject"],
                    "values": sorted({*names, opening["subject"]})},
        "beside": {"type": "Select", "label": "Beside", "value": opening["beside"],
                   "values": [NOBODY, *sorted({*names, opening["beside"]} - {NOBODY})]},
        "settings": opening.get("settings") or {},
        "script": opening.get("script"),
    }  # fmt: skip


@solara.component
def Page():
    """One visitor's page."""
    solara.Title("glucell")
    solara.Style(CSS)
    view = solara.use_memo(lambda: View(opening()), [])
    scene: Scene = view.scene.value

    def changed(ended: bool = True) -> None:
        if not ended and not drawn(view):
            return  # progress is told again when the browser has kept up
        if view.play_when_ready is scene and scene.actors and not scene.work.active:
            view.play_when_ready = None
            view.play.set(view.play.value + 1)
        force_update()

    def attend():
        scene.on_change = changed
        scene.gate = lambda: wait_for_browser(view)
        scene.speed = view.speed.value
        changed()
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
        TourStep(view)
        Stagecraft(view)
        Panels(view)
    Frames(view)


PATIENCE = 3.0
"""Longest wait (s) for a browser that does not say that it has drawn."""


def drawn(view: View) -> bool:
    """Tell whether the browser has drawn the last frame, or has kept silent for long.

    Changes made faster than they can be drawn would keep the page drawing without end.
    """
    now = time.monotonic()
    if update_counter.value <= view.seen or now - view.asked > PATIENCE:
        view.asked = now
        return True
    return False


def wait_for_browser(view: View) -> None:
    """Hold the next step while the browser is still drawing."""
    view.asked = time.monotonic()
    while not drawn(view):
        time.sleep(0.02)


@solara.component
def Frames(view: View):
    """Number the frames and listen to the keyboard."""
    frame = update_counter.get()
    dead = not view.scene.value.alive
    solara.use_effect(lambda: view.pause() if dead else None, [dead])

    def seen(number: int) -> None:
        view.seen = number

    def key(pressed: str) -> None:
        if pressed == "g":
            view.american.set(not view.american.value)
        elif pressed == "Escape":
            view.large.set("")
            view.chosen.set(None)
        elif pressed == "?":
            view.say(KEYS)
        elif pressed == "u":
            undo(view)
        elif pressed in "+-":
            place = SPEEDS.index(view.speed.value) + (1 if pressed == "+" else -1)
            choose_speed(view, SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])
        elif pressed in SHORTCUTS:
            view.tab.set(SHORTCUTS[pressed])
        force_update()

    Keys(
        frame=frame, play=view.play.value, halt=view.halt.value, event_seen=seen, event_key=key,
        event_dark=view.dark.set,
    )  # fmt: skip


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
    for actor in scene.actors:
        if actor.death:
            solara.Error(f"{actor.death} Undo goes back to before the last action.", dense=True)


@solara.component
def Stagecraft(view: View):
    """Show the body or the two bodies."""
    update_counter.get()
    dark = view.dark.value
    scene: Scene = view.scene.value
    if not scene.actors:
        return
    keys, mark = view.panels.value, id(scene)
    pair = len(scene.actors) > 1
    with solara.Div(classes=["gc-main", "gc-pair" if pair else "gc-single"]):
        with solara.Div():
            with solara.Div(classes=["gc-bodies"]):
                for place, actor in enumerate(scene.actors):
                    with solara.Div(classes=["gc-body"]):
                        if pair:
                            title = f"{'AB'[place]}: {html.escape(actor.title)}"
                            solara.HTML("h3", title, attributes={"title": title})
                        Tissues(view, scene, place, dark).key(f"tissues-{mark}-{place}")
            solara.HTML("div", MAP_KEY, classes=["gc-key"])
        Blood(view, scene, keys, fill=True).key(f"blood-{mark}")
