"""``glucell run --resume``: an interrupted run goes on, to the same bytes; else one sentence."""

import itertools
import json
import types

import pytest

from experiments.command_line import run as command
from experiments.protocol import resuming

MONTHS = """
schema = 1
title = "Three months of surplus"

[events.surplus]
type = "diet"
energy = "+600 kcal/day"
duration = "12 weeks"

[tests.fasting]
protocol = "fasting"
at = ["0 h", "6 weeks", "surplus.end"]

[measures.weight]
quantity = "weight"
unit = "kg"
at = "surplus.end"
"""
MINE = ("run", "months.toml", "--json", "--cells", "40")


@pytest.fixture
def interrupt(monkeypatch, tmp_path):
    """Save often, and let the next run be interrupted after so many steps."""
    (tmp_path / "months.toml").write_text(MONTHS)
    clock = types.SimpleNamespace(monotonic=itertools.count().__next__)
    monkeypatch.setattr(resuming, "time", clock)
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 3)
    monkeypatch.setattr(resuming, "COST", 1.0)
    left = [None]
    tell = command.Bar.tell

    def told(bar, share, text):
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                left[0] = None
                raise KeyboardInterrupt
        tell(bar, share, text)

    monkeypatch.setattr(command.Bar, "tell", told)

    def after(count):
        left[0] = count

    return after


@pytest.fixture
def stopped(glucell, interrupt):
    """A run that was interrupted, in the folder "run"."""
    interrupt(10)
    answer = glucell(*MINE, "--out", "run")
    assert answer.code == 130 and answer.out == ""
    return answer


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_resumed_run_is_the_uninterrupted_one_byte_for_byte(
    glucell, interrupt, stopped, tmp_path
):
    interrupt(5)
    again = glucell("run", "--resume", "run", "--json")
    assert again.code == 130
    assert "'glucell run --resume run' goes on with it.\n" in again.err
    resumed = glucell("run", "--resume", "run", "--json")
    assert resumed.code == 0, resumed.err
    whole = glucell(*MINE, "--out", "whole")
    told, expected = json.loads(resumed.out), json.loads(whole.out)
    assert told.pop("out") == "run" and expected.pop("out") == "whole"
    assert told == expected
    files, others = contents(tmp_path / "run"), contents(tmp_path / "whole")
    manifest, other = (json.loads(f.pop("manifest.json")) for f in (files, others))
    assert files == others
    del manifest["made"], other["made"]
    assert manifest == other
    assert not (tmp_path / "run" / "unfinished").exists()


def test_the_run_tells_how_to_go_on_before_and_after_it_is_interrupted(stopped, tmp_path):
    before, after = stopped.err.splitlines()
    assert before.startswith("glucell: this run takes a while; it is kept in run, ")
    assert after == "glucell: interrupted; 'glucell run --resume run' goes on with it."
    card = json.loads((tmp_path / "run" / "unfinished" / "run.json").read_text())
    assert card["command"] == "glucell run months.toml --cells 40"


def test_without_out_the_folder_is_a_new_one_in_results(glucell, interrupt, tmp_path):
    interrupt(10)
    told = glucell(*MINE).err.splitlines()[-1]
    (folder,) = (tmp_path / "results").iterdir()
    assert folder.name.startswith("months-lean-") and folder.name in told
    assert glucell("run", "--resume", f"results/{folder.name}", "--quiet").code == 0
    assert (folder / "figure.png").is_file()


def test_an_interruption_while_tables_are_written_loses_nothing(
    glucell, stopped, tmp_path, monkeypatch
):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("experiments.output.manifest.write_manifest", interrupted)
        assert "goes on with it" in glucell("run", "--resume", "run").err
    assert glucell("run", "--resume", "run", "--quiet").code == 0
    assert (tmp_path / "run" / "manifest.json").is_file()


def test_bad_input_is_one_sentence(glucell, stopped, tmp_path):
    def refused(*words):
        before = sorted(tmp_path.rglob("*"))
        answer = glucell("run", *words)
        assert (answer.code, answer.out) == (2, "")
        assert len(answer.err.splitlines()) == 1
        assert sorted(tmp_path.rglob("*")) == before
        return answer.err

    (tmp_path / "empty").mkdir()
    assert "no folder nowhere" in refused("--resume", "nowhere")
    assert "empty holds no interrupted run" in refused("--resume", "empty")
    for words in (["ogtt"], ["--cells", "40"], ["--set", "muscle.ceramide_gain=0"], ["--out", "x"]):
        assert "cannot apply" in refused("--resume", "run", *words)
    assert "'glucell run --resume run' goes on" in refused("ogtt", "--out", "run")

    card = tmp_path / "run" / "unfinished" / "run.json"
    text = card.read_text()
    (tmp_path / "months.toml").write_text(MONTHS.replace("600", "700"))
    assert "months.toml has changed" in refused("--resume", "run")
    (tmp_path / "months.toml").unlink()
    assert "months.toml" in refused("--resume", "run")
    (tmp_path / "months.toml").write_text(MONTHS)
    card.write_text(text.replace('"model": "', '"model": "0'))
    assert "begin it anew with 'glucell run months.toml" in refused("--resume", "run")
    card.write_text(text[:50])
    assert "cannot be read" in refused("--resume", "run")
    card.write_text(text)
    assert glucell("run", "--resume", "run", "--quiet").code == 0
    assert "finished; there is nothing to resume" in refused("--resume", "run")


def test_two_cannot_go_on_with_the_same_run(glucell, stopped, tmp_path):
    from experiments.sweep.locks import Lock

    with Lock(tmp_path / "run" / "unfinished" / "lock").take():
        answer = glucell("run", "--resume", "run")
    assert answer.code == 2 and "going on in another process" in answer.err


def test_bad_input_found_during_a_long_run_leaves_nothing(
    glucell, interrupt, tmp_path, monkeypatch
):
    from agents.declarations import UserError

    def refuse(*_, **__):
        raise UserError("This cannot be.")

    monkeypatch.setattr("experiments.output.simulation.Evaluation", refuse)
    answer = glucell(*MINE, "--out", "run")
    assert answer.code == 2 and answer.err.endswith("glucell: This cannot be.\n")
    assert not (tmp_path / "run").exists()
