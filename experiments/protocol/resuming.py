"""An interrupted run goes on where it stopped: finished records and living branches on disk.

A folder holds one file per finished branch, and for each branch or history that was still being
lived its body and the little that it knew. What is planned is not saved: it follows from the
protocol, and what has been done already is taken off again.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.protocol import kept
from experiments.protocol.kept import Kept
from experiments.protocol.record import Key

if TYPE_CHECKING:
    from experiments.protocol.bodies import Living
    from experiments.protocol.branch import Branch
    from experiments.protocol.reading import LoadedProtocol

SECONDS_BETWEEN = 20.0
"""Least time between two savings of one branch; runs shorter than that write nothing."""
COST = 0.03
"""Largest share of the time that saving may take, so that large bodies are saved less often."""


class Checkpoints:
    """The folder of an unfinished run; ``open_folder`` makes it when something is first saved."""

    def __init__(
        self,
        protocol: "LoadedProtocol",
        open_folder: Callable[[], Path],
        *,
        seconds: float | None = None,
    ) -> None:
        self.protocol = protocol
        self.seconds = SECONDS_BETWEEN if seconds is None else seconds
        self._open_folder = open_folder
        self._folder: Path | None = None
        self._begun = time.monotonic()
        self._due: dict[str, float] = {}
        self._early: list[tuple[Branch, Any]] = []
        self._finished: dict[Key, Path] = {}
        self._lock = threading.RLock()

    def take_up(self, folder: Path) -> "Checkpoints":
        """Go on with what an earlier run left in a folder."""
        self._folder = folder
        for path in sorted(folder.glob("finished_*.npz")):
            self._finished[kept.key_of(path)] = path
        return self

    @property
    def is_open(self) -> bool:
        """Whether anything has been written yet."""
        return self._folder is not None

    @property
    def folder(self) -> Path:
        """The folder, made at the first call; what had finished before is written then."""
        with self._lock:
            if self._folder is None:
                self._folder = self._open_folder()
                for branch, body in self._early:
                    self.finish(branch, body)
                self._early.clear()
            return self._folder

    # Finished branches

    def finished(self, key: Key) -> list[Kept]:
        """A finished branch and its tests; empty when it is not finished."""
        if key not in self._finished:
            return []
        return [kept.load(self._finished[key], self.protocol), *self.tests_of(key)]

    def tests_of(self, key: Key) -> list[Kept]:
        """Finished tests of a branch."""
        with self._lock:  # branches of other threads finish meanwhile
            finished = list(self._finished.items())
        return [
            kept.load(path, self.protocol)
            for other, path in finished
            if other.test and other._replace(test="", moment="") == key
        ]

    def finish(self, branch: "Branch", body: Any | None) -> None:
        """Keep a branch that has finished, and a body of it where one is wanted in the end."""
        with self._lock:
            if self._folder is None and time.monotonic() - self._begun < self.seconds:
                self._early.append((branch, body))
                return
        record = branch.record
        path = self._path("finished", record.key)
        if body is not None:
            body.save(self._path("end", record.key))
        kept.save(path, record, record.series, {}, branch.extra_state())
        with self._lock:
            self._finished[record.key] = path
        for kind in ("living", "body"):
            self._path(kind, record.key).unlink(missing_ok=True)

    def end_body(self, key: Key) -> Any | None:
        """The body of a finished branch, if it was kept."""
        return _body(self._path("end", key))

    # Living branches

    def is_due(self, name: object) -> bool:
        """Whether something that is being lived should be saved now."""
        now = time.monotonic()
        return now >= self._due.setdefault(str(name), now + self.seconds)

    def _saved(self, name: object, begun: float) -> None:
        now = time.monotonic()
        self._due[str(name)] = now + max(self.seconds, (now - begun) / COST)

    def keep(self, branch: "Branch", shared_until: float | None = None) -> None:
        """Save a living branch; its body first, what it knows last.

        ``shared_until`` is the time (min) until which it lives for other arms as well.
        """
        if branch.stage.bath is not None:
            return
        begun, key = time.monotonic(), branch.record.key
        branch.stage.body.save(self._path("body", key))
        state = {**branch.to_state(), "shared_until": shared_until}
        path = self._path("living", key)
        kept.save(path, branch.record, branch.earlier, state, branch.extra_state())
        self._saved(key, begun)

    def living(self, key: Key) -> tuple[Any, Kept] | None:
        """The body and the traces of a branch that was being lived, if both are there."""
        if self._folder is None:
            return None
        path, body = self._path("living", key), _body(self._path("body", key))
        if body is None or not path.exists():
            return None
        found = kept.load(path, self.protocol)
        if abs(body.time - found.state["origin"] - found.state["time"]) > 1e-6:
            return None  # killed between the two files: the branch begins again
        return body, found

    # Histories

    def is_history_due(self, living: "Living", parameters: Mapping[str, float]) -> bool:
        """Whether a body that lives its subject's history should be saved now."""
        return self.is_due(self._history(living, parameters))

    def keep_history(
        self, living: "Living", parameters: Mapping[str, float], body: Any, state: dict[str, Any]
    ) -> None:
        """Save a body that lives its subject's history, and where in it the body stands."""
        begun, name = time.monotonic(), self._history(living, parameters)
        text = json.dumps({**state, "body_time": float(body.time)})
        body.save(self.folder / f"{name}.npz")
        kept.write_aside(self.folder / f"{name}.json", text.encode())
        self._saved(name, begun)

    def history(
        self, living: "Living", parameters: Mapping[str, float]
    ) -> tuple[Any, dict[str, Any]] | None:
        """A body in the middle of its subject's history, or after it, if one was saved."""
        if self._folder is None:
            return None
        name = self._history(living, parameters)
        page, body = self._folder / f"{name}.json", _body(self._folder / f"{name}.npz")
        if body is None or not page.exists():
            return None
        state = json.loads(page.read_text(encoding="utf-8"))
        return (body, state) if abs(body.time - state["body_time"]) < 1e-6 else None

    def _history(self, living: "Living", parameters: Mapping[str, float]) -> str:
        text = json.dumps([living.group, living.person, sorted(parameters.items())])
        return f"history_{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def _path(self, kind: str, key: Key) -> Path:
        name = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        return self.folder / f"{kind}_{name}.npz"


def _body(path: Path) -> Any | None:
    from sim.body import Body

    return Body.load(path) if path.exists() else None
