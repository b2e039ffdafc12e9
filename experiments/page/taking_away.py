"""What a visitor takes away: tables, a figure, the configuration, the commands."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import base64
import binascii
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter
from solara.server.kernel_context import without_context

from agents.declarations import UserError
from experiments.page.configuration import (
    FILE_NAME,
    LARGEST,
    commands,
    days_text,
    read_configuration,
    tables_of,
    to_toml,
)
from experiments.page.figure import Look, figure
from experiments.page.library import show_script
from experiments.page.scene import Scene
from experiments.page.tables import population_csv, series_csv
from experiments.page.view import View
from experiments.page.widgets import Copy, Upload


@solara.component
def TakingAway(view: View, scene: Scene):
    """Show downloads, the upload of a configuration, and the commands that repeat the screen."""
    update_counter.get()
    stamp = days_text(scene.time)

    def configuration() -> str:
        try:
            with scene.lock:
                return to_toml(tables_of(scene))
        except UserError as error:
            view.say(str(error))
            return f"# {error}\n"

    def picture() -> bytes:
        states = view.states.value
        with scene.lock:
            limits = {
                name: view.state_limits(name, state, [a.body.tissues[name] for a in scene.actors])
                for name, state in states.items()
            }
        look = Look(view.panels.value, states, limits, view.span(scene), view.american.value)
        with without_context():  # within a visit the server replaces matplotlib's settings
            return figure(scene, look)

    def load(sent: dict[str, Any]) -> None:
        name = str(sent.get("name"))
        try:
            data = base64.b64decode(str(sent.get("data") or ""))
            script = read_configuration(name, data, int(sent.get("size") or 0))
            view.pause()
            show_script(view, script)
            view.say(f"{script.title} is loaded. Press play.")
        except (UserError, binascii.Error) as error:
            view.say(str(error))
        force_update()

    with solara.Div(classes=["gc-away"]):
        with solara.Div():
            solara.HTML("h3", "Download")
            for label, make, name, kind in (
                ("Cells: statistics (CSV)", lambda: population_csv(scene),
                 f"glucell_cells_{stamp}.csv", "text/csv"),
                ("Body over time (CSV)", lambda: series_csv(scene),
                 f"glucell_body_{stamp}.csv", "text/csv"),
                ("Figure (PNG)", picture, f"glucell_{stamp}.png", "image/png"),
                ("Configuration (TOML)", configuration, FILE_NAME, "application/toml"),
            ):  # fmt: skip
                with solara.FileDownload(make, filename=name, mime_type=kind):
                    solara.Button(label, icon_name="mdi-download", text=True, small=True)
        with solara.Div():
            solara.HTML("h3", "Load a configuration")
            Upload(label="A configuration or a protocol (TOML)", largest=LARGEST, event_load=load)
        with solara.Div():
            solara.HTML("h3", "Repeat this screen")
            if scene.time > 0.0 or scene.markers:
                solara.HTML("p", f"Save the configuration as {FILE_NAME}, then one of these:")
            for what, command in commands(scene):
                Copy(text=command, label=what)
