"""The folder of a list of runs: what it is, who works on it, what has been done.

``sweep.json`` says which work the folder belongs to; ``shards`` holds the finished runs in the
order in which they were finished; tables are made of them at the end, the manifest last.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from agents.declarations import UserError
from experiments.sweep.doing import session_path
from experiments.sweep.locks import Held, Lock, is_held
from experiments.sweep.shards import (
    SUFFIX,
    WHOLE,
    StorageFull,
    part_name,
    rows_of,
    synchronize_folder,
)
from experiments.sweep.work import Work, model_version

CARD = "sweep.json"
FORMAT = 1
MANIFEST = "manifest.json"
OPEN, FINISHED, FAILED = 0, 1, 2


class WorkFolder:
    """A folder in which a list of runs is done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shards = path / "shards"
        self.running = path / "running"

    @property
    def card(self) -> dict[str, Any]:
        """What the folder says about the work that it belongs to."""
        path = self.path / CARD
        try:
            card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise UserError(f"{self.path} is no folder of a sweep: it has no {CARD}.") from None
        except (OSError, ValueError) as error:
            raise UserError(f"{path} cannot be read: {error}.") from None
        return card

    @property
    def is_complete(self) -> bool:
        """Whether all tables have been written."""
        return (self.path / MANIFEST).is_file()

    def shard_files(self) -> list[Path]:
        """Return all shards in the order of their names."""
        return sorted(self.shards.glob(f"*{SUFFIX}")) if self.shards.is_dir() else []


def open_folder(work: Work, path: Path) -> WorkFolder:
    """Return the folder of a work, made if it is new; refuse a folder of anything else."""
    folder = WorkFolder(path)
    if (path / CARD).is_file():
        _refuse_other(work, folder)
        return folder
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path} holds something else; give --out a new or an empty folder.")
    card = {
        "format": FORMAT,
        "kind": work.kind,
        "title": work.title,
        "digest": work.digest,
        "model": model_version(),
        "runs": len(work),
        "performer": work.performer,
        "simulates": work.simulates,
        "common_digest": work.common_digest,
        "common": work.common,
        "identity": work.identity,
    }
    try:
        for part in (folder.shards, folder.running):
            part.mkdir(parents=True, exist_ok=True)
        write_aside(path / CARD, lambda file: file.write(json.dumps(card, indent=1).encode()))
    except OSError as error:
        raise UserError(f"The folder {path} cannot be written: {error.strerror}.") from None
    return folder


def _refuse_other(work: Work, folder: WorkFolder) -> None:
    card = folder.card
    if card["digest"] == work.digest:
        return
    if card["kind"] == work.kind and card["identity"] == json.loads(json.dumps(work.identity)):
        if card["model"] != model_version():
            raise UserError(
                f"The {card['kind']} in {folder.path} was begun with another version of the "
                "model, and runs of two versions do not belong together; give another --out."
            )
    title = f" '{card['title']}'" if card["title"] else ""
    raise UserError(
        f"{folder.path} is the folder of another {card['kind']}{title} of {card['runs']} runs; "
        "give another --out, or the same file and options to go on with it."
    )


def write_aside(path: Path, write: Callable[[Any], Any]) -> None:
    """Write a file under another name, bring it to the disk, then give it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    synchronize_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text file as ``write_aside`` does."""
    write_aside(path, lambda file: file.write(text.encode()))


@dataclass
class Ledger:
    """What has been done: per run its state, and where its last line stands."""

    runs: int
    files: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = np.zeros(self.runs, dtype=np.uint8)
        self.attempt = np.zeros(self.runs, dtype=np.uint16)
        self.shard = np.full(self.runs, -1, dtype=np.int32)
        self.place = np.zeros(self.runs, dtype=np.int64)
        self.seconds = 0.0

    def read(self, files: list[Path], hear: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Take over every whole line of shards; the last attempt at a run counts."""
        for path in files:
            number = len(self.files)
            self.files.append(path)
            for place, row in rows_of(path):
                self._note(row, number, place)
                if hear is not None:
                    hear(row)

    def _note(self, row: dict[str, Any], shard: int, place: int) -> None:
        index, attempt = row["index"], row["attempt"]
        if not 0 <= index < self.runs:
            return
        state = FINISHED if row["status"] == "finished" else FAILED
        seen = self.state[index] != OPEN
        if seen and (attempt, -state) <= (self.attempt[index], -int(self.state[index])):
            return
        self.state[index], self.attempt[index] = state, attempt
        self.shard[index], self.place[index] = shard, place
        self.seconds += row.get("seconds", 0.0)

    def note(self, index: int, finished: bool, seconds: float = 0.0) -> None:
        """Take over what a worker reported."""
        self.state[index] = FINISHED if finished else FAILED
        self.seconds += seconds

    def reopen_failed(self) -> int:
        """Count failed runs as open again; return how many."""
        failed = self.state == FAILED
        self.state[failed] = OPEN
        return int(failed.sum())

    def count(self, state: int) -> int:
        """Return how many runs are in a state."""
        return int((self.state == state).sum())

    def open_runs(self, part: tuple[int, int] = (1, 1)) -> Iterator[int]:
        """Yield the runs that are still to be done, of one part (number, of how many)."""
        number, parts = part
        for index in range(number - 1, self.runs, parts):
            if self.state[index] == OPEN:
                yield index

    def open_count(self, part: tuple[int, int] = (1, 1)) -> int:
        """Return how many runs of a part are still to be done."""
        number, parts = part
        return int((self.state[number - 1 :: parts] == OPEN).sum())


class Driving:
    """The right to have the runs of a folder done: one driver, or several parts of a job array.

    Whoever gets it begins a session, in which workers of earlier drivers begin nothing any more;
    what they had begun before is waited for.
    """

    def __init__(self, folder: WorkFolder, part: tuple[int, int] | None) -> None:
        self.folder, self.part = folder, part
        self.session = secrets.token_hex(8)
        self._locks: list[Lock] = []

    def __enter__(self) -> Driving:
        whole = Lock(self.folder.path / "driver.lock")
        try:
            self._locks.append(whole.take(shared=self.part is not None))
            if self.part is not None:
                own = self.folder.path / f"{part_name(self.part)}.lock"
                self._locks.append(Lock(own).take())
            self.folder.running.mkdir(exist_ok=True)
            write_text(session_path(self.folder.path, part_name(self.part)), self.session)
        except Held:
            self.__exit__()
            raise UserError(
                f"Another process is already working on {self.folder.path}; wait for it, or "
                "give another --out."
            ) from None
        except OSError as error:
            raise StorageFull(f"{self.folder.path}: {error.strerror}") from error
        return self

    def __exit__(self, *_: Any) -> None:
        for lock in self._locks:
            lock.free()
        self._locks.clear()

    def wait_for_workers(self, say: Callable[[str], None], limit: float = 3600.0) -> None:
        """Wait for workers of a driver that was killed: each finishes the runs it has begun."""
        begun = time.monotonic()
        told = False
        for path in self.folder.shard_files():
            if self.part and path.name.split(".")[0] not in (WHOLE, part_name(self.part)):
                continue
            while is_held(path) and time.monotonic() - begun < limit:
                if not told and time.monotonic() - begun > 1.0:
                    say("a worker of an earlier call is still finishing a run; waiting for it ...")
                    told = True
                time.sleep(0.1)
