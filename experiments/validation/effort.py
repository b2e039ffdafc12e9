"""How long a run will take, roughly: what is left of a validation is told by it.

Only the ratio of two efforts matters. A minute of a body costs something of its own and something
for each of its cells.
"""

from __future__ import annotations

from experiments.protocol.bodies import Bodies
from experiments.protocol.labels import moment_labels
from experiments.protocol.plan import Plan, longest, own_lead
from experiments.protocol.quantities import Catalog
from experiments.protocol.reading import LoadedProtocol
from experiments.subject.lived import shipped_state
from experiments.subject.reading import LoadedSubject

OWN_CELLS = 370
"""Cells that cost as much as a body without any."""

BIRTH = 28.0 * 1440.0
"""Minutes that a body without a shipped state lives before anything else."""


RUN = 1e7
"""Cell-minutes that a run costs whatever it does."""


def effort_of(protocol: LoadedProtocol, cells: int) -> float:
    """Return cell-minutes of a run, without the lives that its people may live before."""
    model = protocol.model
    plan = Plan(protocol, Catalog({}))
    minutes = 0.0
    for group in model.group_labels():
        for arm in model.arm_labels():
            for dose in model.dose_labels():
                variant = protocol.variant(group, arm, dose)
                minutes += plan.main_lead(variant) + longest(protocol, variant)
                for key, inner in protocol.tests.items():
                    one = own_lead(inner) + longest(inner, inner.variant())
                    minutes += one * len(moment_labels(protocol, key))
    return RUN + minutes * (cells + OWN_CELLS)


def people_of(protocol: LoadedProtocol, subject: LoadedSubject) -> list[LoadedSubject]:
    """Return everybody whom a protocol is performed on: its groups, or the subject of the run."""
    bodies = Bodies()
    groups = protocol.model.groups.values()
    return [bodies.chosen(group.subject, subject) for group in groups] or [subject]


def life_of(person: LoadedSubject, cells: int, *, anew: bool) -> float:
    """Return cell-minutes of a life, none where its lived state is shipped and not lived anew."""
    if not anew and shipped_state(person) is not None:
        return 0.0
    history = sum(phase.duration for phase in person.model.history)
    return (BIRTH + history) * (cells + OWN_CELLS)
