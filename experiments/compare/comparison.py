"""Two subjects compared: the same protocol and the same seeds, done like any sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.sweep.sweeping import Sweep, read_sweep
from experiments.sweep.work import Told

SERIES = ("glucose", "insulin")
"""Quantities that are drawn as curves."""

EVERY = "5 min"


@dataclass
class Comparison(Sweep):
    """The runs of two subjects."""

    kind = "compare"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Names of both subjects and of the protocol."""
        one, other = (Path(str(name)).stem for name in self.axes[0].values)
        return f"{one} {other} {Path(self.table.protocol).stem}"

    def further_columns(self) -> Mapping[str, Mapping[str, Told]]:
        """Meanings of the columns of differences."""
        from experiments.compare.tables import COLUMNS

        return COLUMNS

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write differences and figure."""
        from experiments.compare.sources import source_of, split
        from experiments.compare.tables import write_differences

        parts = split(source_of(folder, self.kind), "subject")
        first, other = (replace(part, name=Path(str(name)).stem) for name, part in parts)
        index += write_differences(first, other, folder)


def load_comparison(
    first: str,
    other: str,
    protocol: str = "ogtt",
    *,
    seeds: int = 5,
    cells: int = 1000,
    seed: int = 1,
    settings: Mapping[str, Any] | None = None,
    measures: Sequence[str] = (),
) -> Comparison:
    """Check two subjects and a protocol before anything is computed."""
    from experiments.sweep.checking import check_sweep

    tables = {
        "protocol": protocol,
        "cells": cells,
        "seed": seed,
        "replicates": seeds,
        "set": dict(settings or {}),
        "axes": {"subject": {"values": [first, other]}},
        "keep": {"measures": list(measures), "series": list(SERIES), "every": EVERY},
    }
    sweep = read_sweep(tables)
    work = Comparison(sweep.table, sweep.source, sweep.axes, sweep.design)
    check_sweep(work)
    return work
