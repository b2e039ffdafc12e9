"""One body on the page: its stage, what it still has ahead, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.page.director import Director
from experiments.page.history import CellHistory, History
from experiments.protocol.stage import Stage
from sim.body import BodyDied

if TYPE_CHECKING:
    from sim.body import Body

DAY = 1440.0
OPENING_CLOCK = 420.0
"""Time of day at which a page begins, min: seven in the morning, before breakfast."""

RUN_IN = DAY
"""Habitual life that is already on the charts when a page begins, min."""


@dataclass
class Actor:
    """A body with its past and its future; times are minutes from time 0 of the page."""

    subject: str
    title: str
    director: Director
    history: History = field(default_factory=History)
    cells: CellHistory | None = None
    death: str = ""

    @classmethod
    def enter(cls, body: Body, subject: str, title: str) -> Actor:
        """Let a body that has just lived its history spend a day on the charts."""
        earliest = body.time + RUN_IN
        origin = earliest + (OPENING_CLOCK - earliest) % DAY
        actor = cls(subject, title, Director(Stage(body, origin)), cells=CellHistory(body))
        actor.remember()
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
        if self.cells is not None:
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
        self.history.samples.forget_after(self.body.time)
        if self.cells is not None:
            self.cells.forget_after(self.body.time)
