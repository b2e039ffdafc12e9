"""Sliders for the parameters of the model, as they are declared: unit, bounds, source."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

import agents
from agents.declarations import UserError, parameters
from experiments.page.scene import Scene
from experiments.page.view import View
from experiments.page.widgets import Sliders
from experiments.page.wording import pretty
from experiments.spelling import plain

MECHANISMS = (
    "muscle.diacylglycerol_gain", "muscle.ceramide_gain", "muscle.cytokine_gain",
    "muscle.disuse_gain", "muscle.receptor_loss_gain", "muscle.glucotoxic_gain",
    "liver.diacylglycerol_gain", "liver.ceramide_gain", "liver.cytokine_gain",
    "liver.receptor_loss_gain", "muscle.ampk_gain", "muscle.calcium_rac1_gain",
    "muscle.memory_gain", "muscle.glut4_training_gain", "muscle.mitochondria_training_gain",
    "muscle.capillary_training_gain", "muscle.damage_rate", "muscle.leukocyte_akt_gain",
)  # fmt: skip
"""Strengths of mechanisms: at 0 the mechanism is removed."""


@cache
def sources() -> dict[str, str]:
    """Return each source of the bibliography as a short citation."""
    path = Path(agents.__file__).with_name("bibliography.toml")
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: _citation(entry) for key, entry in entries.items()}


def _citation(entry: dict[str, Any]) -> str:
    authors = entry.get("authors", "")
    names = authors if isinstance(authors, list) else str(authors).split(", ")
    first = names[0] + (" et al." if len(names) > 1 else "")
    where = f", {entry['journal']}" if entry.get("journal") else ""
    return f"{first} ({entry.get('year', '')}), {entry.get('title', '')}{where}"


def described(body: Any) -> list[dict[str, Any]]:
    """Return all declared parameters with the values now in force."""
    told = []
    for name, declared in parameters().items():
        group, short = name.split(".", 1)
        if group == "genes":
            continue  # they are set at birth, by the subject
        value = float(body.parameters[group][short])
        low, high = declared.plausible
        told.append({
            "name": name, "group": group, "mechanism": name in MECHANISMS,
            "text": plain(name), "unit": pretty(declared.unit),
            "value": float(f"{value:.6g}"), "initial": declared.default,
            "low": declared.bounds[0], "high": declared.bounds[1],
            "from": min(low, value), "to": max(high, value),
            "meaning": declared.meaning, "calibrated": declared.calibrated or "",
            "source": sources().get(declared.source, declared.source),
        })  # fmt: skip
    return told


@solara.component
def ParametersShown(view: View, scene: Scene):
    """Show sliders by part of the model, the strengths of mechanisms first."""
    update_counter.get()
    place = view.places(scene)[0]
    told = described(scene.actors[place].body)
    order = {name: number for number, name in enumerate(MECHANISMS)}
    told.sort(key=lambda entry: order.get(entry["name"], len(order)))
    groups = list(dict.fromkeys(name.split(".", 1)[0] for name in parameters()))
    groups.remove("genes")
    named = [{"name": "switches", "text": "strengths of mechanisms (0 removes)"}]
    named += [{"name": name, "text": plain(name)} for name in groups]

    def change(sent: dict[str, Any]) -> None:
        name, value = str(sent.get("name")), sent.get("value")
        try:
            declared = parameters().get(name)
            if declared is None:
                raise UserError(f"There is no parameter {name!r}.")
            value = declared.check(value)
            scene.act({"type": "set", "parameters": {name: value}}, f"{name} = {value:g}",
                      whom=view.places(scene))  # fmt: skip
            unit = pretty(declared.unit)
            view.say(" ".join(f"{name} is {value:g} {unit}".split()) + " from now on.")
        except UserError as error:
            view.say(str(error))
        force_update()

    Sliders(parameters=told, groups=named, disabled=scene.work.active, event_set=change)
