"""Lived states that ship with the program: which model and which life they belong to."""

import json
import shutil

import numpy as np
import pytest

from experiments.protocol.files import names_of
from experiments.subject import lived, lives
from experiments.subject.reading import load_subject, subject_from_tables
from sim import checkpoint

SUBJECTS = [name for name in names_of("subject") if load_subject(name).model.history]


def content(path):
    """Arrays and plain data of a state file; its other bytes hold the time of writing."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return arrays, json.loads(arrays.pop("json").tobytes())


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder with the state of one subject, as if it had just been lived."""
    subject = load_subject("overweight")
    monkeypatch.setattr(lived, "FOLDER", tmp_path)
    monkeypatch.setattr(lived, "_warned", set())
    monkeypatch.setattr(lived, "live", lambda body, *_: body)
    lived.make_lived(subject, lambda *_: None)
    return subject


@pytest.mark.slow
def test_every_subject_with_a_history_has_a_lived_state():
    assert [lived.lived_path(name).name for name in SUBJECTS] == sorted(
        path.name for path in lived.FOLDER.glob("*.npz")
    )


def test_a_state_of_this_model_and_this_life_is_used_without_a_word(shipped, capsys):
    assert lived.lived_body(shipped, cells=1000, seed=1).cell_count == 1000
    assert capsys.readouterr().err == ""


def test_a_state_of_another_model_is_used_with_one_warning(shipped, monkeypatch, capsys):
    monkeypatch.setattr("agents.model_hash.model_hash", lambda: "another")
    for _ in range(2):
        assert lived.lived_body(shipped, cells=1000, seed=1) is not None
    told = capsys.readouterr().err
    assert told.count("another version of the model;") == 1
    assert "'glucell live overweight' makes it again." in told


def test_a_state_of_another_life_is_used_with_a_warning(shipped, tmp_path, capsys):
    (tmp_path / lives.NAME).write_text('{"overweight": "another"}')
    assert lived.lived_body(shipped, cells=1000, seed=1) is not None
    assert "another version of its history;" in capsys.readouterr().err


def test_only_what_changes_a_life_changes_its_hash(shipped):
    def altered(**changes):
        return subject_from_tables(shipped.name, shipped.path, {**shipped.raw, **changes})

    same = lives.life_hash(shipped)
    assert lives.life_hash(altered(title="Other words")) == same
    person = {**shipped.raw["person"], "height": "1.76 m"}
    assert lives.life_hash(altered(person=person)) != same
    assert lives.life_hash(altered(history=shipped.raw["history"][:-1])) != same


def test_other_cells_are_resampled_and_other_seeds_live_again(shipped):
    assert lived.lived_body(shipped, cells=100, seed=1).cell_count == 100
    assert lived.lived_body(shipped, cells=1000, seed=2) is None


def test_only_built_in_subjects_are_lived_again(tmp_path, capsys):
    from experiments.command_line import main

    mine = shutil.copy(load_subject("overweight").path, tmp_path / "mine.toml")
    assert main(["live", str(mine)]) == 2
    assert "there is no built-in subject" in capsys.readouterr().err
    assert not lived.lived_path("mine").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBJECTS)
def test_living_again_gives_the_shipped_state_bit_for_bit(name, tmp_path):
    subject = load_subject(name)
    path = lived.lived_path(name)
    assert lived.changed_since(subject, path) == "", f"run 'glucell live {name}'"
    again = lived.make_state(subject, tmp_path / path.name, lived.CELLS, lived.SEED)
    arrays, data = content(again)
    shipped_arrays, shipped_data = content(path)
    assert data == shipped_data
    assert arrays.keys() == shipped_arrays.keys()
    for part, values in arrays.items():
        assert values.tobytes() == shipped_arrays[part].tobytes(), part
    assert data["version"] == checkpoint.VERSION
