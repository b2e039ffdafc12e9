"""The inspector of one cell: what it is, what holds it back, its states, its past."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

import html
from typing import Any

import numpy as np
import solara
from mesa.visualization.utils import update_counter

from experiments.page.actor import DAY, Actor
from experiments.page.chart_data import marks_of, nice_limits
from experiments.page.held_back import Response, in_words, middle_response, response_of
from experiments.page.history import CELL_STATES
from experiments.page.scene import Scene
from experiments.page.states_shown import state_name
from experiments.page.view import View
from experiments.page.widgets import Chart
from experiments.page.wording import pretty
from experiments.spelling import plain

KINDS = {
    "muscle": "muscle fiber",
    "liver": "hepatocyte",
    "visceral_fat": "fat cell",
    "subcutaneous_fat": "fat cell",
}
FIBER_TYPES = ("type I", "type IIa", "type IIx")
REGIONS = ("trunk and arms", "left leg", "right leg")
CODES = {"fiber_type": FIBER_TYPES, "region": REGIONS}
COLORS = {
    "diacylglycerol": "#d55e00", "tnf_alpha": "#cc79a7", "disuse": "#7f7f7f",
    "ceramide": "#e69f00", "receptors": "#0072b2", "kinase": "#56b4e9", "glucose": "#009e73",
    "glut4": "#f0e442",
}  # fmt: skip


def identity(actor: Actor, name: str, row: int) -> str:
    """Say which cell this is."""
    cell = actor.body.tissues[name].agent(row)
    line, place = cell.site
    what = f"{KINDS[name].capitalize()} {row}, line {line + 1}, place {place + 1}"
    if name == "muscle":
        what += f": {FIBER_TYPES[int(cell.fiber_type)]}, {REGIONS[int(cell.region)]}"
        if cell.recruitment > 0.0:
            what += ", working now"
    elif name == "liver":
        where = ("near the portal field", "halfway to the central vein", "near the central vein")
        what += f": {where[min(int(3 * cell.zone), 2)]}"
    else:
        what += f": {cell.diameter:.0f} µm across, {cell.age / 365:.1f} years old"
    return what


def past(actor: Actor, name: str, row: int, state: str) -> tuple[list[float], list[float]]:
    """Return times (min from time 0) and values of a state of a cell since it was born."""
    assert actor.cells is not None
    times, values = actor.cells.of_cell(name, row, state)
    now = actor.body.time
    values = np.append(values, float(getattr(actor.body.tissues[name].agent(row), state)))
    times = np.append(times, now)
    if "age" in actor.body.tissues[name].states:
        born = now - DAY * float(actor.body.tissues[name].agent(row).age)
        times, values = times[times >= born], values[times >= born]
    return (times - actor.origin).tolist(), [float(f"{value:.4g}") for value in values]


@solara.component
def CellShown(view: View, scene: Scene):
    """Show the chosen cell, or how to choose one."""
    update_counter.get()
    chosen = view.chosen.value
    wanted, choose_state = solara.use_state("akt")
    if chosen is None or chosen[0] >= len(scene.actors):
        solara.Text("Click a cell in a tissue, or move to one with the arrow keys.")
        return
    place, name, row = chosen
    actor = scene.actors[place]
    tissue = actor.body.tissues[name]
    with scene.lock:
        if row not in tissue.rows:
            solara.Text("This cell has died. Click another one.")
            return
        response = response_of(actor.body, name, row)
        middle = middle_response(actor.body, name)
        title = identity(actor, name, row)
        values = {
            state: float(tissue.columns.get(state, np.array([row]))[0]) for state in tissue.states
        }
        state = wanted if wanted in CELL_STATES[name] else "akt"
        times, course = past(actor, name, row, state)
        span = (times[0], max(times[-1], times[0] + 30.0)) if times else (0.0, 1.0)
        marks, nights = marks_of(scene.markers, actor, span)
    words = in_words(response, KINDS[name], middle)
    with solara.Div(classes=["gc-cell"]):
        with solara.Div():
            solara.HTML("h3", html.escape(title))
            solara.HTML("p", html.escape(words), classes=["gc-words"])
            solara.HTML("div", bars(response), classes=["gc-causes"])
        with solara.Div():
            with solara.Div(classes=["gc-bar"]):
                solara.Text("Its past")
                for key in CELL_STATES[name]:
                    solara.Button(
                        state_name(key), x_small=True,
                        text=key != state, color="primary",
                        on_click=lambda key=key: choose_state(key),
                    )  # fmt: skip
            known = tissue.states[state]
            low, high = nice_limits(course)
            line = {"name": "", "whom": "", "color": 0, "dash": False, "clock": 0, "y": course,
                    "meaning": ""}  # fmt: skip
            title, unit = state_name(state), pretty(known.unit)
            panel = {"key": state, "title": title, "unit": unit,
                     "low": low, "high": high, "bands": [], "lines": [line],
                     "meaning": known.meaning}  # fmt: skip
            Chart(
                name="cell", clocks=[times], panels=[panel], clock=actor.origin % DAY, height=92,
                marks=marks, nights=nights, begin=span[0], until=span[1],
            )  # fmt: skip
        solara.HTML("dl", table(tissue, values), classes=["gc-states"])


def bars(response: Response) -> str:
    """Return the causes as a bar whose parts add up to the loss, and as a list."""
    counted = [cause for cause in response.causes if cause.share >= 0.005]
    lost = 100 * max(1 - response.share, 0.0)
    parts = "".join(
        f'<i style="width:{lost * c.share:.2f}%;background:{COLORS[c.key]}"'
        f' title="{html.escape(c.name)}: {100 * c.share:.0f} % of the loss"></i>'
        for c in counted
    )
    left = 100 * min(response.share, 1.0)
    listed = "".join(
        f'<li data-cause="{c.key}"><b style="background:{COLORS[c.key]}"></b>'
        f"{html.escape(c.name)} <em>{100 * c.share:.0f} %: {html.escape(c.text)}</em></li>"
        for c in counted
    )
    kept = f'<i class="gc-kept" style="width:{left:.2f}%" title="response: {left:.0f} %"></i>'
    return f'<div class="gc-stack">{kept}{parts}</div><ul>{listed}</ul>'


def table(tissue: Any, values: dict[str, float]) -> str:
    """Return all states of a cell with their units."""
    rows = []
    for name, value in values.items():
        known = tissue.states[name]
        unit = pretty(known.unit)
        shown = f"{value:.3g}" if abs(value) > 1e-6 else "0"
        if name in CODES:
            shown = CODES[name][int(value)]
        rows.append(
            f'<div title="{html.escape(known.meaning)}" data-state="{name}" data-value="{value!r}">'
            f"<dt>{plain(name)}</dt><dd>{shown} <em>{html.escape(unit)}</em></dd></div>"
        )
    return "".join(rows)
