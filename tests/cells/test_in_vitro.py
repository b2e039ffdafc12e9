"""Published experiments on cells in a medium, each with its citation and band."""

import numpy as np
import pytest

from sim.bath import Bath


@pytest.fixture(scope="module")
def maximal(muscle, stirred) -> Bath:
    """Two hours in 60 nmol/L of insulin."""
    return stirred(muscle, 120.0, insulin=60000.0)


def test_exocytosis_rate_of_glut4(muscle, maximal, mean):
    """D6 [Karlsson2009]: 0.011 and 0.075 1/min of all GLUT4 without and with insulin."""
    rate = float(muscle.parameters["muscle"]["glut4_exocytosis_rate"])
    assert 0.007 <= rate * mean(muscle, "glut4_cycling") <= 0.016
    assert 0.05 <= rate * mean(maximal, "glut4_cycling") <= 0.1


def test_transport_rises_with_maximal_insulin(muscle, maximal, mean):
    """D6 [Karlsson2009]: 3.5-fold in human muscle strips."""
    assert 2.5 <= mean(maximal, "glucose_uptake") / mean(muscle, "glucose_uptake") <= 4.5


def test_insulin_sets_the_size_of_the_cycling_pool(muscle, maximal, mean):
    """D7 [Govers2004]: 7-fold; 95 % of GLUT4 inside without insulin."""
    assert 5.0 <= mean(maximal, "glut4_cycling") / mean(muscle, "glut4_cycling") <= 10.0
    assert 88.0 <= 100.0 * (1.0 - mean(muscle, "glut4_surface_insulin")) <= 98.0


def half_time(bath: Bath, dose: float) -> float:
    twin = bath.branch()
    twin.set_medium(insulin=dose)
    twin.start_recording(1.0)
    twin.run_for(240.0)
    surface = twin.series()["muscle.glut4_surface_insulin"]
    share = (surface - surface.iloc[0]) / (surface.iloc[-1] - surface.iloc[0])
    return float(np.interp(0.5, share, share.index))


def test_the_rate_of_glut4_appearance_does_not_depend_on_the_dose(muscle):
    """D8 [Coster2004]: ratio of half-times of a low and a high dose about 1."""
    assert 0.75 <= half_time(muscle, 60.0) / half_time(muscle, 60000.0) <= 1.35


def receptor_loss(before: Bath, after: Bath, mean) -> float:
    return 1.0 - mean(after, "receptor_number") / mean(before, "receptor_number")


def test_receptors_are_lost_over_hours_not_minutes_and_come_back(muscle, stirred, mean):
    """D15 [Gavin1974]: nothing in half an hour, 35 to 80 % in 16 h of 10 nmol/L, reversible."""
    short = stirred(muscle, 30.0, insulin=10000.0)
    long = stirred(muscle, 16 * 60.0, insulin=10000.0)
    assert -0.05 <= receptor_loss(muscle, short, mean) <= 0.15
    assert 0.35 <= receptor_loss(muscle, long, mean) <= 0.8
    assert receptor_loss(muscle, stirred(long, 4 * 1440.0, insulin=0.0), mean) < 0.05


def test_receptor_loss_goes_with_the_dose(muscle, stirred, mean):
    losses = [receptor_loss(muscle, stirred(muscle, 16 * 60.0, insulin=dose), mean)
              for dose in (0.0, 100.0, 1000.0, 10000.0)]  # fmt: skip
    assert np.all(np.diff(losses) > 0.0)


def test_kinase_loss_leaves_the_receptors_at_the_surface(stirred, mean):
    """I12 [Catalano2014]: a second stimulation is weaker, the surface receptors are all there."""
    routes = {"muscle.kinase_loss_gain": 1.0, "muscle.receptor_loss_gain": 0.0}
    bath = Bath("muscle", cells=60, parameters=routes)
    acute = stirred(bath, 15.0, insulin=10000.0)
    chronic = stirred(stirred(bath, 16 * 60.0, insulin=10000.0), 120.0, insulin=0.0)
    again = stirred(chronic, 15.0, insulin=10000.0)
    assert mean(again, "irs1") < 0.9 * mean(acute, "irs1")
    assert mean(again, "receptor_number") == pytest.approx(mean(bath, "receptor_number"))


def test_the_two_routes_of_chronic_exposure_are_switched_separately(stirred, mean):
    routes = {"muscle.kinase_loss_gain": 0.0, "muscle.receptor_loss_gain": 0.0}
    both_off = Bath("muscle", cells=60, parameters=routes)
    exposed = stirred(both_off, 16 * 60.0, insulin=10000.0)
    assert mean(exposed, "receptor_number") == pytest.approx(mean(both_off, "receptor_number"))
    assert mean(exposed, "receptor_kinase") == pytest.approx(1.0)


def test_akt_is_fast_and_uptake_of_cells_follows_glut4(muscle):
    """D5 [Wojtaszewski2000]: Akt half-time 0.5 to 3 min; uptake many times slower."""
    twin = muscle.branch()
    twin.set_medium(insulin=600.0)
    twin.start_recording(1.0)
    twin.run_for(240.0)
    frame = twin.series()
    akt, uptake = frame["muscle.akt"], frame["muscle.glucose_uptake"]
    assert akt.loc[3.0] > 0.5 * akt.iloc[-1]
    halfway = 0.5 * (uptake.iloc[0] + uptake.iloc[-1])
    assert 15.0 < uptake.index[np.searchsorted(uptake, halfway)] < 50.0
