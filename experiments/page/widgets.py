"""The page's own elements, written as Vue templates: a tissue, charts, the keyboard."""

# ruff: noqa: N802 -- a component is named like an element of the page
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


def _nothing(_: Any = None) -> None:
    return None


@solara.component_vue("assets/tissue.vue", vuetify=False)
def TissueMap(
    name: str,
    title: str,
    address: str,
    width: int,
    height: int,
    cells: int,
    state: str,
    text: str,
    states: list,
    low: str,
    high: str,
    unit: str,
    meaning: str,
    above: str = "",
    below: str = "",
    ring: dict | None = None,
    large: bool = False,
    event_choose: Callable = _nothing,
    event_pick: Callable = _nothing,
    event_move: Callable = _nothing,
    event_enlarge: Callable = _nothing,
) -> None:
    """Show the picture of a tissue; report clicks and arrow keys."""


@solara.component_vue("assets/chart.vue", vuetify=False)
def Chart(
    name: str,
    clocks: list,
    panels: list,
    clock: float,
    height: int = 104,
    marks: list | None = None,
    nights: list | None = None,
    begin: float = 0.0,
    until: float = 1440.0,
    fill: bool = False,
    daily: bool = False,
    choices: list | None = None,
    windows: list | None = None,
    shown: str = "",
    event_window: Callable = _nothing,
    event_panel: Callable = _nothing,
) -> None:
    """Show panels over one axis of time (min from time 0)."""


@solara.component_vue("assets/keys.vue", vuetify=False)
def Keys(
    frame: int,
    play: int = 0,
    halt: int = 0,
    event_key: Callable = _nothing,
    event_seen: Callable = _nothing,
    event_dark: Callable = _nothing,
) -> None:
    """Listen to the keyboard and report which frame the browser has drawn."""


@solara.component_vue("assets/forms.vue", vuetify=False)
def Forms(forms: list, disabled: bool = False, event_do: Callable = _nothing) -> None:
    """Show small forms; report which one was sent, with its values."""


@solara.component_vue("assets/spread.vue", vuetify=False)
def Spread(
    groups: list,
    x: dict,
    y: dict,
    tissue: str,
    across: str,
    upward: str,
    tissues: list,
    states: list,
    event_choose: Callable = _nothing,
) -> None:
    """Show a histogram and a scatter of cells; report what is chosen in its menus."""


@solara.component_vue("assets/library.vue", vuetify=False)
def Library(
    subjects: list, protocols: list, disabled: bool = False, event_choose: Callable = _nothing
) -> None:
    """Show bodies and experiments; report which one is chosen."""


@solara.component_vue("assets/sliders.vue", vuetify=False)
def Sliders(
    parameters: list, groups: list, disabled: bool = False, event_set: Callable = _nothing
) -> None:
    """Show sliders for parameters; report a value that shall hold from now on."""


@solara.component_vue("assets/copy.vue", vuetify=False)
def Copy(text: str, label: str = "") -> None:
    """Show a command that can be copied."""


@solara.component_vue("assets/tour.vue", vuetify=False)
def TourGuide(
    steps: list, place: int, ready: bool, guide: bool = False, event_go: Callable = _nothing
) -> None:
    """Show a step of the tour; report to which one the visitor goes."""


@solara.component_vue("assets/upload.vue", vuetify=False)
def Upload(label: str, largest: int, event_load: Callable = _nothing) -> None:
    """Let the visitor choose a file; report its name, its size and, unless too large, its bytes."""
