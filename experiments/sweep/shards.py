"""Shards: files to which processes append the runs they have finished, one line of JSON each.

A process writes to a shard of its own, and every line has reached the disk before the next run
begins: whatever is killed, a finished run stays. A line that was cut short by a kill is not a
line: it has no end.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.sweep.locks import Lock

SUFFIX = ".jsonl"
_synchronize = getattr(os, "fdatasync", os.fsync)


WHOLE = "all"
"""Part of shards that belong to a driver of all runs."""


def part_name(part: tuple[int, int] | None) -> str:
    """Return the first word of the shards of a part (number, of how many) of the runs."""
    return WHOLE if part is None else f"part-{part[0]}-of-{part[1]}"


class StorageFull(Exception):
    """A finished run could not be written down; everything written before is safe."""


class ShardWriter:
    """The shard of one process in one folder."""

    def __init__(self, folder: Path, part: str) -> None:
        host = "".join(c if c.isalnum() else "-" for c in socket.gethostname())[:40]
        name = f"{part}.{host}-{os.getpid()}-{secrets.token_hex(3)}{SUFFIX}"
        self.path = folder / name
        self._handle = -1

    def lock(self) -> Lock:
        """Hold the shard while runs are done, so that others see that somebody works on it."""
        try:
            return Lock(self.path).take()
        except OSError as error:
            raise StorageFull(f"{self.path}: {error.strerror}") from error

    def append(self, row: dict[str, Any]) -> None:
        """Write one finished run and wait until it is on the disk."""
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        data = line.encode() + b"\n"
        before = 0
        try:
            if self._handle < 0:
                self._handle = self._open()
            before = os.fstat(self._handle).st_size
            written = 0
            while written < len(data):
                written += os.write(self._handle, data[written:])
            _synchronize(self._handle)
        except OSError as error:
            self._take_back(before)
            raise StorageFull(f"{self.path.parent}: {error.strerror}") from error

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(self.path, flags, 0o666)
        synchronize_folder(self.path.parent)
        return handle

    def _take_back(self, size: int) -> None:
        """Remove a line that was not written to its end."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, size)

    def close(self) -> None:
        """Close the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def synchronize_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk (where the system can say so)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the place and the content of every whole line of a shard."""
    place = 0
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                try:
                    row = json.loads(line)
                except ValueError:
                    row = None
                if isinstance(row, dict) and "index" in row:
                    yield place, row
            place += len(line)


def row_at(file: Any, place: int) -> dict[str, Any]:
    """Return the line that begins at a place of an open shard."""
    file.seek(place)
    row: dict[str, Any] = json.loads(file.readline())
    return row
