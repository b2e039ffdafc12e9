"""Runs done by Dask workers: processes of this machine, or those of a scheduler elsewhere."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agents.compiled import is_compiled
from agents.declarations import UserError
from experiments.sweep.doing import CannotWork, Item, warm_up
from experiments.sweep.pool import Pool

if TYPE_CHECKING:
    from experiments.sweep.conducting import Listen, Means
    from experiments.sweep.folder import Driving
    from experiments.sweep.work import Work

PATIENCE = 5.0
"""Seconds within which a scheduler must answer."""

ONE_THREAD = {
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment of a worker: parallel processes, each with one thread."""

UNWATCHED = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
"""Settings of Dask: left alone, it looks at its workers a hundred times a second, to draw profiles
that nobody asks for; this costs a tenth of their time."""


class SchedulerGone(Exception):
    """The scheduler ended while runs were done; everything finished is safe."""


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
    """Refuse an address that is none, and one at which no Dask scheduler answers in time."""
    refuse_closed(address)
    try:
        with ThreadPoolExecutor(1) as apart:  # where a notebook runs a loop of its own already
            answer = apart.submit(asyncio.run, _identity(address)).result()
    except Exception as error:
        reason = "no answer" if isinstance(error, TimeoutError) else str(error).splitlines()[0]
        raise UserError(
            f"Something listens at {address}, but it does not answer as a Dask scheduler of a "
            f"fitting version ({reason or type(error).__name__}); start one with `dask scheduler`."
        ) from None
    if answer.get("type") != "Scheduler":
        raise UserError(
            f"What answers at {address} is a Dask {str(answer.get('type')).lower()}; give the "
            "address that `dask scheduler` prints."
        )


async def _identity(address: str) -> dict[str, Any]:
    """Ask whoever listens at an address who it is; one that is frozen would never answer."""
    from distributed.core import rpc

    async with asyncio.timeout(PATIENCE), rpc(address) as listener:
        answer: dict[str, Any] = await listener.identity()
    return answer


def refuse_closed(address: str) -> None:
    """Refuse an address that is none, or at which nobody listens."""
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
    driving: Driving,
    means: Means,
    items: Iterator[Item],
    listen: Listen,
    progress: Any,
) -> None:
    """Have runs done by Dask and hand over what is reported, until all are done."""
    with ExitStack() as stack:
        client = stack.enter_context(_client(means, stack))
        _wait_for_workers(client, means, progress)
        pool = Pool(client, work, driving, items, listen, progress)
        try:
            _warm_up(client, str(driving.folder.path), work.digest)
            pool.run()
        except CannotWork as error:
            raise UserError(str(error)) from None
        except CancelledError:
            raise SchedulerGone(f"the scheduler {means.scheduler or ''} went away") from None
        except OSError:
            if not means.scheduler or is_open(means.scheduler):
                raise
            raise SchedulerGone(f"the scheduler {means.scheduler} went away") from None
        finally:
            with suppress(OSError, CancelledError):
                if client.status == "running":
                    pool.cancel()


def _wait_for_workers(client: Any, means: Means, progress: Any) -> None:
    """Wait until there is a worker; say so at once, or after a while where little is to be said."""
    words = f"no worker yet: start some with `glucell worker {means.scheduler}`"
    begun, silent = time.monotonic(), progress.quiet
    if not client.nthreads():
        progress.say(words)
    while not client.nthreads():
        if silent and time.monotonic() - begun > PATIENCE:
            print(f"glucell: {words}", file=sys.stderr, flush=True)
            silent = False
        time.sleep(0.2)


def is_open(address: str) -> bool:
    """Whether somebody listens at an address."""
    try:
        refuse_closed(address)
    except UserError:
        return False
    return True


def _client(means: Means, stack: ExitStack) -> Any:
    from distributed import Client

    _settle_dask()
    if means.scheduler:
        try:
            return Client(means.scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise SchedulerGone(
                f"the scheduler {means.scheduler} went away ({error or type(error).__name__})"
            ) from None
    return Client(stack.enter_context(local_cluster(means.workers)), set_as_default=False)


def _settle_dask() -> None:
    """Silence Dask, and set what its workers begin with."""
    import dask
    import distributed  # noqa: F401  (brings its loggers)

    for name in [n for n in logging.root.manager.loggerDict if n.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dask.config.set(
        {
            **UNWATCHED,
            "distributed.nanny.pre-spawn-environ": ONE_THREAD,
            # The driver itself finds out what a worker had finished when it died.
            "distributed.scheduler.allowed-failures": 0,
            # Dask logs the last messages with everything in them: thousands of runs.
            "distributed.admin.low-level-log-length": 20,
        }
    )


def local_cluster(workers: int) -> Any:
    """Start worker processes on this machine; they end with the cluster, a context manager."""
    from distributed import LocalCluster

    _settle_dask()
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            preload=["experiments.sweep.unhurried"],
        )
    except RuntimeError as error:
        raise UserError(f"The {workers} workers did not start: {error}") from None


@contextmanager
def kept_workers(means: Means) -> Iterator[Means]:
    """Start the workers once for several lists of runs; yield who does them."""
    from experiments.sweep.conducting import Means

    if means.workers < 2:
        yield means
        return
    require_dask(means)
    with local_cluster(means.workers) as cluster:
        yield Means(scheduler=cluster.scheduler_address)


def _warm_up(client: Any, folder: str, work_digest: str) -> None:
    """Let all workers load the model at once; where it is not compiled, one of a machine first."""
    machines: dict[str, list[str]] = {}
    for address in client.nthreads():
        machines.setdefault(urlsplit(address).hostname or "", []).append(address)
    first = [workers[0] for workers in machines.values()]
    others = [address for workers in machines.values() for address in workers[1:]]
    waves = [first + others] if is_compiled() else [first, others]
    for wave in waves:
        client.gather(
            [
                client.submit(warm_up, folder, work_digest, workers=[address], pure=False)
                for address in wave
            ]
        )


def _as_environment(settings: dict[str, Any]) -> dict[str, str]:
    """Write settings of Dask as the variables that it reads them from."""
    return {
        "DASK_" + name.upper().replace(".", "__").replace("-", "_"): str(value)
        for name, value in settings.items()
    }


def serve(address: str, workers: int) -> int:
    """Run worker processes for a scheduler until it goes away or they are interrupted."""
    import subprocess

    refuse_silent(address)
    command = [
        sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", str(workers),
        "--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--death-timeout", "60",
    ]  # fmt: skip
    settings = {**os.environ, **ONE_THREAD, **_as_environment(UNWATCHED)}
    settings["PYTHONPATH"] = os.pathsep.join(filter(None, ["", *sys.path]))
    if os.name == "posix":  # whoever ends this process then ends Dask's, which ends its workers
        os.execvpe(command[0], command, settings)
    try:
        return subprocess.call(command, env=settings)
    except KeyboardInterrupt:
        return 130
