"""The last good state of a body that dies: a copy from the days before, lived again up to then."""

from typing import Any

from experiments.protocol.acts import Act
from experiments.protocol.stage import Stage
from experiments.protocol.times import DAY

AGE = 7 * DAY
"""Age (min) at which the copy is renewed; copying each day would cost a tenth of the time."""
MOST_CELLS = 200_000
"""Larger bodies are not copied, which would need their memory twice."""


class Memory:
    """A copy of a stage at most a week old, and the acts performed since."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.acts: list[Act] = []

    def renew(self, stage: Stage) -> None:
        """Copy a stage if the copy is too old; not cells in a bath, nor a body that leaps, which
        would not live again what it leapt over."""
        large = getattr(stage.body, "cell_count", 0) > MOST_CELLS
        if stage.bath is not None or stage.leaps or large:
            self.stage = None
        elif self.stage is None or stage.time - self.stage.time >= AGE:
            self.stage, self.acts = stage.twin(), []

    def note(self, act: Act) -> None:
        """Remember an act that was performed."""
        if self.stage is not None:
            self.acts.append(act)

    def follow(self, other: "Memory") -> None:
        """Remember what another branch remembers."""
        self.stage, self.acts = other.stage, list(other.acts)

    def body_before(self, time: float) -> Any | None:
        """The body one step before a time (min from time 0), or None where there is no copy."""
        if self.stage is None:
            return None
        stage = self.stage.twin()
        stage.body.start_recording(0.0)
        for act in self.acts:
            stage.run_until(act.time)
            stage.perform(act)
        clocks = getattr(stage.body, "clocks", None)
        stage.run_until(time - (1.0 if clocks is None else clocks.minutes))
        return stage.body
