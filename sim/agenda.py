"""What is to happen to a body and when: plain data, so that it can be copied and saved."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field, replace


@dataclass(order=True, frozen=True)
class Entry:
    """An action of the body due at a time (min); ``order`` keeps entries of one time in line."""

    time: float
    order: int
    action: str = field(compare=False)
    values: dict = field(compare=False, default_factory=dict)


class Agenda:
    """Entries in order of time."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._count = 0

    def add(self, time: float, action: str, **values) -> None:
        """Add an action of the body at a time."""
        self._count += 1
        bisect.insort(self.entries, Entry(time, self._count, action, values))

    def next_time(self) -> float:
        """Return the time of the next entry, infinity if there is none."""
        return self.entries[0].time if self.entries else float("inf")

    def due(self, time: float) -> list[Entry]:
        """Take out and return the entries due up to a time."""
        cut = bisect.bisect_right(self.entries, time, key=lambda entry: entry.time)
        taken, self.entries = self.entries[:cut], self.entries[cut:]
        return taken

    def drop(self, action: str, **values) -> None:
        """Remove entries of an action whose values include the given ones."""
        self.entries = [
            e
            for e in self.entries
            if e.action != action or any(e.values.get(k) != v for k, v in values.items())
        ]

    def postpone(self, minutes: float) -> None:
        """Let every entry be due later."""
        self.entries = [replace(entry, time=entry.time + minutes) for entry in self.entries]

    def to_json(self) -> dict:
        """Return plain data."""
        rows = [[e.time, e.order, e.action, e.values] for e in self.entries]
        return {"count": self._count, "entries": rows}

    @classmethod
    def from_json(cls, data: dict) -> Agenda:
        """Build an agenda from plain data."""
        agenda = cls()
        agenda._count = data["count"]
        agenda.entries = [Entry(*row) for row in data["entries"]]
        return agenda
