"""The command on a target of its own: found, kept, gone on with, refused."""

import csv
import json
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from experiments.command_line import main
from experiments.validation import reading

ROOT = Path(__file__).resolve().parents[2]

NIGHT = """\
schema = 1
title = "A night"
preparation.overnight_fast = "4 h"
preparation.run_in = "0 h"

[measures.glucose]
quantity = "glucose"
unit = "mg/dl"
at = "0 min"

[measures.insulin]
quantity = "insulin"
unit = "uU/ml"
at = "0 min"
"""

TARGET = """\
schema = 1
id = "{id}"
title = "A night of {subject}"
population = "nobody"
procedure = "a night"
citation = "nowhere"
status = "recalled"

[runs.night]
protocol = "protocols/night.toml"
subject = "{subject}"

[checks.glucose]
what = "fasting glucose"
value = "night.glucose"
expected = 100
low = 96
high = 104
unit = "mg/dl"

[checks.insulin_is_there]
what = "there is insulin"
value = "night.insulin > quantity('0 uU/ml')"
holds = true

[checks.lost]
what = "a state that does not exist"
not_represented = "The model has no such state."
expected = 1
low = 0.5
high = 1.5
"""

WORDS = ["--parameters", "liver.lean_glucose_production", "pancreas.lipotoxicity", "--cells", "8"]
PRODUCTION = "liver.lean_glucose_production"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("validation")
    for name in ("targets", "protocols"):
        (folder / name).mkdir()
    (folder / "protocols" / "night.toml").write_text(NIGHT)
    for name, subject in (("A1", "lean"), ("A2", "overweight")):
        (folder / "targets" / f"{name}.toml").write_text(TARGET.format(id=name, subject=subject))
    patch = pytest.MonkeyPatch()
    patch.setattr(reading, "TARGETS", folder / "targets")
    patch.chdir(folder)
    yield folder
    patch.undo()


@pytest.fixture(scope="module")
def whole(home):
    """A calibration that ran to its end."""
    return calibrated(home / "whole", "--budget", "20")


def calibrated(out, *words):
    assert main(["calibrate", *WORDS, "--out", str(out), "--quiet", *words]) == 0
    return out


def rows(folder, name):
    with (folder / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def runs_in(folder):
    """Every run that was done: id and process."""
    lines = [
        json.loads(line)
        for shard in folder.glob("rounds/*/shards/*.jsonl")
        for line in shard.read_text().splitlines()
    ]
    return [line["id"] for line in lines]


def test_what_moves_is_what_matters(whole):
    moved = {row["parameter"]: float(row["moved"]) for row in rows(whole, "parameters")}
    assert moved[PRODUCTION] > 0.1
    assert abs(moved["pancreas.lipotoxicity"]) < 0.1 * moved[PRODUCTION]
    (target,) = rows(whole, "targets")
    assert target["target"] == "A1"
    assert float(target["distance_after"]) < float(target["distance_before"])
    search = [float(row["total"]) for row in rows(whole, "search")]
    assert min(search) < search[0]


def test_what_is_not_felt_is_told(whole):
    known = {row["parameter"]: row for row in rows(whole, "identifiability")}
    assert known[PRODUCTION]["constrained"] == "True"
    assert known["pancreas.lipotoxicity"]["constrained"] == "False"
    assert known[PRODUCTION]["checks"] == "A1.glucose"
    assert (whole / "identifiability.png").is_file()


def test_settings_are_those_that_were_found(whole):
    from experiments.command_line.run import check_settings
    from experiments.protocol.settings import parse_settings

    settings = tomllib.loads((whole / "settings.toml").read_text())["parameters"]
    after = {row["parameter"]: float(row["after"]) for row in rows(whole, "parameters")}
    assert settings == pytest.approx(after, rel=1e-5)
    assert parse_settings([str(whole / "settings.toml")]) == pytest.approx(settings)
    check_settings([str(whole / "settings.toml")])
    manifest = json.loads((whole / "manifest.json").read_text())
    assert manifest["settings"] == settings
    assert manifest["unconstrained"] == ["pancreas.lipotoxicity"]


def test_the_same_command_computes_nothing_again(whole):
    before, tables = runs_in(whole), (whole / "parameters.csv").read_bytes()
    assert len(before) == len(set(before))
    calibrated(whole, "--budget", "20")
    assert runs_in(whole) == before
    assert (whole / "parameters.csv").read_bytes() == tables


def test_a_stopped_calibration_goes_on_to_the_same_end(home, whole):
    """Stopped by a small budget, and before the last run of its last round was done."""
    out = calibrated(home / "stopped", "--budget", "4")
    shard = max(out.glob("rounds/*/shards/*.jsonl"), key=lambda path: path.stat().st_mtime)
    shard.write_text("".join(shard.read_text().splitlines(keepends=True)[:-1]))
    (shard.parent.parent / "manifest.json").unlink()
    calibrated(out, "--budget", "20")
    assert (out / "parameters.csv").read_bytes() == (whole / "parameters.csv").read_bytes()
    assert set(runs_in(out)) == set(runs_in(whole))


def test_derivatives_alone(home):
    out = calibrated(home / "identified", "--identify")
    assert not (out / "figure.png").exists()
    assert len(rows(out, "identifiability")) == 2
    assert len(runs_in(out)) == 3


def test_people_with_a_history_are_left_out_unless_they_live_again(home, capsys):
    assert main(["calibrate", *WORDS, "--check"]) == 0
    assert "1 targets to fit: A1." in capsys.readouterr().out
    assert main(["calibrate", *WORDS, "--check", "--relive"]) == 0
    assert "2 targets to fit: A1 A2." in capsys.readouterr().out
    assert main(["calibrate", *WORDS, "--targets", "A2", "--out", "x"]) == 2
    assert "give --relive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[other]\nx = 1\n", "has a table \\[parameters\\]"),
        ('[parameters]\n"liver.insulin_suppression" = "much"\n', "must be a number, not 'much'"),
        ('[parameters]\n"liver.insulin_suppression" = 99\n', "is outside its bounds"),
        ('[parameters]\n"liver.insulin" = 1\n', "no parameter called 'liver.insulin'"),
    ],
)
def test_a_file_of_settings_is_checked(tmp_path, text, sentence):
    from agents.declarations import UserError
    from experiments.protocol.settings import parse_settings

    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(UserError, match=sentence):
        parse_settings([str(path)])


@pytest.mark.slow
def test_a_killed_calibration_does_no_finished_run_again(tmp_path):
    """Real targets in a process of their own, ended by force in the middle of a round."""
    out = tmp_path / "killed"
    words = [sys.executable, "-m", "experiments", "calibrate", "--targets", "A4", *WORDS]
    process = subprocess.Popen([*words, "--out", str(out), "--quiet"], cwd=ROOT)
    while len(runs_in(out)) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    before = runs_in(out)
    subprocess.run([*words, "--out", str(out), "--quiet"], cwd=ROOT, check=True)
    after = runs_in(out)
    assert len(after) == len(set(after)) > len(before)
    assert set(before) <= set(after)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--targets", "Z9"], "There is no target 'Z9'"),
        (["--parameters", "liver.nothing"], "no calibrated parameter 'liver.nothing'"),
        (["--parameters", "muscle.receptor_rate"], "has the value of its source"),
        (["--prior", "-1"], "a number from 0 on"),
        (["--budget", "0"], "a whole number from 1"),
        (["--set", "none.toml"], "there is no such file of settings"),
    ],
)
def test_bad_input_is_told_in_one_sentence(home, capsys, words, sentence):
    assert main(["calibrate", "--out", "bad", *words]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert not (home / "bad").exists()


def test_the_folder_of_something_else_is_refused(home, whole, capsys):
    words = ["calibrate", *WORDS, "--out", str(whole), "--seed", "5"]
    assert main(words) == 2
    assert "the folder of another calibration" in capsys.readouterr().err
    assert main(["calibrate", *WORDS, "--out", str(home / "targets")]) == 2
    assert "holds something else" in capsys.readouterr().err
