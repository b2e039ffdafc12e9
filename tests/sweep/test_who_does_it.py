"""One process, two workers, a scheduler started by hand, parts of an array: the same bytes."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from experiments.sweep.conducting import Means
from experiments.sweep.doing import CannotWork, Item, do_batch
from experiments.sweep.folder import MANIFEST, Driving, open_folder
from experiments.sweep.rehearsal import Rehearsal

from .conftest import numbers_in, tables_of

RUNS = 40


@pytest.fixture
def alone(done, tmp_path):
    """Tables of a sweep that one process has done."""
    done(Rehearsal(RUNS), "alone")
    return tables_of(tmp_path / "alone")


def test_parts_of_a_job_array_in_any_order(done, alone, tmp_path):
    for number in (2, 3, 1):
        outcome = done(Rehearsal(RUNS), "parts", means=Means(part=(number, 3)))
        assert outcome.is_complete == (number == 1)
        assert (outcome.folder / MANIFEST).is_file() == outcome.is_complete
    assert sorted(numbers_in(tmp_path / "parts")) == list(range(RUNS))
    assert tables_of(tmp_path / "parts") == alone


def test_a_part_may_be_finished_by_a_driver_of_all(done, alone, tmp_path):
    done(Rehearsal(RUNS), "mixed", means=Means(part=(1, 2)))
    done(Rehearsal(RUNS), "mixed")
    assert sorted(numbers_in(tmp_path / "mixed")) == list(range(RUNS))
    assert tables_of(tmp_path / "mixed") == alone


def test_two_workers(done, alone, tmp_path):
    pytest.importorskip("distributed")
    done(Rehearsal(RUNS), "two", means=Means(2))
    assert tables_of(tmp_path / "two") == alone


@pytest.fixture
def scheduler(tmp_path):
    """A Dask scheduler on loopback, started as a user would."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": settings}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
             "--port", str(port), "--no-dashboard"], **quiet,
        ),
    ]  # fmt: skip
    begun = time.monotonic()
    while time.monotonic() - begun < 30:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    started.append(
        subprocess.Popen(
            [sys.executable, "-m", "experiments", "worker", address], start_new_session=True,
            **quiet,
        )
    )  # fmt: skip
    yield address, started[0]
    for process in reversed(started):
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_a_scheduler_and_a_worker_started_by_hand(done, alone, scheduler, tmp_path):
    address, _ = scheduler
    done(Rehearsal(RUNS), "elsewhere", means=Means(scheduler=address))
    (shard,) = (tmp_path / "elsewhere" / "shards").glob("*.jsonl")
    assert str(os.getpid()) not in shard.name
    assert tables_of(tmp_path / "elsewhere") == alone


@pytest.mark.slow
def test_a_scheduler_that_ends_takes_nothing_with_it(done, scheduler, tmp_path):
    from experiments.sweep.cluster import SchedulerGone

    address, process = scheduler

    def kill_it():
        while len(numbers_in(tmp_path / "left")) < 5:
            time.sleep(0.1)
        process.kill()

    threading.Thread(target=kill_it, daemon=True).start()
    with pytest.raises(SchedulerGone, match=address):
        done(Rehearsal(400, 0.05), "left", means=Means(scheduler=address))
    finished = len(numbers_in(tmp_path / "left"))
    assert 0 < finished < 400
    assert len(set(numbers_in(tmp_path / "left"))) == finished


def test_a_worker_of_another_version_is_refused(done, tmp_path, monkeypatch):
    from experiments.sweep import doing

    monkeypatch.setattr(doing, "model_version", lambda: "another")
    with pytest.raises(doing.CannotWork, match="another version of glucell"):
        done(Rehearsal(3), "other")
    assert numbers_in(tmp_path / "other") == []


def test_the_work_of_a_worker_is_not_done_again_when_its_batch_is(tmp_path):
    work = Rehearsal(10)
    folder = open_folder(work, tmp_path / "batch")
    items = [Item(index, 0, work.changes(index)) for index in range(4)]
    with Driving(folder, None) as driving:
        arguments = (str(folder.path), work.digest, "all", driving.session, "note")
        do_batch(*arguments, items[:3])
        # The driver has not heard of it, so the note stands, and tells where to look.
        reports = do_batch(*arguments, items)
    assert [report.run for report in reports] == [0, 1, 2, 3]
    assert sorted(numbers_in(folder.path)) == [0, 1, 2, 3]


def test_a_batch_of_a_driver_that_is_gone_is_not_begun(tmp_path):
    work = Rehearsal(10)
    folder = open_folder(work, tmp_path / "batch")
    with Driving(folder, None) as first:
        pass
    with Driving(folder, None), pytest.raises(CannotWork, match="driver of this batch is gone"):
        do_batch(str(folder.path), work.digest, "all", first.session, "note",
                 [Item(0, 0, work.changes(0))])  # fmt: skip
    assert numbers_in(folder.path) == []


@pytest.mark.slow
def test_the_memory_of_the_driver_does_not_grow_with_the_number_of_runs(tmp_path):
    measure = (
        "import sys; from pathlib import Path\n"
        "from experiments.sweep.conducting import conduct\n"
        "from experiments.sweep import shards; shards._synchronize = lambda handle: None\n"
        "from experiments.sweep.rehearsal import Rehearsal, peak_memory\n"
        "conduct(Rehearsal(int(sys.argv[1])), sys.argv[2], quiet=True)\n"
        "print(peak_memory())"
    )
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    peaks = []
    for runs in (2_000, 100_000):
        told = subprocess.run(
            [sys.executable, "-c", measure, str(runs), str(tmp_path / str(runs))],
            capture_output=True, text=True, check=True, env=settings,
        )  # fmt: skip
        peaks.append(float(told.stdout))
    assert peaks[1] < peaks[0] + 30.0
