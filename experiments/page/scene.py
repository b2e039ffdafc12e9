"""What a page shows: one body or two on one clock, as a model that Mesa's controls can drive.

Mesa's page makes a scene, steps it while playing and makes a new one at every reset. A scene is
there at once; the bodies enter when they have lived their histories, in a thread of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import mesa

from agents.declarations import UserError
from experiments.page.actor import Actor
from experiments.page.director import read_events
from experiments.page.lives import lived
from experiments.page.replacing import end_what_it_replaces
from experiments.page.script import NOBODY, Part, Script, check_script, plain_script
from experiments.page.wording import describe
from experiments.page.work import Work
from experiments.protocol.times import DAY, minutes_text

MOST_UNDONE = 12

MOMENT = 0.3
"""Longest time (s) that a step may compute while playing, so that a pause is obeyed at once."""

LATE = 0.5
"""Time (s) within which a step still comes that was on its way when somebody paused: Mesa's loop
sleeps between asking whether it plays and stepping."""

SAMPLES = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)
"""Intervals (min) at which a past may be remembered."""

SPEEDS = (1.0, 5.0, 15.0, 60.0, 180.0, 360.0, DAY, 3 * DAY, 7 * DAY, 28 * DAY)
"""Speeds of the page, simulated minutes per second."""


@dataclass(frozen=True)
class Marker:
    """Something done to the bodies, as the timeline shows it (min from time 0)."""

    key: str
    start: float
    end: float
    text: str
    table: Mapping[str, Any]
    whom: str = ""


@dataclass
class _Moment:
    """All that is needed to come back to the moment before an action."""

    actors: list[Actor]
    markers: list[Marker]
    text: str


class Scene(mesa.Model):
    """One or two bodies from the subject library on a common clock (min)."""

    def __init__(
        self,
        *,
        rng: int | str = 1,
        cells: int = 1000,
        subject: str = "lean",
        beside: str = NOBODY,
        settings: Mapping[str, float] | None = None,
        script: Script | None = None,
    ) -> None:
        """Begin; ``rng`` is the seed (text is read), ``cells`` their number per body.

        ``subject`` and ``beside`` name bodies, ``settings`` are parameters from birth, and
        ``script`` says what is done to whom; the names given win over those of the script.
        """
        super().__init__(rng=1)
        self._default_schedule.stop()
        self.step = self._advance
        self.seed = 1
        self.cells = int(cells)
        self.subject, self.beside = subject, beside
        self.settings = dict(settings or {})
        self.script = script
        self.lock = threading.RLock()
        self.on_change: Callable[[bool], None] = lambda ended: None
        self.gate: Callable[[], None] = lambda: None
        self.work = Work(lambda ended: self.on_change(ended))
        self.actors: list[Actor] = []
        self.markers: list[Marker] = []
        self.past: list[_Moment] = []
        self.speed = 15.0
        self.revision = 0
        self.pace = 0.0
        self.closed = False
        self.problem = ""
        self._last_step = -1.0
        self._affordable = 60.0
        self._count = 0
        self._undone = 0
        self._undone_at = -LATE
        try:
            self.seed = read_seed(rng)
            self.script = self._cast()
            check_script(self.script)
        except UserError as error:
            self.problem = str(error)
            return
        self.work.start("The body is being born", self._enter)

    # Entering

    def _cast(self) -> Script:
        """Return the script with the subjects and settings that were chosen on the page."""
        plain = plain_script(self.subject, self.beside, self.settings)
        if self.script is None:
            return plain
        written, parts = self.script.parts, []
        for place, part in enumerate(plain.parts):
            old = written[min(place, len(written) - 1)]
            same = old.subject.name == part.subject.name
            parts.append(replace(
                old, subject=old.subject if same else part.subject,
                birth={**old.birth, **self.settings}, label=old.label if same else "",
            ))  # fmt: skip
        return replace(self.script, parts=tuple(parts))

    def _enter(self) -> None:
        """Let the bodies live their histories and enter; runs in the thread of the work."""
        assert self.script is not None
        parts, actors = self.script.parts, []
        for place, part in enumerate(parts):

            def tell(share: float, text: str, place: int = place) -> None:
                self.work.tell((place + share) / len(parts), text)

            body = lived(part.subject, self.cells, self.seed, part.birth, tell)
            actors.append(Actor.enter(body, part, self.script))
        with self.lock:
            self.actors = actors
            for place, (actor, part) in enumerate(zip(actors, parts, strict=True)):
                self._mark(place, actor, part)
            self._touch()
        if self.script.moment > 0.0:
            self._live_through(self.script.moment)

    def _mark(self, place: int, actor: Actor, part: Part) -> None:
        """Put the events of a script on the timeline, those of both bodies only once."""
        spans: dict[str, tuple[float, float]] = {}
        for key, start, end in actor.spans:
            name = key.split(".")[0]
            first, last = spans.get(name, (start, end))
            spans[name] = (min(first, start), max(last, end))
        for key, (start, end) in spans.items():
            table = part.events[key]
            twin = next((m for m in self.markers if m.key == key and m.table == table), None)
            if twin is not None:
                self.markers[self.markers.index(twin)] = replace(twin, whom="")
                continue
            whom = "AB"[place] if len(self.actors) > 1 else ""
            self.markers.append(Marker(key, start, end, describe(table), table, whom))

    # Time

    def _touch(self) -> None:
        self.revision += 1
        if self.actors:
            self.time = self.actors[0].time

    @property
    def alive(self) -> bool:
        """Tell whether nobody has died; Mesa's ``running`` stays true, as undo brings back life."""
        return not any(actor.death for actor in self.actors)

    def _advance(self) -> None:
        """Advance by what the speed makes of the time since the last step (at most half a second,
        and no more than can be computed in a moment), or by one second's worth when nothing was
        playing: what Step does."""
        if not self.actors or self.work.active or self.closed:
            return
        if time.monotonic() - self._undone_at < LATE:
            return  # it set out before the undo: that time did not come
        undone = self._undone
        self.gate()
        now = time.monotonic()
        pause = now - self._last_step
        playing = pause < 1.5
        minutes = self.speed * (min(max(pause, 0.05), 0.5) if playing else 1.0)
        if playing:
            minutes = min(minutes, self._affordable)
        minutes = max(round(minutes), 1)
        self.pace = minutes / pause if playing else 0.0
        for _ in self._pieces(float(minutes), self.sample, undone):
            pass
        self._last_step = time.monotonic()
        self._affordable = MOMENT * minutes / max(self._last_step - now, 1e-3)

    @property
    def sample(self) -> float:
        """Interval (min) at which the charts remember at the present speed."""
        return sample_for(self.speed / 24.0)

    def pass_time(self, minutes: float) -> None:
        """Let all bodies live for some minutes."""
        for _ in self._pieces(minutes, self.sample, self._undone):
            pass

    def jump(self, minutes: float) -> None:
        """Let a long time pass in a thread, with progress; it can be cancelled."""
        self._expect_bodies()
        with self.lock:
            self._keep(f"{minutes_text(minutes)} passed")
        self.work.start(f"{minutes_text(minutes)} pass", lambda: self._live_through(minutes))

    def _live_through(self, minutes: float) -> None:
        """Let a long time pass, telling the progress."""
        sample = sample_for(max(minutes / 2000.0, 5.0))
        for done in self._pieces(minutes, sample, self._undone):
            share = done / minutes
            self.work.tell(share, f"{minutes_text(minutes)} pass: {100 * share:.0f} %")

    def _pieces(self, minutes: float, sample: float, undone: int) -> Iterator[float]:
        """Live for some minutes in pieces between which others get at the bodies; yield the
        minutes lived. It ends when something is undone: that time did not come."""
        begin, until = self.time, self.time + minutes
        piece = max(60.0, min(7 * DAY, 2e7 / self.cells))
        while self.time < until - 1e-9 and self.alive:
            with self.lock:
                if undone != self._undone:
                    return
                target = min(self.time + piece, until)
                for actor in self.actors:
                    actor.run_until(target, sample)
                self._touch()
            yield self.time - begin

    # Acting

    def act(
        self,
        table: Mapping[str, Any],
        text: str = "",
        *,
        whom: Sequence[int] | None = None,
    ) -> str:
        """Do something to the bodies from now on; return the key under which it is known.

        ``table`` is an event as in a protocol file; without a start it begins now. ``whom`` are
        the places of the bodies meant, by default all.
        """
        self._expect_bodies()
        with self.lock:
            key, taken = "", {marker.key for marker in self.markers}
            while not key or key in taken:
                self._count += 1
                key = f"{table.get('type', 'event')}_{self._count}"
            chosen = list(range(len(self.actors))) if whom is None else list(whom)
            table = {"start": f"{self.time:.10g} min", **table}
            event = read_events({key: table}, "this action")[key]
            self._keep(text or key)
            table = end_what_it_replaces(self, event, table, chosen)
            event = read_events({key: table}, "this action")[key]
            spans: list[tuple[str, float, float]] = []
            try:
                for place in chosen:
                    actor = self.actors[place]
                    spans = actor.director.add({key: event})
                    if actor.director.perform_due():
                        actor.history.add(actor.body)
            except (UserError, ValueError) as error:
                self.undo()
                raise UserError(str(error)) from error
            who = "" if len(chosen) == len(self.actors) else "AB"[chosen[0]]
            start, end = min(s[1] for s in spans), max(s[2] for s in spans)
            self.markers.append(Marker(key, start, end, text or describe(table), table, who))
            self._touch()
        return key

    def _expect_bodies(self) -> None:
        if not self.actors:
            raise UserError("Wait until the body has entered.")
        if self.work.active and threading.current_thread().name != "glucell-work":
            raise UserError("Wait until the present computation ends, or cancel it.")

    def _keep(self, text: str) -> None:
        """Remember the present moment, so that what follows can be undone."""
        self.past.append(
            _Moment([actor.branch() for actor in self.actors], list(self.markers), text)
        )
        del self.past[:-MOST_UNDONE]

    def undo(self) -> str:
        """Go back to before the last action; return what was undone."""
        if self.work.active and threading.current_thread().name != "glucell-work":
            raise UserError("Wait until the present computation ends, or cancel it.")
        with self.lock:
            if not self.past:
                raise UserError("There is nothing to undo.")
            self._undone += 1
            self._undone_at = time.monotonic()
            moment = self.past.pop()
            self.actors, self.markers = moment.actors, moment.markers
            for actor in self.actors:
                actor.forget_the_future()
            self._touch()
        return moment.text

    def close(self) -> None:
        """End whatever is going on; the page that showed this scene is gone."""
        self.closed = True
        self.work.cancel()


def sample_for(wanted: float) -> float:
    """Return an interval (min) for the memory, never so long that it misses meals."""
    return next((size for size in SAMPLES if size >= wanted), SAMPLES[-1])


def read_seed(text: int | str) -> int:
    """Return the seed of a page's text field, or refuse it in a sentence."""
    try:
        seed = int(str(text).strip())
    except ValueError:
        seed = -1
    if not 0 <= seed < 2**63:
        raise UserError(f"A seed is a whole number from 0 on, not {text!r}.")
    return seed
