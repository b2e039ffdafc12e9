"""How long a run will take, roughly: what is left of a validation is told by it.

Only the ratio of two efforts matters. A minute of a body costs something of its own and something
for each of its cells.
"""

from __future__ import annotations

from experiments.protocol.labels import moment_labels
from experiments.protocol.plan import Plan, longest, own_lead
from experiments.protocol.quantities import Catalog
from experiments.protocol.reading import LoadedProtocol
from experiments.subject.lived import shipped_state
from experiments.subject.reading import LoadedSubject, load_subject

OWN_CELLS = 370
"""Cells that cost as much as a body without any."""

BIRTH = 28.0 * 1440.0
"""Minutes that a body without a shipped state lives before anything else."""


def effort_of(
    protocol: LoadedProtocol, subject: LoadedSubject, cells: int, *, lives: bool
) -> float:
    """Return cell-minutes of a run; ``lives`` where its people live their histories first."""
    model = protocol.model
    plan = Plan(protocol, Catalog({}))
    people = [subject]
    if model.groups:
        choices = [group.subject for group in model.groups.values()]
        people = [load_subject(c.name) if c is not None and c.name else subject for c in choices]
    minutes = sum(_life(person, lives) for person in people)
    for group in model.group_labels():
        for arm in model.arm_labels():
            for dose in model.dose_labels():
                variant = protocol.variant(group, arm, dose)
                minutes += plan.main_lead(variant) + longest(protocol, variant)
                for key, inner in protocol.tests.items():
                    one = own_lead(inner) + longest(inner, inner.variant())
                    minutes += one * len(moment_labels(protocol, key))
    return minutes * (cells + OWN_CELLS)


def _life(person: LoadedSubject, lives: bool) -> float:
    history = sum(phase.duration for phase in person.model.history)
    if not lives and shipped_state(person) is not None:
        return 0.0
    return BIRTH + history
