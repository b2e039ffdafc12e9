"""What a page is to show: who enters, from when on, and what is done to each body.

A script comes from a protocol file, built in or loaded by the visitor, and can be written back
to one, so that a screen and a run on the command line are the same experiment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.declarations import UserError, check_parameters
from experiments.page.director import read_events
from experiments.protocol.plan import longest, own_lead
from experiments.protocol.reading import LoadedProtocol, Variant
from experiments.protocol.schema import Background
from experiments.protocol.times import DAY
from experiments.subject.reading import LoadedSubject, load_subject

NOBODY = "nobody"

SAVED = "saved_screen"
"""Name of the mark at the moment at which a screen was saved."""

OPENING_CLOCK = 420.0
"""Time of day at which a page begins, min: seven in the morning, before breakfast."""


@dataclass(frozen=True)
class Part:
    """One body: its subject, parameters from birth and from the preparation on, its events."""

    subject: LoadedSubject
    events: Mapping[str, Any] = field(default_factory=dict)
    birth: Mapping[str, float] = field(default_factory=dict)
    now: Mapping[str, float] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Script:
    """The bodies of a page and their common preparation; times in min from time 0.

    ``moment`` is the time at which a screen was saved: a page that opens it goes on from there.
    """

    parts: tuple[Part, ...]
    title: str = ""
    sentence: str = ""
    clock: float = OPENING_CLOCK
    run_in: float = DAY
    lead: float = 0.0
    background: Background = field(default_factory=Background)
    background_table: Mapping[str, Any] = field(default_factory=dict)
    length: float = 0.0
    moment: float = 0.0
    weekday: str = "monday"
    cells: int | None = None
    seed: int | None = None


def first_sentence(text: str) -> str:
    """Return the first sentence of a description."""
    words = " ".join(text.split())
    return words.split(". ")[0].rstrip(".") + "." if words else ""


def script_of(protocol: LoadedProtocol, subject: LoadedSubject | None = None) -> Script:
    """Return the script of a protocol; ``subject`` stands in where it names none.

    The first two arms become two bodies side by side, and so do the first two groups.
    """
    model = protocol.model
    if model.series is not None or any(group.cohort for group in model.groups.values()):
        raise UserError(
            f"{protocol.title}: a page shows one or two bodies, not a series of doses or a "
            f"cohort; perform it with `glucell run {protocol.name}`."
        )
    if any(event.type == "bath" for event in model.events.values()):
        raise UserError(
            f"{protocol.title}: cells in a bath have no body to watch; perform it with "
            f"`glucell run {protocol.name}`."
        )
    from experiments.protocol.bodies import Bodies

    bodies = Bodies(subject)
    own = subject or bodies.chosen(model.subject, None)
    if len(model.group_labels()) > 1:
        pairs = [(label, model.arm_labels()[0]) for label in model.group_labels()[:2]]
    else:
        pairs = [(model.group_labels()[0], label) for label in model.arm_labels()[:2]]
    parts, variants = [], []
    for group, arm in pairs:
        variant = protocol.variant(group, arm)
        variants.append(variant)
        who = bodies.chosen(model.groups[group].subject, own) if group else own
        label = (arm or group).replace("_", " ")
        parts.append(_part(protocol, variant, who, label if len(pairs) > 1 else ""))
    preparation = model.preparation
    choice = model.subject
    saved = model.events.get(SAVED)
    moment = saved.start.offset if saved is not None and saved.type == "mark" else 0.0
    return Script(
        tuple(parts),
        protocol.title,
        first_sentence(model.description),
        preparation.clock,
        preparation.run_in,
        max(own_lead(protocol, variant) for variant in variants),
        model.background,
        protocol.raw.get("background", {}),
        max(longest(protocol, variant) for variant in variants),
        moment,
        preparation.weekday,
        choice.cells if choice else None,
        choice.seed if choice else None,
    )


def _part(protocol: LoadedProtocol, variant: Variant, who: LoadedSubject, label: str) -> Part:
    """Return one body of a protocol, its night without food among the events."""
    tables: dict[str, Any] = dict(protocol.raw.get("events", {}))
    if variant.arm:
        tables = protocol._with_arm(variant.arm, tables)
    kept = {key: dict(tables[key]) for key in variant.events}
    kept.pop(SAVED, None)
    for table in kept.values():
        table.pop("arms", None)
        table.pop("groups", None)
    preparation = protocol.model.preparation
    if preparation.overnight_fast > 0.0:
        end = longest(protocol, variant)
        until = end if end < DAY else 0.0
        if preparation.meals_from is not None:
            until = preparation.meals_from.offset
        night = {"type": "fast", "start": f"-{preparation.overnight_fast:.10g} min",
                 "end": f"{max(until, 0.0):.10g} min"}  # fmt: skip
        kept = {"night_without_food": night, **kept}
    if variant.start_parameters:
        kept["set_at_start"] = {"type": "set", "parameters": dict(variant.start_parameters)}
    return Part(who, kept, variant.birth_parameters, variant.preparation_parameters, label)


def plain_script(
    subject: str, beside: str = NOBODY, settings: Mapping[str, float] | None = None
) -> Script:
    """Return the script of one or two subjects living their ordinary days."""
    names = [name for name in (subject, beside) if name != NOBODY]
    parts = tuple(Part(load_subject(name), {}, dict(settings or {})) for name in names)
    return Script(parts)


def check_script(script: Script) -> None:
    """Refuse in words what cannot be performed."""
    for part in script.parts:
        check_parameters({**part.birth, **part.now})
        read_events(part.events)
