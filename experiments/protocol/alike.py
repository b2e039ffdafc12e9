"""How long days go on alike: what a body that leaps may leap over, and what it must live in full.

Between two acts of a protocol every day is like the one before. In a training program it is weeks
that are alike, as long as their sessions fall on the same hours and last the same number of
quarters; their intensity may change little by little, as in programs that progress.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.protocol.acts import Act
from experiments.protocol.movement import Training
from experiments.protocol.times import DAY

if TYPE_CHECKING:
    from experiments.protocol.stage import Stage
    from experiments.protocol.timeline import Occurrence

WEEK = 7 * DAY
SESSION = ("exercise", "stop_exercise")
"""Verbs of the acts that make up a session."""


def quarters(start: float, end: float) -> int:
    """Return how many quarters of an hour, the clock of adaptation, end during a session."""
    return math.floor(end / 15.0 + 1e-9) - math.floor(start / 15.0 + 1e-9)


@dataclass
class Sessions:
    """All training sessions of a timeline, in order: start (min) and what kind of session."""

    starts: list[float] = field(default_factory=list)
    kinds: list[tuple[Any, ...]] = field(default_factory=list)
    programs: frozenset[str] = frozenset()

    @classmethod
    def of(cls, occurrences: Iterable["Occurrence"], keys: str = "") -> "Sessions":
        """Gather the sessions of placed occurrences; ``keys`` is what their keys begin with."""
        found = sorted(
            (
                phase.start,
                (
                    keys + occurrence.key,
                    occurrence.event.mode,
                    occurrence.event.limb,
                    quarters(phase.start, phase.end),
                ),
            )
            for occurrence in occurrences
            if isinstance(occurrence.event, Training)
            for phase in occurrence.phases
        )
        programs = frozenset(kind[0] for _, kind in found)
        return cls([start for start, _ in found], [kind for _, kind in found], programs)

    def include(self, act: Act) -> bool:
        """Whether an act begins or ends one of these sessions."""
        return act.verb in SESSION and act.key.rpartition(".")[0] in self.programs

    def week(self, start: float) -> list[tuple[float, tuple[Any, ...]]]:
        """Return the sessions of a week: minutes after its start, and what kind."""
        first, last = (bisect_left(self.starts, time - 1e-6) for time in (start, start + WEEK))
        return [(round(self.starts[at] - start, 3), self.kinds[at]) for at in range(first, last)]

    def alike_until(self, now: float) -> float:
        """Return until when weeks repeat the one before now."""
        last, until = self.week(now - WEEK), now
        while last and self.week(until) == last:
            until += WEEK
        return until

    def program(self, now: float) -> list[tuple[float, tuple[Any, ...]]]:
        """Return the sessions of the last week by their time in any week."""
        start = now - WEEK
        return sorted((round((start + after) % WEEK, 3), kind) for after, kind in self.week(start))

    def next_after(self, now: float) -> float:
        """Return when the next session begins."""
        at = bisect_left(self.starts, now - 1e-6)
        return self.starts[at] if at < len(self.starts) else float("inf")


def ahead(stage: "Stage", sessions: Sessions, acts: Iterable[Act], end: float) -> Any:
    """Tell a body at a midnight how far days or weeks go on alike.

    ``acts`` are all acts to come; nothing is known beyond ``end`` (min from time 0).
    """
    from sim.leap import Ahead

    now = stage.time
    until = min([end, *(act.time for act in acts if not sessions.include(act))])
    if not sessions.week(now - WEEK) and not sessions.week(now):
        until = min(until, sessions.next_after(now))
        return Ahead(stage.zero + until)
    until = min(until, sessions.alike_until(now))
    return Ahead(stage.zero + until, 7, f"{stage.zero} {sessions.program(now)}")
