"""A small study from the command line to its tables and figure."""

import json

import pandas as pd
import pytest

from experiments.command_line import main

AXES = ("--axis", "pancreas.basal_secretion=0.6:1.2", "--axis", "liver.insulin_suppression=1.5:3")
BASE = ("sensitivity", *AXES, "--protocol", "fasting", "--cells", "8", "--keep", "fasting_insulin",
        "--keep", "fasting_glucose", "--quiet")  # fmt: skip


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def answer(*words):
        code = main(list(words))
        written = capsys.readouterr()
        return code, written.out, written.err

    return answer


def test_prcc_with_an_a_test(call, tmp_path, undescribed):
    code, out, _ = call(*BASE, "--size", "10", "--pilot", "6", "--out", "study")
    assert code == 0
    assert "A-test: with 1 seed(s) per point" in out
    table = pd.read_csv(tmp_path / "study" / "sensitivity.csv")
    found = table.set_index(["measure", "parameter"])["value"]
    assert found["fasting_insulin", "liver.insulin_suppression"] < -0.6
    assert found["fasting_glucose", "pancreas.basal_secretion"] < -0.6
    assert (tmp_path / "study" / "figure.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "study" / "runs.csv")) == 16
    assert set(pd.read_csv(tmp_path / "study" / "consistency.csv")["measure"]) == {
        "fasting_insulin", "fasting_glucose",
    }  # fmt: skip
    assert undescribed(tmp_path / "study") == set()


def test_morris(call, tmp_path):
    pytest.importorskip("SALib")
    words = (
        *BASE,
        "--method",
        "morris",
        "--size",
        "2",
        "--pilot",
        "0",
        "--out",
        "morris",
        "--json",
    )
    code, out, _ = call(*words)
    assert code == 0
    assert json.loads(out)["runs"] == 2 * 3
    table = pd.read_csv(tmp_path / "morris" / "sensitivity.csv")
    assert set(table["index"]) == {"mu_star", "mu", "sigma"}
    assert set(table["unit"]) == {"uU/ml", "mg/dl"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sensitivity",), "two or more --axis"),
        (("sensitivity", *AXES[:2]), "two or more axes"),
        (("sensitivity", *AXES, "--axis", "diet=western,mediterranean"), "needs a range"),
        (("sensitivity", *AXES, "--size", "4"), "at least 7 points"),
        (("sensitivity", *AXES, "--pilot", "3"), "at least 5 pilot runs"),
        (("sensitivity", *AXES, "--method", "sobol", "--size", "5"), "power of 2"),
        (("sensitivity", *AXES, "--method", "efast", "--size", "5"), "at least 65 points"),
        (("sensitivity", *AXES, "--method", "sobel"), "sobel"),
    ],
)
def test_bad_input(call, tmp_path, words, told):
    code, out, err = call(*words)
    assert code == 2
    assert told in err
    assert out == ""
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
