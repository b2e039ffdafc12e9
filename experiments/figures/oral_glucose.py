"""The figure of an oral glucose tolerance test or a meal: blood, fluxes, cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.acute import curve_panel, fiber_panel, flux_panel
from experiments.figures.cells import response_panel
from experiments.figures.curves import BranchView
from experiments.figures.parts import Panel, band

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NORMAL_TIMES = np.array([0.0, 30.0, 60.0, 90.0, 120.0])
NORMAL = {
    "glucose": ((89.2, 135.6, 155.1, 128.8, 103.4), (7.1, 34.7, 44.8, 30.2, 18.1)),
    "insulin": ((11.3, 77.9, 107.7, 81.6, 56.7), (5.1, 45.8, 65.5, 30.3, 22.8)),
}
"""Mean and SD of 12 people of normal tolerance after 75 g, mg/dl and uU/ml [Luther2024]."""


def panels(views: Sequence[BranchView], *, with_normal: bool) -> list[Panel]:
    """Return the panels of what follows a drink or a meal."""

    def normal(quantity: str):
        def shade(axes: Axes, size: float) -> None:
            if with_normal:
                mean, sd = (np.array(part) for part in NORMAL[quantity])
                low = np.maximum(mean - sd, 0.0)
                band(axes, NORMAL_TIMES / size, low, mean + sd, "normal\ntolerance,\nmean ± SD")

        return shade

    made = [
        curve_panel("Plasma glucose", views, "glucose", extra=normal("glucose")),
        curve_panel("Plasma insulin", views, "insulin", extra=normal("insulin"), floor=0.0),
        flux_panel(
            "Glucose in and out", views,
            {"ra_meal": "from\ngut", "egp": "from\nliver", "rd": "out"},
        ),
        curve_panel("Fatty acids (NEFA)", views, "nefa", floor=0.0),
    ]  # fmt: skip
    cells = (fiber_panel(views[0]), response_panel(list(views)))
    return made + [panel for panel in cells if panel is not None]
