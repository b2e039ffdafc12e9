"""Insulin response of single cells: what inhibition leaves of their insulin effect.

The *insulin response* of a cell is its steady insulin effect at 600 pmol/L around the cell,
relative to the same cell without any inhibition: all receptors of its birth, nothing between
receptor and IRS-1, nothing on Akt. The effect of a muscle fiber is the GLUT4 that insulin brings
to its surface, that of hepatocytes and adipocytes their Akt activity. A cell below 0.25 counts as
not responding. Training or the memory of a bout can raise a fiber above 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agents import insulin_signaling as signaling
from agents.glucose_transport import cycling_target, steady_surface_share

if TYPE_CHECKING:
    from sim.tissue import Tissue

INSULIN = 600.0
"""Insulin around the cell at which responses are compared, pmol/L."""

NON_RESPONDING = 0.25
"""Insulin response below which a cell counts as not responding."""


def insulin_response(tissue: Tissue, parameters: Any) -> np.ndarray:
    """Return the insulin response of each living cell (1 = nothing inhibits it).

    ``parameters`` is the record of the tissue's parameter group, as in ``body.parameters``.
    """
    states = {name: tissue.column(name) for name in NEEDED if name in tissue.states}
    return response_of(states, parameters)


NEEDED = (
    "receptor_number", "receptor_number_at_birth", "signal_gain", "akt_gain", "insulin_access",
    "glut4_total", "glut4_at_birth", "half_release",
)  # fmt: skip
"""States that decide the response; a cell type has those that apply to it."""


def response_of(states: Mapping[str, Any], parameters: Any) -> np.ndarray:
    """Return the insulin response for columns (or single numbers) of the states in NEEDED."""
    p = parameters
    insulin = INSULIN * states.get("insulin_access", 1.0)
    signal = steady_akt(
        insulin, states["receptor_number"], states["signal_gain"], states["akt_gain"], p
    )
    unhindered = steady_akt(insulin, states["receptor_number_at_birth"], 1.0, 1.0, p)
    if "half_release" not in states:
        return signal / unhindered
    effect = states["glut4_total"] * surface_glut4_rise(signal, states["half_release"], p)
    full = states["glut4_at_birth"] * surface_glut4_rise(
        unhindered, p["glut4_half_release"] ** 2, p
    )
    return effect / full


def steady_akt(insulin: Any, receptors: Any, signal_gain: Any, akt_gain: Any, p: Any) -> Any:
    """Return the steady Akt activity at an insulin concentration (pmol/L)."""
    occupancy = signaling.receptor_occupancy.py_func(insulin, p["insulin_half_occupancy"])
    irs1 = receptors * occupancy * signal_gain
    pi3k = signaling.pi3k_activity.py_func(irs1, p["pi3k_half_activation"])
    return signaling.akt_target.py_func(pi3k, p["akt_two_site_share"], akt_gain)


def surface_glut4_rise(akt: Any, half_release_squared: Any, p: Any) -> Any:
    """Return the share of GLUT4 that an Akt activity adds to the surface in steady state."""

    def surface(activity: Any) -> Any:
        cycling = cycling_target.py_func(
            activity, p["glut4_basal_cycling"], p["glut4_maximal_cycling"], half_release_squared
        )
        return steady_surface_share.py_func(
            cycling, p["glut4_exocytosis_rate"], p["glut4_endocytosis_rate"]
        )

    return surface(akt) - surface(0.0)
