"""An interrupted run goes on from its folder and gives the same bits."""

import pytest

from agents.declarations import UserError
from experiments.protocol import resuming
from experiments.protocol.running import run

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


class Interruption(Exception):
    pass


def interrupted_at(share):
    def progress(done, text):
        if done >= share:
            raise Interruption

    return progress


def values(outcome):
    return {name: measure.to_json() for name, measure in outcome.measures.items()}


@pytest.mark.parametrize("threads", [1, 2])
def test_interrupted_twice_and_the_same_bits(tmp_path, monkeypatch, threads):
    monkeypatch.setattr(resuming.Checkpoints.__init__, "__kwdefaults__", {"seconds": 0.25})
    whole = run(STORY, "lean", cells=40)
    for share in (0.3, 0.7):
        with pytest.raises(Interruption):
            run(
                STORY,
                "lean",
                cells=40,
                checkpoints=tmp_path,
                progress=interrupted_at(share),
                threads=threads,
            )
    steps = []
    resumed = run(
        STORY,
        "lean",
        cells=40,
        checkpoints=tmp_path,
        threads=threads,
        progress=lambda share, text: steps.append(share),
    )
    assert steps[0] > 0.2  # it did not begin again
    assert values(resumed) == values(whole)
    assert resumed.population == whole.population
    for name, series in whole.series.items():
        assert series.equals(resumed.series[name]), name
    assert resumed.events == whole.events


def test_another_run_does_not_mix_in(tmp_path):
    run("fasting", "lean", cells=40, checkpoints=tmp_path)
    again = run("fasting", "lean", cells=40, checkpoints=tmp_path)
    assert again.measures["fasting_glucose"].value is not None
    with pytest.raises(UserError, match="unfinished run of another protocol"):
        run("fasting", "lean", cells=40, seed=2, checkpoints=tmp_path)
