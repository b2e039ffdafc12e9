"""What a visitor takes away: tables, a figure, the configuration, the commands."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import csv
import io
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

from agents.declarations import UserError
from experiments.output.cell_statistics import statistics_of
from experiments.page.configuration import (
    FILE_NAME,
    LARGEST,
    commands,
    days_text,
    read_configuration,
    tables_of,
    to_toml,
)
from experiments.page.figure import figure
from experiments.page.library import show_script
from experiments.page.scene import Scene
from experiments.page.view import View
from experiments.page.widgets import Copy
from sim.quantities import catalog


def population_csv(scene: Any) -> str:
    """Return statistics over the cells of all bodies as they are now, with units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["body", "subject", "time_min", "tissue", "group", "state", "statistic", "value", "unit"]
    )
    with scene.lock:
        for place, actor in enumerate(scene.actors):
            for name, tissue in actor.body.tissues.items():
                for row in statistics_of(tissue, actor.body.parameters[name]):
                    writer.writerow(["AB"[place], actor.subject, f"{scene.time:g}", row.tissue,
                                     row.group, row.state, row.statistic, repr(row.value),
                                     row.unit])  # fmt: skip
    return text.getvalue()


def series_csv(scene: Any) -> str:
    """Return what the charts remember of all bodies; the second line gives the units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [name for name, q in catalog().items() if q.kind == "body" and name != "time"]
    writer.writerow(["body", "time", *names])
    writer.writerow(["", "min", *(catalog()[name].unit for name in names)])
    with scene.lock:
        for place, actor in enumerate(scene.actors):
            columns = [actor.history.values(name, actor.body) for name in names]
            for at, time in enumerate(actor.history.times - actor.origin):
                numbers = [f"{column[at]:.6g}" for column in columns]
                writer.writerow(["AB"[place], f"{time:g}", *numbers])
    return text.getvalue()


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

    def load(file: Any) -> None:
        try:
            if file["size"] > LARGEST:
                raise UserError(
                    f"{file['name']} has {file['size']} bytes; a protocol is a text of at most "
                    f"{LARGEST}."
                )
            script = read_configuration(str(file["name"]), file["file_obj"].read(LARGEST + 1))
            show_script(view, script)
            view.say(f"{script.title} is loaded. Press play.")
        except UserError as error:
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
                ("Figure (PNG)", lambda: figure(view), f"glucell_{stamp}.png", "image/png"),
                ("Configuration (TOML)", configuration, FILE_NAME, "application/toml"),
            ):  # fmt: skip
                with solara.FileDownload(make, filename=name, mime_type=kind):
                    solara.Button(label, icon_name="mdi-download", text=True, small=True)
        with solara.Div():
            solara.HTML("h3", "Load a configuration")
            solara.FileDrop(
                label="Drop a configuration or a protocol (TOML) here", on_file=load, lazy=True
            )
        with solara.Div():
            solara.HTML("h3", "Repeat this screen")
            for what, command in commands(scene):
                Copy(text=command, label=what)
