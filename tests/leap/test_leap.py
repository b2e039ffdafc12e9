"""A body that leaps: as the full run, with closed books, the same bits, and only where it may."""

import cProfile
import pstats

import numpy as np
import pytest

from agents.adipocyte import ADIPOCYTE_STATES
from agents.declarations import UserError
from agents.hepatocyte import HEPATOCYTE_STATES
from agents.muscle_fiber import FIBER_STATES
from sim.body import Body
from sim.body_state import BODY_STATES
from sim.books import residuals
from sim.leap import Ahead, Leap, depots, memory
from sim.leap.filling import filled

from .conftest import DAY, DAYS, overfed


def test_most_days_are_leapt_over(leapt):
    assert 0.6 * DAYS < leapt.leap.days_leapt() < DAYS
    assert all(jump.error < 0.1 for jump in leapt.leap.jumps)


@pytest.mark.parametrize(
    ("quantity", "within"),
    [("weight", 0.001), ("fat_mass", 0.002), ("glucose", 0.005), ("insulin", 0.01),
     ("glucose_mean", 0.005), ("glycated_hemoglobin", 0.003), ("beta_cell_function", 0.005),
     ("liver.triglyceride", 0.02), ("muscle.intramyocellular_lipid", 0.01),
     ("muscle.mitochondria", 0.002), ("subcutaneous_fat.lipid", 0.005)],
)  # fmt: skip
def test_it_ends_as_the_full_run_does(in_full, leapt, quantity, within):
    assert leapt.time == in_full.time
    assert leapt.value(quantity) == pytest.approx(in_full.value(quantity), rel=within)


def test_single_cells_end_as_in_the_full_run(in_full, leapt):
    for tissue, state in (("muscle", "intramyocellular_lipid"), ("liver", "triglyceride")):
        ours, theirs = (body.tissues[tissue].column(state) for body in (leapt, in_full))
        assert np.median(np.abs(ours / theirs - 1.0)) < 0.02


def test_books_close_to_rounding(leapt):
    assert max(abs(missing) for missing in residuals(leapt).values()) < 1e-12


def test_what_was_put_right_in_the_books_is_told(leapt):
    told = leapt.leap.summary()
    assert told["days"] + told["days_in_full"] == pytest.approx(DAYS)
    for book in ("energy", "glucose", "fatty_acids"):
        assert 0.0 < told[f"{book}_put_right"] < 0.02


def test_a_leapt_day_takes_calls_per_day_and_none_per_minute():
    body, finer = overfed(0.02), overfed(0.02, minutes_per_step=0.5)
    counts = []
    for one in (body, finer):
        one.run_until(20.0 * DAY)
        before = one.leap.days_leapt()
        profile = cProfile.Profile()
        profile.runcall(one.leap._jump, one, 30)
        assert one.leap.days_leapt() == before + 30.0
        made = pstats.Stats(profile).get_stats_profile()
        assert "_advance" not in made.func_profiles
        assert made.func_profiles["spend_a_day"].ncalls == "60"
        counts.append(sum(int(f.ncalls.split("/")[0]) for f in made.func_profiles.values()))
    assert counts[0] < 900 * 30
    assert counts[1] == pytest.approx(counts[0], rel=0.3)  # births and deaths are other ones


def test_adipocytes_die_and_are_born_on_leapt_days(leapt):
    for name in ("visceral_fat", "subcutaneous_fat"):
        tissue = leapt.tissues[name]
        assert len(tissue) > 0
        newborn = tissue.column("age") < DAYS
        assert 0 < newborn.sum() < 0.5 * len(tissue)
        assert (tissue.column("lipid") > 0.0).all()
        assert (tissue.column("number") > 0.0).all()


def test_the_same_run_gives_the_same_bits_also_when_it_is_interrupted(leapt, tmp_path):
    body = overfed(0.02)
    for day in (0.4, 3.2, 9.0, 41.7, 90.0, DAYS):
        while body.time < day * DAY - 1e-6:
            body.run_until(day * DAY, lambda: Ahead(DAYS * DAY))
        body.save(tmp_path / "body.npz")
        body = Body.load(tmp_path / "body.npz")
    assert body.record_array.tobytes() == leapt.record_array.tobytes()
    for name, tissue in leapt.tissues.items():
        assert np.array_equal(tissue.columns.flat, body.tissues[name].columns.flat)
    assert body.rng.bit_generator.state == leapt.rng.bit_generator.state
    assert np.array_equal(body.series().to_numpy(), leapt.series().to_numpy())


def test_leapt_days_are_filled_in_when_something_is_recorded(in_full, leapt):
    ours, theirs = leapt.series(), in_full.series()
    assert ours.index.tolist() == theirs.index.tolist()
    assert (ours["weight"] / theirs["weight"] - 1.0).abs().max() < 0.002


def test_rows_of_the_same_hour_are_interpolated():
    times = np.array([0.0, 720.0, 1440.0, 1440.0 * 4 + 720.0, 1440.0 * 5])
    rows = np.column_stack([times, times, np.sin(2.0 * np.pi * times / 1440.0 + 1.0)])
    found = filled(rows, 720.0, [(1440.0, 1440.0 * 4, 1)])
    assert found[:, 0].tolist() == [720.0 * k for k in range(11)]
    assert found[:, 1] == pytest.approx(found[:, 0])
    assert found[4, 2] == pytest.approx(found[2, 2])


def test_days_before_what_is_planned_are_lived_in_full():
    body = overfed(0.02)
    body.run_until(30.0 * DAY)
    assert body.leap.jumps[-1].end <= 28.0 * DAY
    before = len(body.leap.jumps)
    body.run_until(31.5 * DAY)
    assert len(body.leap.jumps) == before


def test_new_habits_and_infusions_end_what_is_known_of_the_days_before():
    body = overfed(0.02)
    body.run_until(40.0 * DAY)
    assert body.leap.told["before_leap"] is not None
    body.start_infusion("night and day", "glucose", 0.1)
    body.run_for(8.0 * DAY)
    assert body.leap.jumps[-1].end < 40.0 * DAY
    body.stop_infusion("night and day")
    body.run_for(4.0 * DAY)
    assert body.leap.told["before_leap"] is None


def test_a_branch_leaps_by_itself(leapt):
    twin = leapt.branch()
    twin.leap = None
    twin.run_for(3.0 * DAY)
    other = leapt.branch()
    other.run_for(3.0 * DAY)
    assert other.record_array.tobytes() == twin.record_array.tobytes()


def test_every_slow_state_is_carried_in_one_of_the_known_ways():
    tables = {"muscle": FIBER_STATES, "liver": HEPATOCYTE_STATES}
    for tissue, table in tables.items():
        known = {*memory.OWN_RATES[tissue], *memory.LED[tissue], *memory.BY_CONTENT[tissue]}
        assert {n for n, s in table.states.items() if s.clock == "slow"} == known
    known = {*memory.LED["body"], *memory.LASTING, *memory.LIVED_APART} - {"time"}
    known |= {*memory.OWN_RATES["pancreas"], *memory.OWN_RATES["energy"]}
    assert {s.name for s in BODY_STATES if s.clock == "slow"} == known
    assert {*depots.LED, *depots.MISSED} <= set(ADIPOCYTE_STATES.states)


@pytest.mark.parametrize("tolerance", [0.0, 0.5, -1.0])
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance):
    with pytest.raises(UserError, match="tolerance of a leap"):
        Leap(tolerance)
