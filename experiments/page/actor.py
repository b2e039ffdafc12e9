"""One body on the page: its stage, what it still has ahead, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.page.director import Director, read_events
from experiments.page.history import CellHistory, History
from experiments.protocol.stage import Stage
from experiments.subject.habits import with_background
from sim.body import BodyDied

if TYPE_CHECKING:
    from experiments.page.script import Part, Script
    from sim.body import Body

DAY = 1440.0
CELL_INTERVAL = 5.0
"""Least interval (min) at which the states of single cells are remembered."""


@dataclass
class Actor:
    """A body with its past and its future; times are minutes from time 0 of the page."""

    subject: str
    title: str
    director: Director
    history: History = field(default_factory=History)
    cells: CellHistory | None = None
    death: str = ""
    spans: list[tuple[str, float, float]] = field(default_factory=list)

    @classmethod
    def enter(cls, body: Body, part: Part, script: Script) -> Actor:
        """Let a body that has lived its history go through the preparation, up to time 0."""
        earliest = body.time + script.run_in + script.lead
        origin = earliest + (script.clock - earliest) % DAY
        stage = Stage(body, origin)
        stage.base_habits = with_background(
            body.habits, script.background, body.maintenance_energy()
        )
        if stage.base_habits is not body.habits:
            body.live(stage.base_habits)
        if part.now:
            body.change_parameters("from the start of the page", dict(part.now))
        director = Director(stage, script.weekday)
        actor = cls(part.subject.name, part.subject.title, director, cells=CellHistory(body))
        actor.remember()
        actor.spans = actor.director.add(read_events(part.events)) if part.events else []
        actor.run_until(0.0, sample=5.0)
        return actor

    @property
    def body(self) -> Body:
        """The body itself."""
        return self.director.stage.body

    @property
    def origin(self) -> float:
        """Body time (min) at time 0 of the page."""
        return self.director.stage.origin

    @property
    def time(self) -> float:
        """Minutes from time 0 of the page."""
        return self.director.stage.time

    def remember(self) -> None:
        """Keep what the charts and the inspector of cells need of this moment."""
        self.history.add(self.body)
        if self.cells is not None and self.body.time - self.cells.last >= CELL_INTERVAL - 1e-9:
            self.cells.add(self.body)

    def run_until(self, time: float, sample: float) -> None:
        """Live until a time of the page (min), remembering every ``sample`` minutes."""
        stage = self.director.stage
        while not self.death:
            if self.director.perform_due():
                self.history.add(self.body)
            if stage.time >= time - 1e-9:
                return
            following = (stage.time // sample + 1.0) * sample
            try:
                stage.run_until(min(time, following, max(self.director.next_time(), stage.time)))
            except BodyDied as died:
                self.death = f"The body died: {died.cause}."
            if stage.time >= following - 1e-9 or self.death:
                self.remember()

    def branch(self) -> Actor:
        """Return a copy to which one can come back; the remembered past is shared."""
        stage = self.director.stage.branch(self.origin)
        stage.basal = dict(self.director.stage.basal)
        return Actor(
            self.subject, self.title, self.director.branch(stage), self.history, self.cells,
            self.death,
        )  # fmt: skip

    def forget_the_future(self) -> None:
        """Drop what was remembered after the present moment."""
        self.history.forget_after(self.body.time)
        self.history.add(self.body)
        if self.cells is not None:
            self.cells.forget_after(self.body.time)
