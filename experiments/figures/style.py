"""Colors by meaning, and the look of all figures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

STYLE_FILE = Path(__file__).with_name("glucell.mplstyle")

BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, BLACK, GRAY = "#E69F00", "#56B4E9", "#000000", "#8C8C8C"
TEXT, QUIET, SHADE = "#222222", "#6B6B6B", "#EDEDED"
"""The palette of Okabe and Ito, which color-blind people can tell apart, and grays."""

CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GRAY)
"""Colors of the parts of a comparison: groups, arms, doses."""

COLOR_OF = {
    "glucose": BLUE,
    "insulin": VERMILION,
    "c_peptide": VERMILION,
    "nefa": ORANGE,
    "egp": GREEN,
    "rd": BLUE,
    "ra_meal": PURPLE,
    "glucose_infusion_rate": PURPLE,
    "glucagon": GRAY,
    "fat_oxidation": ORANGE,
    "carbohydrate_oxidation": BLUE,
}
"""Color of a quantity wherever it stands alone; others are black."""


def style() -> AbstractContextManager[None]:
    """Return the context in which figures are drawn."""
    import matplotlib.style

    return matplotlib.style.context(STYLE_FILE)
