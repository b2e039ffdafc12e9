"""Scatter of measurement: as large as declared, the same for the same person, raw values beside."""

import numpy as np
import pandas as pd
import pytest

from agents.declarations import UserError
from experiments.cohort.people import load_people
from experiments.cohort.relations import correlations
from experiments.command_line import main
from experiments.protocol.scatter import Scatter, scatter_of
from experiments.protocol.values import Parts, Value

PEOPLE = """\
schema = 1
title = "People who are measured"
subject = "lean"

[distributions."person.bmi"]
kind = "normal"
mean = "23 kg/m2"
sd = "1.5 kg/m2"
"""

SCATTER = """
[measurement.samples.glucose]
cv = "5 %"
after_load = "16 %"

[measurement.samples.insulin]
cv = "21 %"

[measurement.results.imaging]
measures = ["liver_fat"]
cv = "10 %"
"""


@pytest.fixture
def cohort(tmp_path):
    path = tmp_path / "measured.toml"
    path.write_text(PEOPLE + SCATTER)
    return str(path)


def examined(cohort, protocol, folder):
    words = ["cohort", cohort, "--size", "3", "--protocol", protocol, "--cells", "8", "--quiet",
             "--out", str(folder)]  # fmt: skip
    assert main(words) == 0
    return pd.read_csv(folder / "people.csv")


def test_indices_are_those_of_what_was_measured(cohort, tmp_path, undescribed):
    people = examined(cohort, "fasting", tmp_path / "people")
    expected = people.fasting_glucose / 18.016 * people.fasting_insulin / 22.5
    assert people.homa_ir.to_numpy() == pytest.approx(expected.to_numpy(), rel=2e-3)
    for name in ("fasting_glucose", "fasting_insulin", "homa_ir", "liver_fat"):
        assert (people[name] != people[f"{name}_true"]).all(), name
    assert "fasting_nefa_true" not in people, "what does not scatter is told once"
    assert undescribed(tmp_path / "people") == set()
    named = {row["first"] for row in correlations(people, {})}
    assert not [name for name in named if name.endswith("_true")]


def test_samples_after_a_load_scatter_with_a_variation_of_their_own(cohort, tmp_path):
    people = examined(cohort, "ogtt", tmp_path / "people")
    fasting = np.log(people.glucose_0 / people.glucose_0_true)
    later = np.log(people.glucose_120 / people.glucose_120_true)
    assert (fasting != later).all()
    again = examined(cohort, "ogtt", tmp_path / "again")
    pd.testing.assert_frame_equal(people, again)


def test_draws_have_mean_1_and_the_declared_variation():
    table = {"results": {"imaging": {"measures": ["liver_fat"], "cv": "20 %"}}}
    drawn = [
        scatter_of(table, seed).results("liver_fat", {Parts(): Value(5.0)})[Parts()].value / 5.0
        for seed in range(2000)
    ]
    assert np.mean(drawn) == pytest.approx(1.0, abs=0.015)
    assert np.std(drawn) == pytest.approx(0.2, abs=0.01)


def test_measures_of_one_result_share_their_draw_and_others_stay():
    table = {"results": {"clamp": {"measures": ["m_value", "m_value_fat_free"], "cv": "14 %"}}}
    scatter = scatter_of(table, 1)
    assert isinstance(scatter, Scatter)
    one, other, third = (
        scatter.results(name, {Parts(): Value(2.0)})[Parts()].value
        for name in ("m_value", "m_value_fat_free", "rd")
    )
    assert one == other != 2.0
    assert third == 2.0
    assert scatter_of({}, 1) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('samples.glukose = { cv = "5 %" }', "no quantity 'glukose'"),
        ('results.clamp = { measures = ["m_valeu"], cv = "5 %" }', "'m_valeu'"),
        ('samples.glucose = { cv = "5 mg/dl" }', "share"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, words, told):
    path = tmp_path / "wrong.toml"
    path.write_text(f"{PEOPLE}\n[measurement]\n{words}\n")
    with pytest.raises(UserError, match=told):
        load_people(str(path), 2, "fasting", cells=8)
