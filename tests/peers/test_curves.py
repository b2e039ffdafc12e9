"""Recorded curves of published models: complete, and what their equations give."""

import numpy as np
import pytest

from agents.declarations import UserError
from experiments.output.citations import bibliography
from experiments.validation.peers.curves import curve_names, load_curve, load_provenance
from experiments.validation.peers.equations import load_equations


@pytest.mark.parametrize("name", curve_names())
def test_a_curve_has_its_model_its_numbers_and_its_provenance(name):
    provenance, curve = load_provenance(name), load_curve(name)
    assert provenance.equations.citation in bibliography()
    assert provenance.license == "CC0-1.0"
    assert set(curve.units) == set(curve.table.columns)
    assert np.isfinite(curve.table.to_numpy()).all()
    assert curve.table.index.is_monotonic_increasing


@pytest.mark.parametrize("name", curve_names())
def test_the_equations_give_the_recorded_curve(name):
    pytest.importorskip("basico")
    from experiments.validation.peers.recording import simulate

    recorded = load_curve(name).table.to_numpy()
    again = simulate(load_provenance(name)).to_numpy()
    assert again == pytest.approx(recorded, rel=1e-5, abs=1e-6)


def test_a_changed_constant_changes_the_curve():
    pytest.importorskip("basico")
    from experiments.validation.peers.recording import readouts

    changes = [{}, {"Vmx": 0.02}]
    glucose = readouts(load_provenance("meal_normal"), [0.0, 120.0], changes)[1::2, 0]
    assert glucose[1] > 1.05 * glucose[0]


def test_a_meal_begins_in_a_steady_state():
    table = load_curve("meal_t2d").table
    assert table["egp"][0] == pytest.approx(table["utilization"][0], rel=1e-6)


def test_half_effects_are_those_that_are_known():
    from experiments.validation.peers.overlays import half_effect

    cascade = load_curve("cascade").table
    assert half_effect(cascade["surface_glut4"]) == pytest.approx(0.397, abs=0.005)
    healthy = load_curve("adipocyte_normal").table
    assert half_effect(healthy["uptake"]) == pytest.approx(0.054, abs=0.003)


def test_names_that_do_not_exist_are_refused():
    with pytest.raises(UserError, match="meal_normal"):
        load_curve("meal_norml")
    with pytest.raises(UserError, match="sedaghat_2002"):
        load_equations("sedaghat")
    with pytest.raises(UserError, match="t2d"):
        load_equations("brannmark_2013").values("t2")
    with pytest.raises(UserError, match="insulin"):
        load_equations("sedaghat_2002").values(changes={"insuln": 1.0})
