"""What is seen of the cells at one time, and the arrays in which it is kept on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.output.cell_statistics import Row

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Look:
    """What was seen of the cells at one time (min from the time 0 of its branch).

    ``recruitment`` is the share of full contraction of every muscle fiber, during a bout only.
    """

    time: float
    rows: list[Row]
    responses: dict[str, np.ndarray]
    cells: dict[str, pd.DataFrame] = field(default_factory=dict)
    recruitment: np.ndarray | None = None


def to_arrays(looks: Sequence[Look]) -> dict[str, Any]:
    """Return looks as arrays and plain data by name; every number keeps its bits.

    What a statistic is of (tissue, group, state, statistic, unit) is written once for all looks.
    """
    labels: dict[tuple[str, ...], int] = {}
    codes = [
        labels.setdefault((*row[:4], row.unit), len(labels)) for look in looks for row in look.rows
    ]
    told: dict[str, Any] = {
        "labels": list(labels),
        "codes": np.array(codes, dtype=np.int32),
        "values": np.array([row.value for look in looks for row in look.rows]),
        "looks": [[look.time, len(look.rows), list(look.responses)] for look in looks],
        "responses": np.array([shares for look in looks for shares in look.responses.values()]),
        "cells": [
            [tissue, list(frame.columns[1:])]
            for look in looks
            for tissue, frame in look.cells.items()
        ],
        "cells_of": [len(look.cells) for look in looks],
    }
    for place, look in enumerate(looks):
        if look.recruitment is not None:
            told[f"recruitment {place}"] = look.recruitment
    frames = [frame for look in looks for frame in look.cells.values()]
    for place, frame in enumerate(frames):
        told[f"numbers {place}"] = frame["cell"].to_numpy()
        told[f"states {place}"] = frame.drop(columns="cell").to_numpy()
    return told


def from_arrays(told: Mapping[str, Any]) -> list[Look]:
    """Return the looks that ``to_arrays`` wrote."""
    import pandas as pd

    rows = []
    for code, value in zip(told["codes"].tolist(), told["values"].tolist(), strict=True):
        tissue, group, state, statistic, unit = told["labels"][code]
        rows.append(Row(tissue, group, state, statistic, value, unit))
    responses, frames = iter(told["responses"]), iter(enumerate(told["cells"]))
    looks: list[Look] = []
    begun = 0
    for (time, count, tissues), kept in zip(told["looks"], told["cells_of"], strict=True):
        cells = {}
        for _ in range(kept):
            place, (tissue, states) = next(frames)
            cells[tissue] = pd.DataFrame(told[f"states {place}"], columns=states)
            cells[tissue].insert(0, "cell", told[f"numbers {place}"])
        shares = {tissue: next(responses) for tissue in tissues}
        work = told.get(f"recruitment {len(looks)}")
        looks.append(Look(time, rows[begun : begun + count], shares, cells, work))
        begun += count
    return looks
