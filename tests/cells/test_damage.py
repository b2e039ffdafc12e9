"""Lengthening work damages fibers for days, and less the next time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.damage import DAMAGE_STATES
from agents.declarations import UserError
from sim.bath import Bath
from sim.body import Body
from sim.exercise import BOUT_MODES

DAY = 1440.0
SHARES = ("damage", "leukocytes", "lengthening_protection")


@pytest.fixture(scope="module")
def fibers() -> Bath:
    return Bath("muscle", cells=60, medium={"insulin": 40.0})


def damaged(bath: Bath, days: float = 0.0, *, mode: str = "eccentric", limb: str = "whole_body",
            **parameters: float) -> Bath:  # fmt: skip
    """Return a branch some days after 45 minutes at 100 %, with parameters of muscle changed."""
    twin = bath.branch()
    if parameters:
        twin.change_parameters("changed", {f"muscle.{n}": v for n, v in parameters.items()})
    twin.start_bout("bout", mode=mode, intensity=100.0, limb=limb)
    twin.run_for(45.0)
    twin.stop_bout("bout")
    twin.run_for(days * DAY)
    return twin


def under_insulin(bath: Bath) -> Bath:
    """Return a branch in which insulin has acted for two hours."""
    twin = bath.branch()
    twin.set_medium(insulin=400.0)
    twin.run_for(120.0)
    return twin


def share_of_rested(bath: Bath, rested: Bath, state: str) -> float:
    """Return a state under insulin as a share of that after as long a time without a bout."""
    twin = rested.branch()
    twin.run_for(bath.time - rested.time)
    name = f"muscle.{state}"
    return under_insulin(bath).value(name) / under_insulin(twin).value(name)


def test_glut4_falls_for_two_days_and_returns_within_a_week(fibers):
    """Of the exercised thigh, against the other [Asp1995]: 68 and 64 %, then no difference."""

    def against_the_other(bath: Bath) -> float:
        name = "muscle.{}_leg.glut4_total"
        return bath.value(name.format("left")) / bath.value(name.format("right"))

    start = against_the_other(fibers)
    course = [
        against_the_other(damaged(fibers, days, limb="left_leg")) / start
        for days in (0.0, 1.0, 2.0, 4.0, 7.0)
    ]
    assert course[:3] == pytest.approx([1.0, 0.68, 0.64], abs=0.1)
    assert course[3] > 0.8
    assert course[4] > 0.93


def test_the_signal_is_lower_a_day_later_and_whole_again_after_ten(fibers):
    """All steps from IRS-1 on, not the receptor [DelAguila2000]."""
    after = damaged(fibers, 1.0)
    assert share_of_rested(after, fibers, "receptor_activity") == pytest.approx(1.0, abs=0.02)
    irs1, pi3k, akt = (share_of_rested(after, fibers, s) for s in ("irs1", "pi3k", "akt"))
    assert irs1 < pi3k < 0.9
    assert akt < pi3k
    recovered = damaged(fibers, 10.0)
    for state in ("irs1", "pi3k", "akt", "glut4_total"):
        assert share_of_rested(recovered, fibers, state) == pytest.approx(1.0, abs=0.04), state


def test_uptake_falls_although_the_bout_left_its_memory(fibers):
    assert share_of_rested(damaged(fibers, 1.0), fibers, "glucose_uptake") < 0.85
    easy = damaged(fibers, 1.0, mode="resistance")
    assert share_of_rested(easy, fibers, "glucose_uptake") > 1.0


def test_tnf_alpha_around_damaged_fibers_peaks_on_the_day_after(fibers):
    levels = [damaged(fibers, days).value("muscle.tnf_alpha") for days in (0.0, 0.8, 2.0, 7.0)]
    assert np.argmax(levels) == 1
    assert levels[3] < 0.15 * levels[1]


def test_a_leg_that_rested_stays_whole(fibers):
    bath = damaged(fibers, 1.0, limb="left_leg")
    for state in SHARES:
        assert bath.value(f"muscle.left_leg.{state}") > 0.0
        assert bath.value(f"muscle.right_leg.{state}") == 0.0
    assert bath.value("muscle.left_leg.tnf_alpha") > 2 * bath.value("muscle.right_leg.tnf_alpha")


@pytest.mark.parametrize("mode", sorted(BOUT_MODES.keys() - {"eccentric"}))
def test_other_work_leaves_exact_zeros(fibers, mode):
    bath = damaged(fibers, 0.5, mode=mode)
    for state in DAMAGE_STATES:
        assert not np.any(bath.tissues["muscle"].column(state.name)), state.name


def test_the_next_bout_does_less_harm_and_the_protection_fades(fibers):
    """Much less after 4 weeks, more again after 8 and 12 [Nosaka2005]."""
    first = damaged(fibers).value("muscle.damage")
    later = [damaged(damaged(fibers, 7.0 * weeks)).value("muscle.damage") / first
             for weeks in (4, 8, 12)]  # fmt: skip
    assert later[0] < 0.5
    assert later[0] < later[1] < later[2] < 0.9


def test_with_a_bout_a_week_resistance_no_longer_follows(fibers):
    """Insulin resistance after the bout of week 1, not after that of week 8 [Paschalis2011]."""
    used_to_it = fibers
    for _ in range(7):
        used_to_it = damaged(used_to_it, 7.0)
    assert share_of_rested(damaged(used_to_it, 1.0), used_to_it, "glucose_uptake") > 0.97
    assert share_of_rested(damaged(fibers, 1.0), fibers, "glucose_uptake") < 0.85


@pytest.mark.parametrize(
    ("removed", "state"),
    [("damage_rate", "damage"), ("damage_glut4_loss", "glut4_total"),
     ("leukocyte_tnf_alpha", "tnf_alpha"), ("leukocyte_akt_gain", "akt_gain"),
     ("protection_gain", "lengthening_protection")],
)  # fmt: skip
def test_each_effect_is_removed_by_its_parameter(fibers, removed, state):
    name = f"muscle.{state}"
    without = damaged(fibers, 1.0, **{removed: 0.0}).value(name)
    unharmed = damaged(fibers, 1.0, damage_rate=0.0).value(name)
    assert without == pytest.approx(unharmed, rel=1e-3, abs=1e-12)
    assert abs(damaged(fibers, 1.0).value(name) - unharmed) > 0.1 * max(unharmed, 1.0)


def test_a_single_fiber_contracts_in_the_same_way(fibers):
    body = fibers.branch()
    fiber = body.tissues["muscle"].agent(0)
    body.start_bout("bout", mode="eccentric", intensity=120.0)
    at_work = fiber.recruitment, fiber.resistance_share, fiber.lengthening_share
    body.stop_bout("bout")
    fiber.contract(120.0, *BOUT_MODES["eccentric"][:3])
    assert (fiber.recruitment, fiber.resistance_share, fiber.lengthening_share) == at_work
    assert fiber.lengthening_share == 1.0 and 0.0 < fiber.recruitment < 1.0
    fiber.contract(120.0, 1.0)
    assert fiber.lengthening_share == 0.0


def test_a_biopsy_takes_no_bout_with_it():
    body = Body(cells=40)
    body.start_bout("bout", mode="eccentric", intensity=100.0, limb="legs")
    body.run_for(15.0)
    biopsy = Bath.taken_from(body, "muscle")
    assert not np.any(biopsy.tissues["muscle"].column("lengthening_share"))
    assert biopsy.value("muscle.damage") > 0.0


def test_an_unknown_mode_offers_the_nearest(fibers):
    with pytest.raises(UserError, match="eccentric"):
        fibers.branch().start_bout("bout", mode="excentric", intensity=50.0)


PACE = {
    "muscle.damage_rate": st.floats(0.0, 1.0),
    "muscle.damage_repair_rate": st.floats(1e-5, 0.01),
    "muscle.damage_glut4_loss": st.floats(0.0, 0.1),
    "muscle.leukocyte_rate": st.floats(1e-5, 0.1),
    "muscle.protection_gain": st.floats(0.0, 50.0),
}


@settings(max_examples=20, deadline=None)
@given(
    pace=st.fixed_dictionaries(PACE),
    bouts=st.lists(st.tuples(st.floats(5, 150), st.integers(1, 90), st.integers(0, 4000)),
                   min_size=1, max_size=4),
)  # fmt: skip
def test_shares_stay_between_0_and_1(fibers, pace, bouts):
    bath = fibers.branch()
    bath.change_parameters("pace", pace)
    for intensity, minutes, rest in bouts:
        bath.start_bout("bout", mode="eccentric", intensity=intensity)
        bath.run_for(float(minutes))
        bath.stop_bout("bout")
        bath.run_for(float(rest))
        for state in SHARES:
            values = bath.tissues["muscle"].column(state)
            assert np.all((values >= 0.0) & (values <= 1.0)), state
        assert np.all(bath.tissues["muscle"].column("glut4_total") >= 0.0)
