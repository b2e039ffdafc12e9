"""The figure of a clamp: glucose held, what that took, fluxes, cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.figures.acute import curve_panel, fiber_panel, flux_panel
from experiments.figures.cells import response_panel
from experiments.figures.curves import BranchView, readable
from experiments.figures.parts import Panel
from experiments.figures.style import QUIET, SHADE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def panels(views: Sequence[BranchView], states: Sequence[str] = ()) -> list[Panel]:
    """Return the panels of a clamp; ``states`` of cells are added where branches are compared."""
    end = max(view.end for view in views)

    def steady(axes: Axes, size: float) -> None:
        if end <= 240.0:
            axes.axvspan((end - 30.0) / size, end / size, color=SHADE, lw=0, zorder=0)
            axes.annotate(
                "steady\nstate", ((end - 28.5) / size, 0.03), xycoords=("data", "axes fraction"),
                size=7.5, color=QUIET, va="bottom",
            )  # fmt: skip

    infused = curve_panel(
        "Glucose infusion", views, "glucose_infusion_rate", extra=steady, floor=0.0
    )
    held = curve_panel("Plasma glucose, held", views, "glucose", limits=(0, 140))
    insulin = curve_panel("Plasma insulin", views, "insulin", floor=0.0)
    cells = response_panel(list(views))
    if len(views) == 1:
        fluxes = {"rd": "disap-\npearance", "egp": "liver\noutput"}
        made = [infused, held, insulin, flux_panel("Glucose fluxes", views, fluxes)]
        made_of_cells = [fiber_panel(views[0]), cells]
    else:
        made = [
            infused,
            curve_panel("Disappearance of glucose", views, "rd", floor=0.0),
            curve_panel("Glucose output of the liver", views, "egp", floor=0.0),
            insulin,
            curve_panel("Fatty acids (NEFA)", views, "nefa", floor=0.0),
            *(curve_panel(readable(state), views, state, floor=0.0) for state in states[:3]),
        ]
        made_of_cells = [cells]
    return made + [panel for panel in made_of_cells if panel is not None]
