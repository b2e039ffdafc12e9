"""Living a subject's history: the phases of a life, performed on a body one after the other."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.protocol.acts import acts_of
from experiments.protocol.alike import Sessions, ahead
from experiments.protocol.stage import Stage
from experiments.protocol.timeline import FOREVER, Occurrence, Timeline
from experiments.protocol.times import DAY, Anchors, minutes_text

if TYPE_CHECKING:
    from experiments.subject.reading import LoadedSubject

LONGEST_CALL = 30 * DAY

Tell = Callable[[float, str], None]
Keep = Callable[[Any, dict[str, Any]], None]


def live(
    body: Any,
    subject: "LoadedSubject",
    tell: Tell = lambda minutes, text: None,
    keep: Keep = lambda body, place: None,
    place: Mapping[str, Any] | None = None,
) -> Any:
    """Perform the history of a subject on a body.

    ``tell`` hears of minutes lived. ``keep`` is called now and then with the body and the place
    in its life, plain data with which the same body goes on later when it is given as ``place``.
    Raises UserError when the body does not survive.
    """
    from sim.body import BodyDied

    for number in range(0 if place is None else place["phase"], len(subject.model.history)):
        begun = float(body.time) if place is None else place["origin"]
        try:
            _live_phase(body, subject, number, tell, keep, place)
        except BodyDied as death:
            raise UserError(
                f"{subject.path.name}: nobody survives this history: {death.cause}, "
                f"{minutes_text(death.time - begun)} after the beginning of phase {number + 1}."
            ) from None
        place = None
    keep(body, {"phase": len(subject.model.history)})
    return body


def _live_phase(
    body: Any,
    subject: "LoadedSubject",
    number: int,
    tell: Tell,
    keep: Keep,
    place: Mapping[str, Any] | None,
) -> None:
    phase = subject.model.history[number]
    stage = Stage(body, float(body.time) if place is None else place["origin"])
    timeline = Timeline(phase.events, Anchors(stage.origin % DAY), until=phase.duration)
    occurrences = [
        _within(occurrence, phase.duration) for occurrence in timeline.place(assume_limits=True)
    ]
    acts = [act for occurrence in occurrences for act in acts_of(occurrence)]
    acts.sort(key=lambda act: act.order)
    done = 0
    if place is not None:
        stage.from_state(place, {occurrence.key: occurrence.event for occurrence in occurrences})
        done = place["done"]

    sessions = Sessions.of(occurrences)

    def alike() -> Any:
        return ahead(stage, sessions, acts[done:], phase.duration)

    def go(time: float) -> None:
        while stage.time < time - 1e-9:
            before = stage.time
            keep(body, {"phase": number, "done": done, **stage.to_state()})
            stage.run_until(min(time, before + LONGEST_CALL), alike)
            if stage.time <= before:
                return
            tell(stage.time - before, f"{subject.name}: phase {number + 1} of the history")

    for act in acts[done:]:
        go(min(act.time, phase.duration))
        if not stage.leaps or stage.time <= act.time + 1.0:  # else it was leapt over
            stage.perform(act)
        done += 1
    go(phase.duration)


def length_of(subject: "LoadedSubject") -> float:
    """Return how long the history of a subject lasts (min)."""
    return sum(phase.duration for phase in subject.model.history)


def _within(occurrence: Occurrence, length: float) -> Occurrence:
    """The occurrence, ending with its phase where it has no end of its own."""
    end = occurrence.end
    if end is None or end == FOREVER or end > length:
        end = length
    phases = tuple(part for part in occurrence.phases if part.start < length)
    return Occurrence(
        occurrence.event_id, occurrence.number, occurrence.event, occurrence.start, end, phases
    )
