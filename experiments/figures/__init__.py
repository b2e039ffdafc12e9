"""Figures of runs: one for each kind of protocol, chosen by what the protocol does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.output.results import Results


def draw(results: Results) -> Figure:
    """Draw a run in the way that suits its protocol."""
    from experiments.figures.choosing import panels_of
    from experiments.figures.parts import assemble
    from experiments.figures.style import style

    with style():
        return assemble(results, panels_of(results))
