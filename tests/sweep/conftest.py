"""Sweeps of rehearsed runs, and drivers that can be killed."""

import os
import subprocess
import sys
import time
from typing import NamedTuple

import pytest

from experiments.command_line import main
from experiments.sweep.conducting import Means, conduct
from experiments.sweep.shards import rows_of


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def glucell(tmp_path, monkeypatch, capsys):
    """Call a command in an empty folder; return its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Answer:
        capsys.readouterr()
        code = main(list(words))
        written = capsys.readouterr()
        return Answer(code, written.out, written.err)

    return call


@pytest.fixture
def refused(glucell, tmp_path):
    """Call a command that must be refused in one sentence, with nothing written."""

    def call(*words: str) -> str:
        before = sorted(tmp_path.rglob("*"))
        answer = glucell(*words)
        assert answer.code == 2, answer.out + answer.err
        assert answer.out == ""
        assert answer.err.count("\n") == 1, answer.err
        assert sorted(tmp_path.rglob("*")) == before
        return answer.err

    return call


class Driver:
    """A rehearsal in a process of its own, which can be killed and called again."""

    def __init__(self, folder, runs, seconds=0.0, workers=1):
        self.folder = folder
        self.command = [
            sys.executable, "-m", "experiments.sweep.rehearsal", "--runs", str(runs),
            "--seconds", str(seconds), "--workers", str(workers), "--out", str(folder),
        ]  # fmt: skip
        self.process = None

    def start(self):
        """Begin in a session of its own, so that signals can reach all of it."""
        settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            self.command, env=settings, start_new_session=True, text=True,
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def lines(self):
        """Return the number of finished runs in all shards."""
        return len(numbers_in(self.folder))

    def wait_for(self, count, limit=60.0):
        """Wait until so many runs are finished."""
        begun = time.monotonic()
        while self.lines() < count:
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() - begun < limit
            time.sleep(0.02)

    def finish(self, limit=120.0):
        """Wait until it ends by itself; return what it said."""
        _, said = self.process.communicate(timeout=limit)
        assert self.process.returncode == 0, said
        return said


@pytest.fixture
def driver(tmp_path):
    """Make drivers; whatever is still alive in the end is killed."""
    made = []

    def make(name, *arguments, **options):
        made.append(Driver(tmp_path / name, *arguments, **options))
        return made[-1]

    yield make
    for one in made:
        if one.process is not None and one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def numbers_in(folder):
    """Numbers of all finished runs in the shards of a folder, doubles included."""
    shards = sorted((folder / "shards").glob("*.jsonl")) if (folder / "shards").is_dir() else []
    return [row["index"] for shard in shards for _, row in rows_of(shard)]


def tables_of(folder):
    """The bytes of all tables of a folder."""
    names = [p for p in folder.iterdir() if p.suffix in (".csv", ".parquet")]
    return {path.name: path.read_bytes() for path in names}


@pytest.fixture
def done(tmp_path):
    """Do a list of runs in this process and return its outcome."""

    def call(work, name="sweep", **options):
        means = options.pop("means", Means())
        return conduct(work, tmp_path / name, means, quiet=True, **options)

    return call
