"""Points in time as a protocol writes them.

A point is written relative to time 0 ("90 min", "-10 h", "12 weeks"), by the clock ("07:00",
"day 2 07:00"), or relative to an event or to the protocol itself ("insulin.end - 30 min",
"training.last.end + 16 h", "end").  Inside a measure repeated over the steps of an event,
"step" stands for the step at hand.

Points that depend on an event whose length is decided by a condition are known only while the
protocol runs; ``Anchors`` collects what is known so far.
"""

import math
import re
from dataclasses import dataclass, field

from experiments.protocol.units import UnitError, amount

DAY = 1440.0
"""Minutes in a day."""

_CLOCK = re.compile(r"(?:day\s+(?P<day>-?\d+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_RELATIVE = re.compile(
    r"(?P<anchor>[A-Za-z_][\w\-]*(?:\.[\w\-]+)*?)(?:\s+(?P<sign>[-+])\s*(?P<offset>\d.*))?"
)


class NotYetKnown(Exception):
    """A point in time depends on an event that has not ended yet; its text is the anchor."""


@dataclass(frozen=True)
class TimePoint:
    """A point in time as written: an offset (min) from an anchor, or a clock time."""

    text: str
    offset: float = 0.0
    anchor: str | None = None
    clock: float | None = None
    day: int | None = None

    @property
    def event(self) -> str | None:
        """Name of the event this point hangs on, if any."""
        if self.anchor is None or self.anchor in ("start", "end"):
            return None
        return self.anchor.split(".")[0]


@dataclass
class Anchors:
    """Times (min from time 0) of everything a point can refer to, by dotted name."""

    start_clock: float
    known: dict[str, float] = field(default_factory=dict)

    def resolve(self, point: TimePoint) -> float:
        """Minutes from time 0; raises NotYetKnown while the anchor is open."""
        if point.clock is not None:
            first = (point.clock - self.start_clock) % DAY
            if point.day is not None:
                return point.clock - self.start_clock + DAY * point.day
            return first
        if point.anchor is None or point.anchor == "start":
            return point.offset
        if point.anchor not in self.known:
            raise NotYetKnown(point.anchor)
        return self.known[point.anchor] + point.offset

    def scoped(self, name: str, start: float, end: float) -> "Anchors":
        """A copy in which ``name`` ("step") has the given start and end."""
        return Anchors(self.start_clock, {**self.known, f"{name}.start": start, f"{name}.end": end})


def duration(text: object, example: str = "30 min") -> float:
    """Minutes in a length of time; lengths of months or years are whole days."""
    written = amount(text, example)
    if written.value == 0.0 and not written.unit.dimension:
        return 0.0
    if written.unit.dimension != (("time", 1),):
        raise UnitError(f"'{text}' is not a length of time, as '{example}' is")
    minutes = written.to("min")
    if written.unit.factor >= 43800.0:
        minutes = round(minutes / DAY) * DAY
    return minutes


def clock(text: object) -> float:
    """Minutes after midnight of a clock time such as "07:30"."""
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or match["day"] or not (int(match["hour"]) < 24 and int(match["minute"]) < 60):
        raise UnitError(f"{text!r} is not a time of day, as '07:30' is")
    return int(match["hour"]) * 60.0 + int(match["minute"])


def time_point(text: object) -> TimePoint:
    """Read a point in time."""
    if isinstance(text, TimePoint):
        return text
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not a time; write it as text, as in '90 min' or '07:00'")
    written = text.strip().replace("−", "-")
    match = _CLOCK.fullmatch(written)
    if match is not None:
        if int(match["hour"]) > 23 or int(match["minute"]) > 59:
            raise UnitError(f"'{text}' is not a time of day, as '07:30' is")
        minutes = int(match["hour"]) * 60.0 + int(match["minute"])
        return TimePoint(written, clock=minutes, day=int(match["day"]) if match["day"] else None)
    if written[:1].isdigit() or written[:1] in "+-.":
        return TimePoint(written, offset=duration(written, "90 min"))
    match = _RELATIVE.fullmatch(written)
    if match is None:
        raise UnitError(
            f"'{text}' is not a time; write '90 min', '07:00', 'day 2 07:00' or 'clamp.end - "
            "30 min'"
        )
    anchor = match["anchor"]
    if anchor not in ("start", "end") and not anchor.endswith((".start", ".end")):
        raise UnitError(
            f"'{text}' does not say which end of '{anchor}' it means; write '{anchor}.end'"
        )
    offset = (
        duration(match["offset"]) * (-1 if match["sign"] == "-" else 1) if match["offset"] else 0.0
    )
    return TimePoint(written, offset=offset, anchor=anchor)


def moment_name(point: TimePoint) -> str:
    """Name of a moment used in measure names: year_5, week_2, day_3, h14, min_30, start, end."""
    source = point.text if point.anchor is None else point.text.partition(" ")[2].strip()
    if point.clock is not None:
        return (
            "" if point.day is None else f"day_{point.day}_"
        ) + f"at_{point.text[-5:].replace(':', '')}"
    match = re.fullmatch(r"([-+]?)\s*([\d.]+)\s*([a-z]+)", source)
    if match is None:
        return "start" if point.anchor in (None, "start") else "end"
    number = match[2].rstrip("0").rstrip(".") if "." in match[2] else match[2]
    before = "minus_" if match[1] == "-" else ""
    number = number.replace(".", "p")
    word = {"h": "h", "hour": "h", "hours": "h"}.get(match[3])
    if word:
        return f"{before}h{number}"
    word = {"d": "day", "y": "year", "wk": "week"}.get(match[3], match[3].rstrip("s"))
    return f"{before}{word}_{number}"


def minutes_text(minutes: float) -> str:
    """A time for messages, in the unit a reader would choose."""
    for size, word in ((525600.0, "years"), (10080.0, "weeks"), (DAY, "days"), (60.0, "h")):
        if abs(minutes) >= 2 * size:
            return f"{minutes / size:.4g} {word}"
    return f"{minutes:.4g} min" if math.isfinite(minutes) else "never"
