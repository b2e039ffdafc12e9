"""Traces of a branch on disk: one archive of arrays and plain text, in which nothing is executed.

Files are written aside and then renamed, so that a kill leaves the last good ones.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.protocol.record import Key, Record, Sizes

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.reading import LoadedProtocol

PLAIN = (
    "population", "died", "dose_value", "started", "test_time", "facts", "books", "masses", "leapt",
)  # fmt: skip
"""Parts of a record that are plain data already."""


@dataclass
class Kept:
    """What was kept of a branch: its record, its state, and what a more specific branch adds."""

    record: Record
    state: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)


def save(
    path: Path,
    record: Record,
    series: "pd.DataFrame | None",
    state: Mapping[str, Any],
    extra: Mapping[str, Any],
) -> None:
    """Write a record with its series so far; ``extra`` holds arrays and plain data by name."""
    plain = {name: value for name, value in extra.items() if not isinstance(value, np.ndarray)}
    texts = {
        "key": record.key,
        "state": state,
        "extra": plain,
        "record": {
            **{name: getattr(record, name) for name in PLAIN},
            "samples": record.samples,
            "sizes": record.sizes,
            "known": record.anchors.known,
            "start_clock": record.anchors.start_clock,
            "columns": list(record.columns),
            "series": [] if series is None else list(series.columns),
        },
    }
    arrays: dict[str, Any] = {
        name: np.frombuffer(_text(data).encode(), np.uint8) for name, data in texts.items()
    }
    arrays |= {f"extra {name}": extra[name] for name in extra if name not in plain}
    for place, values in enumerate(record.columns.values()):
        arrays[f"column_{place}"] = values
    if series is not None:
        arrays["index"], arrays["values"] = series.index.to_numpy(float), series.to_numpy(float)
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    write_aside(path, buffer.getvalue())


def load(path: Path, protocol: "LoadedProtocol") -> Kept:
    """Read what ``save`` wrote of a branch of ``protocol`` or of one of its tests."""
    import pandas as pd

    from experiments.protocol.times import Anchors

    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    key, data = Key(*_plain(arrays["key"])), _plain(arrays["record"])
    series = None
    if "values" in arrays:
        index = pd.Index(arrays["index"], name="time")
        series = pd.DataFrame(arrays["values"], index=index, columns=data["series"])
    own = protocol.tests[key.test] if key.test else protocol
    record = Record(key, own, Anchors(data["start_clock"], data["known"]), series=series)
    for name in PLAIN:
        setattr(record, name, data[name])
    record.died = None if data["died"] is None else (data["died"][0], data["died"][1])
    record.samples = {n: [(t, v) for t, v in pairs] for n, pairs in data["samples"].items()}
    record.sizes = [Sizes(*sizes) for sizes in data["sizes"]]
    record.columns = {
        (name, moment): arrays[f"column_{place}"]
        for place, (name, moment) in enumerate(data["columns"])
    }
    extra = _plain(arrays["extra"])
    for name, values in arrays.items():
        if name.startswith("extra "):
            extra[name.removeprefix("extra ")] = values
    return Kept(record, _plain(arrays["state"]), extra)


def key_of(path: Path) -> Key:
    """Return which branch a file is of."""
    with np.load(path, allow_pickle=False) as archive:
        return Key(*_plain(archive["key"]))


def _text(data: Any) -> str:
    return json.dumps(data, default=lambda number: number.item())


def _plain(array: np.ndarray) -> Any:
    return json.loads(array.tobytes())


def write_aside(path: Path, data: bytes) -> None:
    """Write a file under another name, bring it to the disk, and give it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
