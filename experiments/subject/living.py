"""Living a subject's history: the phases of a life, performed on a body one after the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from experiments.protocol.acts import acts_of
from experiments.protocol.stage import Stage
from experiments.protocol.timeline import FOREVER, Occurrence, Timeline
from experiments.protocol.times import DAY, Anchors

if TYPE_CHECKING:
    from experiments.subject.reading import LoadedSubject

LONGEST_CALL = 30 * DAY


def live(
    body: Any,
    subject: "LoadedSubject",
    tell: Callable[[float, str], None] = lambda minutes, text: None,
) -> Any:
    """Perform the history of a subject on a body; ``tell`` hears of minutes lived."""
    for number, phase in enumerate(subject.model.history):
        stage = Stage(body, float(body.time))
        timeline = Timeline(phase.events, Anchors(float(body.time) % DAY), until=phase.duration)
        acts = []
        for occurrence in timeline.place(assume_limits=True):
            acts += acts_of(_within(occurrence, phase.duration))
        for act in sorted(acts, key=lambda act: act.order):
            _go(stage, min(act.time, phase.duration), subject, number, tell)
            stage.perform(act)
        _go(stage, phase.duration, subject, number, tell)
    return body


def _within(occurrence: Occurrence, length: float) -> Occurrence:
    """The occurrence, ending with its phase where it has no end of its own."""
    end = occurrence.end
    if end is None or end == FOREVER or end > length:
        end = length
    phases = tuple(part for part in occurrence.phases if part.start < length)
    return Occurrence(
        occurrence.event_id, occurrence.number, occurrence.event, occurrence.start, end, phases
    )


def _go(
    stage: Stage,
    time: float,
    subject: "LoadedSubject",
    number: int,
    tell: Callable[[float, str], None],
) -> None:
    while stage.time < time - 1e-9:
        before = stage.time
        stage.run_until(min(time, before + LONGEST_CALL))
        if stage.time <= before:
            return
        tell(stage.time - before, f"{subject.name}: phase {number + 1} of the history")
