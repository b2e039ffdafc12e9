"""The panel from which a visitor acts on the bodies."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

from agents.declarations import UserError
from experiments.page.actions import forms, read_form
from experiments.page.charts_shown import Switch
from experiments.page.scene import Scene
from experiments.page.view import View
from experiments.page.widgets import Forms


def do(view: View, key: str, given: Mapping[str, Any]) -> None:
    """Do what a form says, or say why it cannot be done."""
    scene = view.scene.value
    try:
        if key not in forms():
            raise UserError(f"There is no form {key!r}.")
        form = forms()[key]
        values = read_form(form, given)
        if key == "pass":
            view.jump(scene, float(values["minutes"]))
        else:
            table, text = form.build(values)
            scene.act(table, text, whom=view.places(scene))
            view.say(f"{text}. Press play to see what follows.")
    except UserError as error:
        view.say(str(error))
    force_update()


@solara.component
def Acting(view: View, scene: Scene):
    """Show all forms."""
    update_counter.get()
    described = [
        {
            "key": f.key,
            "title": f.title,
            "icon": f.icon,
            "button": f.button,
            "fields": list(f.fields),
        }
        for f in forms().values()
    ]
    if len(scene.actors) > 1:
        with solara.Div(classes=["gc-whom"]):
            solara.Text("Act on")
            Switch(view.whom, {"both": "both", "A only": "A", "B only": "B"})
    Forms(
        forms=described,
        disabled=scene.work.active,
        event_do=lambda sent: do(view, str(sent.get("key")), sent.get("values") or {}),
    )
