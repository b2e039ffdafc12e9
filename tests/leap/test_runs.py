"""Runs that leap: as the full ones, and no leap across what is not like the days before."""

import itertools
import json
import math
import types

import pytest

from agents.declarations import UserError
from experiments.output.simulation import run
from experiments.output.unfinished import Unfinished, taken_up
from experiments.protocol import resuming
from experiments.protocol.alike import Sessions
from experiments.protocol.settings import LEAP_TOLERANCE, tolerance_of
from experiments.sweep.schema import SweepTable
from sim.leap import Leap

DAY = 1440.0
SURPLUS = {
    "schema": 1,
    "title": "Five months of surplus in two arms, of which one trains from the third on",
    "arms": {"rest": {}, "training": {}},
    "events": {
        "surplus": {"type": "diet", "energy": "+300 kcal/day", "duration": "150 days"},
        "program": {
            "type": "training",
            "intensity": "60 %",
            "session": "30 min",
            "sessions_per_week": 3,
            "start": "64 days",
            "duration": "86 days",
            "arms": ["training"],
        },
    },
    "tests": {
        "blood": {
            "protocol": "fasting",
            "at": ["50 days", "surplus.end"],
            "names": ["middle", "last"],
            "measures": ["fasting_glucose", "fasting_insulin", "bmi"],
        },
    },
    "measures": {
        "weight": {"quantity": "weight", "unit": "kg", "times": ["40 days", "120 days"]},
        "mean": {"quantity": "glucose", "unit": "mg/dl", "window": ["30 days", "60 days"]},
    },
}  # fmt: skip


@pytest.fixture
def leaps(monkeypatch):
    """Leaps that are made from now on: from and to (days since midnight of birth), and period."""
    made, jump = [], Leap._jump

    def noted(leap, body, periods):
        begun = body.time
        jump(leap, body, periods)
        made.append((begun / DAY, body.time / DAY, leap.told["period"]))

    monkeypatch.setattr(Leap, "_jump", noted)
    return made


def leaping(**options):
    return run(SURPLUS, cells=60, seed=2, leap=0.02, **options)


def test_measures_are_those_of_the_full_run(leaps):
    full, leapt = run(SURPLUS, cells=60, seed=2).outcome, leaping().outcome
    assert leaps
    for name, value in full.measures.items():
        assert leapt.measures[name].value == pytest.approx(value.value, rel=0.02), name
    told = leapt.leapt
    assert full.leapt == {}
    assert {name for name in told if "blood" not in name} == set(told)  # tests live all days
    for of_arm in told.values():
        assert of_arm["tolerance"] == 0.02
        assert of_arm["leaps"] > 3
        assert of_arm["days"] > 30.0
        assert 150.0 < of_arm["days"] + of_arm["days_in_full"] < 160.0
        assert 0.0 <= of_arm["greatest_error"] < 0.2
        assert all(of_arm[f"{book}_put_right"] < 0.02 for book in ("energy", "fatty_acids"))


def test_no_leap_across_a_look_or_a_test(leaps):
    zero = leaping().body.time / DAY - 150.0
    fast = 10.0 / 24.0  # a twin of the body is taken to the laboratory as its fast begins
    looks = [zero + day for day in (40.0, 50.0 - fast, 120.0, 150.0 - fast)]
    for begun, end, _ in leaps:
        assert not any(begun < look < end for look in looks)
    assert {period for *_, period in leaps} == {1, 7}


def test_no_leap_across_the_time_at_which_arms_part(leaps):
    untested = {name: table for name, table in SURPLUS.items() if name != "tests"}
    zero = run(untested, cells=60, seed=2, leap=0.02).body.time / DAY - 150.0
    assert leaps[0][0] < zero + 64.0
    assert not any(begun < zero + 64.0 < end for begun, end, _ in leaps)


def test_programs_repeat_weekly_as_long_as_their_sessions_do():
    week = 7 * DAY
    starts = [week * w + DAY * d + 600.0 for w in range(6) for d in (0, 2, 4)]
    kinds = [("program", "aerobic", "", 2 if start < 4 * week else 3) for start in starts]
    sessions = Sessions(starts, kinds, frozenset({"program"}))
    assert sessions.alike_until(week) == 4 * week
    assert sessions.alike_until(3 * week) == 4 * week
    assert sessions.alike_until(5 * week) == 6 * week
    assert sessions.alike_until(0.0) == 0.0
    assert sessions.next_after(4 * week + DAY) == 4 * week + 2 * DAY + 600.0
    assert math.isinf(sessions.next_after(6 * week))


class Interruption(Exception):
    pass


def stopped_after(count):
    """Stop when the run has told of its progress so many times."""
    told = itertools.count()

    def progress(done, text):
        if next(told) > count:
            raise Interruption

    return progress


@pytest.mark.parametrize("count", [6, 14])
def test_an_interrupted_run_goes_on_to_the_same_bits(tmp_path, monkeypatch, count):
    clock = types.SimpleNamespace(monotonic=itertools.count().__next__)
    monkeypatch.setattr(resuming, "time", clock)
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 3)
    monkeypatch.setattr(resuming, "COST", 1.0)
    whole, begun = leaping(), Unfinished({"command": ""}, tmp_path)
    with pytest.raises(Interruption):
        leaping(progress=stopped_after(count), unfinished=begun)
    begun.close()
    resumed = leaping(unfinished=taken_up(tmp_path))
    assert resumed.to_json() == whole.to_json()
    assert resumed.series.equals(whole.series)
    assert resumed.outcome.leapt == whole.outcome.leapt


def test_what_is_no_tolerance_is_refused():
    assert tolerance_of(False) is None
    assert tolerance_of(True) == LEAP_TOLERANCE
    assert tolerance_of(0.05) == 0.05
    for bad in (0.0, 0.5, -0.1, math.nan, "much"):
        with pytest.raises(UserError, match=r"tolerance of a leap must lie in 1e-05 to 0\.2"):
            tolerance_of(bad)
    with pytest.raises(ValueError, match="leap is true, false or a tolerance"):
        SweepTable.model_validate({"protocol": "fasting", "leap": 2})


def test_the_manifest_tells_that_days_were_leapt_over(tmp_path):
    folder = leaping().save(tmp_path / "out")
    told = json.loads((folder / "manifest.json").read_text())["leap"]
    assert told and all(of_arm["leaps"] > 0 for of_arm in told.values())
