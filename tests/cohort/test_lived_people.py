"""Lived states of a cohort: made once, found by the person, used instead of a life."""

import pytest

from experiments.cohort.people import load_people
from experiments.protocol.bodies import Bodies, Living
from experiments.protocol.schema import CohortChoice
from experiments.subject import lived, lived_people
from experiments.subject.cohort import sample
from experiments.subject.reading import load_subject
from experiments.sweep.living import copy_of_lived
from experiments.sweep.preparing import prepare

COHORT = """\
schema = 1
title = "People who eat too much for two days"

[subject]
schema = 1
title = "Somebody"
person = { sex = "male", age = "30 years", height = "1.70 m", bmi = "22 kg/m2", body_fat = "20 %" }

[[subject.history]]
duration = "2 days"
events.surplus = { type = "diet", energy = "+500 kcal/day" }

[distributions."person.bmi"]
kind = "normal"
mean = "23 kg/m2"
sd = "1.5 kg/m2"

[distributions."genes.receptor_number"]
kind = "lognormal"
mean = 1.0
cv = "20 %"

[distributions."history.1.events.surplus.energy"]
kind = "normal"
mean = "+300 kcal/day"
sd = "300 kcal/day"
"""


@pytest.fixture
def cohort(tmp_path, monkeypatch):
    monkeypatch.setattr(lived, "PEOPLE_FOLDER", tmp_path / "lived")
    monkeypatch.setattr(lived_people, "PEOPLE_FOLDER", tmp_path / "lived")
    monkeypatch.setattr(lived, "_warned", set())
    path = tmp_path / "eaters.toml"
    path.write_text(COHORT)
    return str(path)


def people_of(cohort, size=3):
    return sample(CohortChoice(name=cohort, size=size))


def test_a_state_is_that_of_its_person(cohort):
    paths = list(lived_people.make_people(cohort, 3, cells=12))
    assert len({path.name for path in paths}) == 3
    for number, person in enumerate(people_of(cohort)):
        body = lived.lived_body(person, cells=12, seed=1 + number)
        assert (body.seed, body.cell_count) == (1 + number, 12)
        assert body.person.genes["receptor_number"] == person.model.genes["receptor_number"]
        assert body.time == pytest.approx(2 * 1440.0)
        assert lived.lived_body(person, cells=24, seed=1 + number).cell_count == 24
        assert lived.lived_body(person, cells=12, seed=9) is None


def test_a_cohort_that_is_examined_finds_the_same_people(cohort):
    list(lived_people.make_people(cohort, 3, cells=12))
    work = load_people(cohort, 3, "fasting", cells=12)
    for index in range(3):
        person = prepare(work.common, work.changes(index)["set"]).subject
        assert lived.shipped_state(person) == lived_people.people_states(cohort, 3)[index]


def test_only_what_is_missing_or_outdated_is_lived(cohort, monkeypatch):
    list(lived_people.make_people(cohort, 2, cells=12))
    made = []
    plain = lived_people.make_person
    monkeypatch.setattr(
        lived_people, "make_person", lambda *words: made.append(words[1]) or plain(*words)
    )
    paths = list(lived_people.make_people(cohort, 3, cells=12))
    assert made == [2]
    list(lived_people.make_people(cohort, 2, cells=16))
    assert made == [2, 0, 1]
    assert not paths[2].exists()


def test_an_outdated_state_is_used_with_a_warning(cohort, monkeypatch, capsys):
    list(lived_people.make_people(cohort, 2, cells=12))
    monkeypatch.setattr("agents.model_hash.model_hash", lambda: "another")
    for number, person in enumerate(people_of(cohort, 2)):
        assert lived.lived_body(person, cells=12, seed=1 + number) is not None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "'glucell live --cohort eaters' makes it again" in told


def test_people_of_another_file_are_not_taken_for_them(cohort, tmp_path, capsys):
    list(lived_people.make_people(cohort, 2, cells=12))
    (tmp_path / "eaters.toml").write_text(COHORT.replace("+300 kcal", "+200 kcal"))
    first, second = people_of(cohort, 2)
    assert lived.lived_body(first, cells=12, seed=1) is None
    assert lived.lived_body(second, cells=12, seed=2) is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "eaters_1 is not among the lived people of eaters" in told


def test_a_person_without_a_history_needs_no_state(cohort):
    assert lived.shipped_state(load_subject("lean")) is None


@pytest.mark.slow
def test_two_workers_live_the_same_lives(cohort, tmp_path):
    alone = [p.read_bytes() for p in lived_people.make_people(cohort, 3, cells=12)]
    for path in (tmp_path / "lived" / "eaters").iterdir():
        path.unlink()
    list(lived_people.make_people(cohort, 3, cells=12, workers=2))
    assert [p.read_bytes() for p in lived_people.people_states(cohort, 3)] == alone


def test_a_life_from_scratch_loads_no_state(cohort):
    list(lived_people.make_people(cohort, 1, cells=12))
    [person] = people_of(cohort, 1)
    loaded = copy_of_lived(person, 16, 1, {})  # resampled from 12 cells
    relived = copy_of_lived(person, 16, 1, {}, shipped=False)
    born = Bodies(shipped=False).body(Living("", 0, person, 16, 1), {})
    assert relived.value("insulin") == born.value("insulin") != loaded.value("insulin")
