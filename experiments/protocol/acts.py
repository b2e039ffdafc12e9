"""From an occurrence to the single acts on a body: begin an infusion, change its rate, stop it."""

import math
from dataclasses import dataclass
from typing import Any

from experiments.protocol.events import (
    Bath,
    Bolus,
    Drug,
    Fast,
    Hold,
    Infusion,
    Mark,
    Meal,
    OralGlucose,
    PancreaticClamp,
    Setting,
)
from experiments.protocol.movement import Exercise, Training
from experiments.protocol.timeline import FOREVER, Occurrence

STOP, START = 3, 4
"""Ranks of acts at the same minute: what ends ends before anything begins."""

_DRUG_STEPS_PER_HALF_LIFE = 8


@dataclass(frozen=True)
class Act:
    """One act at a time (min from time 0): verb, key of what it starts or stops, data."""

    time: float
    rank: int
    key: str
    verb: str
    data: Any = None

    @property
    def order(self) -> tuple[float, int, str, str]:
        """Acts are sorted by this: time, stops first, then by name."""
        return (self.time, self.rank, self.key, self.verb)


def acts_of(occurrence: Occurrence) -> list[Act]:
    """All acts of an occurrence, as far as its end is known."""
    event, key, start, end = occurrence.event, occurrence.key, occurrence.start, occurrence.end
    if isinstance(event, Mark):
        return []
    if isinstance(event, Meal):
        return [Act(start, START, key, "eat", event)]
    if isinstance(event, OralGlucose):
        return [Act(start, START, key, "drink", event)]
    if isinstance(event, Bolus):
        data = (event.substance, event.dose, event.over, event.saturated_share)
        return [
            Act(start, START, key, "inject", data),
            Act(start + event.over, STOP, key, "stop_infusion"),
        ]
    if isinstance(event, Infusion):
        return _rates(occurrence, event)
    if isinstance(event, Hold):
        targets = (
            [(start, event.target)]
            if event.target is not None
            else [(phase.start, phase.payload.target) for phase in occurrence.phases]
        )
        acts = [Act(time, START, key, "hold", (event.quantity, target)) for time, target in targets]
        return acts + _stop(end, key, "stop_hold")
    if isinstance(event, Drug):
        return _drug(occurrence, event)
    if isinstance(event, Setting):
        return [
            Act(start, START, key, "set_parameters", dict(event.parameters)),
            *_stop(end, key, "restore_parameters"),
        ]
    if isinstance(event, Fast):
        return [
            Act(start, START, key, "fast", FOREVER if end is None else end),
            *_stop(end, key, "end_fast"),
        ]
    if isinstance(event, Exercise):
        bout = (event.mode, event.intensity, event.limb)
        return [Act(start, START, key, "exercise", bout), *_stop(end, key, "stop_exercise")]
    if isinstance(event, Training):
        return _sessions(occurrence, event)
    if isinstance(event, PancreaticClamp):
        return [
            Act(start, START, key, "pancreatic_clamp", event),
            *_stop(end, key, "end_pancreatic_clamp"),
        ]
    if isinstance(event, Bath):
        return [Act(start, START, key, "bathe", event)]
    return [Act(start, START, key, "change_habits", event), *_stop(end, key, "restore_habits")]


def _stop(end: float | None, key: str, verb: str) -> list[Act]:
    return [] if end is None or end == FOREVER else [Act(end, STOP, key, verb)]


def _rates(occurrence: Occurrence, event: Infusion) -> list[Act]:
    stages = (
        [(occurrence.start, event.rate, event.prime)]
        if event.rate is not None
        else [(phase.start, phase.payload.rate, phase.payload.prime) for phase in occurrence.phases]
    )
    acts = []
    for time, rate, prime in stages:
        if prime is not None:
            acts.append(
                Act(
                    time,
                    START,
                    occurrence.key,
                    "infuse",
                    (event.substance, prime.rate, event.saturated_share),
                )
            )
            time += prime.duration
        acts.append(
            Act(
                time,
                START,
                occurrence.key,
                "infuse",
                (event.substance, rate, event.saturated_share),
            )
        )
    return acts + _stop(occurrence.end, occurrence.key, "stop_infusion")


def _sessions(occurrence: Occurrence, event: Training) -> list[Act]:
    acts = []
    for place, phase in enumerate(occurrence.phases):
        key = f"{occurrence.key}.{place + 1}"
        acts.append(
            Act(phase.start, START, key, "exercise", (event.mode, phase.payload, event.limb))
        )
        acts.append(Act(phase.end, STOP, key, "stop_exercise"))
    return acts


def _drug(occurrence: Occurrence, event: Drug) -> list[Act]:
    """A drug's strength rises and falls in small steps, eight per half-life, to within 1 %."""
    key, start, end = occurrence.key, occurrence.start, occurrence.end
    course: list[tuple[float, float]] = []
    strength = 1.0
    last = FOREVER if end is None else end
    if event.onset_half_time is None:
        course.append((start, 1.0))
    else:
        step = event.onset_half_time / _DRUG_STEPS_PER_HALF_LIFE
        count = math.ceil(_DRUG_STEPS_PER_HALF_LIFE * math.log2(100))
        course += [
            (start + place * step, 1 - 0.5 ** ((place + 0.5) / _DRUG_STEPS_PER_HALF_LIFE))
            for place in range(count)
            if start + place * step < last
        ]
        strength = course[-1][1] if course else 0.0
    acts = [Act(time, START, key, "dose_drug", (event, level)) for time, level in course]
    if end is None or end == FOREVER:
        return acts
    if event.half_life is None:
        return [*acts, Act(end, STOP, key, "restore_parameters")]
    step = event.half_life / _DRUG_STEPS_PER_HALF_LIFE
    count = math.ceil(_DRUG_STEPS_PER_HALF_LIFE * math.log2(100))
    for place in range(count):
        level = strength * 0.5 ** ((place + 0.5) / _DRUG_STEPS_PER_HALF_LIFE)
        acts.append(Act(end + place * step, START, key, "dose_drug", (event, level)))
    return [*acts, Act(end + count * step, STOP, key, "restore_parameters")]
