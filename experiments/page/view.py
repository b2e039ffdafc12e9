"""What one visitor has chosen to see: nothing of this is shared between browser tabs."""

from __future__ import annotations

from typing import Any

import solara

from experiments.page.actor import DAY
from experiments.page.quantities_shown import FIRST_PANELS
from experiments.page.scene import Scene
from experiments.page.script import NOBODY
from experiments.page.states_shown import FIRST_STATES, STATE_LIMITS

WINDOWS = {
    "6 hours": 360.0,
    "1 day": DAY,
    "3 days": 3 * DAY,
    "2 weeks": 14 * DAY,
    "3 months": 91 * DAY,
    "2 years": 730 * DAY,
    "everything": 0.0,
}


class View:
    """The choices of one browser tab, as reactive values, and its scene."""

    def __init__(self, opening: dict[str, Any]) -> None:
        self.scene: solara.Reactive[Scene] = solara.reactive(Scene(**opening))
        self.opening = solara.reactive(dict(opening))
        self.generation = solara.reactive(0)
        self.redraw = solara.reactive(0)
        self.speed = solara.reactive(15.0)
        self.american = solara.reactive(False)
        self.window = solara.reactive("1 day")
        self.panels = solara.reactive(list(FIRST_PANELS))
        self.states = solara.reactive(dict(FIRST_STATES))
        self.large = solara.reactive("")
        self.chosen: solara.Reactive[tuple[int, str, int] | None] = solara.reactive(None)
        self.tab = solara.reactive("act")
        self.message = solara.reactive("New here? The Tour tells the story in eight steps.")
        self.whom = solara.reactive("both")
        self.tour = solara.reactive(-1)
        self.play = solara.reactive(0)
        self.halt = solara.reactive(0)
        self.play_when_ready: Scene | None = None
        self.dark = solara.reactive(False)
        self.limits: dict[tuple[str, str], tuple[float, float]] = {}
        self.seen = 0
        self.asked = 0.0
        self.painters: dict[int, Any] = {}

    def pause(self) -> None:
        """Pause what is playing."""
        self.halt.set(self.halt.value + 1)

    def jump(self, scene: Scene, minutes: float) -> None:
        """Let a long time pass; what was playing stands still afterwards."""
        self.pause()
        scene.jump(minutes)

    def say(self, text: str) -> None:
        """Show a sentence to the visitor."""
        self.message.set(text)

    def state_limits(self, tissue: str, state: str, tissues: list[Any]) -> tuple[float, float]:
        """Return the ends of the color scale of a state; once found they stay."""
        fixed = STATE_LIMITS.get(f"{tissue}.{state}") or STATE_LIMITS.get(state)
        if fixed:
            return fixed
        if (tissue, state) not in self.limits:
            from experiments.page.chart_data import limits_for

            self.limits[tissue, state] = limits_for(tissues, state)
        return self.limits[tissue, state]

    def span(self, scene: Scene) -> tuple[float, float]:
        """Return the window of the charts (min from time 0)."""
        if not scene.actors:
            return 0.0, DAY
        now = scene.time
        first = float(scene.actors[0].history.times[0] - scene.actors[0].origin)
        length = WINDOWS[self.window.value] or now - first
        length = max(min(length, now - first), 60.0)
        return now - length, now + 0.05 * length

    def places(self, scene: Scene) -> list[int]:
        """Return the places of the bodies that actions are meant for."""
        count = len(scene.actors)
        wanted = {"A": [0], "B": [1]}.get(self.whom.value, list(range(count)))
        return [place for place in wanted if place < count] or [0]


def choose_speed(view: View, minutes: float) -> None:
    """Set the speed and a window of the charts that goes with it."""
    view.speed.set(minutes)
    view.scene.value.speed = minutes
    lengths = list(WINDOWS)
    fitting = (w for w in lengths[:-1] if WINDOWS[w] >= 60 * minutes)
    view.window.set(next(fitting, lengths[-1]))


def replace_scene(view: View, *, play: bool = False, **opening: Any) -> None:
    """Begin anew with other bodies, and with Mesa's fields made anew, so that they agree.

    With ``play`` the new scene plays as soon as its bodies have entered.
    """
    now = view.scene.value
    now.close()
    merged = {**view.opening.value, "rng": now.seed, "cells": now.cells, **opening}
    if merged.get("beside") == merged.get("subject") and "beside" not in opening:
        merged["beside"] = NOBODY
    view.opening.set(merged)
    view.chosen.set(None)
    scene = Scene(**merged)
    scene.speed = view.speed.value
    # said before the page can see the scene: its bodies may have entered by then
    view.play_when_ready = scene if play else None
    view.scene.set(scene)
    view.generation.set(view.generation.value + 1)
