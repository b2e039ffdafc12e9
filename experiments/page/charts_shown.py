"""The charts of blood and hormones, and the strip that tells the time."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter

from agents.declarations import UserError
from experiments.page.actor import DAY
from experiments.page.chart_data import marks_of, panels_of, spacing
from experiments.page.quantities_shown import MICROUNITS, MILLIGRAMS, PANELS
from experiments.page.scene import SPEEDS, Scene
from experiments.page.view import WINDOWS, View, choose_speed
from experiments.page.widgets import Chart


@solara.component
def Blood(
    view: View,
    scene: Scene,
    keys: list[str],
    name: str = "blood",
    height: int = 96,
    window: str = "",
    fill: bool = False,
):
    """Show panels of both bodies over the chosen window; ``fill`` makes them as tall as the maps.

    Without ``fill`` each panel is ``height`` pixels tall.
    """
    update_counter.get()
    if window:
        first = float(scene.actors[0].history.times[0] - scene.actors[0].origin)
        span = first, max(scene.time, first + 60.0)
    else:
        span = view.span(scene)
    with scene.lock:
        american = view.american.value
        clocks, panels = panels_of(scene.actors, [PANELS[key] for key in keys], span, american)
        marks, nights = marks_of(scene.markers, scene.actors[0], span)
        clock = scene.actors[0].origin % DAY

    def toggle(key: str) -> None:
        now = [k for k in view.panels.value if k != key]
        wanted = now if len(now) < len(view.panels.value) else [*now, key]
        view.panels.set([k for k in PANELS if k in wanted] or ["glucose"])

    choices = None if window else [
        {"key": key, "title": panel.title, "on": key in keys} for key, panel in PANELS.items()
    ]  # fmt: skip
    Chart(
        name=name, clocks=clocks, panels=panels, clock=clock, height=height, marks=marks,
        nights=nights, begin=span[0], until=span[1], fill=fill, choices=choices,
        windows=list(WINDOWS), shown=view.window.value, daily=spacing(span) >= DAY,
        event_window=view.window.set, event_panel=toggle,
    )  # fmt: skip


def when(scene: Scene) -> str:
    """Return the time of a scene as a clock and a day."""
    minutes = scene.time + (scene.actors[0].origin % DAY if scene.actors else 420.0)
    day, clock = divmod(minutes, DAY)
    text = f"{int(clock // 60):02d}:{int(clock % 60):02d}"
    if day >= 730:
        return f"year {day / 365:.1f}"
    if day >= 28:
        return f"week {int(day // 7) + 1}, day {int(day % 7) + 1}, {text}"
    return f"day {int(day) + 1}, {text}"


def doing(scene: Scene) -> str:
    """Return what the body is doing now, in a word."""
    record = scene.actors[0].body.record
    eating = sum(
        record[name] for name in ("eating_rapid", "eating_slow", "eating_fat", "eating_protein")
    )
    if record["bout_intensity"] > 0.0:
        return "exercising"
    if eating > 0.0:
        return "eating"
    return "awake" if record["awake"] > 0.0 else "asleep"


def speed_text(minutes: float) -> str:
    """Return a speed of the page in words."""
    for size, word in ((7 * DAY, "week"), (DAY, "day"), (60.0, "hour")):
        if minutes >= size:
            count = minutes / size
            return f"{count:g} {word}{'s' if count > 1 else ''} a second"
    return f"{minutes:g} minute{'s' if minutes > 1 else ''} a second"


def vital(scene: Scene, american: bool) -> list[tuple[str, str, str]]:
    """Return (name, value, unit) of the numbers told above the body, of both bodies at once."""
    bodies = [actor.body for actor in scene.actors]

    def all_of(values: list[str]) -> str:
        return " · ".join(values)

    glucose = [float(body.record["glucose"]) for body in bodies]
    insulin = [float(body.record["insulin"]) for body in bodies]
    return [
        ("", doing(scene), ""),
        ("glucose", all_of([f"{g * MILLIGRAMS:.0f}" if american else f"{g:.1f}" for g in glucose]),
         "mg/dl" if american else "mmol/L"),
        ("insulin", all_of([f"{i * MICROUNITS:.1f}" if american else f"{i:.0f}" for i in insulin]),
         "µU/ml" if american else "pmol/L"),
        ("weight", all_of([f"{body.weight:.1f}" for body in bodies]), "kg"),
        ("BMI", all_of([f"{body.bmi:.1f}" for body in bodies]), "kg/m²"),
    ]  # fmt: skip


def undo(view: View) -> None:
    """Go back to before the last action, or say why not."""
    scene = view.scene.value
    try:
        view.say(f"Undone: {scene.undo()}.")
        view.chosen.set(None)
    except UserError as error:
        view.say(str(error))
    force_update()


@solara.component
def Switch(value: solara.Reactive, choices: dict[str, Any], hint: str = ""):
    """Show a row of small buttons of which one is chosen."""
    with solara.Div(classes=["gc-switch"]):
        for text, meant in choices.items():
            chosen = value.value == meant
            solara.Button(
                text, text=True, x_small=True, on_click=lambda meant=meant: value.set(meant),
                attributes={"title": hint, "aria-pressed": str(chosen).lower()},
                classes=["gc-on"] if chosen else [],
            )  # fmt: skip


@solara.component
def Strip(view: View):
    """Tell the time and the main numbers; offer undo and the choice of units."""
    update_counter.get()
    scene = view.scene.value

    with solara.Div(classes=["gc-strip", "gc-duo" if len(scene.actors) > 1 else "gc-alone"]):
        if scene.actors:
            solara.HTML("span", when(scene), classes=["gc-time"])
            for label, value, unit in vital(scene, view.american.value):
                text = f"<small>{label}</small> <b>{value}</b> <small>{unit}</small>"
                solara.HTML("span", text, classes=["gc-value", f"gc-{label or 'doing'}"])
        solara.v.Spacer()
        Switch(view.american, {"mmol/L": False, "mg/dl": True}, "Units (g)")
        last = scene.past[-1].text if scene.past else ""
        solara.Button(
            "Undo", icon_name="mdi-undo", small=True, text=True, on_click=lambda: undo(view),
            disabled=not scene.past or scene.work.active,
            attributes={"title": f"Back to before: {last} (u)"}, classes=["gc-undo"],
        )  # fmt: skip


@solara.component
def Speed(view: View):
    """Choose how fast time passes, and how much of it the charts show."""
    update_counter.get()
    scene = view.scene.value
    place = SPEEDS.index(view.speed.value)

    with solara.Card("Speed"):
        solara.SliderInt(
            "", value=place, min=0, max=len(SPEEDS) - 1, thumb_label=False,
            on_value=lambda index: choose_speed(view, SPEEDS[index]),
        )  # fmt: skip
        slow = 0.0 < scene.pace < 0.6 * view.speed.value
        text = speed_text(view.speed.value) + (": as fast as this machine can" if slow else "")
        solara.Text(text, classes=["gc-speed"])
