"""An explanation from the command line to its shares and figure."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.command_line import main

SITTING = """
schema = 1
title = "Three weeks in bed"

[person]
sex = "male"
age = "30 years"
height = "1.75 m"
weight = "70 kg"
body_fat = "18 %"

[[history]]
duration = "3 weeks"
events.bed = { type = "bed_rest" }
"""


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in_bed.toml").write_text(SITTING)

    def answer(*words):
        code = main(list(words))
        written = capsys.readouterr()
        return code, written.out, written.err

    return answer


WORDS = ("explain", "in_bed.toml", "--mechanism", "inactivity", "--mechanism", "delivery",
         "--cells", "16", "--seeds", "2", "--exact", "--quiet")  # fmt: skip


def test_bed_rest_is_explained_by_inactivity(call, tmp_path, undescribed):
    code, out, err = call(*WORDS, "--out", "why")
    assert code == 0, err
    assert "memory of inactivity" in out
    shares = pd.read_csv(tmp_path / "why" / "shares.csv").set_index(["measure", "mechanism"])
    row = shares.loc[("m_value", "inactivity")]
    assert row["contribution"] > 0.3
    assert row["share"] > 30.0
    assert abs(shares.loc[("m_value", "delivery"), "share"]) < 10.0
    totals = pd.read_csv(tmp_path / "why" / "totals.csv").set_index("measure")
    told = shares.loc["m_value"]["contribution"].sum()
    total = totals.loc["m_value"]
    assert np.isclose(told, total["gap"] - total["left"])
    assert total["subject"] < total["reference"]
    assert (tmp_path / "why" / "figure.png").stat().st_size > 10_000
    assert not (tmp_path / "why" / "lived").exists()
    assert undescribed(tmp_path / "why") == set()
    assert (total["unit"], row["unit"]) == ("mg/kg/min", "mg/kg/min")
    assert row["low"] < row["contribution"] < row["high"]


def test_a_single_seed_has_no_interval(call, tmp_path):
    words = [*WORDS[: WORDS.index("--seeds")], "--seeds", "1", "--exact", "--quiet"]
    code, out, err = call(*words, "--out", "once")
    assert code == 0, err
    assert " to " not in out
    shares = pd.read_csv(tmp_path / "once" / "shares.csv")
    assert shares["contribution"].notna().all()
    assert shares[["low", "high", "share_low", "share_high"]].isna().all().all()
    assert (tmp_path / "once" / "figure.png").stat().st_size > 10_000


@pytest.mark.slow
def test_lived_without_a_mechanism(call, tmp_path):
    code, out, err = call(*WORDS, "--lived", "--out", "lived", "--json")
    assert code == 0, err
    assert json.loads(out)["failed"] == 0
    shares = pd.read_csv(tmp_path / "lived" / "shares.csv").set_index(["measure", "mechanism"])
    assert shares.loc[("m_value", "inactivity"), "contribution"] > 0.3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("explain", "leen"), "lean"),
        (("explain", "lean", "--mechanism", "ceramid", "--mechanism", "delivery"), "ceramide"),
        (("explain", "lean", "--mechanism", "ceramide"), "two or more"),
        (("explain", "lean", "--seeds", "0"), "--seeds"),
        (("explain", "lean", "--reference", "nobody"), "nobody"),
    ],
)
def test_bad_input(call, tmp_path, words, told):
    before = sorted(tmp_path.iterdir())
    code, out, err = call(*words)
    assert code == 2
    assert told in err
    assert (out, err.count("\n")) == ("", 1)
    assert sorted(tmp_path.iterdir()) == before
