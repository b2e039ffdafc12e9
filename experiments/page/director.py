"""Performs the events of a page on one body: each is a table as in a protocol file."""

from __future__ import annotations

import copy
import heapq
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from experiments.protocol.acts import START, STOP, Act, acts_of
from experiments.protocol.problems import refuse, sentences_of
from experiments.protocol.quantities import Catalog, body_catalog, substance_of
from experiments.protocol.schema import AnyEvent
from experiments.protocol.stage import Stage
from experiments.protocol.timeline import FOREVER, Occurrence, Timeline
from experiments.protocol.times import Anchors
from experiments.protocol.units import convert

_EVENTS: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, AnyEvent])
WATCH = 2
"""Rank of looking whether a condition holds: before anything stops or starts at that minute."""


def read_events(tables: Mapping[str, Any], source: str = "event") -> dict[str, Any]:
    """Check tables of events as those of a protocol file are; bad ones are refused in words."""
    try:
        return _EVENTS.validate_python(dict(tables))
    except ValidationError as error:
        refuse(source, *sentences_of(error))
        raise AssertionError from None


@dataclass
class _Plan:
    """Events that were added together, placed as far as they can be."""

    timeline: Timeline
    at_start: dict[str, dict[str, float]] = field(default_factory=dict)


class Director:
    """The acts still to come for one body, in order of time; time 0 is that of its stage."""

    def __init__(self, stage: Stage, weekday: str = "monday") -> None:
        self.stage = stage
        self.weekday = weekday
        self.agenda: list[tuple[tuple[float, int, str, str], int, int, Act]] = []
        self.plans: list[_Plan] = []
        self.ends: dict[str, float] = {}
        self._order = itertools.count()

    def branch(self, stage: Stage) -> Director:
        """Return an independent copy that acts on another stage."""
        twin = Director(stage, self.weekday)
        twin.agenda = list(self.agenda)
        twin.plans = copy.deepcopy(self.plans)
        twin.ends = dict(self.ends)
        twin._order = itertools.count(next(self._order))
        return twin

    def add(self, events: Mapping[str, Any]) -> list[tuple[str, float, float]]:
        """Put events on the agenda; return (key, start, latest end) of what will happen, min."""
        anchors = Anchors(self.stage.origin % 1440.0)
        self.plans.append(_Plan(Timeline(dict(events), anchors, self.weekday)))
        spans = []
        for occurrence in self._place(len(self.plans) - 1):
            end = occurrence.latest_end
            spans.append(
                (occurrence.key, occurrence.start, end if end < FOREVER else occurrence.start)
            )
        return spans

    def _place(self, number: int) -> list[Occurrence]:
        """Put what can be placed now on the agenda."""
        placed = self.plans[number].timeline.place()
        for occurrence in placed:
            for act in acts_of(occurrence):
                self._push(number, act)
            if occurrence.end is None:
                self._push(
                    number, Act(occurrence.start, WATCH, occurrence.key, "watch", occurrence)
                )
        return placed

    def _push(self, number: int, act: Act) -> None:
        heapq.heappush(self.agenda, (act.order, next(self._order), number, act))

    def stop(self, key: str) -> None:
        """End an event now and forget what it still had ahead."""
        mine = [item for item in self.agenda if item[3].key.split(".")[0] == key]
        self.agenda = [item for item in self.agenda if item[3].key.split(".")[0] != key]
        heapq.heapify(self.agenda)
        for _, _, _, act in sorted(mine, key=lambda item: item[:2]):
            if act.rank == STOP and act.verb != "restore_habits":
                self.stage.perform(act)
        for running in [name for name in self.stage.layers if name.split(".")[0] == key]:
            self.stage.perform(Act(self.stage.time, STOP, running, "restore_habits"))
        self.ends[key] = self.stage.time

    def next_time(self) -> float:
        """Return the time (min from time 0) of the next act, infinity if there is none."""
        return self.agenda[0][0][0] if self.agenda else FOREVER

    def perform_due(self) -> bool:
        """Perform what is due now; tell whether anything was."""
        acted = False
        while self.agenda and self.next_time() <= self.stage.time + 1e-9:
            _, _, number, act = heapq.heappop(self.agenda)
            if act.verb == "watch":
                self._watch(number, act.data)
            else:
                self.stage.perform(act)
                acted = True
        return acted

    def _watch(self, number: int, occurrence: Occurrence) -> None:
        """End an event whose condition holds or whose limit has come; else look again later."""
        plan, event, now = self.plans[number], occurrence.event, self.stage.time
        assert event.until is not None and event.limit is not None
        known = _catalog()
        values = {c.quantity: float(self.stage.body.value(c.quantity)) for c in event.until.clauses}
        start = plan.at_start.setdefault(occurrence.key, values)
        sizes = [
            c.size.to("") if c.relative
            else convert(
                c.size.value, c.size.unit, known.unit(c.quantity), substance_of(c.quantity)
            )
            for c in event.until.clauses
        ]  # fmt: skip
        limit = occurrence.start + event.limit
        if not event.until.holds(values, start, sizes) and now < limit - 1e-9:
            following = min(now + event.check_every, limit)
            self._push(number, Act(following, WATCH, occurrence.key, "watch", occurrence))
            return
        closed = plan.timeline.close(occurrence, now)
        self.ends[occurrence.key] = now
        self.agenda = [
            item
            for item in self.agenda
            if not (item[3].key.startswith(occurrence.key + ".") and item[3].rank == START)
        ]
        heapq.heapify(self.agenda)
        for act in acts_of(closed):
            if act.rank == STOP and act.time >= now - 1e-9:
                self._push(number, act)
        self._place(number)


def _catalog() -> Catalog:
    return body_catalog()
