"""The leap itself: days lived in full, days leapt over, and what decides between them.

A burst of days is lived in full: first what the leap left unsettled settles, then one period (a
day, or a week where training repeats weekly) is measured. Then whole periods are leapt over. When
something happens to the body (new habits, a drug, an infusion, a fast, another plan of the day)
what was known is forgotten and days are lived in full again.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from agents.declarations import UserError

from ..aging import grow_older
from .closing import DEPOTS, settle
from .depots import Depot
from .filling import filled
from .followed import Followed, FollowedCells, FollowedNumbers
from .memory import DAY
from .pacing import Pace

DAYS_BEFORE_FIRST = 4
"""Days lived in full before the first leap after something has happened."""

DAYS_BETWEEN = 2
"""Days lived in full between two leaps, and before anything that is planned."""


@dataclass(frozen=True)
class Ahead:
    """What the one who drives a body knows of what comes: until when (min) nothing happens but
    what repeats after ``period`` days, and a name for what that is."""

    until: float
    period: int = 1
    what: str = ""


@dataclass(frozen=True)
class Jump:
    """A leap that was made: from and to (min), and the error it was found to have had, with the
    name of the state that had it; negative as long as that is not known."""

    start: float
    end: float
    period: int
    error: float = -1.0
    worst: str = ""


class Leap:
    """Lives a body with leaps; ``tolerance`` bounds the estimated relative error of one leap."""

    def __init__(self, tolerance: float = 0.01) -> None:
        if not 1e-5 <= tolerance <= 0.2:
            raise UserError(f"The tolerance of a leap must lie in 1e-05 to 0.2, not {tolerance:g}.")
        self.pace = Pace(tolerance)
        self.followed: list[Followed] = [
            FollowedCells("muscle"), FollowedCells("liver"), FollowedNumbers(),
        ]  # fmt: skip
        self.depots = [Depot(name) for name in DEPOTS]
        self.jumps: list[Jump] = []
        self.in_full = 0.0
        self.put_right: dict[str, float] = {}
        self.told: dict[str, Any] = {}
        self.forget()

    def forget(self, circumstances: str = "", period: int = 1) -> None:
        """Know nothing of the days before: something has happened."""
        for one in self.followed:
            one.trace.forget()
        for depot in self.depots:
            depot.forget()
        self.pace.begin_again()
        self.told = {
            "circumstances": circumstances,
            "period": period,
            "lived": 0,  # days in full since something happened, or since the last leap
            "begun": None,  # time at which the period to measure began
            "measured": None,  # time at which the last one ended
            "before_leap": None,  # the same, of the one before the last leap
            "open": False,  # whether the last leap is not corrected yet
        }

    # --- driving a body

    def run_until(self, body, end: float, ahead: Callable[[], Ahead] | None) -> None:
        """Advance a body to a time (min), or beyond it where what lay between was leapt over."""
        while body.time < end - 1e-9:
            begun = body.time
            midnight = (math.floor(begun / DAY + 1e-9) + 1.0) * DAY
            body.live_until(min(midnight, end))
            self.in_full += body.time - begun
            if body.time < midnight - 1e-9:
                return
            self._at_midnight(body, Ahead(end) if ahead is None else ahead())

    def day_ends(self, body) -> None:
        """Hear from a body that a day has ended, before its cells meet their fate."""
        told = self.told
        if told["begun"] is None:
            return
        if body.time < told["begun"] + told["period"] * DAY - 1e-9:
            for depot in self.depots:
                depot.before_fate(body.tissues[depot.name].columns)
            return
        for one in self.followed:
            one.trace.end(one.read(body))
        for depot in self.depots:
            depot.end(body.tissues[depot.name], told["period"])
        stored = body.record["fat_stored"] - told["fat_stored"]
        capacity = sum(d.mean_capacity(body.tissues[d.name].columns) for d in self.depots)
        for depot in self.depots:
            depot.measure(body, stored / capacity, told["period"])
        told["begun"], told["measured"] = None, body.time

    def fates_met(self, body) -> None:
        """Hear from a body that its cells have met their fate, in the midst of a period."""
        if self.told["begun"] is not None:
            for depot in self.depots:
                depot.after_fate(body.tissues[depot.name].columns)

    def _at_midnight(self, body, ahead: Ahead) -> None:
        """Take note of the day that has ended, leap if that is possible, begin to measure."""
        circumstances = self._circumstances(body, ahead)
        if circumstances != self.told["circumstances"]:
            self.forget(circumstances, ahead.period)
        else:
            self.told["lived"] += 1
            if self.told["measured"] == body.time:
                self._correct(body)
                periods = self._how_far(body, ahead)
                if periods:
                    self._jump(body, periods)
        told = self.told
        if told["begun"] is None and told["lived"] >= self._days_in_full() - told["period"]:
            told["begun"], told["fat_stored"] = body.time, float(body.record["fat_stored"])
            for one in self.followed:
                one.trace.begin(one.read(body))
            for depot in self.depots:
                depot.begin(body)

    def _days_in_full(self) -> int:
        """Return how many days must be lived in full before the next leap."""
        first = self.told["before_leap"] is None
        return max(DAYS_BEFORE_FIRST if first else DAYS_BETWEEN, self.told["period"])

    def _how_far(self, body, ahead: Ahead) -> int:
        """Return how many periods to leap now."""
        period = self.told["period"]
        until = min(ahead.until, body.next_event_of_users())
        room = math.floor((until - body.time) / DAY + 1e-9) - max(DAYS_BETWEEN, period)
        if self.pace.days < 0.5 * period:  # too rough for whole periods as yet
            self.pace.days *= 2.0
            return 0
        return max(min(round(self.pace.days / period), room // period), 0)

    def _circumstances(self, body, ahead: Ahead) -> str:
        """Return a text that stays the same as long as days are alike."""
        if body.drivers or body.fasting_until > body.time:
            return f"something is going on at {body.time}"
        plan = [(round(e.time - body.time, 6), e.action) for e in body.agenda.entries]
        parameters = b"".join(group.tobytes() for group in body.parameters.values())
        parts = (ahead.period, ahead.what, body.habits, plan, parameters)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    # --- leaping

    def _jump(self, body, periods: int) -> None:
        """Leap over whole periods."""
        told = self.told
        period, start = told["period"], body.time
        days = periods * period
        apart = None
        if told["before_leap"] is not None:
            apart = (start - told["before_leap"]) / (period * DAY)
        for one in self.followed:
            one.leap(body, period, periods, apart)
        for depot in self.depots:
            depot.set_off(body, days, None if apart is None else apart * period)
        for day in range(1, days + 1):
            released = sum(d.release(body.tissues[d.name], day) for d in self.depots)
            gained = sum(d.net(day) for d in self.depots)
            capacity = sum(
                float(np.sum(body.tissues[d.name].columns.view("storage_capacity")))
                for d in self.depots
            )
            for depot in self.depots:
                depot.live(body, (gained + released) / capacity)
            grow_older(body, 1.0)
        for depot in self.depots:
            depot.land(body)
        body.skip(days)
        self._settle(body)
        self.jumps.append(Jump(start, body.time, period))
        told.update(before_leap=start, lived=0, begun=None, open=True)

    def _correct(self, body) -> None:
        """Estimate the error of the last leap from the period lived after it, and put it right."""
        told = self.told
        if not told["open"]:
            return
        jump, period = self.jumps[-1], told["period"]
        periods = (jump.end - jump.start) / (period * DAY)
        apart = (body.time - told["before_leap"]) / (period * DAY)
        errors: dict[str, float] = {}
        for one in self.followed:
            change = one.correction(apart)
            errors |= one.relative(body, change)
            one.correct(body, change, told["lived"] / period)
        for depot in self.depots:
            errors[depot.name] = abs(depot.correct(body, periods * period, told["lived"]))
        self._settle(body)
        worst = max(errors, key=lambda name: errors[name])
        self.jumps[-1] = Jump(jump.start, jump.end, period, errors[worst], worst)
        self.pace.heed(errors[worst], periods * period)
        told["open"] = False

    def _settle(self, body) -> None:
        """Close the books, and keep how much had to be put right in each."""
        for name, missed in settle(body).items():
            self.put_right[name] = self.put_right.get(name, 0.0) + abs(missed)

    # --- looking

    def filled(self, rows: np.ndarray, every: float) -> np.ndarray:
        """Return recorded rows with those of leapt days put in between."""
        return filled(rows, every, [(jump.start, jump.end, jump.period) for jump in self.jumps])

    def days_leapt(self) -> float:
        """Return how many days have been leapt over."""
        return sum(jump.end - jump.start for jump in self.jumps) / DAY

    def summary(self) -> dict[str, float]:
        """Return tolerance, number of leaps, days leapt over and days lived in full, the greatest
        error found, and what was put right in each book (share of what went through it)."""
        return {
            "tolerance": self.pace.tolerance,
            "leaps": len(self.jumps),
            "days": self.days_leapt(),
            "days_in_full": self.in_full / DAY,
            "greatest_error": max((0.0, *(jump.error for jump in self.jumps))),
            **{f"{name}_put_right": share for name, share in self.put_right.items()},
        }

    # --- keeping and copying

    def copy(self) -> Leap:
        """Return an independent copy."""
        return Leap.from_plain(self.to_plain(), self.arrays())

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all arrays by name."""
        found: dict[str, np.ndarray] = {}
        for one in self.followed:
            found |= {f"{one.name}.{key}": a for key, a in one.trace.arrays.items()}
        for depot in self.depots:
            found |= {f"{depot.name}.{key}": a for key, a in depot.arrays.items()}
        return found

    def to_plain(self) -> dict[str, Any]:
        """Return everything else as plain data."""
        return {
            "told": dict(self.told),
            "pace": asdict(self.pace),
            "in_full": self.in_full,
            "put_right": dict(self.put_right),
            "jumps": [list(asdict(jump).values()) for jump in self.jumps],
            "depots": {depot.name: dict(depot.numbers) for depot in self.depots},
        }

    @classmethod
    def from_plain(cls, data: dict[str, Any], arrays: dict[str, np.ndarray]) -> Leap:
        """Build a leap from what ``to_plain`` and ``arrays`` gave."""
        leap = cls(data["pace"]["tolerance"])
        leap.told, leap.pace = dict(data["told"]), Pace(**data["pace"])
        leap.in_full, leap.put_right = data["in_full"], dict(data["put_right"])
        leap.jumps = [Jump(*values) for values in data["jumps"]]
        places = {one.name: one.trace.arrays for one in leap.followed}
        places |= {depot.name: depot.arrays for depot in leap.depots}
        for depot in leap.depots:
            depot.numbers.update(data["depots"][depot.name])
        for name, array in arrays.items():
            owner, _, key = name.partition(".")
            places[owner][key] = array
        return leap
