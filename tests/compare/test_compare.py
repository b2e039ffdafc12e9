"""Comparing subjects, runs and sweeps: paired differences with intervals and bands."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.command_line import main
from experiments.compare.differences import compare_samples


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def answer(*words):
        code = main(list(words))
        written = capsys.readouterr()
        return code, written.out, written.err

    return answer


HEAVIER = """
schema = 1
title = "Heavier"

[person]
sex = "male"
age = "30 years"
height = "1.75 m"
weight = "95 kg"
body_fat = "32 %"
"""


def test_two_subjects_seed_by_seed(call, tmp_path, undescribed):
    (tmp_path / "heavier.toml").write_text(HEAVIER)
    code, out, err = call(
        "compare", "lean", "heavier.toml", "--protocol", "fasting", "--cells", "8",
        "--seeds", "3", "--out", "both", "--quiet",
    )  # fmt: skip
    assert code == 0, err
    assert "bmi" in out
    table = pd.read_csv(tmp_path / "both" / "differences.csv").set_index("measure")
    assert table.loc["bmi", "difference"] > 6.0
    assert table["paired"].all()
    assert (table["seeds"] == 3).all()
    runs = pd.read_csv(tmp_path / "both" / "runs.csv").pivot(
        index="seed", columns="subject", values="fasting_insulin"
    )
    change = runs["heavier.toml"] - runs["lean"]
    expected = stats.ttest_1samp(change, 0.0).confidence_interval(0.95)
    assert table.loc["fasting_insulin", "low"] == pytest.approx(expected.low)
    assert table.loc["fasting_insulin", "high"] == pytest.approx(expected.high)
    assert (tmp_path / "both" / "figure.png").stat().st_size > 10_000
    assert undescribed(tmp_path / "both") == set()


def sweep(call, out, *words):
    code, _, err = call(
        "sweep", "--axis", "muscle.disuse_gain=0,1", "--protocol", "fasting", "--cells", "8",
        "--keep", "fasting_insulin", "--replicates", "2", "--out", out, "--quiet", *words,
    )  # fmt: skip
    assert code == 0, err


def test_two_sweeps_point_by_point(call, tmp_path):
    sweep(call, "one")
    sweep(call, "two", "--set", "pancreas.basal_secretion=1.2")
    code, out, err = call("compare", "one", "two", "--out", "both", "--json")
    assert code == 0, err
    rows = json.loads(out)["differences"]
    assert [(row["point"], row["muscle.disuse_gain"]) for row in rows] == [(1, 0), (2, 1)]
    assert all(row["difference"] > 0 and row["paired"] for row in rows)
    assert (tmp_path / "both" / "figure.svg").is_file()
    again, out, _ = call("compare", "one", "two", "--out", "both")
    assert again == 0
    assert "1: fasting_insulin" in out


def test_two_runs(call, tmp_path, undescribed):
    for name, extra in (("a", ()), ("b", ("--set", "pancreas.basal_secretion=1.2"))):
        code, _, err = call("run", "fasting", "--cells", "8", "--quiet", "--out", name, *extra)
        assert code == 0, err
    code, _, err = call("compare", "a", "b", "--out", "both", "--excel")
    assert code == 0, err
    assert undescribed(tmp_path / "both") == set()
    assert len(pd.read_excel(tmp_path / "both" / "tables.xlsx", "differences")) > 5
    table = pd.read_csv(tmp_path / "both" / "differences.csv").set_index("measure")
    assert table.loc["fasting_insulin", "difference"] > 0
    assert np.isnan(table.loc["fasting_insulin", "low"])


def test_samples_with_other_seeds_are_compared_by_welch():
    rng = np.random.default_rng(1)
    a = pd.Series(rng.normal(5, 1, 8), index=range(8))
    b = pd.Series(rng.normal(6, 2, 5), index=range(100, 105))
    row = compare_samples(a, b)
    expected = stats.ttest_ind(b, a, equal_var=False).confidence_interval(0.95)
    assert not row["paired"]
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert row["ratio"] == pytest.approx(b.mean() / a.mean())


def test_like_is_compared_with_like(call, tmp_path):
    sweep(call, "one")
    (tmp_path / "empty").mkdir()
    for words, told in (
        (("one", "lean"), "There is no folder lean that could be compared with a sweep"),
        (("one", "empty"), "neither a run nor a sweep"),
        (("one", "one", "--seeds", "3"), "--seeds is for subjects"),
        (("lean", "leen"), "lean"),
    ):
        code, out, err = call("compare", *words)
        assert (code, out) == (2, "")
        assert told in err
