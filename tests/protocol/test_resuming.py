"""An interrupted run goes on from its folder and gives the same bits."""

import contextlib
import itertools
import types

import pytest

from agents.declarations import UserError
from experiments.output.simulation import run
from experiments.output.unfinished import Unfinished, taken_up
from experiments.protocol import resuming
from experiments.protocol.reading import load_protocol
from experiments.protocol.record import Key
from sim.body import BodyDied

STORY = {
    "schema": 1,
    "title": "Surplus, then loss, with tests and two arms",
    "preparation": {"overnight_fast": "10 h", "clock": "08:00"},
    "arms": {"rest": {}, "training": {}},
    "events": {
        "surplus": {"type": "diet", "energy": "+900 kcal/day", "duration": "6 weeks"},
        "loss": {
            "type": "diet",
            "energy": "-900 kcal/day",
            "start": "surplus.end",
            "until": "weight falls by 2 kg",
            "limit": "12 weeks",
        },
        "program": {
            "type": "training",
            "intensity": "60 %",
            "session": "30 min",
            "sessions_per_week": 3,
            "start": "2 weeks",
            "duration": "10 weeks",
            "arms": ["training"],
        },
    },
    "tests": {
        "blood": {
            "protocol": "fasting",
            "at": ["0 h", "3 weeks", "surplus.end", "loss.end"],
            "names": ["before", "middle", "surplus", "lost"],
        },
    },
    "measures": {
        "weight": {"quantity": "weight", "unit": "kg", "times": ["0 h", "5 weeks", "12 weeks"]},
        "akt_sd": {"quantity": "muscle.akt", "cells": "sd", "unit": "1", "at": "loss.end"},
        "mean": {"quantity": "glucose", "unit": "mg/dl", "window": ["loss.start", "loss.end"]},
        "later": {
            "quantity": "muscle.glut4_total",
            "cells": {"statistic": "correlation", "with_at": "1 week"},
            "unit": "1",
            "at": "11 weeks",
        },
    },
    "population": ["4 weeks"],
}


LATE = {
    "schema": 1,
    "title": "Arms that part after months",
    "arms": {"rest": {}, "training": {}, "bed": {}},
    "events": {
        "surplus": {"type": "diet", "energy": "+900 kcal/day", "duration": "10 weeks"},
        "program": {
            "type": "training",
            "intensity": "60 %",
            "session": "30 min",
            "sessions_per_week": 3,
            "start": "5 weeks",
            "duration": "5 weeks",
            "arms": ["training"],
        },
        "rest": {"type": "bed_rest", "start": "8 weeks", "duration": "2 weeks", "arms": ["bed"]},
    },
    "measures": {
        "weight": {"quantity": "weight", "unit": "kg", "times": ["5 weeks", "10 weeks"]},
        "mean": {"quantity": "glucose", "unit": "mg/dl", "window": ["4 weeks", "10 weeks"]},
    },
}
LIFE = {
    "schema": 1,
    "title": "Years of surplus",
    "person": {
        "sex": "male", "age": "30 years", "height": "1.8 m", "weight": "72 kg", "body_fat": "16 %",
    },
    "history": [
        {
            "duration": "4 months",
            "events": {"surplus": {"type": "diet", "energy": "+500 kcal/day"}},
        },
        {
            "duration": "4 months",
            "events": {
                "more": {"type": "diet", "energy": "+300 kcal/day", "start": "2 weeks"},
                "steps": {"type": "steps", "steps": "4000 steps/day", "duration": "10 weeks"},
            },
        },
    ],
}  # fmt: skip


class Interruption(Exception):
    pass


def interrupted_at(count):
    """Stop when the run has told of its progress so many times."""
    told = []

    def progress(done, text):
        told.append(done)
        if len(told) > count:
            raise Interruption

    return progress


@pytest.fixture
def eager(monkeypatch):
    """Save often, by a clock that goes on with each look at it."""
    clock = types.SimpleNamespace(monotonic=itertools.count().__next__)
    monkeypatch.setattr(resuming, "time", clock)
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 4)
    monkeypatch.setattr(resuming, "COST", 1.0)


def same(resumed, whole):
    assert resumed.to_json() == whole.to_json()
    assert resumed.series.equals(whole.series)
    assert resumed.population.equals(whole.population)
    assert resumed.cells.equals(whole.cells)
    assert resumed.outcome.events == whole.outcome.events
    for quantity in ("weight", "glucose", "muscle.diacylglycerol"):
        assert resumed.body.value(quantity) == whole.body.value(quantity)


def interrupt(folder, protocol, subject, counts, **options):
    """Interrupt a run after so many steps each time, then finish it; return its results."""
    run_now = Unfinished({"command": ""}, folder)
    for count in counts:
        with pytest.raises(Interruption):
            run(protocol, subject, unfinished=run_now, progress=interrupted_at(count), **options)
        run_now.close()
        run_now = taken_up(folder)
    steps = []
    results = run(
        protocol, subject, unfinished=run_now, progress=lambda share, _: steps.append(share),
        **options,
    )  # fmt: skip
    run_now.close()
    return results, steps


@pytest.fixture(scope="module")
def whole():
    """What the same runs give when nobody interrupts them, and in how many steps."""

    def kept(protocol, subject, **options):
        told = []
        return run(protocol, subject, progress=lambda s, _: told.append(s), **options), len(told)

    return {
        "tests": kept(STORY, "lean", cells=40, keep_cells=True),
        "arms": kept(LATE, "lean", cells=40),
        "history": kept("fasting", LIFE, cells=40),
    }


@pytest.mark.parametrize("threads", [1, 2])
def test_interrupted_again_and_again_and_the_same_bits(tmp_path, eager, whole, threads):
    expected, count = whole["tests"]
    options = {"cells": 40, "threads": threads, "keep_cells": True}
    resumed, steps = interrupt(tmp_path, STORY, "lean", (50, 60), **options)
    assert len(steps) < 0.7 * count  # it did not begin again
    same(resumed, expected)


@pytest.mark.parametrize("counts", [(7,), (20,), (30, 20)], ids=["before", "after", "twice"])
def test_arms_go_on_before_and_after_they_part(tmp_path, eager, whole, counts):
    expected, count = whole["arms"]
    resumed, steps = interrupt(tmp_path, LATE, "lean", counts, cells=40)
    assert len(steps) < count
    same(resumed, expected)


def test_a_history_goes_on_where_it_stopped(tmp_path, eager, whole):
    expected, count = whole["history"]
    resumed, steps = interrupt(tmp_path, "fasting", LIFE, (6, 3), cells=40)
    assert len(steps) < count
    same(resumed, expected)


DEADLY = {
    "schema": 1,
    "title": "Surplus, then far too much insulin, in one of two arms",
    "arms": {"overdosed": {}, "spared": {}},
    "events": {
        "surplus": {"type": "diet", "energy": "+500 kcal/day", "duration": "3 weeks"},
        "walk": {
            "type": "exercise", "intensity": "40 %", "start": "15 days", "duration": "30 min",
        },
        "insulin": {
            "type": "infusion", "substance": "insulin", "rate": "3000 mU/m2/min",
            "start": "16 days", "duration": "1 day", "arms": ["overdosed"],
        },
    },
    "measures": {"late": {"quantity": "glucose", "unit": "mg/dl", "at": "3 weeks"}},
}  # fmt: skip


def test_a_body_that_died_has_its_last_good_state_after_interruptions_too(tmp_path, eager):
    told = []
    expected = run(DEADLY, "lean", cells=40, progress=lambda share, _: told.append(share))
    resumed, _ = interrupt(tmp_path, DEADLY, "lean", (len(told) // 2, 5), cells=40)
    assert resumed.to_json() == expected.to_json()
    assert resumed.measures["value"].isna().tolist() == [True, False]
    assert expected.last_states == {"overdosed": "last_state.overdosed.npz"}
    for results in (expected, resumed):
        ((key, body),) = results.last_good.items()
        assert key.arm == "overdosed"
        assert body.value("glucose") > 1.0
        assert body.record_array == expected.body.record_array
        with pytest.raises(BodyDied, match="below 1 mmol/L"):
            body.branch().run_for(1.0)


def test_a_short_run_writes_nothing(tmp_path):
    for interruption in (True, False):
        unfinished = Unfinished({}, tmp_path / "run")
        with pytest.raises(Interruption) if interruption else contextlib.nullcontext():
            run(
                "fasting", "lean", cells=40, unfinished=unfinished,
                progress=interrupted_at(1 if interruption else 999),
            )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_what_finished_early_is_kept_once_the_run_turns_out_to_be_long(
    tmp_path, eager, whole, monkeypatch
):
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 25)
    expected, count = whole["arms"]
    resumed, steps = interrupt(tmp_path, LATE, "lean", (count - 3,), cells=40)
    assert len(steps) < 0.7 * count
    same(resumed, expected)


def test_a_disk_that_is_full_ends_the_keeping_and_not_the_run(tmp_path, eager, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("experiments.protocol.kept.write_aside", full)
    said = []
    unfinished = Unfinished({"command": ""}, tmp_path / "run")
    results = run("fasting", LIFE, cells=40, unfinished=unfinished, warn=said.append)
    assert results.measures["value"].notna().all()
    assert len(said) == 1 and "No space left on device." in said[0]


def test_a_run_whose_inputs_have_changed_is_refused(tmp_path, eager):
    mine = tmp_path / "mine.toml"
    text = load_protocol("weight_loss").path.read_text(encoding="utf-8")
    mine.write_text(text, encoding="utf-8")
    folder = tmp_path / "run"
    first = Unfinished({"command": ""}, folder)
    with pytest.raises(Interruption):
        run(mine, "lean", cells=40, unfinished=first, progress=interrupted_at(12))
    first.close()
    mine.write_text(text.replace("8 kg", "7 kg"), encoding="utf-8")
    again = taken_up(folder)
    with pytest.raises(UserError, match=r"mine\.toml has changed since the run"):
        run(mine, "lean", cells=40, unfinished=again)


def test_a_branch_may_finish_while_another_one_asks_for_its_tests(tmp_path, monkeypatch):
    checkpoints = resuming.Checkpoints(load_protocol("fasting"), lambda: tmp_path)
    before, after = (Key(arm="training", test="clamp", moment=m) for m in ("before", "after"))
    checkpoints._finished = {key: tmp_path / key.moment for key in (before, after)}

    def load(path, protocol):
        key = Key(arm="rest", test="clamp", moment=path.name)
        checkpoints._finished[key] = path  # as another thread does
        return path.name

    monkeypatch.setattr(resuming.kept, "load", load)
    assert checkpoints.tests_of(Key(arm="training")) == ["before", "after"]
