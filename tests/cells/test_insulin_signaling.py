"""The insulin signal and where resistance enters it: directions of effect."""

import numpy as np
import pytest

from agents import insulin_signaling as signaling

DOSES = np.array([0.0, 10, 20, 40, 80, 150, 300, 600, 1500, 5000, 20000, 60000])


def test_occupancy_is_half_at_the_half_occupancy_and_rises_with_insulin():
    assert signaling.receptor_occupancy(2500.0, 2500.0) == 0.5
    occupied = [signaling.receptor_occupancy(d, 2500.0) for d in DOSES]
    assert np.all(np.diff(occupied) > 0.0)
    assert occupied[0] == 0.0


def test_spare_receptors_few_occupied_ones_already_drive_half_of_pi3k(stirred, muscle, mean):
    full = mean(stirred(muscle, insulin=60000.0), "pi3k")
    occupied = half = None
    for dose in DOSES[1:]:
        bath = stirred(muscle, insulin=dose)
        if mean(bath, "pi3k") > 0.5 * full:
            occupied, half = mean(bath, "receptor_activity"), dose
            break
    assert occupied is not None and occupied < 0.2
    assert half < 600.0


@pytest.mark.parametrize("inhibition", [
    signaling.diacylglycerol_inhibition, signaling.ceramide_inhibition,
    signaling.cytokine_inhibition,
])  # fmt: skip
def test_an_inhibition_falls_from_one_and_its_gain_removes_it(inhibition):
    levels = np.linspace(0.0, 20.0, 30)
    left = np.array([inhibition(x, 2.0, 1.0) for x in levels])
    assert left[0] == 1.0
    assert np.all(np.diff(left) < 0.0)
    assert inhibition(2.0, 2.0, 1.0) == 0.5
    assert all(inhibition(x, 2.0, 0.0) == 1.0 for x in levels)


def test_diacylglycerol_weakens_irs1_and_all_that_follows(muscle, loaded, stirred, mean):
    lean = stirred(muscle, 10.0, insulin=300.0)
    full = stirred(loaded(muscle, diacylglycerol=3.0), 10.0, insulin=300.0)
    assert mean(full, "receptor_activity") == pytest.approx(
        mean(lean, "receptor_activity"), rel=1e-3
    )
    for state in ("irs1", "pi3k", "akt", "glut4_cycling", "glucose_uptake"):
        assert mean(full, state) < 0.95 * mean(lean, state), state


def test_ceramide_acts_on_akt_and_not_on_pi3k(muscle, loaded, stirred, mean):
    lean = stirred(muscle, 10.0, insulin=300.0)
    full = stirred(loaded(muscle, ceramide=5.0), 10.0, insulin=300.0)
    for state in ("receptor_activity", "irs1", "pi3k"):
        assert mean(full, state) == pytest.approx(mean(lean, state), rel=2e-3), state
    assert mean(full, "akt") < 0.7 * mean(lean, "akt")
    assert mean(full, "glut4_cycling") < mean(lean, "glut4_cycling")


def test_neutral_triglyceride_is_inert(muscle, loaded, stirred, mean):
    lean = stirred(loaded(muscle, intramyocellular_lipid=10.0), 10.0, insulin=300.0)
    full = stirred(loaded(muscle, intramyocellular_lipid=60.0), 10.0, insulin=300.0)
    for state in ("irs1", "pi3k", "akt", "glucose_uptake"):
        assert mean(full, state) == pytest.approx(mean(lean, state), rel=5e-3), state


@pytest.mark.parametrize("tissue", ["muscle", "liver", "fat"])
def test_tnf_alpha_weakens_irs1_in_every_tissue(tissue, request, stirred, mean):
    bath = request.getfixturevalue(tissue)
    rested = stirred(stirred(bath, 300.0), 15.0, insulin=300.0)
    inflamed = stirred(stirred(bath, 300.0, tnf_alpha=100.0), 15.0, insulin=300.0)
    assert mean(inflamed, "irs1") < 0.95 * mean(rested, "irs1")
    assert mean(inflamed, "akt") < mean(rested, "akt")


def half_and_maximal_effect(bath, stirred, mean) -> tuple[float, float]:
    effect = np.array([mean(stirred(bath, insulin=d), "glucose_uptake") for d in DOSES])
    share = (effect - effect[0]) / (effect[-1] - effect[0])
    return float(np.interp(0.5, share, DOSES)), float(effect[-1])


def test_disuse_shifts_the_half_maximal_dose_and_hardly_the_maximum(muscle, stirred, mean):
    """[Stuart1988]: EC50 45 → 78 uU/ml after a week of bed rest, maximum kept."""
    idle = muscle.branch()
    idle.record["activity"] = 0.0
    idle.tissues["muscle"].put("activity_memory", 0.0)
    idle.run_for(15.0)
    active_half, active_maximum = half_and_maximal_effect(muscle, stirred, mean)
    idle_half, idle_maximum = half_and_maximal_effect(idle, stirred, mean)
    shift, loss = idle_half / active_half - 1.0, 1.0 - idle_maximum / active_maximum
    assert shift > 0.3
    assert loss < min(0.25, shift / 3.0)


def test_cells_differ_by_parameters_not_by_code(muscle, liver, fat):
    for bath in (muscle, liver, fat):
        states = bath.tissues[bath.tissue].states
        assert {state.name for state in signaling.SHARED_STATES} <= set(states)
