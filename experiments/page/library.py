"""Bodies and experiments of the library, each with a sentence and a button."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from functools import cache
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

from agents.declarations import UserError
from experiments.page.scene import Scene
from experiments.page.script import NOBODY, Script, first_sentence, script_of
from experiments.page.view import View, choose_speed, replace_scene
from experiments.page.widgets import Library
from experiments.protocol.files import names_of
from experiments.protocol.reading import load_protocol
from experiments.subject.reading import load_subject

PANELS_FOR = {
    "hold": ("glucose", "insulin", "infused", "fluxes"),
    "exercise": ("glucose", "insulin", "uptake", "oxidation"),
}
SPEED_FOR = ((720.0, 5.0), (2880.0, 15.0), (20160.0, 360.0), (161280.0, 1440.0))
"""Longest length of a protocol (min) and the speed (min per second) that suits it."""


@cache
def subjects() -> list[dict[str, str]]:
    """Return the subjects with their sentences."""
    found = []
    for name in names_of("subject"):
        subject = load_subject(name)
        sentence = first_sentence(subject.model.description)
        found.append({"name": name, "title": subject.title + ".", "sentence": sentence})
    return sorted(found, key=lambda entry: (entry["name"] != "lean", entry["name"]))


@cache
def protocols() -> list[dict[str, str]]:
    """Return the protocols that a page can perform, with their sentences."""
    found = []
    for name in names_of("protocol"):
        protocol = load_protocol(name)
        try:
            script = script_of(protocol)
        except UserError:
            continue
        if any(len(part.events) > ("night_without_food" in part.events) for part in script.parts):
            found.append({"name": name, "title": protocol.title + ".", "sentence": script.sentence})
    return found


def show_script(view: View, script: Script, **opening: Any) -> None:
    """Begin anew with a script: its bodies, the charts and the speed that suit it."""
    names = [part.subject.name for part in script.parts]
    kinds = {table["type"] for part in script.parts for table in part.events.values()}
    for kind, keys in PANELS_FOR.items():
        if kind in kinds:
            view.panels.set(list(keys))
            break
    choose_speed(view, next((v for n, v in SPEED_FOR if script.length <= n), 10080.0))
    replace_scene(
        view, subject=names[0], beside=names[1] if len(names) > 1 else NOBODY, script=script,
        settings={}, **opening,
    )  # fmt: skip


def perform(view: View, name: str) -> None:
    """Begin a protocol of the library, on its own subject or on the one now watched."""
    protocol = load_protocol(name)
    chosen = view.scene.value.script
    own = protocol.model.subject is None and not protocol.model.groups and chosen is not None
    subject = chosen.parts[0].subject if own and chosen is not None else None
    script = script_of(protocol, subject)
    show_script(view, script)
    view.say(f"{script.title}. {script.sentence} Press play.")


@solara.component
def LibraryShown(view: View, scene: Scene):
    """Show the library."""
    update_counter.get()

    def choose(sent: dict[str, str]) -> None:
        what, name = sent.get("what"), str(sent.get("name"))
        try:
            view.pause()
            if what == "watch":
                replace_scene(view, subject=name, beside=NOBODY, script=None)
                view.say(f"{load_subject(name).title}.")
            elif what == "beside":
                first = view.scene.value.subject
                replace_scene(view, subject=first, beside=name, script=None)
                view.say(f"{load_subject(first).title} and {load_subject(name).title.lower()}.")
            else:
                perform(view, name)
        except UserError as error:
            view.say(str(error))
        force_update()

    Library(
        subjects=subjects(), protocols=protocols(), disabled=scene.work.active,
        event_choose=choose,
    )  # fmt: skip
