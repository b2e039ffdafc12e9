"""An interrupted run goes on where it stopped: finished records and living branches on disk.

A folder holds one file per finished branch, and for each branch that was still living its body
and the little that the branch knew.  What is planned is not saved: it follows from the protocol,
and what has been done already is taken off again.  Files are written aside and then renamed, so
that a kill leaves the last good ones.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.protocol.record import Key, Record, Sizes

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.bodies import Living
    from experiments.protocol.branch import Branch
    from experiments.protocol.reading import LoadedProtocol
    from experiments.subject.reading import LoadedSubject

SECONDS_BETWEEN = 20.0
"""Least time between two savings of a living branch, so that saving costs little."""


class Checkpoints:
    """The folder of an unfinished run."""

    def __init__(
        self, folder: Path, identity: Mapping[str, Any], *, seconds: float = SECONDS_BETWEEN
    ) -> None:
        from agents.compiled import source_hash
        from agents.declarations import UserError

        self.folder, self.seconds = folder, seconds
        self._saved: dict[Key, float] = {}
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**identity, "model": source_hash()}, sort_keys=True, default=str)
        mine = hashlib.sha256(text.encode()).hexdigest()
        page = folder / "run.json"
        if not page.exists():
            _write(page, json.dumps({"identity": mine}).encode())
        elif json.loads(page.read_text(encoding="utf-8"))["identity"] != mine:
            raise UserError(
                f"The folder {folder} holds an unfinished run of another protocol, subject, "
                "setting or model; give an empty folder."
            )

    # Finished branches

    def finished(self, key: Key, protocol: "LoadedProtocol") -> dict[Key, Record]:
        """The record of a finished branch and those of its tests; empty when it is not finished."""
        path = self._path("finished", key)
        if not path.exists():
            return {}
        records = {key: _record(path, key, protocol)}
        for page in sorted(self.folder.glob("finished_*.npz")):
            found = Key(*json.loads(_text(page)["key"]))
            if found.test and found._replace(test="", moment="") == key:
                records[found] = _record(page, found, protocol.tests[found.test])
        return records

    def tests_of(self, key: Key, protocol: "LoadedProtocol") -> dict[Key, Record]:
        """Records of the tests of a branch that are finished already."""
        found = {}
        for page in sorted(self.folder.glob("finished_*.npz")):
            other = Key(*json.loads(_text(page)["key"]))
            if other.test and other._replace(test="", moment="") == key:
                found[other] = _record(page, other, protocol.tests[other.test])
        return found

    def finish(self, record: Record) -> None:
        """Keep the record of a finished branch."""
        _save(self._path("finished", record.key), record, record.series, {})
        for kind in ("living", "body"):
            self._path(kind, record.key).unlink(missing_ok=True)

    # Living branches

    def is_due(self, branch: "Branch") -> bool:
        """Whether a branch should be saved now."""
        last = self._saved.setdefault(branch.record.key, time.monotonic())
        return not branch.record.key.test and time.monotonic() - last >= self.seconds

    def keep(self, branch: "Branch") -> None:
        """Save a living branch; its body first, what it knows last."""
        stage = branch.stage
        if stage.bath is not None:
            return
        key = branch.record.key
        stage.body.save(self._path("body", key))
        _save(self._path("living", key), branch.record, branch.earlier, branch.to_state())
        self._saved[key] = time.monotonic()

    def living(self, key: Key) -> "tuple[Any, dict[str, Any]] | None":
        """The body and the state of a branch that was living, if both are there."""
        from sim.body import Body

        page, body = self._path("living", key), self._path("body", key)
        if not page.exists() or not body.exists():
            return None
        state = json.loads(_text(page)["state"])
        found = Body.load(body)
        if abs(found.time - stage_time(state)) > 1e-6:
            return None  # killed between the two files: the branch begins again
        return found, state

    def restore(self, branch: "Branch", state: dict[str, Any]) -> None:
        """Give a branch that has just begun what it had lived and seen."""
        path = self._path("living", branch.record.key)
        old = _record(path, branch.record.key, branch.record.protocol)
        record = branch.record
        for name in ("samples", "columns", "sizes", "population", "facts", "died"):
            setattr(record, name, getattr(old, name))
        branch.earlier = old.series if old.series is not None and len(old.series.columns) else None
        branch.from_state(state)

    # Lived bodies

    def lived(self, living: "Living", parameters: Mapping[str, float]) -> Any | None:
        """The body that had finished its subject's history, if it was kept."""
        from sim.body import Body

        path = self._lived_path(living, parameters)
        return Body.load(path) if path.exists() else None

    def keep_lived(self, living: "Living", parameters: Mapping[str, float], body: Any) -> None:
        """Keep a body that has finished its subject's history."""
        if living.subject.model.history and hasattr(body, "save"):
            body.save(self._lived_path(living, parameters))

    def _lived_path(self, living: "Living", parameters: Mapping[str, float]) -> Path:
        text = json.dumps([living.group, living.person, sorted(parameters.items())])
        return self.folder / f"lived_{hashlib.sha256(text.encode()).hexdigest()[:16]}.npz"

    def _path(self, kind: str, key: Key) -> Path:
        name = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        return self.folder / f"{kind}_{name}.npz"


def identity_of(
    protocol: "LoadedProtocol",
    subject: "LoadedSubject | None",
    cells: int,
    seed: int,
    settings: Mapping[str, float],
    settings_now: Mapping[str, float],
) -> dict[str, Any]:
    """What makes two runs the same run."""
    return {
        "protocol": protocol.raw,
        "subject": None if subject is None else subject.raw,
        "cells": cells,
        "seed": seed,
        "settings": dict(settings),
        "settings_now": dict(settings_now),
    }


def stage_time(state: Mapping[str, Any]) -> float:
    """Time of the body (min) at which a branch was saved."""
    return float(state["origin"] + state["time"])


# Files


def _save(
    path: Path, record: Record, series: "pd.DataFrame | None", state: Mapping[str, Any]
) -> None:
    columns = [[name, moment] for name, moment in record.columns]
    text = {
        "key": json.dumps(record.key),
        "state": json.dumps(state),
        "record": json.dumps(
            {
                "known": record.anchors.known,
                "samples": record.samples,
                "sizes": record.sizes,
                "population": record.population,
                "died": record.died,
                "dose_value": record.dose_value,
                "started": record.started,
                "test_time": record.test_time,
                "facts": record.facts,
                "books": record.books,
                "masses": record.masses,
                "start_clock": record.anchors.start_clock,
                "columns": columns,
                "series": [] if series is None else list(series.columns),
            },
            default=lambda number: number.item(),
        ),
    }
    arrays: dict[str, Any] = {
        name: np.frombuffer(page.encode(), np.uint8) for name, page in text.items()
    }
    for place, values in enumerate(record.columns.values()):
        arrays[f"column_{place}"] = values
    if series is not None:
        arrays["index"], arrays["values"] = series.index.to_numpy(float), series.to_numpy(float)
    from io import BytesIO

    buffer = BytesIO()
    np.savez(buffer, **arrays)
    _write(path, buffer.getvalue())


def _record(path: Path, key: Key, protocol: "LoadedProtocol") -> Record:
    import pandas as pd

    from experiments.protocol.times import Anchors

    with np.load(path, allow_pickle=False) as arrays:
        data = json.loads(arrays["record"].tobytes())
        series = None
        if "values" in arrays.files:
            index = pd.Index(arrays["index"], name="time")
            series = pd.DataFrame(arrays["values"], index=index, columns=data["series"])
        columns = {
            (name, moment): arrays[f"column_{place}"]
            for place, (name, moment) in enumerate(data["columns"])
        }
    record = Record(key, protocol, Anchors(data["start_clock"], data["known"]), series=series)
    record.samples = {n: [(t, v) for t, v in pairs] for n, pairs in data["samples"].items()}
    record.columns, record.sizes = columns, [Sizes(*sizes) for sizes in data["sizes"]]
    record.died = None if data["died"] is None else (data["died"][0], data["died"][1])
    same = ("population", "dose_value", "started", "test_time", "facts", "books", "masses")
    for name in same:
        setattr(record, name, data[name])
    return record


def _text(path: Path) -> dict[str, bytes]:
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name].tobytes() for name in ("key", "state")}


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
