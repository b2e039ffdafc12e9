"""A state file: refused when it is none, of another version, or damaged; never half written."""

import json

import numpy as np
import pytest

from agents.declarations import UserError
from sim import checkpoint
from sim.body import Body


@pytest.fixture
def state(lean, tmp_path):
    path = tmp_path / "lean.state"
    lean.save(path)
    return path


def rewritten(path, **changes):
    """Write the file again with other plain data; returns its path."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    data = json.loads(arrays["json"].tobytes()) | changes
    arrays["json"] = np.frombuffer(json.dumps(data).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    return path


def test_a_state_is_compact_and_holds_no_code(state):
    assert state.stat().st_size < 100_000
    with np.load(state, allow_pickle=False) as archive:
        for name in archive.files:
            assert archive[name].dtype.kind in "fiu", name


def test_a_state_carries_its_format_and_its_model(state):
    with np.load(state) as archive:
        data = json.loads(archive["json"].tobytes())
    assert data["format"] == checkpoint.FORMAT
    assert data["version"] == checkpoint.VERSION
    assert checkpoint.model_of(state) == data["model"]


def test_the_ending_of_the_name_is_kept(lean, tmp_path):
    lean.save(str(tmp_path / "a state.bin"))
    assert [path.name for path in tmp_path.iterdir()] == ["a state.bin"]


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(UserError, match="no state file"):
        Body.load(tmp_path / "nothing")


@pytest.mark.parametrize(
    "content", [b"", b"no state", b"PK\x03\x04 broken", b"\x80\x04K\x01.", b"\x93NUMPY\x01\x00"]
)
def test_a_file_that_is_no_state_is_refused(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(UserError, match="is not a state of a body"):
        Body.load(path)


def test_another_archive_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.arange(3))
    with pytest.raises(UserError, match="is not a state of a body"):
        Body.load(tmp_path / "other.npz")


def test_pickled_content_is_not_opened(tmp_path):
    np.savez(tmp_path / "pickled.npz", json=np.array([{"a": 1}], dtype=object))
    with pytest.raises(UserError, match="is not a state of a body"):
        Body.load(tmp_path / "pickled.npz")


def test_a_truncated_file_is_refused(state):
    state.write_bytes(state.read_bytes()[:-2000])
    with pytest.raises(UserError, match="is not a state of a body"):
        Body.load(state)


def test_a_state_without_a_part_is_refused(state):
    with np.load(state) as archive:
        arrays = {name: archive[name] for name in archive.files if name != "liver.cells"}
    np.savez(state.with_suffix(".npz"), **arrays)
    with pytest.raises(UserError, match="incomplete or damaged"):
        Body.load(state.with_suffix(".npz"))


def test_another_format_is_refused(state):
    with pytest.raises(UserError, match="format 99"):
        Body.load(rewritten(state, version=99))


def test_a_state_of_another_model_needs_consent(state, lean, identical):
    path = rewritten(state, model="0" * 16)
    with pytest.raises(UserError, match="another version of the model"):
        Body.load(path)
    assert identical(Body.load(path, accept_other_version=True), lean)


def test_a_state_lacking_states_of_the_present_model_gets_their_initial_values(lean, tmp_path):
    body = lean.branch()
    names = [n for n in body.tissues["muscle"].states if n != "capillary_recruitment"]
    path = tmp_path / "state"
    body.save(path)
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    data = json.loads(arrays["json"].tobytes())
    data["model"] = "older"
    data["tissues"]["muscle"]["states"] = names
    cells = arrays["muscle.cells"].reshape(-1, len(names) + 1, 64)
    keep = [at for at, n in enumerate(body.tissues["muscle"].states) if n in names]
    arrays["muscle.cells"] = cells[:, keep, :].ravel()
    arrays["json"] = np.frombuffer(json.dumps(data).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    old = Body.load(path, accept_other_version=True).tissues["muscle"]
    assert np.all(
        old.column("capillary_recruitment") == old.states["capillary_recruitment"].initial
    )
    assert np.array_equal(
        old.column("diacylglycerol"), lean.tissues["muscle"].column("diacylglycerol")
    )


def test_an_unwritable_place_is_told_and_nothing_is_left(lean, tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        lean.save(tmp_path / "missing" / "state")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        lean.save(tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_failed_write_leaves_the_older_state(lean, state, monkeypatch):
    before = state.read_bytes()

    def fail(*arguments, **values):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.np, "savez_compressed", fail)
    with pytest.raises(UserError, match="No space left"):
        lean.save(state)
    assert state.read_bytes() == before
    assert [path.name for path in state.parent.iterdir()] == [state.name]


def test_agents_of_a_loaded_body_are_its_cells(state):
    body = Body.load(state)
    assert len(body.agents) == 80
    cell = body.agents.to_list()[7]
    assert cell.akt == cell.tissue.column("akt")[cell.row]
