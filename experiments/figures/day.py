"""The figure of a day: blood and liver over 24 hours, meals marked, the spread over fibers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.figures.acute import curve_panel, fiber_panel
from experiments.figures.curves import BranchView
from experiments.figures.parts import Panel, marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DAY = 1440.0


def panels(views: Sequence[BranchView], body: Any) -> list[Panel]:
    """Return the panels of a day."""
    start_clock = views[0].record.anchors.start_clock
    end = max(view.end for view in views)
    meals = [] if body is None else meal_times(body.habits.meal_times, start_clock, end)
    names = ["meal"] + [""] * (len(meals) - 1) if meals else []

    def eaten(axes: Axes, size: float) -> None:
        marks(axes, [time / size for time in meals])

    def eaten_told(axes: Axes, size: float) -> None:
        marks(axes, [time / size for time in meals], names)

    made = [
        curve_panel("Plasma glucose", views, "glucose", extra=eaten_told, start=0.0),
        curve_panel("Plasma insulin", views, "insulin", extra=eaten, start=0.0, floor=0.0),
        curve_panel("Fatty acids (NEFA)", views, "nefa", extra=eaten, start=0.0, floor=0.0),
        curve_panel("Glucose output of the liver", views, "egp", extra=eaten, start=0.0, floor=0.0),
        curve_panel("Liver glycogen", views, "liver.glycogen", extra=eaten, start=0.0),
    ]
    fibers = fiber_panel(views[0], meals, start=0.0)
    return made + ([fibers] if fibers else [])


def meal_times(times: Sequence[float], start_clock: float, end: float) -> list[float]:
    """Return habitual meals as minutes from time 0, up to ``end``."""
    first = sorted((time - start_clock) % DAY for time in times)
    days = range(int(end // DAY) + 1)
    return [time + DAY * day for day in days for time in first if time + DAY * day < end]
