"""Runs of a calibration: each done once, kept on disk at once, and never done again.

What a set of parameters gives is asked for by plan and settings. Runs that are not known yet are
done as one round: a list of runs like a sweep, in a folder of its own, by one process or many. A
round that is interrupted, however it was, loses no finished run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.conducting import Means, conduct
from experiments.sweep.shards import rows_of
from experiments.sweep.work import Column, Work, digest
from experiments.validation.planning import Plan, PlannedRun

ROUNDS = "rounds"

Settings = Mapping[str, float]


class Round(Work):
    """Some runs, each complete by itself."""

    kind = "calibrate"
    title = "round of a calibration"
    performer = "experiments.validation.performing:perform"

    def __init__(self, runs: Sequence[tuple[PlannedRun, dict[str, Any]]]) -> None:
        self.runs = list(runs)

    def __len__(self) -> int:
        return len(self.runs)

    @cached_property
    def common(self) -> dict[str, Any]:
        """Nothing: every run is complete by itself."""
        return {}

    @cached_property
    def identity(self) -> Any:
        """A hash of all runs."""
        return digest([data for _, data in self.runs])

    def changes(self, index: int) -> dict[str, Any]:
        """Everything that decides one run."""
        return self.runs[index][1]

    def name_of(self, index: int) -> str:
        """Protocol and subject of a run."""
        run, _ = self.runs[index]
        return f"{run.title} on {run.subject}"

    def columns(self) -> list[Column]:
        """What a run is."""
        return [
            Column("protocol", "", "name of the protocol", "text"),
            Column("subject", "", "whom it is performed on", "text"),
        ]

    def row(self, index: int) -> dict[str, Any]:
        """Values of these columns for one run."""
        run, _ = self.runs[index]
        return {"protocol": run.title, "subject": run.subject}


class Runs:
    """All runs of a calibration, those in its folder and those still to be done."""

    def __init__(
        self,
        folder: Path,
        means: Means | None = None,
        *,
        base: Settings | None = None,
        quiet: bool = False,
    ) -> None:
        """``base`` are settings that hold besides those that are tried."""
        self.folder, self.means, self.quiet = folder / ROUNDS, means, quiet
        self.base = dict(base or {})
        self.known: dict[str, dict[str, Any]] = {}
        self.done_now = 0
        for shard in sorted(self.folder.glob("*/shards/*.jsonl")):
            self._read(shard)

    def _read(self, shard: Path) -> None:
        for _, row in rows_of(shard):
            if row["id"] not in self.known or row["status"] == "finished":
                self.known[row["id"]] = row

    def rows(self, plan: Plan, tried: Sequence[Settings]) -> list[list[dict[str, Any]]]:
        """Return the rows of a plan, in its order, under each of the settings that are tried."""
        wanted = [[(run, self._data(run, settings)) for run in plan.runs] for settings in tried]
        ids = [[self._id(data) for _, data in runs] for runs in wanted]
        missing = {
            key: pair
            for runs, keys in zip(wanted, ids, strict=True)
            for pair, key in zip(runs, keys, strict=True)
            if key not in self.known
        }
        if missing:
            self._do(list(missing.values()))
        return [[self.known[key] for key in keys] for keys in ids]

    def count_missing(self, plan: Plan, settings: Settings) -> int:
        """Return how many runs of a plan are still to be done under some settings."""
        return sum(self._id(self._data(run, settings)) not in self.known for run in plan.runs)

    def _data(self, run: PlannedRun, settings: Settings) -> dict[str, Any]:
        return {**run.data, "set": {**self.base, **settings}}

    def _id(self, data: Mapping[str, Any]) -> str:
        return digest([self._common, data])[:20]

    @cached_property
    def _common(self) -> str:
        return Round([]).common_digest

    def _do(self, runs: list[tuple[PlannedRun, dict[str, Any]]]) -> None:
        work = Round(runs)
        place = self.folder / work.digest[:16]
        outcome = conduct(work, place, self.means, quiet=self.quiet)
        self.done_now += outcome.done_now
        for shard in sorted(place.glob("shards/*.jsonl")):
            self._read(shard)
        if not outcome.is_complete:
            raise UserError(f"{outcome.open} runs in {place} could not be done.")
