"""Insulin response of a cell: its definition, its limits, and the kernel it stands for."""

import numpy as np
import pytest

from experiments import Body
from experiments.output.insulin_response import (
    NEEDED,
    insulin_response,
    response_of,
    steady_akt,
    surface_glut4_rise,
)


@pytest.fixture(scope="module")
def body():
    return Body(cells=200, settle_days=2.0)


def uninhibited(body, tissue):
    """States of the cells of a tissue with nothing between insulin and its effect."""
    cells = body.tissues[tissue]
    states = {name: cells.column(name) for name in NEEDED if name in cells.states}
    states["receptor_number"] = states["receptor_number_at_birth"]
    states["signal_gain"] = states["akt_gain"] = np.ones(len(cells))
    if "half_release" in states:
        states["glut4_total"] = states["glut4_at_birth"]
        states["half_release"] = np.full(
            len(cells), body.parameters[tissue]["glut4_half_release"] ** 2
        )
    return states


@pytest.mark.parametrize("tissue", ["muscle", "liver", "visceral_fat", "subcutaneous_fat"])
def test_a_cell_without_inhibition_responds_with_one(body, tissue):
    response = response_of(uninhibited(body, tissue), body.parameters[tissue])
    np.testing.assert_allclose(response, 1.0, rtol=1e-12)


@pytest.mark.parametrize("name", ["receptor_number", "signal_gain", "akt_gain", "glut4_total"])
def test_less_of_any_step_is_less_response(body, name):
    states = uninhibited(body, "muscle")
    p = body.parameters["muscle"]
    halved = response_of({**states, name: 0.5 * states[name]}, p)
    tenth = response_of({**states, name: 0.1 * states[name]}, p)
    assert (halved < 1.0).all() and (tenth < halved).all() and (tenth > 0.0).all()


def test_spare_receptors_spare_the_response(body):
    """Half of the receptors cost far less than half of the response [Rizza1981]."""
    states = uninhibited(body, "muscle")
    halved = {**states, "receptor_number": 0.5 * states["receptor_number"]}
    assert response_of(halved, body.parameters["muscle"]).mean() > 0.6


def test_a_lean_body_responds_and_its_cells_differ(body):
    response = insulin_response(body.tissues["muscle"], body.parameters["muscle"])
    assert 0.5 < response.mean() < 1.05
    assert response.std() > 0.005
    assert (response < 0.25).mean() < 0.05


def test_the_closed_form_is_where_the_kernel_settles():
    """Fibers in a bath of 600 pmol/L come to rest at the signal and the GLUT4 of the formula."""
    from sim.bath import Bath

    bath = Bath("muscle", medium={"insulin": 600.0}, cells=20)
    bath.run_for(600.0)
    cells, p = bath.tissues["muscle"], bath.parameters["muscle"]
    gains = (cells.column(name) for name in ("receptor_number", "signal_gain", "akt_gain"))
    akt = steady_akt(600.0, *gains, p)
    np.testing.assert_allclose(cells.column("akt"), akt, rtol=0.01)
    half_release = cells.column("half_release")
    basal = surface_glut4_rise(akt, half_release, p)
    rest = p["glut4_basal_cycling"] * p["glut4_exocytosis_rate"]
    rest /= p["glut4_exocytosis_rate"] + p["glut4_endocytosis_rate"]
    np.testing.assert_allclose(cells.column("glut4_surface_insulin"), basal + rest, rtol=0.02)
