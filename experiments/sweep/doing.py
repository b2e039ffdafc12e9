"""What a worker does: the runs of one batch, one after the other, each written down at once.

A batch that is begun leaves a note with the name of the worker's shard, which stands until the
driver has heard of its runs. Where a worker is killed and its batch is given to another one, the
note tells where to look for what was finished.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from experiments.sweep.shards import ShardWriter, StorageFull, rows_of
from experiments.sweep.work import digest, model_version

Performer = Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
"""Performs one run: from what all share and its own changes to what it gave."""


NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""Errors of a full disk: what they end has not failed, it is still to be done."""


class Item(NamedTuple):
    """A run to be done: its number, which attempt at it this is, and its changes."""

    run: int
    attempt: int
    changes: dict[str, Any]


class Report(NamedTuple):
    """What the driver hears of a run: why it failed (None if it did not), and its seconds."""

    run: int
    failure: str | None
    seconds: float


class CannotWork(Exception):
    """This worker cannot do runs of this folder at all; the text says why."""


_writers: dict[tuple[str, str], ShardWriter] = {}


def do_batch(
    folder: str, work_digest: str, part: str, session: str, name: str, items: Iterable[Item]
) -> list[Report]:
    """Do the runs of a batch that have not been done yet; each is on the disk before the next.

    ``session`` is that of the driver: a batch of a driver that is gone, and whose runs another one
    may have taken up, is not begun. The note of the batch is removed by the driver, once it has
    heard of its runs.
    """
    note = Path(folder) / "running" / name
    with _writer(folder, part).lock():
        if not is_current(Path(folder), part, session):
            raise CannotWork("The driver of this batch is gone.")
        done = done_before(note)
        _leave_note(note, _writer(folder, part).path)
        return list(do_each(folder, work_digest, part, items, done))


def do_alone(folder: str, work_digest: str, part: str, items: Iterable[Item]) -> Iterator[Report]:
    """Do runs in this process, one after the other, and yield what is to be told of each."""
    with _writer(folder, part).lock():
        yield from do_each(folder, work_digest, part, items, {})


def do_each(
    folder: str,
    work_digest: str,
    part: str,
    items: Iterable[Item],
    done: Mapping[int, dict[str, Any]],
) -> Iterator[Report]:
    """Do runs that are not among those done, write each down, and yield its report."""
    card, writer = _card(folder, work_digest), _writer(folder, part)
    for item in items:
        item = Item(*item)
        row = done.get(item.run)
        if row is None or row["attempt"] < item.attempt:
            row = do_run(card, item)
            writer.append(row)
        yield report_of(row)


def report_of(row: Mapping[str, Any]) -> Report:
    """Return what the driver hears of a run that was written down."""
    return Report(row["index"], row["reason"], row["seconds"])


def _writer(folder: str, part: str) -> ShardWriter:
    writer = _writers.get((folder, part))
    if writer is None:
        writer = _writers[folder, part] = ShardWriter(Path(folder) / "shards", part)
    return writer


def _leave_note(note: Path, shard: Path) -> None:
    with contextlib.suppress(OSError), note.open("a", encoding="utf-8") as file:
        file.write(shard.name + "\n")


def done_before(note: Path) -> dict[int, dict[str, Any]]:
    """Return what workers that had begun this batch wrote down before they were killed."""
    done: dict[int, dict[str, Any]] = {}
    with contextlib.suppress(OSError):
        for name in note.read_text(encoding="utf-8").split():
            shard = note.parent.parent / "shards" / name
            done |= {row["index"]: row for _, row in rows_of(shard)}
    return done


def session_path(folder: Path, part: str) -> Path:
    """Return the file that names the session of the driver of a part."""
    return folder / "running" / f"{part}.session"


def is_current(folder: Path, part: str, session: str) -> bool:
    """Tell whether a driver has not been followed by another one."""
    try:
        return session_path(folder, part).read_text(encoding="utf-8") == session
    except OSError:
        return False


def do_run(card: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """Do one run; whatever goes wrong inside it becomes the reason of a failed run."""
    begun = time.perf_counter()
    row: dict[str, Any] = {
        "index": item.run,
        "id": digest([card["common_digest"], item.changes])[:20],
        "attempt": item.attempt,
        **attempted(_performer(card["performer"]), card["common"], item.changes),
    }
    row["seconds"] = round(time.perf_counter() - begun, 6)
    row["process"] = os.getpid()
    return row


def attempted(
    performer: Performer, common: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a run gave, with its status and the reason where it failed."""
    row: dict[str, Any] = {"status": "finished", "reason": None}
    try:
        result = performer(common, changes)
        failure = result.pop("failure", None)
        row.update(result)
    except (Exception, RecursionError) as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise StorageFull(f"{common.get('_folder', '')}: {error.strerror}") from error
        failure = str(error).splitlines()[0] if str(error) else type(error).__name__
        if not isinstance(error, ValueError) and type(error).__name__ != "BodyDied":
            failure = f"{type(error).__name__}: {failure}"
    if failure:
        row["status"], row["reason"] = "failed", failure
    return row


@lru_cache(maxsize=8)
def _performer(path: str) -> Performer:
    module, _, name = path.partition(":")
    function: Performer = getattr(importlib.import_module(module), name)
    return function


@lru_cache(maxsize=8)
def _card(folder: str, work_digest: str) -> dict[str, Any]:
    from experiments.sweep.folder import CARD

    path = Path(folder) / CARD
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotWork(
            f"A worker cannot see {folder}: machines that share a sweep need a folder that all "
            "of them reach under the same path."
        ) from None
    if card["digest"] != work_digest:
        raise CannotWork(f"A worker sees another sweep in {folder} than the one that is done.")
    if card["model"] != model_version():
        raise CannotWork(
            "A worker has another version of glucell than the sweep was begun with; start the "
            "workers from the same version."
        )
    card["common"]["_folder"] = folder
    return card


def warm_up(folder: str, work_digest: str) -> float:
    """Load the model, and compile what is not compiled yet; return the seconds it took."""
    begun = time.perf_counter()
    card = _card(folder, work_digest)
    _performer(card["performer"])
    if card["simulates"]:
        from sim.body import Body

        Body(cells=4, settle_days=1.0).run_for(30.0)
    return time.perf_counter() - begun
