"""A run that fails is a row with its reason; one that kills its workers is given up."""

import errno
import json
import os

import pytest

from experiments.sweep.conducting import Means
from experiments.sweep.doing import attempted
from experiments.sweep.living import copy_of_lived
from experiments.sweep.rehearsal import Rehearsal
from experiments.sweep.shards import StorageFull
from experiments.sweep.status import status_of


def rows(folder):
    import pandas as pd

    return pd.read_csv(folder / "runs.csv")


def test_failed_runs_are_rows_with_their_reason(done):
    outcome = done(Rehearsal(20, failing=(3, 7)))
    assert (outcome.finished, outcome.failed, outcome.open) == (18, 2, 0)
    table = rows(outcome.folder)
    failed = table[table["status"] == "failed"]
    assert list(failed["number"]) == [3, 7]
    assert list(failed["reason"]) == [f"ArithmeticError: number {n} fails" for n in (3, 7)]
    assert failed["value"].isna().all()
    assert table[table["status"] == "finished"]["value"].notna().all()


def test_a_finished_sweep_is_not_done_again_but_its_failures_may_be(done, monkeypatch):
    first = done(Rehearsal(20, failing=(3, 7)))
    before = (first.folder / "runs.csv").read_bytes()
    assert done(Rehearsal(20, failing=(3, 7))).done_now == 0
    again = done(Rehearsal(20, failing=(3, 7)), retry_failed=True)
    assert (again.done_now, again.failed) == (2, 2)
    assert (again.folder / "runs.csv").read_bytes() == before
    monkeypatch.setattr(
        "experiments.sweep.rehearsal.rehearse", lambda common, changes: {"measures": {}}
    )
    from experiments.sweep import doing

    doing._performer.cache_clear()
    healed = done(Rehearsal(20, failing=(3, 7)), retry_failed=True)
    doing._performer.cache_clear()
    assert (healed.done_now, healed.finished, healed.failed) == (2, 20, 0)
    assert set(rows(healed.folder)["status"]) == {"finished"}


def test_a_run_that_ends_every_worker_is_given_up_and_the_rest_is_done(done):
    pytest.importorskip("distributed")
    outcome = done(Rehearsal(12, seconds=0.02, deadly=(4,)), means=Means(2))
    assert (outcome.finished, outcome.failed) == (11, 1)
    table = rows(outcome.folder)
    assert table["reason"][4].startswith("its worker was ended from outside")


def test_status_tells_how_far_a_folder_is(done, glucell):
    outcome = done(Rehearsal(20, failing=(3,)))
    status = status_of(outcome.folder)
    assert (status.runs, status.finished, status.failed, status.open) == (20, 19, 1, 0)
    assert status.complete
    answer = glucell("sweep", "--status", str(outcome.folder))
    assert "20 runs: 19 finished, 1 failed, 0 open" in answer.out
    assert "run 4 failed: ArithmeticError: number 3 fails" in answer.out
    told = json.loads(glucell("sweep", "--status", str(outcome.folder), "--json").out)
    assert told["failures"] == [{"run": 4, "reason": "ArithmeticError: number 3 fails"}]


def test_a_folder_of_another_list_of_runs_is_refused(done):
    from agents.declarations import UserError

    done(Rehearsal(20))
    with pytest.raises(UserError, match="folder of another rehearsal"):
        done(Rehearsal(21))


def test_a_folder_begun_with_another_version_of_the_model_is_refused(done, tmp_path):
    from agents.declarations import UserError

    done(Rehearsal(5))
    card = tmp_path / "sweep" / "sweep.json"
    told = json.loads(card.read_text())
    card.write_text(json.dumps({**told, "model": "older", "digest": "older"}))
    with pytest.raises(UserError, match="another version of the model"):
        done(Rehearsal(5))


def test_two_drivers_of_one_folder_are_refused(driver, done):
    from agents.declarations import UserError

    one = driver("sweep", 100, 0.05).start()
    one.wait_for(2)
    with pytest.raises(UserError, match="already working"):
        done(Rehearsal(100, 0.05))


def no_room(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_when_tables_are_written_is_told_and_leaves_no_rests(
    done, monkeypatch, tmp_path
):
    folder = tmp_path / "sweep"
    with monkeypatch.context() as patched:
        patched.setattr("experiments.sweep.parquet.ParquetRows._flush", no_room)
        with pytest.raises(StorageFull, match="No space left on device"):
            done(Rehearsal(5))
    assert not list(folder.rglob("*.part"))
    assert (status_of(folder).finished, status_of(folder).complete) == (5, False)
    outcome = done(Rehearsal(5))
    assert (outcome.done_now, outcome.is_complete, len(rows(folder))) == (0, True, 5)


def test_a_run_that_a_full_disk_ends_has_not_failed():
    with pytest.raises(StorageFull, match="No space left on device"):
        attempted(no_room, {}, {})
    denied = attempted(lambda *_: os.stat("/nowhere/at/all"), {}, {})
    assert denied["reason"].startswith("FileNotFoundError")


def test_a_life_that_cannot_be_kept_is_lived_all_the_same(monkeypatch, tmp_path):
    from experiments.subject.reading import subject_from_tables

    person = {"sex": "male", "age": "30 years", "height": "1.75 m", "weight": "70 kg",
              "body_fat": "18 %"}  # fmt: skip
    tables = {"schema": 1, "title": "A day", "person": person, "history": [{"duration": "1 day"}]}
    subject = subject_from_tables("a_day", tmp_path / "a_day.toml", tables)
    monkeypatch.setattr("os.replace", no_room)
    body = copy_of_lived(subject, 8, 1, {}, str(tmp_path))
    assert body.cell_count == 8
    assert not list(tmp_path.rglob("*.npz"))
