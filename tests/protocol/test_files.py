"""Every file that ships: it checks, and every example of the language runs."""

import math

import pytest

from agents.declarations import UserError
from experiments.protocol.checking import check, variants_of
from experiments.protocol.files import HOME, names_of
from experiments.protocol.reading import load_protocol
from experiments.protocol.running import run
from experiments.protocol.schema import CohortChoice
from experiments.subject.cohort import load_cohort, sample
from experiments.subject.diets import load_diet
from experiments.subject.reading import load_subject

EXAMPLES = sorted((HOME / "protocols" / "examples").glob("*.toml"), key=lambda path: path.stem)

# Names that scripts rely on: protocol, and what it must measure.
RELIED_ON = {
    "fasting": "fasting_glucose fasting_insulin fasting_nefa egp homa_ir",
    "ogtt": "glucose_0 glucose_30 glucose_60 glucose_90 glucose_120 insulin_0 insulin_120 matsuda",
    "clamp": "m_value rd egp_suppression muscle_share steady_insulin",
    "clamp_steps": "rd_ec50 egp_ec50 rd_max",
    "ivgtt": "si sg acute_insulin_response",
    "lipid_infusion": "rd_change_2h rd_change_6h dag_fold_6h ceramide_change_6h",
    "natural_history": "fasting_glucose glucose_120 fasting_insulin homa_b m_value liver_fat imcl "
    "bmi diabetes_onset",
    "weight_loss": "egp_suppression liver_fat imcl rd fasting_glucose",
    "one_leg_exercise": "uptake_half_time.exercised uptake_half_time.rested uptake_ratio akt_ratio",
    "after_exercise": "m_value m_value.sedentary ratio_to_sedentary",
    "aerobic_training": "m_value glut4 mitochondria dag ceramide imcl muscle_mass vo2max",
    "bed_rest": "rd_ec50 m_value imcl lean_mass",
}


@pytest.mark.parametrize("name", names_of("protocol"))
def test_built_in_protocols_check(name):
    loaded = check(name)
    assert loaded.title
    assert loaded.model.description
    assert len(variants_of(loaded)) >= 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_check_and_run(path):
    check(path)
    outcome = run(path, cells=60)
    assert outcome.measures
    assert not outcome.deaths
    for name, measure in outcome.measures.items():
        assert measure.value is not None or measure.reason, name
        if isinstance(measure.value, float):
            assert math.isfinite(measure.value), name
    assert any(measure.value is not None for measure in outcome.measures.values())


@pytest.mark.parametrize("name", RELIED_ON)
def test_measures_that_scripts_rely_on(name):
    from experiments.protocol.specs import Specs

    measured = Specs(load_protocol(name)).all_specs()
    for wanted in RELIED_ON[name].split():
        assert wanted in measured
        assert measured[wanted][0].report


@pytest.mark.parametrize("name", names_of("subject"))
def test_built_in_subjects_are_people(name):
    subject = load_subject(name)
    person = subject.person()
    assert 0.05 < person.body_fat < 0.5
    assert abs(person.habits.diet.carbohydrate + person.habits.diet.fat - 0.84) < 0.3


@pytest.mark.parametrize("name", names_of("diet"))
def test_built_in_diets_add_up(name):
    diet = load_diet(name)
    assert abs(diet.carbohydrate + diet.fat + diet.protein - 1.0) < 0.005


@pytest.mark.parametrize("name", names_of("cohort"))
def test_cohorts_are_the_same_people_each_time(name):
    load_cohort(name)
    people, again = (sample(CohortChoice(name=name, size=8, seed=4)) for _ in range(2))
    assert [person.raw for person in people] == [person.raw for person in again]
    assert len({str(person.raw) for person in people}) == 8
    more = sample(CohortChoice(name=name, size=12, seed=4))
    assert [person.raw for person in more[:8]] == [person.raw for person in people]


def test_a_filter_chooses_people():
    chosen = sample(
        CohortChoice(
            name="adults_short", size=10, filter="bmi above 24 kg/m2 and age below 40 years"
        )
    )
    for person in chosen:
        table = person.model.person
        assert table.kilograms() / table.height.to("m") ** 2 > 24
        assert table.age < 40


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bmi below 10 kg/m2", "hardly anybody fits"),
        ("beauty above 3", "is not known; use bmi"),
        ("bmi", "is not a condition"),
    ],
)
def test_filters_that_cannot_be(text, told):
    with pytest.raises(UserError, match=told):
        sample(CohortChoice(name="adults_short", size=2, filter=text))


def test_correlations_are_those_stated(tmp_path):
    import numpy as np

    (tmp_path / "pair.toml").write_text(
        'schema = 1\ntitle = "pair"\n'
        '[distributions."genes.receptor_number"]\nkind = "lognormal"\nmean = 1\ncv = "20 %"\n'
        '[distributions."genes.beta_cell_capacity"]\nkind = "lognormal"\nmean = 1\ncv = "20 %"\n'
        '[[correlations]]\nbetween = ["genes.receptor_number", "genes.beta_cell_capacity"]\n'
        "r = 0.8\n"
    )
    people = sample(CohortChoice(name=str(tmp_path / "pair.toml"), size=400))
    genes = np.log([[p.model.genes[n] for n in p.model.genes] for p in people])
    assert np.corrcoef(genes.T)[0, 1] == pytest.approx(0.8, abs=0.05)
    assert np.exp(genes).mean(axis=0) == pytest.approx([1, 1], abs=0.04)
