"""When each event of a variant happens: occurrences with start and end, in order of time.

The order of the file does not matter.  Starts and ends may hang on other events; those whose
length a condition decides stay open until the condition has held, and whatever hangs on them is
placed then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.protocol.events import Hold, Infusion
from experiments.protocol.movement import WEEKDAYS, Training
from experiments.protocol.times import Anchors, NotYetKnown, TimePoint

if TYPE_CHECKING:
    from experiments.protocol.events import Event

FOREVER = float("inf")


@dataclass(frozen=True)
class Phase:
    """A part of an occurrence with one value: a step of an infusion, a session of a program."""

    start: float
    end: float
    payload: Any = None


@dataclass(frozen=True)
class Occurrence:
    """One event placed in time (min from time 0); ``end`` is None while a condition decides it."""

    event_id: str
    number: int
    event: "Event"
    start: float
    end: float | None
    phases: tuple[Phase, ...] = ()

    @property
    def key(self) -> str:
        """Name of the occurrence, used to start and stop it."""
        return self.event_id if self.number == 0 else f"{self.event_id}.{self.number + 1}"

    @property
    def latest_end(self) -> float:
        """The end, or the latest possible one."""
        if self.end is not None:
            return self.end
        return self.start + (self.event.limit or FOREVER)


@dataclass
class Timeline:
    """Events of one variant placed as far as they can be; call ``place`` again when more is
    known.  ``until`` (min) is where training without an end of its own has its last session."""

    events: Mapping[str, "Event"]
    anchors: Anchors
    weekday: str = "monday"
    until: float = FOREVER
    waiting: set[str] = field(default_factory=set)
    placed: dict[str, list[Occurrence]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.waiting = set(self.events)

    def place(self, *, assume_limits: bool = False) -> list[Occurrence]:
        """Place what can be placed now and return the new occurrences, ordered by time.

        With ``assume_limits`` an event that lasts until a condition holds is taken to last for
        its limit, as when a protocol is checked without running it.
        """
        new: list[Occurrence] = []
        progress = True
        while progress:
            progress = False
            for event_id in sorted(self.waiting):
                try:
                    occurrences = self._occurrences(event_id, self.events[event_id])
                except NotYetKnown:
                    continue
                self.waiting.discard(event_id)
                self.placed[event_id] = occurrences
                new.extend(occurrences)
                progress = True
                for occurrence in occurrences:
                    if occurrence.end is not None:
                        self._know(occurrence, occurrence.end)
                    elif assume_limits:
                        self._know(occurrence, occurrence.latest_end)
                    else:
                        self.anchors.known[f"{occurrence.event_id}.start"] = occurrence.start
        return sorted(new, key=lambda o: (o.start, o.event_id, o.number))

    def close(self, occurrence: Occurrence, end: float) -> Occurrence:
        """Record the end of an event whose condition has held (or whose limit has come)."""
        phases = tuple(
            Phase(phase.start, min(phase.end, end), phase.payload)
            for phase in occurrence.phases
            if phase.start < end
        )
        closed = Occurrence(
            occurrence.event_id, occurrence.number, occurrence.event, occurrence.start, end, phases
        )
        self.placed[occurrence.event_id] = [closed]
        self._know(closed, end)
        return closed

    def _know(self, occurrence: Occurrence, end: float) -> None:
        known, name, count = (
            self.anchors.known,
            occurrence.event_id,
            len(self.placed[occurrence.event_id]),
        )
        spans: list[tuple[str, float, float]] = [
            (str(occurrence.number + 1), occurrence.start, end)
        ]
        if occurrence.number == 0:
            known[f"{name}.start"] = occurrence.start
            spans.append(("first", occurrence.start, end))
        if occurrence.number == count - 1:
            known[f"{name}.end"] = end
            spans.append(("last", occurrence.start, end))
        if isinstance(occurrence.event, Training) and occurrence.phases:
            for label, phase in (("first", occurrence.phases[0]), ("last", occurrence.phases[-1])):
                spans.append((label, phase.start, phase.end))
        spans += [(label, phase.start, phase.end) for label, phase in steps_of(occurrence)]
        for label, start, stop in spans:
            known[f"{name}.{label}.start"], known[f"{name}.{label}.end"] = start, stop

    def _occurrences(self, event_id: str, event: "Event") -> list[Occurrence]:
        first = self.anchors.resolve(event.start)
        steps = getattr(event, "steps", None)
        steps = steps if isinstance(event, Infusion | Hold) else None
        if event.momentary:
            length: float | None = getattr(event, "over", 0.0)
        elif steps:
            length = sum(step.duration for step in steps)
        elif event.duration is not None:
            length = event.duration
        elif event.end is not None:
            length = self.anchors.resolve(event.end) - first
        else:
            length = None if event.until is not None else FOREVER
        starts = [first]
        if event.repeat_every is not None:
            if event.repeat_times is not None:
                starts = [first + place * event.repeat_every for place in range(event.repeat_times)]
            elif event.repeat_until is not None:
                last = self.anchors.resolve(event.repeat_until)
                count = max(1, int((last - first - 1e-9) // event.repeat_every) + 1)
                starts = [first + place * event.repeat_every for place in range(count)]
        return [
            Occurrence(
                event_id,
                place,
                event,
                start,
                None if length is None else start + length,
                self._phases(event, start, length),
            )
            for place, start in enumerate(starts)
        ]

    def _phases(self, event: "Event", start: float, length: float | None) -> tuple[Phase, ...]:
        if isinstance(event, Training):
            span = length if length is not None else event.limit
            if span == FOREVER:
                span = self.until - start
            if span is None or not 0 < span < FOREVER:
                return ()
            sessions = event.sessions(
                start, start + span, self.anchors.start_clock, WEEKDAYS.index(self.weekday)
            )
            return tuple(
                Phase(time, time + minutes, intensity) for time, minutes, intensity in sessions
            )
        if isinstance(event, Infusion | Hold) and event.steps:
            phases, time = [], start
            for step in event.steps:
                phases.append(Phase(time, time + step.duration, step))
                time += step.duration
            return tuple(phases)
        return ()


def steps_of(occurrence: Occurrence) -> list[tuple[str, Phase]]:
    """Steps of an infusion or hold by name: their own, or step_1, step_2 ..."""
    if not isinstance(occurrence.event, Infusion | Hold):
        return []
    return [
        (getattr(phase.payload, "name", None) or f"step_{place + 1}", phase)
        for place, phase in enumerate(occurrence.phases)
    ]


def step_labels(event: "Event") -> list[str]:
    """Names of the parts of an event over which a measure can be repeated."""
    if isinstance(event, Infusion | Hold) and event.steps:
        names = [getattr(step, "name", None) for step in event.steps]
        return [name or f"step_{place + 1}" for place, name in enumerate(names)]
    if event.repeat_times is not None:
        return [str(place + 1) for place in range(event.repeat_times)]
    return []


def lead_of(events: dict[str, "Event"], anchors: Anchors, fast: float) -> float:
    """How long before time 0 the first thing of a protocol happens (min)."""
    earliest = -fast
    for event in events.values():
        if event.start.event is None:
            earliest = min(
                earliest, anchors.resolve(event.start) if event.start.anchor != "end" else 0.0
            )
    return -earliest


def moments(points: list[TimePoint], anchors: Anchors) -> list[float | None]:
    """Times of points, None where not known yet."""
    result: list[float | None] = []
    for point in points:
        try:
            result.append(anchors.resolve(point))
        except NotYetKnown:
            result.append(None)
    return result
