"""What a whole body costs: advancing, being born, its agents, its copies, its files, its start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sim.body import Body
from sim.threads import CREW, using

from .machine import resident_gb
from .timing import seconds

HOURLY = 60.0
"""Interval of recording in minutes."""

PLACES = ("sites", "field", "source", "capillaries")
"""Arrays of a lattice."""

START = "from sim.body import Body; body = Body(cells=4, settle_days=0.0); body.run_for(1.0)"
"""A program that is done as soon as the first minute has been simulated."""


def habitual_body(cells: int) -> Body:
    """Return a body with habitual meals and nights that is recorded each hour."""
    body = Body(cells=cells, settle_days=0.0)
    body.start_recording(HOURLY)
    body.run_for(60.0)
    return body


def habitual(
    cells: int, threads: int, precision: str = "double"
) -> tuple[int, Callable[[int], object]]:
    """Return the size of such a body and what advances it on some threads."""
    body = habitual_body(cells)
    body.use_precision(precision)

    def advance(minutes: int) -> None:
        with using(threads):
            body.run_for(minutes)

    return cells, advance


def lasting(cells: int, days: float) -> float:
    """Return the seconds that days of habitual life take, on two threads where there are two
    cores."""
    _, advance = habitual(cells, CREW.allowed)
    return seconds(lambda: advance(round(days * 1440)))


def costs_of_one(cells: int) -> dict[str, float | None]:
    """Return what a body of some size costs once, in seconds, bytes per cell and megabytes.

    What agents hold is read from the memory of the process, which is exact for large bodies only.
    """
    start = time.perf_counter()
    body = Body(cells=cells, settle_days=0.0)
    born = time.perf_counter() - start
    columns = sum(tissue.columns.flat.nbytes for tissue in body.tissues.values())
    places = sum(
        tissue.rows.nbytes + sum(getattr(tissue.lattice, name).nbytes for name in PLACES)
        for tissue in body.tissues.values()
    )
    branching = min(_clock(body.branch) for _ in range(3))
    saving, loading, size = _checkpoint(body)
    held, start = resident_gb(), time.perf_counter()
    agents = len(body.agents)
    populated, grown = time.perf_counter() - start, resident_gb()
    known = held is not None and grown is not None and grown > held
    return {
        "birth_s": born,
        "agents_s": populated,
        "agents": agents,
        "branch_s": branching,
        "save_s": saving,
        "load_s": loading,
        "file_mb": size,
        "column_bytes_per_cell": columns / cells,
        "place_bytes_per_cell": places / cells,
        "agent_bytes_per_cell": 1e9 * (grown - held) / cells if known else None,
    }


def _clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _checkpoint(body: Body) -> tuple[float, float, float]:
    """Return the seconds of saving and loading and the size of the file in MB."""
    with tempfile.TemporaryDirectory(prefix="glucell-state-") as folder:
        path = Path(folder, "state.npz")
        saving = _clock(lambda: body.save(path))
        return saving, _clock(lambda: Body.load(path)), path.stat().st_size / 1e6


def starting(*, cold: bool) -> dict[str, float]:
    """Return the seconds until the first simulated minute of a new process; with a ``cold``
    start also that of one that has to compile everything first."""
    took = {"import_s": _process("import sim.body"), "warm_start_s": _process(START)}
    if cold:
        with tempfile.TemporaryDirectory(prefix="glucell-cold-") as folder:
            took["first_start_s"] = _process(START, GLUCELL_CACHE_DIR=folder)
    return took


def _process(program: str, **environment: str) -> float:
    root = Path(__file__).resolve().parents[2]
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program], cwd=root, env={**os.environ, **environment}, check=True
    )
    return time.perf_counter() - start
