"""From Python: three lines from a body and a protocol to frames; what the README says works."""

import re
from pathlib import Path

import pandas as pd
import pytest

from agents.declarations import UserError
from experiments import Body, load_protocol, run
from experiments.command_line import COMMANDS, main

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_readme_runs(code, capsys):
    exec(code.replace("cells=400", "cells=40"), {"__name__": "readme"})
    assert capsys.readouterr().out


def test_the_protocol_of_the_readme_is_sound_and_answers_its_question(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (text,) = blocks("toml")
    (tmp_path / "walk.toml").write_text(text, encoding="utf-8")
    assert main(["check", "walk.toml"]) == 0
    measures = run(tmp_path / "walk.toml", cells=40).measures
    assert measures.loc["benefit", "value"] < 0.0


def test_commands_of_the_readme_exist():
    named = set(re.findall(r"`glucell ([a-z]+)", README))
    assert named and named <= set(COMMANDS)


def test_files_named_in_the_readme_exist():
    root = Path(__file__).resolve().parents[2]
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (root / target).exists(), target


def test_results_are_frames():
    results = run("ogtt", "lean", cells=40, seed=3)
    assert isinstance(results.measures, pd.DataFrame)
    assert list(results.measures.columns) == ["value", "unit", "reason"]
    assert {"branch", "time", "glucose", "insulin"} <= set(results.series.columns)
    assert list(results.population.columns) == [
        "time", "branch", "tissue", "group", "state", "statistic", "value", "unit",
    ]  # fmt: skip


def test_run_leaves_the_body_it_was_given_as_it_was():
    body = Body(cells=40, rng=5, settle_days=2.0)
    time, glucose = body.time, body.value("glucose")
    first = run(load_protocol("fasting"), body)
    assert (body.time, body.value("glucose")) == (time, glucose)
    assert (first.outcome.cells, first.outcome.seed) == (40, 5)
    assert first.measures.equals(run("fasting", body).measures)


def test_a_living_body_takes_settings_from_now_on_only():
    body = Body(cells=40, settle_days=2.0)
    with pytest.raises(UserError, match="not from birth"):
        run("fasting", body, settings={"muscle.ceramide_gain": 0.0})
    run("fasting", body, settings_now={"muscle.ceramide_gain": 0.0})
