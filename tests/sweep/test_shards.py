"""Shards: every whole line counts, a torn one does not, and a full disk takes nothing away."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.sweep.folder import FAILED, FINISHED, OPEN, Ledger
from experiments.sweep.locks import Held, Lock, is_held
from experiments.sweep.shards import ShardWriter, StorageFull, rows_of


def row(index, attempt=0, status="finished"):
    return {"index": index, "attempt": attempt, "status": status, "seconds": 0.5}


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 30))
def test_a_shard_that_was_cut_anywhere_gives_all_lines_before_the_cut(tmp_path_factory, runs, cut):
    folder = tmp_path_factory.mktemp("shards")
    writer = ShardWriter(folder, "all")
    for index in runs:
        writer.append(row(index))
    writer.close()
    path = writer.path
    if not runs:
        assert not path.exists()
        return
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    found = [read["index"] for _, read in rows_of(path)]
    assert found == runs[: data[:-cut].count(b"\n")]


@given(st.permutations([row(0), row(0, 1, "failed"), row(0, 2), row(1, 0, "failed"), row(2)]))
def test_the_last_attempt_counts_whatever_the_order_of_lines(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("shards")
    for number, one in enumerate(rows):
        (folder / f"{number}.jsonl").write_text(json.dumps(one) + "\n")
    ledger = Ledger(4)
    ledger.read(sorted(folder.iterdir()))
    assert list(ledger.state) == [FINISHED, FAILED, FINISHED, OPEN]
    assert list(ledger.attempt[:2]) == [2, 0]
    assert list(ledger.open_runs()) == [3]


def test_parts_share_out_all_open_runs():
    ledger = Ledger(10)
    ledger.note(3, finished=True)
    parts = [list(ledger.open_runs((number, 3))) for number in (1, 2, 3)]
    assert sorted(index for part in parts for index in part) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert [ledger.open_count((number, 3)) for number in (1, 2, 3)] == [len(p) for p in parts]


FULL = """
import resource, sys
from pathlib import Path
from experiments.sweep.shards import ShardWriter, StorageFull, rows_of

writer = ShardWriter(Path(sys.argv[1]), "all")
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    for index in range(1000):
        writer.append({"index": index, "text": "x" * 50})
except StorageFull:
    print(index)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file size to set")
def test_a_full_disk_leaves_whole_lines_only(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": ""},
    )  # fmt: skip
    (path,) = tmp_path.iterdir()
    assert path.read_bytes().endswith(b"}\n")
    assert [read["index"] for _, read in rows_of(path)] == list(range(int(told.stdout)))


def test_a_device_that_is_full_says_so(tmp_path):
    writer = ShardWriter(tmp_path, "all")
    writer.path = type(tmp_path)("/dev/full")
    if not writer.path.exists():
        pytest.skip("no /dev/full")
    with pytest.raises(StorageFull, match="No space left"):
        writer.append(row(0))


def test_locks_are_taken_once_and_shared_only_when_asked(tmp_path):
    path = tmp_path / "lock"
    with Lock(path).take():
        assert is_held(path)
        with pytest.raises(Held):
            Lock(path).take(shared=True)
    assert not is_held(path)
    with Lock(path).take(shared=True), Lock(path).take(shared=True), pytest.raises(Held):
        Lock(path).take()
