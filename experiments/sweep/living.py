"""Bodies that have lived: brought to life once, then copied for every run that needs them.

A process keeps the last few in memory. A life of years is also kept in the folder of the runs while
they are done, so that other processes, and the call that goes on after a stop, need not live it
again; a saved body goes on bit for bit like the one that was saved.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.protocol.bodies import Bodies, Living
from experiments.sweep.locks import Lock
from experiments.sweep.work import canonical, digest

MOST_CELLS_KEPT = 200_000
"""Cells of all lived bodies that a process keeps."""

FOLDER = "lived"

_kept: OrderedDict[str, Any] = OrderedDict()


def copy_of_lived(
    subject: Any,
    cells: int,
    seed: int,
    parameters: Mapping[str, float],
    folder: str | None = None,
    *,
    shipped: bool = True,
    leap: float | None = None,
    precision: str | None = None,
) -> Any:
    """Return a body of its own that has lived the subject's life.

    Without ``shipped`` the life is lived even where a lived state is shipped.
    """
    key = canonical([subject.raw, cells, seed, dict(parameters), shipped, leap, precision])
    if key not in _kept:
        bodies = Bodies(shipped=shipped, leap=leap, precision=precision)
        body = _lived_or_loaded(subject, cells, seed, parameters, key, folder, bodies)
        room = max(MOST_CELLS_KEPT // cells, 1)
        while len(_kept) >= room:
            _kept.popitem(last=False)
        _kept[key] = body
    _kept.move_to_end(key)
    return _kept[key].branch()


def _lived_or_loaded(
    subject: Any,
    cells: int,
    seed: int,
    parameters: Mapping[str, float],
    key: str,
    folder: str | None,
    bodies: Bodies,
) -> Any:
    def live() -> Any:
        return bodies.body(Living("", 0, subject, cells, seed), parameters)

    if folder is None or not subject.model.history:
        return live()
    from sim.body import Body

    home = Path(folder) / FOLDER
    path = home / f"{digest(key)[:20]}.npz"
    try:
        home.mkdir(exist_ok=True)
        lock = Lock(path.with_suffix(".lock")).take(wait=True)
    except OSError:
        return live()
    with lock:
        if path.is_file():
            with contextlib.suppress(ValueError):
                return Body.load(path)
        body = live()
        # Keeping a life only saves time: where the disk is full, the run is done all the same.
        with contextlib.suppress(UserError):
            body.save(path)
        return body


def forget_lives(folder: Path) -> None:
    """Remove the bodies that were kept while runs were done."""
    home = folder / FOLDER
    if home.is_dir():
        for path in home.iterdir():
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            home.rmdir()
