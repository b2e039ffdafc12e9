"""Checks of the timeline: anchors that exist, ends after starts, nothing driven twice at once."""

from itertools import pairwise

from experiments.naming import nearest
from experiments.protocol import sampling
from experiments.protocol.events import Bath, Drug, Mark, Setting
from experiments.protocol.moments import test_points
from experiments.protocol.movement import Training
from experiments.protocol.plan import timeline_of
from experiments.protocol.reading import LoadedProtocol, Variant
from experiments.protocol.schema import Every
from experiments.protocol.timeline import FOREVER, Occurrence, Phase, Timeline
from experiments.protocol.times import NotYetKnown, TimePoint, minutes_text


def timeline_problems(loaded: LoadedProtocol, variant: Variant) -> list[str]:
    """Problems of one variant's timeline."""
    timeline = timeline_of(loaded, variant)
    timeline.place(assume_limits=True)
    where = f"arm {variant.arm}: " if variant.arm else ""
    problems = [where + told for told in _unplaced(timeline)]
    if problems:
        return problems
    placed = [o for several in timeline.placed.values() for o in several]
    end = _length(loaded, timeline, placed, problems)
    timeline.anchors.known["end"] = end
    for occurrence in placed:
        if occurrence.end is not None and occurrence.end < occurrence.start:
            problems.append(f"events.{occurrence.event_id}: it ends before it starts.")
        if loaded.model.length is not None and FOREVER > occurrence.latest_end > end + 1e-9:
            problems.append(
                f"events.{occurrence.event_id}: it lasts until "
                f"{minutes_text(occurrence.latest_end)}, "
                f"longer than the protocol ({minutes_text(end)})."
            )
    problems += _sessions(placed)
    problems += _in_a_bath(placed)
    problems += conflicts(placed)
    problems += _looking(loaded, variant, timeline)
    problems += _tests(loaded, timeline, placed)
    return [where + told for told in problems]


def _length(
    loaded: LoadedProtocol, timeline: Timeline, placed: list[Occurrence], problems: list[str]
) -> float:
    if loaded.model.length is not None:
        try:
            return timeline.anchors.resolve(loaded.model.length)
        except NotYetKnown as missing:
            problems.append(f"length: there is no time '{missing}'.")
    return max([0.0, *(o.latest_end for o in placed if o.latest_end < FOREVER)])


def _unplaced(timeline: Timeline) -> list[str]:
    problems = []
    for key in sorted(timeline.waiting):
        event = timeline.events[key]
        points = [event.start, event.end, event.repeat_until]
        for point in (p for p in points if p is not None):
            problems += _anchor_problem(f"events.{key}", point, timeline)
    return problems or [
        f"events.{key}: its time depends on itself." for key in sorted(timeline.waiting)
    ]


def _anchor_problem(place: str, point: TimePoint, timeline: Timeline) -> list[str]:
    try:
        timeline.anchors.resolve(point)
    except NotYetKnown:
        if (
            point.event is not None
            and point.event in timeline.events
            and point.event not in timeline.waiting
        ):
            known = sorted(
                name for name in timeline.anchors.known if name.startswith(f"{point.event}.")
            )
            return [
                f"{place}: '{point.anchor}' is not a time of '{point.event}'; "
                f"{nearest(point.anchor or '', known)}"
            ]
        if point.event is None:
            return [
                f"{place}: '{point.text}' refers to the end of the protocol, which is not "
                "known yet."
            ]
        if point.event not in timeline.events:
            return [
                f"{place}: '{point.text}' refers to an event that does not exist; "
                f"{nearest(point.event, timeline.events)}"
            ]
    return []


def _sessions(placed: list[Occurrence]) -> list[str]:
    problems = []
    for occurrence in placed:
        if isinstance(occurrence.event, Training):
            if not occurrence.phases:
                problems.append(
                    f"events.{occurrence.event_id}: no session falls into the program; it "
                    "needs a duration."
                )
            for before, after in pairwise(occurrence.phases):
                if after.start < before.end:
                    problems.append(f"events.{occurrence.event_id}: its sessions overlap.")
                    break
    return problems


def _in_a_bath(placed: list[Occurrence]) -> list[str]:
    """What needs a body cannot happen once its cells lie in a bath."""
    baths = [occurrence for occurrence in placed if isinstance(occurrence.event, Bath)]
    if not baths:
        return []
    first = min(occurrence.start for occurrence in baths)
    problems = []
    for occurrence in placed:
        if (
            not isinstance(occurrence.event, Bath | Mark | Setting | Drug)
            and occurrence.latest_end > first
        ):
            problems.append(
                f"events.{occurrence.event_id}: it needs a body, but from "
                f"{minutes_text(first)} on there are "
                "only cells in a bath."
            )
    tissues = {
        occurrence.event.tissue for occurrence in baths if isinstance(occurrence.event, Bath)
    }
    if len(tissues) > 1:
        problems.append(
            "events: all baths of a protocol hold cells of one tissue, not of "
            f"{' and '.join(sorted(tissues))}."
        )
    return problems


def conflicts(placed: list[Occurrence]) -> list[str]:
    """Two events that take hold of the same thing at once."""
    spans: dict[str, list[tuple[float, float, Occurrence]]] = {}
    for occurrence in placed:
        for thing in occurrence.event.driven() or _driven_by_training(occurrence):
            for start, end in _spans(occurrence):
                spans.setdefault(thing, []).append((start, end, occurrence))
    found: dict[str, tuple[float, list[str]]] = {}
    for thing, several in spans.items():
        several.sort(key=lambda span: (span[0], span[1], span[2].key))
        for (_, end, one), (start, _, other) in pairwise(several):
            if start < end - 1e-9 and one is not other:
                first, things = found.setdefault(_both(one, other), (start, []))
                if first == start:
                    things.append(thing)
    return [
        f"events: {both} both drive {' and '.join(things)} at {minutes_text(start)}; let one end "
        "before the other starts."
        for both, (start, things) in found.items()
    ]


def _both(one: Occurrence, other: Occurrence) -> str:
    names = sorted({one.event_id, other.event_id})
    if len(names) == 1:
        return f"two occurrences of '{names[0]}'"
    return " and ".join(f"'{name}'" for name in names)


def _driven_by_training(occurrence: Occurrence) -> tuple[str, ...]:
    from experiments.protocol.movement import limbs

    return limbs(occurrence.event.limb) if isinstance(occurrence.event, Training) else ()


def _spans(occurrence: Occurrence) -> list[tuple[float, float]]:
    if isinstance(occurrence.event, Training):
        return [(phase.start, phase.end) for phase in occurrence.phases if isinstance(phase, Phase)]
    return [(occurrence.start, occurrence.latest_end)]


def _looking(loaded: LoadedProtocol, variant: Variant, timeline: Timeline) -> list[str]:
    problems = []
    for name, measure in loaded.model.measures.items():
        if measure.arms is not None and variant.arm and variant.arm not in measure.arms:
            continue
        if measure.each is not None and measure.each not in loaded.model.events:
            problems.append(
                f"measures.{name}.each: there is no event '{measure.each}'; "
                f"{nearest(measure.each, loaded.model.events)}"
            )
            continue
        try:
            spots = sampling.spots_of(measure, variant.events) + sampling.reference_spots(
                measure, variant.events
            )
        except KeyError as missing:
            problems.append(
                f"measures.{name}: it needs the event {missing}, which this arm does not have."
            )
            continue
        if measure.each is not None and not spots:
            problems.append(
                f"measures.{name}.each: '{measure.each}' has neither steps nor a number of "
                "repetitions."
            )
        for spot in spots:
            told = [
                t
                for point in (spot.start, spot.end)
                if not spot.each
                for t in _anchor_problem(f"measures.{name}", point, timeline)
            ]
            problems += told
            if told:
                continue
            try:
                start, end = spot.resolve(timeline.anchors)
            except NotYetKnown as missing:
                problems.append(
                    f"measures.{name}: '{missing}' is not known; "
                    f"{nearest(str(missing), timeline.anchors.known)}"
                )
                continue
            if end < start:
                problems.append(f"measures.{name}: its window ends before it starts.")
    return problems


def _tests(loaded: LoadedProtocol, timeline: Timeline, placed: list[Occurrence]) -> list[str]:
    problems = []
    for key, test in loaded.model.tests.items():
        points = (
            [test.at.from_, test.at.to]
            if isinstance(test.at, Every)
            else (list(test.at) if isinstance(test.at, tuple) else [test.at])
        )
        told = [t for point in points for t in _anchor_problem(f"tests.{key}.at", point, timeline)]
        problems += told
        if told:
            continue
        inner = loaded.tests[key]
        own = {
            thing
            for event in inner.model.events.values()
            for thing in event.driven()
            if "hold" in thing or "bout" in thing
        }
        for name, point, shift in test_points(test, timeline):
            time = timeline.anchors.resolve(point) + shift
            for occurrence in placed:
                for start, end in _spans(occurrence):
                    shared = own & set(occurrence.event.driven() or _driven_by_training(occurrence))
                    if (
                        shared
                        and start < time < end - 1e-9
                        and occurrence.event_id not in test.stops
                    ):
                        problems.append(
                            f"tests.{key}: at {name}, '{occurrence.event_id}' still drives "
                            f"{min(shared)}; "
                            f'write stops = ["{occurrence.event_id}"].'
                        )
    return problems
