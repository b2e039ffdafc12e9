"""The guided tour: the story of insulin resistance in eight states of the page."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

from agents.declarations import UserError
from experiments.page.scene import Scene
from experiments.page.script import NOBODY, plain_script
from experiments.page.view import View, choose_speed, replace_scene
from experiments.page.widgets import TourGuide


@cache
def steps() -> list[dict[str, Any]]:
    """Return the steps of the tour."""
    text = Path(__file__).with_name("tour.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["step"]


def go(view: View, place: int) -> None:
    """Put the page into the state of a step."""
    step = steps()[place]
    view.tour.set(place)
    view.states.set({**view.states.value, **step["states"]})
    view.panels.set(list(step["panels"]))
    view.large.set("")
    subject, beside = step["subject"], step.get("beside", NOBODY)
    script = plain_script(subject, beside)
    events = step.get("events", {})
    parts = tuple(replace(part, events=events) for part in script.parts)
    choose_speed(view, float(step["speed"]))
    replace_scene(
        view, play=True, subject=subject, beside=beside, settings={},
        script=replace(script, parts=parts, title=step["title"]),
    )  # fmt: skip
    view.tab.set(step.get("tab", "act"))
    view.say("")


def attempt(view: View, number: int) -> None:
    """Do what a step offers to try."""
    trial = steps()[view.tour.value]["tries"][number]
    scene = view.scene.value
    wanted = {"a": [0], "b": [1]}.get(trial.get("whom", "both"))
    for table in trial.get("events", {}).values():
        scene.act(table, whom=wanted)
    if trial.get("passes"):
        view.jump(scene, float(trial["passes"]))
    else:
        view.play.set(view.play.value + 1)
    view.say(f"{trial['text']}.")


@solara.component
def TourShown(view: View, scene: Scene):
    """Show the steps of the tour."""
    guide(view, scene, False)


@solara.component
def TourStep(view: View):
    """Show the step that the page is in, if the tour has begun."""
    update_counter.get()
    if view.tour.value >= 0:
        guide(view, view.scene.value, True)


def guide(view: View, scene: Scene, step: bool) -> None:
    """Show the open step, or the way through all of them."""

    def act(sent: dict[str, Any]) -> None:
        try:
            if sent.get("to") == -1:
                view.tour.set(-1)
            elif "to" in sent:
                go(view, min(max(int(sent["to"]), 0), len(steps()) - 1))
            else:
                attempt(view, int(sent["attempt"]))
        except (UserError, IndexError) as error:
            view.say(str(error))
        force_update()

    told = [
        {**{k: step[k] for k in ("title", "says", "look")},
         "tries": [trial["text"] for trial in step["tries"]]}
        for step in steps()
    ]  # fmt: skip
    TourGuide(
        steps=told, place=view.tour.value, event_go=act,
        guide=step, ready=bool(scene.actors) and not scene.work.active,
    )  # fmt: skip
