"""Runs of an earlier validation that need not be done again.

A run is known by everything that decides it, so that one of another folder is the same run however
the targets have changed since (a band, a formula, a choice of other targets).
"""

from __future__ import annotations

from pathlib import Path

from experiments.sweep.folder import OPEN, Ledger, WorkFolder, open_folder
from experiments.sweep.shards import WHOLE, ShardWriter, rows_of
from experiments.validation.work import Validation


def take_over(work: Validation, folder: Path, earlier: Path) -> int:
    """Copy finished runs of an earlier folder that are still open in a new one; return how many.

    Raises UserError where the earlier folder is not one of runs, or the new one is of other work.
    """
    source = WorkFolder(earlier)
    assert source.card  # refuses what is no folder of runs
    place = open_folder(work, folder)
    ledger = Ledger(len(work))
    ledger.read(place.shard_files())
    wanted = {
        work.run_id(index): index for index in range(len(work)) if ledger.state[index] == OPEN
    }
    writer, taken = ShardWriter(place.shards, WHOLE), 0
    for path in source.shard_files():
        for _, row in rows_of(path):
            index = wanted.pop(row["id"], None) if row["status"] == "finished" else None
            if index is not None:
                writer.append({**row, "index": index, "attempt": 0})
                taken += 1
    writer.close()
    return taken
