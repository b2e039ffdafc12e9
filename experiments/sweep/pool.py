"""Batches in flight: a few per worker, made as others come back.

The driver never holds more than that; how many runs make a batch follows from how long they take. A
worker that dies costs no finished run: what it wrote down is taken from its shard. The rest of its
batch is done run by run, and a run that ends every worker becomes a failed one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.doing import Item, Report, do_batch, done_before, report_of
from experiments.sweep.shards import ShardWriter, part_name

if TYPE_CHECKING:
    from experiments.sweep.folder import Driving
    from experiments.sweep.work import Work

BATCH_SECONDS = 0.5
"""How long a batch should take; Dask spends some milliseconds on each."""

MOST_PER_BATCH = 64
MOST_DEATHS = 3
"""A run that ends its worker this often is given up."""


class Pool:
    """Batches in flight: made as others come back."""

    def __init__(
        self,
        client: Any,
        work: Work,
        driving: Driving,
        items: Iterator[Item],
        listen: Callable[[list[Report]], None],
        progress: Any,
    ) -> None:
        self.client, self.work, self.folder = client, work, driving.folder
        self.part, self.session = part_name(driving.part), driving.session
        self.items, self.listen, self.progress = items, listen, progress
        self.left = progress.total
        self.mean = BATCH_SECONDS
        self.deaths: dict[int, int] = {}
        self.flying: dict[Any, tuple[str, list[Item]]] = {}
        self.again: list[Item] = []
        self.count = 0
        self._slots = 1
        self._counted = 0.0

    @property
    def slots(self) -> int:
        """Batches to keep in flight: two per worker, so that none waits."""
        if time.monotonic() - self._counted > 2.0:
            self._counted = time.monotonic()
            self._slots = max(2 * sum(self.client.nthreads().values()), 2)
        return self._slots

    def run(self) -> None:
        """Keep batches in flight until nothing is left."""
        from distributed import as_completed

        coming = as_completed(loop=self.client.loop)
        self._fill(coming)
        while self.flying:
            future = next(coming)
            self._hear(future)
            self._fill(coming)

    def cancel(self) -> None:
        """Take back what is in flight."""
        if self.flying:
            self.client.cancel(list(self.flying), force=True)
            self.flying.clear()

    def _fill(self, coming: Any) -> None:
        while len(self.flying) < self.slots:
            batch = self._next_batch()
            if not batch:
                return
            self.count += 1
            name = f"{self.part}-{batch[0].run}-{len(batch)}-{self.count}"
            future = self.client.submit(
                do_batch, str(self.folder.path), self.work.digest, self.part, self.session, name,
                [tuple(item) for item in batch],
                key=f"{self.work.digest[:12]}-{time.time_ns()}-{name}", pure=False,
            )  # fmt: skip
            self.flying[future] = name, batch
            coming.add(future)

    def _next_batch(self) -> list[Item]:
        if self.again:  # runs of a batch whose workers died are done one by one
            return [self.again.pop()]
        fair = self.left // (2 * self.slots) or 1
        size = max(1, min(int(BATCH_SECONDS / max(self.mean, 1e-4)), MOST_PER_BATCH, fair))
        return list(islice(self.items, size))

    def _hear(self, future: Any) -> None:
        name, batch = self.flying.pop(future)
        error = future.exception() if future.status != "finished" else None
        if error is None:
            self._take(future.result())
        elif type(error).__name__ == "KilledWorker":
            self._mourn(self.folder.running / name, batch)
        else:
            raise error
        future.release()
        (self.folder.running / name).unlink(missing_ok=True)

    def _take(self, reports: list[Report]) -> None:
        reports = [Report(*report) for report in reports]
        for report in reports:
            self.mean += 0.2 * (report.seconds - self.mean)
        self.left -= len(reports)
        self.listen(reports)

    def _mourn(self, note: Path, batch: list[Item]) -> None:
        """Take what was finished of a batch whose worker died; do the rest again or give it up.

        Runs of a batch are done in order, so the first that is not finished is the one that its
        worker died in, if the batch was begun at all.
        """
        begun, rows = note.exists(), done_before(note)
        done = [i for i in batch if i.run in rows and rows[i.run]["attempt"] >= i.attempt]
        self._take([report_of(rows[item.run]) for item in done])
        rest = [item for item in batch if item not in done]
        if begun and rest:
            suspect = rest[0]
            self.deaths[suspect.run] = self.deaths.get(suspect.run, 0) + 1
            if self.deaths[suspect.run] >= MOST_DEATHS:
                self._give_up(suspect)
                rest = rest[1:]
        self.again += reversed(rest)

    def _give_up(self, item: Item) -> None:
        """Write down that a run has failed, in place of the workers that it ended."""
        row = {
            "index": item.run,
            "id": self.work.run_id(item.run),
            "attempt": item.attempt,
            "status": "failed",
            "reason": "its worker was ended from outside each time (too little memory, or a kill)",
            "seconds": 0.0,
        }
        writer = ShardWriter(self.folder.shards, self.part)
        writer.append(row)
        writer.close()
        self._take([report_of(row)])
