"""Nothing is lost, doubled or done again: kills of the driver and of workers, interruptions."""

import os
import signal
import sys
import time

import pytest

from experiments.sweep.rehearsal import Rehearsal

from .conftest import numbers_in, tables_of

RUNS = 60


@pytest.fixture
def undisturbed(done, tmp_path):
    """Tables of an undisturbed rehearsal of runs that take no time."""

    def make(runs, seconds):
        done(Rehearsal(runs, seconds), "undisturbed")
        return tables_of(tmp_path / "undisturbed")

    return make


def test_kill_9_of_the_driver(driver, undisturbed):
    one = driver("killed", RUNS, 0.02).start()
    for count in (5, 20):
        one.wait_for(count)
        one.process.kill()
        one.process.wait()
        assert one.lines() < RUNS
        one.start()
    said = one.finish()
    assert "runs are done already" in said
    assert sorted(numbers_in(one.folder)) == list(range(RUNS))
    assert tables_of(one.folder) == undisturbed(RUNS, 0.02)


def processes_of(folder):
    """Process ids of the workers that wrote the shards of a folder."""
    return {int(p.name.split("-")[-2]) for p in (folder / "shards").glob("*.jsonl")}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_kill_9_of_a_worker_then_of_the_driver(driver, undisturbed):
    runs, seconds = 120, 0.04
    one = driver("killed", runs, seconds, workers=2).start()
    one.wait_for(10)
    os.kill(max(processes_of(one.folder)), signal.SIGKILL)
    one.wait_for(50)
    one.process.kill()
    one.process.wait()
    # Dask's workers end by themselves when their driver is gone; what they finish is kept.
    time.sleep(0.2)
    assert one.lines() < runs
    one.start()
    one.finish()
    assert sorted(numbers_in(one.folder)) == list(range(runs))
    assert len(processes_of(one.folder)) >= 4
    assert tables_of(one.folder) == undisturbed(runs, seconds)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interruption_is_told_in_a_line_and_gone_on_from(driver, undisturbed):
    one = driver("stopped", RUNS, 0.03, workers=2).start()
    one.wait_for(5)
    os.killpg(one.process.pid, signal.SIGINT)
    _, said = one.process.communicate(timeout=30)
    assert one.process.returncode == 130
    assert "Traceback" not in said
    one.start()
    one.finish()
    assert sorted(numbers_in(one.folder)) == list(range(RUNS))
    assert tables_of(one.folder) == undisturbed(RUNS, 0.03)
