"""Work: a list of runs that can be done in any order, by anybody, and put together again.

A sweep, a cohort, a sensitivity analysis, the explanation of a body and the comparison of two are
all work. What every run shares stands in ``common``, what tells one from another in ``changes``;
both are plain data and together decide every number that the run gives.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).absolute().parent.parent
RULES = ("indices", "protocol", "subject")
"""Packages of experiments whose code decides what a run measures."""


@dataclass(frozen=True)
class Column:
    """A column of a table: name, unit, meaning; it holds "number", "whole", "text" or "yes/no"."""

    name: str
    unit: str = ""
    meaning: str = ""
    kind: str = "number"


Told = str | tuple[str, str]
"""What a column holds: its meaning, or its unit and its meaning."""


class Work:
    """A list of runs. ``performer`` is what performs one: "package.module:function"; points are
    repeated with ``replicates`` seeds."""

    kind = "sweep"
    title = ""
    performer = "experiments.sweep.performing:perform"
    simulates = True
    replicates = 1

    def __len__(self) -> int:
        raise NotImplementedError

    @cached_property
    def common(self) -> dict[str, Any]:
        """What all runs share, as plain data."""
        raise NotImplementedError

    @cached_property
    def identity(self) -> Any:
        """Plain data from which all changes follow."""
        raise NotImplementedError

    def changes(self, index: int) -> dict[str, Any]:
        """What one run has of its own, as plain data."""
        raise NotImplementedError

    def columns(self) -> list[Column]:
        """Columns of the table of runs that are known before anything has run."""
        raise NotImplementedError

    def row(self, index: int) -> dict[str, Any]:
        """Values of these columns for one run."""
        raise NotImplementedError

    def effort(self, index: int) -> float:
        """Return how long a run takes, compared with the others of this work."""
        return 1.0

    def name_of(self, index: int) -> str:
        """Return how a run is called in a message."""
        return f"run {index + 1}"

    def meanings(self) -> Mapping[str, str]:
        """Meanings of the measures of the protocols, by name."""
        from experiments.sweep.measures import meanings_of

        return meanings_of(self.common.get("protocols", {}))

    def further_columns(self) -> Mapping[str, Mapping[str, Told]]:
        """Meanings, or units and meanings, of the columns of tables that ``finish`` writes."""
        return {}

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write further tables and figures beside the table of runs; add their names to index."""

    @cached_property
    def common_digest(self) -> str:
        """Return a hash of everything that all runs share, the model's equations included."""
        shared = {"model": model_version(), "performer": self.performer, **self.common}
        return digest(without_places(shared))

    @cached_property
    def digest(self) -> str:
        """Return a hash of the whole work: the same work has the same runs."""
        return digest([self.kind, self.common_digest, self.identity, len(self)])

    def run_id(self, index: int) -> str:
        """Return the hash of everything that decides one run."""
        return digest([self.common_digest, self.changes(index)])[:20]


def canonical(data: Any) -> str:
    """Return plain data as text, the same for the same data."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def ordered(data: Any) -> str:
    """Return plain data as text that keeps the order of keys."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def digest(data: Any) -> str:
    """Return a hash of plain data."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def without_places(data: Any) -> Any:
    """Return plain data without the keys that begin with "_": where something lies here."""
    if isinstance(data, Mapping):
        return {k: without_places(v) for k, v in data.items() if not str(k).startswith("_")}
    return [without_places(v) for v in data] if isinstance(data, list | tuple) else data


@lru_cache(maxsize=1)
def model_version() -> str:
    """Return a hash of the equations of cells and body and of the rules of protocols."""
    from agents.compiled import source_hash

    sum_of = hashlib.sha256(source_hash().encode())
    for package in RULES:
        for path in sorted((HOME / package).rglob("*.py")):
            sum_of.update(path.relative_to(HOME).as_posix().encode() + b"\0" + path.read_bytes())
    return sum_of.hexdigest()[:16]
