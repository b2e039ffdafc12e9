"""Looking at the cells of a run at regular moments, and keeping its bodies where asked.

A branch is looked at when its protocol begins, when it ends, and in between each quarter of an
hour in protocols of hours, hourly in those of a day, daily, weekly, monthly or yearly in longer
ones; the tests of a protocol only when they begin and end. Looking disturbs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.output.cell_statistics import Row, response_histogram, statistics_of
from experiments.output.looks import Look, from_arrays, to_arrays
from experiments.protocol.branch import Branch
from experiments.protocol.kept import Kept
from experiments.protocol.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.reading import LoadedProtocol, Variant
    from experiments.protocol.record import Key, Record
    from experiments.protocol.stage import Stage

DAY = 1440.0
INTERVALS = (15.0, 60.0, DAY, 7 * DAY, 30 * DAY, 365 * DAY)
"""Regular intervals between two looks (min); the first that needs no more looks than MOST."""
MOST = 36
MOST_CELLS = 100_000
"""Bodies of up to so many cells keep whole cells of every look, larger ones of first and last."""


@dataclass
class ObservedBranch(Branch):
    """A branch whose cells are looked at regularly."""

    interval: float = 60.0
    keep_cells: bool = False
    upcoming: float = 0.0
    looks: list[Look] = field(default_factory=list)

    def run(self) -> Record:
        """Live through the agenda and look at the cells once more at the end."""
        record = super().run()
        if record.died is None and (not self.looks or self.looks[-1].time < self.stage.time - 1e-6):
            self.look_at_cells()
        return record

    def follow(self, other: Branch, time: float) -> None:
        """Take over what was seen on the common way."""
        super().follow(other, time)
        if isinstance(other, ObservedBranch):
            self.looks, self.upcoming = list(other.looks), other.upcoming

    def extra_state(self) -> dict[str, Any]:
        """What was seen so far, and when it is looked again."""
        return {"upcoming": self.upcoming, **to_arrays(self.looks)}

    def take_up_extra(self, extra: dict[str, Any]) -> None:
        """Take up what had been seen before an interruption."""
        self.upcoming, self.looks = extra["upcoming"], from_arrays(extra)

    def _go_to(self, time: float) -> None:
        while self.upcoming <= time + 1e-9:
            if self.upcoming >= self.stage.time - 1e-9:
                super()._go_to(self.upcoming)
                self.look_at_cells()
            self.upcoming += self.interval
        super()._go_to(time)

    def look_at_cells(self) -> None:
        """Note statistics over cells as they are now."""
        subject = self.stage.subject
        rows: list[Row] = []
        responses: dict[str, np.ndarray] = {}
        bathed = getattr(subject, "tissue", None)
        for name, tissue in subject.tissues.items():
            if bathed not in (None, name):
                continue
            parameters = subject.parameters[name]
            rows += statistics_of(tissue, parameters)
            responses[name] = response_histogram(tissue, parameters)
        cells = cells_of(subject) if self.keep_cells else {}
        work = recruitment_of(subject)
        self.looks.append(Look(self.stage.time, rows, responses, cells, work))
        if len(self.looks) > 2 and sum(map(len, subject.tissues.values())) > MOST_CELLS:
            self.looks[-2].cells = {}


@dataclass
class ObservedPlan(Plan):
    """A plan whose branches are looked at, and remembered with their bodies."""

    keep_cells: bool = False
    branches: list[ObservedBranch] = field(default_factory=list)
    earlier: dict[Key, list[Look]] = field(default_factory=dict)
    earlier_bodies: dict[Key, Any] = field(default_factory=dict)

    def branch(
        self,
        protocol: LoadedProtocol,
        key: Key,
        stage: Stage,
        tell: Callable[[float, str], None],
        spawn: Callable[[Branch], None],
        *,
        variant: Variant | None = None,
        clock: float | None = None,
    ) -> Branch:
        """Make a branch that is looked at, with its preparation on the agenda."""
        plain = super().branch(protocol, key, stage, tell, spawn, variant=variant, clock=clock)
        interval = math.inf if key.test else regular_interval(self.horizon(plain.record))
        own = {part.name: getattr(plain, part.name) for part in fields(plain)}
        branch = ObservedBranch(**own, interval=interval, keep_cells=self.keep_cells)
        self.branches.append(branch)
        return branch

    def snapshot(self, stage: Stage, record: Record) -> list[dict[str, Any]]:
        """Look at the cells at a moment that the protocol asks for; kept with the other looks."""
        branch = next(branch for branch in self.branches if branch.stage is stage)
        if not branch.looks or branch.looks[-1].time < stage.time - 1e-6:
            branch.look_at_cells()
        return []

    def take_up(self, kept: Kept, body: Any | None) -> None:
        """Remember what was seen in a branch that had finished before an interruption."""
        key = kept.record.key
        self.earlier[key] = from_arrays(kept.extra)
        if body is not None:
            self.earlier_bodies[key] = body

    def looks(self, order: Iterable[Key]) -> dict[Key, list[Look]]:
        """What was seen in each branch, in a given order of the branches."""
        seen = {**self.earlier, **{branch.record.key: branch.looks for branch in self.branches}}
        return {key: seen[key] for key in order}

    def body_of(self, key: Key) -> Any:
        """The body of a branch that is no test: at the end, or in its last good state."""
        for branch in self.branches:
            if branch.record.key == key:
                return branch.stage.body if branch.last_good is None else branch.last_good
        return self.earlier_bodies.get(key)

    def last_good(self, records: Mapping[Key, Record]) -> dict[Key, Any]:
        """The last good state of every body that died in a branch that is no test."""
        died = [key for key, record in records.items() if record.died and not key.test]
        bodies = {branch.record.key: branch.last_good for branch in self.branches}
        found = {key: bodies[key] if key in bodies else self.earlier_bodies[key] for key in died}
        return {key: body for key, body in found.items() if body is not None}


def regular_interval(horizon: float) -> float:
    """Return the interval between looks (min) that suits a protocol of this length (min)."""
    for interval in INTERVALS:
        if horizon <= MOST * interval:
            return interval
    return INTERVALS[-1]


def recruitment_of(subject: Any) -> np.ndarray | None:
    """Return the share of full contraction of every muscle fiber, or None where all rest."""
    muscle = subject.tissues.get("muscle")
    if muscle is None:
        return None
    work: np.ndarray = muscle.column("recruitment")
    return work.copy() if work.any() else None


def cells_of(subject: Any) -> dict[str, pd.DataFrame]:
    """Return every state of every living cell, one frame per tissue."""
    import pandas as pd

    frames = {}
    for name, tissue in subject.tissues.items():
        columns = {state: tissue.column(state) for state in tissue.states}
        frames[name] = pd.DataFrame({"cell": tissue.rows.copy(), **columns})
    return frames
