"""Runs are shared, done once, resumed, and the same for any number of workers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.sweep.shards import rows_of
from experiments.validation import load_targets, score
from experiments.validation.planning import Options, plan_runs

from .conftest import GLUCOSE, RUN, tables_of

INSULIN = GLUCOSE.replace("glucose", "insulin").replace("mg/dl", "uU/ml")

PEOPLE = """
[runs.people]
protocol = "protocols/night.toml"
cohort = "adults_short"
size = 6
"""


def test_runs_with_the_same_content_are_one_run(home, target):
    text = (home / "protocols" / "night.toml").read_text()
    (home / "protocols" / "another_name.toml").write_text(text)
    target(RUN + GLUCOSE)
    target(RUN.replace("night.toml", "another_name.toml") + INSULIN, "A2")
    target(RUN.replace('subject = "lean"\n', "") + GLUCOSE, "A3")
    target(RUN.replace("lean", "trained") + GLUCOSE, "B1")
    plan = plan_runs(load_targets(), Options(cells=8))
    assert sorted(run.users for run in plan.runs) == [
        [("A1", "night"), ("A2", "night"), ("A3", "night")],
        [("B1", "night")],
    ]


def test_what_decides_a_run_makes_another_one(home, target):
    target(RUN + GLUCOSE)
    data = [
        plan_runs(load_targets(), options).runs[0].data
        for options in (
            Options(cells=8),
            Options(cells=12),
            Options(cells=8, seed=2),
            Options(cells=8, settings={"muscle.diacylglycerol_gain": 0.0}),
            Options(cells=8, settings_now={"muscle.diacylglycerol_gain": 0.0}),
            Options(cells=8, from_scratch=True),
        )
    ]
    assert all(one != other for n, one in enumerate(data) for other in data[:n])
    night = home / "protocols" / "night.toml"
    night.write_text(night.read_text().replace("10 h", "9 h"))
    assert plan_runs(load_targets(), Options(cells=8)).runs[0].data not in data


def test_everybody_of_a_cohort_is_a_run(target):
    target(PEOPLE + GLUCOSE.replace("night.", "people."))
    plan = plan_runs(load_targets(), Options(cells=8))
    assert [(run.subject, run.data["seed"]) for run in plan.runs] == [
        (f"adults_short_{number}", number) for number in range(1, 7)
    ]


def test_people_of_a_cohort_are_measured_with_its_scatter(target):
    text = PEOPLE.replace("adults_short", "adults") + GLUCOSE.replace("night.", "people.")
    target(text.replace("size = 6", "size = 4"))
    for run in plan_runs(load_targets(), Options(cells=8)).runs:
        assert run.data["measurement"]["samples"]["glucose"]["cv"] > 0.0
        assert {"insulin", "glucose"} <= set(run.data["measurement"]["samples"])


def test_a_validation_writes_tables_and_goes_no_further_the_second_time(target, validate):
    target(RUN + GLUCOSE)
    target(RUN + INSULIN, "B1")
    code, told, _ = validate("--cells", "8", "--out", "o", "--quiet", "--json")
    assert code == 0
    assert told["runs"] == 1
    assert told["total"]["checks"] == 2
    [check] = told["targets"][0]["checks"]
    assert check["inside"]
    assert check["distance"] == pytest.approx(abs(check["simulated"] - 90) / 30)
    kept = json.loads(Path("o/scorecard.json").read_text(encoding="utf-8"))
    assert {**kept, "out": told["out"]} == told
    checks = pd.read_csv("o/checks.csv")
    assert list(checks["target"]) == ["A1", "B1"]
    assert checks["simulated"][0] == check["simulated"]
    before = {path: os.stat(path).st_mtime_ns for path in ("o/checks.csv", "o/manifest.json")}
    assert validate("--cells", "8", "--out", "o", "--quiet", "--json")[1] == told
    assert before == {path: os.stat(path).st_mtime_ns for path in before}
    code, _, said = validate("--cells", "12", "--out", "o", "--quiet")
    assert code == 2
    assert "is the folder of another validate" in said


def test_other_bands_are_another_validation(target, validate):
    target(RUN + GLUCOSE)
    validate("--cells", "8", "--out", "o", "--quiet")
    target(RUN + GLUCOSE.replace("high = 120", "high = 125"))
    assert validate("--cells", "8", "--out", "o", "--quiet")[0] == 2


def test_runs_of_an_earlier_validation_are_taken_over(home, target, validate):
    target(RUN + GLUCOSE)
    _, first, _ = validate("--cells", "8", "--out", "first", "--quiet", "--json")
    target(RUN + GLUCOSE.replace("high = 120", "high = 125"))
    target(RUN.replace("lean", "trained") + INSULIN, "B1")
    code, told, said = validate("--cells", "8", "--out", "next", "--reuse", "first", "--json")
    assert code == 0
    assert "1 of 2 runs are taken over from first" in said
    kept = {row["id"]: row for row in done_in(home / "first")}
    rows = done_in(home / "next")
    assert len(rows) == 2
    assert [row["seconds"] for row in rows if row["id"] in kept] == [
        row["seconds"] for row in kept.values()
    ]
    was, is_now = (card["targets"][0]["checks"][0] for card in (first, told))
    assert (was["high"], is_now["high"]) == (120, 125)
    assert was["simulated"] == is_now["simulated"]
    code, _, said = validate("--cells", "8", "--out", "other", "--reuse", "targets", "--quiet")
    assert (code, said.count("\n")) == (2, 1)
    assert "is no folder of a sweep" in said
    assert not (home / "other").exists()


def test_a_run_that_fails_makes_its_checks_outside_and_nobody_elses(home, target, validate):
    (home / "protocols" / "much.toml").write_text(
        """schema = 1
title = "Too much insulin"
length = "1 day"
events.hunger = { type = "fast" }
events.insulin = { type = "infusion", substance = "insulin", rate = "50 mU/kg/min" }
measures.glucose = { quantity = "glucose", unit = "mg/dl", at = "20 h" }
"""
    )
    target(RUN.replace("night.toml", "much.toml") + GLUCOSE)
    target(RUN + GLUCOSE, "B1")
    _, told, _ = validate("--cells", "8", "--out", "o", "--quiet", "--json")
    dead, alive = (t["checks"][0] for t in told["targets"])
    assert dead["simulated"] is None
    assert "the body died" in dead["reason"]
    assert (dead["state"], alive["state"]) == ("outside", "inside")
    assert told["total"]["without_number"] == 1
    assert told["total"]["share_inside"] == 0.5


@pytest.mark.slow
def test_two_workers_give_the_same_tables(home, target, validate):
    target(RUN + GLUCOSE)
    target(PEOPLE + GLUCOSE.replace("night.", "people."), "A2")
    for workers in ("1", "2"):
        code, _, said = validate(
            "--cells", "8", "--out", f"o{workers}", "--quiet", "--workers", workers
        )
        assert code == 0, said
    assert tables_of(home / "o1") == tables_of(home / "o2")


@pytest.mark.slow
def test_a_killed_validation_goes_on_with_what_is_open(home, target, validate):
    target(PEOPLE + GLUCOSE.replace("night.", "people."))
    code = (
        "import sys; from pathlib import Path; from experiments.validation import reading; "
        f"reading.TARGETS = Path({str(home / 'targets')!r}); "
        "from experiments.command_line import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["validate", "--cells", "8", "--out", "killed", "--quiet"]
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", code, *words], env=settings)
    while len(done_in(home / "killed")) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = done_in(home / "killed")
    assert 2 <= len(before) < 6
    assert validate(*words[1:])[0] == 0
    after = done_in(home / "killed")
    assert sorted(row["index"] for row in after) == list(range(6))
    assert [row for row in after if row in before] == before
    assert validate("--cells", "8", "--out", "whole", "--quiet")[0] == 0
    assert tables_of(home / "killed") == tables_of(home / "whole")


def done_in(folder):
    shards = sorted((folder / "shards").glob("*.jsonl")) if (folder / "shards").is_dir() else []
    return [row for shard in shards for _, row in rows_of(shard)]


def test_the_same_score_from_python(target, validate):
    target(RUN + GLUCOSE)
    _, told, _ = validate("--cells", "8", "--out", "o", "--quiet", "--json")
    card = score(["A1"], cells=8)
    assert card.to_json()["targets"] == told["targets"]
    assert card.results[0].place == "A1.glucose"
    changed = score(["A1"], cells=8, settings_now={"liver.lean_glucose_production": 0.5})
    assert changed.results[0].simulated != card.results[0].simulated
