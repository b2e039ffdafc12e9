"""Runs done by Dask workers: processes of this machine, or those of a scheduler elsewhere.

The driver never holds more than a few batches; how many runs make a batch follows from how long
they take. A worker that dies costs no finished run: Dask gives its batch to another one, which
finds what had been written down. Batches whose workers die again and again are done run by run,
and a run that kills every worker becomes a failed one.
"""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agents.declarations import UserError
from experiments.sweep.doing import CannotWork, Item, Report, do_batch, warm_up
from experiments.sweep.shards import ShardWriter, StorageFull, part_name

if TYPE_CHECKING:
    from experiments.sweep.conducting import Listen, Means
    from experiments.sweep.folder import WorkFolder
    from experiments.sweep.work import Work

PATIENCE = 5.0
"""Seconds within which a scheduler must answer."""

BATCH_SECONDS = 0.5
"""How long a batch should take; Dask spends some milliseconds on each."""

MOST_PER_BATCH = 64
MOST_DEATHS = 3
"""A run that ends its worker this often is given up."""

ONE_THREAD = {
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment of a worker: parallel processes, each with one thread."""


def require_dask(means: Means) -> None:
    """Refuse, naming the extra, where Dask is not installed."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        what = "A scheduler" if means.scheduler else "More than one worker"
        raise UserError(
            f"{what} needs Dask, which is not installed: give `pip install 'glucell[scale]'` "
            "(or `python3 glucell.py install science`), or leave the option out."
        ) from None


def check_reachable(means: Means) -> None:
    """Refuse a scheduler that does not answer within a few seconds."""
    if means.scheduler:
        refuse_silent(means.scheduler)


def refuse_silent(address: str) -> None:
    """Refuse an address that is none, or at which nobody answers."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise UserError(
            f"'{address}' is not the address of a scheduler; write it as tcp://host:8786."
        )
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        reason = error.strerror or str(error) or "no answer"
        raise UserError(
            f"No Dask scheduler answers at {address} ({reason}); start one with "
            "`dask scheduler`, or give --workers instead."
        ) from None


def do_on_cluster(
    work: Work,
    folder: WorkFolder,
    means: Means,
    items: Iterator[Item],
    listen: Listen,
    progress: Any,
) -> None:
    """Have runs done by Dask and hand over what is reported, until all are done."""
    with ExitStack() as stack:
        client = stack.enter_context(_client(means, stack))
        if not client.nthreads():
            progress.say(f"no worker yet: start some with `glucell worker {means.scheduler}`")
        while not client.nthreads():
            time.sleep(0.2)
        _warm_up(client, str(folder.path), work.digest)
        pool = Pool(client, work, folder, part_name(means.part), items, listen, progress)
        try:
            pool.run()
        except CannotWork as error:
            raise UserError(str(error)) from None
        finally:
            pool.cancel()


def _client(means: Means, stack: ExitStack) -> Any:
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    dask.config.set({"distributed.nanny.pre-spawn-environ": ONE_THREAD})
    if means.scheduler:
        try:
            return Client(means.scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UserError(
                f"What answers at {means.scheduler} is no Dask scheduler of a fitting version "
                f"({error or type(error).__name__})."
            ) from None
    try:
        cluster = LocalCluster(
            n_workers=means.workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            preload=["experiments.sweep.unhurried"],
        )
    except RuntimeError as error:
        raise UserError(f"The {means.workers} workers did not start: {error}") from None
    stack.enter_context(cluster)
    return Client(cluster, set_as_default=False)


def _warm_up(client: Any, folder: str, work_digest: str) -> None:
    """Let one worker of every machine compile first; the others find what it compiled."""
    machines: dict[str, str] = {}
    for address in client.nthreads():
        machines.setdefault(urlsplit(address).hostname or "", address)
    futures = [
        client.submit(warm_up, folder, work_digest, workers=[address], pure=False)
        for address in machines.values()
    ]
    try:
        client.gather(futures)
    except CannotWork as error:
        raise UserError(str(error)) from None


class Pool:
    """Batches in flight: made as others come back."""

    def __init__(
        self,
        client: Any,
        work: Work,
        folder: WorkFolder,
        part: str,
        items: Iterator[Item],
        listen: Callable[[list[Report]], None],
        progress: Any,
    ) -> None:
        self.client, self.work, self.folder, self.part = client, work, folder, part
        self.items, self.listen, self.progress = items, listen, progress
        self.left = progress.total
        self.mean = BATCH_SECONDS
        self.deaths: dict[int, int] = {}
        self.flying: dict[Any, list[Item]] = {}
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
                do_batch, str(self.folder.path), self.work.digest, self.part, name,
                [tuple(item) for item in batch],
                key=f"{self.work.digest[:12]}-{time.time_ns()}-{name}", pure=False,
            )  # fmt: skip
            self.flying[future] = batch
            coming.add(future)

    def _next_batch(self) -> list[Item]:
        if self.again:  # runs of a batch whose workers died are done one by one
            return [self.again.pop()]
        fair = self.left // (2 * self.slots) or 1
        size = max(1, min(int(BATCH_SECONDS / max(self.mean, 1e-4)), MOST_PER_BATCH, fair))
        return list(islice(self.items, size))

    def _hear(self, future: Any) -> None:
        batch = self.flying.pop(future)
        error = future.exception() if future.status != "finished" else None
        if error is None:
            self._take(future.result())
        elif type(error).__name__ in ("KilledWorker", "CancelledError", "FutureCancelledError"):
            self._mourn(batch)
        else:
            raise error
        future.release()

    def _take(self, reports: list[Report]) -> None:
        reports = [Report(*report) for report in reports]
        for report in reports:
            self.mean += 0.2 * (report.seconds - self.mean)
        self.left -= len(reports)
        self.listen(reports)

    def _mourn(self, batch: list[Item]) -> None:
        """Do the runs of a batch again whose workers died, or give a run up."""
        for item in batch:
            self.deaths[item.run] = self.deaths.get(item.run, 0) + 1
        if len(batch) > 1 or self.deaths[batch[0].run] < MOST_DEATHS:
            self.again += batch
            return
        item = batch[0]
        reason = "its worker was ended from outside each time (too little memory, or a kill)"
        writer = ShardWriter(self.folder.shards, self.part)
        writer.append(
            {
                "index": item.run,
                "id": self.work.run_id(item.run),
                "attempt": item.attempt,
                "status": "failed",
                "reason": reason,
                "seconds": 0.0,
            }
        )
        writer.close()
        self._take([Report(item.run, reason, 0.0)])


def serve(address: str, workers: int) -> int:
    """Run worker processes for a scheduler until it goes away or they are interrupted."""
    import os
    import subprocess

    refuse_silent(address)
    command = [
        sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", str(workers),
        "--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--death-timeout", "60",
    ]  # fmt: skip
    settings = {**os.environ, **ONE_THREAD}
    settings["PYTHONPATH"] = os.pathsep.join(filter(None, ["", *sys.path]))
    try:
        return subprocess.call(command, env=settings)
    except KeyboardInterrupt:
        return 130


__all__ = ["StorageFull", "check_reachable", "do_on_cluster", "require_dask", "serve"]
