"""``glucell run``: what it prints, writes, and refuses to overwrite."""

import json
import math
import os
import re

import pytest

SMALL = ("--cells", "40", "--quiet")
DEADLY = """
schema = 1
title = "Far too much insulin"

[events.insulin]
type = "infusion"
substance = "insulin"
rate = "3000 mU/m2/min"
duration = "6 h"

[measures.late_glucose]
quantity = "glucose"
unit = "mg/dl"
at = "6 h"
"""


def answered(answer):
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_json_is_one_object_of_the_promised_shape(glucell, tmp_path):
    answer = glucell("run", "ogtt", "--json", *SMALL)
    told = answered(answer)
    assert answer.out.count("\n") == 1
    assert answer.err == ""
    assert list(told) == ["protocol", "subject", "seed", "measures", "books", "out"]
    assert (told["protocol"], told["subject"], told["seed"]) == ("ogtt", "lean", 1)
    for minute in (0, 30, 60, 90, 120):
        assert told["measures"][f"glucose_{minute}"]["unit"] == "mg/dl"
        assert told["measures"][f"insulin_{minute}"]["unit"] == "uU/ml"
    assert set(told["measures"]["matsuda"]) == {"value", "unit"}
    assert set(told["books"]) == {"glucose", "fatty_acids", "energy"}
    assert all(abs(residual) < 1e-6 for residual in told["books"].values())
    assert (tmp_path / told["out"] / "manifest.json").is_file()


def test_the_folder_is_named_readably_and_never_twice(glucell, tmp_path):
    names = [answered(glucell("run", "fasting", "--json", *SMALL))["out"] for _ in range(3)]
    assert len(set(names)) == 3
    for name in names:
        assert re.fullmatch(r"results[/\\]fasting-lean-\d{8}-\d{6}(-\d)?", name)
    assert len(list((tmp_path / "results").iterdir())) == 3


def test_the_table_is_for_people(glucell):
    answer = glucell("run", "clamp", *SMALL)
    assert answer.code == 0
    assert "Hyperinsulinemic-euglycemic clamp" in answer.out
    assert re.search(r"^  m_value +\d+\.\d+  mg/kg/min  ", answer.out, re.MULTILINE)
    assert re.search(r"Everything is in results.*figure\.png", answer.out)


def test_an_undefined_value_is_null_with_a_reason(glucell, tmp_path):
    (tmp_path / "deadly.toml").write_text(DEADLY)
    answer = glucell("run", "deadly.toml", "--json", *SMALL)
    late = json.loads(answer.out)["measures"]["late_glucose"]
    assert answer.code == 1
    assert late["value"] is None and "died" in late["reason"] and late["unit"] == "mg/dl"
    assert re.fullmatch(r"glucell: the body died at [\d.]+ h: .*\n", answer.err)


def test_the_last_good_state_of_a_body_that_died_is_kept(glucell, tmp_path):
    from sim.body import Body, BodyDied

    (tmp_path / "deadly.toml").write_text(DEADLY)
    answer = glucell(
        "run", "deadly.toml", "--json", "--out", "run", "--save-state", "end.npz", *SMALL
    )
    death = json.loads(answer.out)["deaths"]["run"]
    assert death["cause"] == "glucose fell below 1 mmol/L"
    assert f"; its last good state is in run{os.sep}last_state.npz." in answer.err
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["deaths"] == {"run": death}
    assert death["last_state"] in manifest["files"]
    for path in (tmp_path / "run" / death["last_state"], tmp_path / "end.npz"):
        body = Body.load(path)
        assert body.value("glucose") > 1.0
        with pytest.raises(BodyDied):
            body.run_for(1.0)
    again = glucell("run", "fasting", "--json", "--from-state", "end.npz", "--quiet")
    assert again.code == 1 and "died" in again.err


def test_out_takes_a_new_or_an_empty_folder_only(glucell, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("new/deep", "empty"):
        told = answered(glucell("run", "fasting", "--json", "--out", name, *SMALL))
        assert told["out"] == name.replace("/", "/")
        assert (tmp_path / name / "figure.png").is_file()
    before = sorted(path.name for path in (tmp_path / "empty").iterdir())
    answer = glucell("run", "fasting", "--json", "--out", "empty", *SMALL)
    assert answer.code == 2 and "not empty" in answer.err and answer.out == ""
    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == before


def test_a_parameter_changes_the_run_from_birth_or_from_now(glucell):
    plain = answered(glucell("run", "clamp", "--json", *SMALL))["measures"]["m_value"]["value"]
    setting = "muscle.transport_capacity=0.6"
    for option in ("--set", "--set-now"):
        told = answered(glucell("run", "clamp", "--json", option, setting, *SMALL))
        assert told["measures"]["m_value"]["value"] < 0.9 * plain


def test_the_seed_draws_the_cells_and_the_same_seed_the_same_ones(glucell):
    runs = [
        answered(glucell("run", "fasting", "--json", "--seed", seed, *SMALL))["measures"]
        for seed in ("1", "1", "2")
    ]
    assert runs[0] == runs[1] != runs[2]


def test_threads_change_nothing(glucell):
    runs = [
        answered(glucell("run", "lipid_infusion", "--json", "--threads", count, *SMALL))
        for count in ("1", "2")
    ]
    assert runs[0]["measures"] == runs[1]["measures"]


def test_a_saved_body_goes_on_as_if_it_had_never_been_away(glucell, tmp_path):
    answered(glucell("run", "day", "--json", "--save-state", "evening.npz", *SMALL))
    runs = [
        answered(glucell("run", "fasting", "--json", "--from-state", "evening.npz", "--quiet"))
        for _ in range(2)
    ]
    assert runs[0]["measures"] == runs[1]["measures"]
    assert all(math.isfinite(m["value"]) for m in runs[0]["measures"].values())
    again = glucell("run", "day", "--save-state", "evening.npz", *SMALL)
    assert again.code == 2 and "exists already" in again.err
    lived = glucell("run", "fasting", "--from-state", "evening.npz", "--subject", "lean")
    assert lived.code == 2 and "--subject cannot apply" in lived.err


def test_snapshots_write_every_cell(glucell, tmp_path):
    pandas = pytest.importorskip("pandas")
    out = answered(glucell("run", "fasting", "--json", "--snapshots", "cells", *SMALL))["out"]
    cells = pandas.read_parquet(tmp_path / out / "cells.parquet")
    first = cells[cells["time"] == cells["time"].min()]
    assert len(first) == 40
    assert set(first["tissue"]) == {"muscle", "liver", "visceral_fat", "subcutaneous_fat"}
    assert first.loc[first["tissue"] == "muscle", "diacylglycerol"].notna().all()


def test_a_file_of_ones_own_runs_like_a_built_in_one(glucell, tmp_path):
    (tmp_path / "mine.toml").write_text(glucell("show", "fasting").out)
    own = answered(glucell("run", "mine.toml", "--json", *SMALL))
    built_in = answered(glucell("run", "fasting", "--json", *SMALL))
    assert own["protocol"] == "mine"
    assert own["measures"] == built_in["measures"]


def test_an_interruption_is_one_sentence_and_leaves_nothing(glucell, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.output.manifest.write_manifest", interrupted)
    answer = glucell("run", "fasting", *SMALL)
    assert answer.code == 130
    assert answer.err == "glucell: interrupted; nothing was written.\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
