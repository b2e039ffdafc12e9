"""Locks on files, which the system frees when their holder dies, however it dies."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

_lock: Callable[[IO[bytes], bool, bool], None]

try:
    import fcntl

    def _lock(file: IO[bytes], shared: bool, wait: bool) -> None:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(file, kind | (0 if wait else fcntl.LOCK_NB))

except ImportError:  # Windows
    import msvcrt

    _FAR = 2**40  # beyond the content, which stays readable

    def _lock(file: IO[bytes], shared: bool, wait: bool) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined]
        msvcrt.locking(file.fileno(), mode, 1)  # type: ignore[attr-defined]


class Held(Exception):
    """Somebody else holds the lock."""


class Lock:
    """A lock on a file, held from ``take`` to ``free``; file systems without locks grant all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> Lock:
        """Take the lock, alone or together with others; raise Held where it is taken."""
        file = open(self.path, "ab")  # noqa: SIM115
        try:
            _lock(file, shared, wait)
        except (BlockingIOError, PermissionError):
            file.close()
            raise Held(str(self.path)) from None
        except OSError:
            pass
        self._file = file
        return self

    def free(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: Any) -> None:
        self.free()


def is_held(path: Path) -> bool:
    """Tell whether a living process holds the lock on a file."""
    try:
        Lock(path).take().free()
    except Held:
        return True
    except OSError:
        return False
    return False
