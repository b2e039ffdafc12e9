"""Moments of tests: their names and times, and how long before them a branch is taken."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.protocol.schema import Every, Test
from experiments.protocol.times import DAY, NotYetKnown, TimePoint, moment_name

if TYPE_CHECKING:
    from experiments.protocol.timeline import Timeline

_NAMED_INTERVALS = ((365 * DAY, "year"), (7 * DAY, "week"), (DAY, "day"), (60.0, "h"), (1.0, "min"))


@dataclass(frozen=True)
class SideBranch:
    """A moment of a test: its name, its time, and how long before it the branch is taken (min)."""

    test: str
    name: str
    time: float
    lead: float


def test_points(test: Test, timeline: "Timeline") -> list[tuple[str, TimePoint, float]]:
    """Moments of a test: name, point in time, and a shift in minutes."""
    if isinstance(test.at, Every):
        try:
            start = timeline.anchors.resolve(test.at.from_)
            end = timeline.anchors.resolve(test.at.to)
        except NotYetKnown:
            return []
        count = int((end - start) / test.at.interval + 1e-9) + 1
        return [
            (_regular_name(test.at, start, place), TimePoint("", start), place * test.at.interval)
            for place in range(count)
        ]
    points = test.at if isinstance(test.at, tuple) else (test.at,)
    names = test.names or tuple(moment_name(point) for point in points)
    return [(name, point, 0.0) for name, point in zip(names, points, strict=True)]


def _regular_name(every: Every, start: float, place: int) -> str:
    for size, word in _NAMED_INTERVALS:
        if every.interval % size == 0 and start % size == 0:
            number = int((start + place * every.interval) / size)
            return f"h{number}" if word == "h" else f"{word}_{number}"
    return f"moment_{place + 1}"
