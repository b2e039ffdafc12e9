"""Cohorts: who is in them, how they are examined, and what is said about them."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.cohort.classes import classes_of, prevalences
from experiments.cohort.people import load_people
from experiments.cohort.relations import correlations, told_first
from experiments.command_line import main
from experiments.sweep.preparing import prepare


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def answer(*words):
        code = main(list(words))
        written = capsys.readouterr()
        return code, written.out, written.err

    return answer


def test_the_same_file_size_and_seeds_give_the_same_people():
    one = load_people("adults_short", 5, "fasting", cells=8)
    other = load_people("adults_short", 8, "fasting", cells=8)
    again = load_people("adults_short", 5, "fasting", cells=8, sample_seed=2)
    assert [one.changes(i) for i in range(5)] == [other.changes(i) for i in range(5)]
    assert [one.run_id(i) for i in range(5)] == [other.run_id(i) for i in range(5)]
    assert one.changes(0) != again.changes(0)
    assert one.digest != other.digest


def test_people_of_runs_are_those_of_the_sample():
    # A lived state is found by the tables of a person, so both must be the same to the last key.
    cohort = load_people("adults", 3, "fasting", cells=8)
    for index, person in enumerate(cohort.people):
        prepared = prepare(cohort.common, cohort.changes(index)["set"])
        assert prepared.subject.raw == person.raw


def test_people_follow_the_declared_distributions_and_correlations():
    cohort = load_people("adults_short", 400, "fasting", cells=8)
    rows = pd.DataFrame([cohort.row(i) for i in range(400)])
    bmi = rows["person.bmi"]
    assert stats.kstest(bmi, stats.norm(23.0, 1.5).cdf).pvalue > 0.01
    assert bmi.between(19.0, 27.0).all()
    receptors, beta_cells = rows["genes.receptor_number"], rows["genes.beta_cell_capacity"]
    assert stats.spearmanr(receptors, beta_cells).statistic == pytest.approx(0.19, abs=0.1)
    assert set(rows["person.sex"]) == {"male", "female"}
    units = {column.name: column.unit for column in cohort.columns()}
    assert (units["person.bmi"], units["person.age"]) == ("kg/m2", "years")


def test_a_cohort_is_examined_person_by_person(call, tmp_path, undescribed):
    code, out, err = call("cohort", "adults_short", "--size", "5", "--protocol", "ogtt", "--cells",
                          "8", "--out", "people", "--quiet")  # fmt: skip
    assert code == 0, err
    assert "all (5 people): normal" in out
    people = pd.read_csv(tmp_path / "people" / "people.csv")
    assert len(people) == 5
    assert set(people["ada_class"]) <= {"normal", "prediabetes", "diabetes"}
    assert people["glucose_120"].notna().all()
    related = pd.read_csv(tmp_path / "people" / "correlations.csv")
    row = related[(related["first"] == "glucose_30") & (related["other"] == "glucose_60")].iloc[0]
    expected = stats.pearsonr(people["glucose_30"], people["glucose_60"])
    interval = expected.confidence_interval(0.95)
    assert row["pearson"] == pytest.approx(expected.statistic)
    assert row["pearson_low"] == pytest.approx(interval.low)
    assert (tmp_path / "people" / "figure.png").stat().st_size > 10_000
    told = pd.read_csv(tmp_path / "people" / "dictionary.csv")
    assert {"runs", "people", "prevalence", "correlations"} <= set(told["table"])
    assert undescribed(tmp_path / "people") == set()


def frame(**columns):
    return pd.DataFrame(columns)


def test_the_worst_of_all_tests_decides_the_class():
    people = frame(
        fasting_glucose=[90.0, 110.0, 90.0, 130.0, np.nan],
        glucose_120=[120.0, 120.0, 205.0, 120.0, np.nan],
        hba1c=[5.2, 5.2, 5.2, 5.2, np.nan],
    )
    assert classes_of(people) == ["normal", "prediabetes", "diabetes", "diabetes", ""]


def test_prevalences_come_by_body_mass_index_with_wilson_limits():
    people = frame(bmi=[22.0, 24.0, 28.0, 33.0, 35.0],
                   ada_class=["normal", "normal", "prediabetes", "diabetes", "normal"])  # fmt: skip
    rows = {(row["group"], row["ada_class"]): row for row in prevalences(people)}
    assert rows["all", "normal"]["cases"] == 3
    assert rows["BMI 30 and above", "diabetes"]["share"] == 0.5
    assert 0.0 < rows["BMI 30 and above", "diabetes"]["low"] < 0.5
    assert rows["BMI below 25", "normal"]["share"] == 1.0


def test_correlations_leave_out_what_does_not_vary_and_missing_values():
    people = frame(
        person=[1, 2, 3, 4, 5, 6], m_value=[1.0, 2.0, 3.0, 4.0, 5.0, np.nan],
        liver_fat=[5.0, 4.2, 3.0, 2.1, 1.0, 9.0], constant=[1.0] * 6,
    )  # fmt: skip
    rows = correlations(people, {})
    assert [(row["first"], row["other"], row["people"]) for row in rows] == [
        ("m_value", "liver_fat", 5)
    ]
    assert rows[0]["pearson"] < -0.99
    assert told_first(rows) == rows


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cohort", "adult"), "adults"),
        (("cohort", "nobody.toml"), "nobody.toml"),
        (("cohort", "adults_short", "--size", "0"), "--size"),
        (("cohort", "adults_short", "--size", "3", "--protocol", "fastin"), "fasting"),
        (("cohort", "adults_short", "--size", "3", "--keep", "homa_it"), "homa_ir"),
        (
            ("cohort", "adults_short", "--size", "3", "--filter", "bmi above 60 kg/m2"),
            "hardly anybody",
        ),
        (("cohort", "adults_short", "--size", "3", "--set", "muscle.disuse_gain=9"), "bounds"),
    ],
)
def test_bad_input(call, tmp_path, words, told):
    code, out, err = call(*words)
    assert code == 2
    assert told in err
    assert (out, err.count("\n")) == ("", 1)
    assert not list(tmp_path.iterdir())


def test_json_tells_where_the_tables_are(call):
    code, out, _ = call("cohort", "adults_short", "--size", "3", "--protocol", "fasting", "--cells",
                        "8", "--json", "--quiet")  # fmt: skip
    assert code == 0
    told = json.loads(out)
    assert told["kind"] == "cohort"
    assert {"people.csv", "prevalence.csv", "correlations.csv"} <= set(told["tables"])
