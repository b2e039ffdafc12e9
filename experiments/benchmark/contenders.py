"""The fast rule of muscle fibers in five ways, each over the same cells in the same medium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from agents.columns import Columns
from agents.compiled import kernel
from agents.declarations import WIDTH
from agents.muscle_fiber import MUSCLE, FiberMinute
from sim.passes import advance_muscle
from sim.person import Person
from sim.surroundings import fiber_pace, fiber_surroundings
from sim.tissue import make_muscle

from .plain_rule import READ, WRITTEN, PlainMuscle, advance_plainly
from .written_in_c import FLAGS, build

INSULIN, GLUCOSE = 300.0, 6.0
"""The medium: insulin in pmol/L, glucose in mmol/L."""

NUMPY_BLOCK = 8192
"""Cells that vectorized NumPy does at a time: their intermediate arrays stay in the cache."""


@kernel
def advance_muscle_for(columns, now, p, lane, minutes):
    """Advance fibers by a number of fast steps in a medium that stands still."""
    total = 0.0
    for _ in range(minutes):
        total += advance_muscle(columns, now, p, lane)
    return total


@dataclass
class Contender:
    """One way to advance the fibers: ``advance(minutes)``, then ``states()`` by name."""

    name: str
    cells: int
    advance: Callable[[int], object]
    states: Callable[[], dict[str, np.ndarray]]


def surroundings() -> FiberMinute:
    """Return what fibers meet in the medium in a fast step of one minute."""
    muscle = SimpleNamespace(**parameters())
    return FiberMinute(
        *map(
            float,
            fiber_surroundings.py_func(
                SimpleNamespace(insulin_muscle=INSULIN, glucose=GLUCOSE),
                SimpleNamespace(muscle=muscle), 1.0, fiber_pace.py_func(muscle, 1.0), 1.0,
            ),
        )
    )  # fmt: skip


def parameters() -> dict[str, float]:
    """Return the parameters of muscle fibers by name."""
    return {name: float(MUSCLE.record()[name][0]) for name in MUSCLE.dtype.names}


def make_columns(cells: int) -> Columns:
    """Return fibers of a lean person, one different from the other."""
    rng = np.random.default_rng(1)
    return make_muscle(cells, Person(), MUSCLE.record()[0], rng).columns


def ours(columns: Columns) -> Contender:
    """Return the compiled kernel of the body's own step."""
    now, p, lane = surroundings(), MUSCLE.record()[0], np.zeros(WIDTH)
    rows = np.arange(columns.capacity)
    return Contender(
        "glucell",
        columns.capacity,
        lambda minutes: advance_muscle_for(columns.flat, now, p, lane, minutes),
        lambda: {name: columns.get(name, rows) for name in WRITTEN},
    )


def in_c(columns: Columns, kind: str) -> Contender | None:
    """Return the rule written in C; None without a compiler."""
    function = build(FLAGS[kind])
    if function is None:
        return None
    now, record = surroundings(), MUSCLE.record()
    rows = np.arange(columns.capacity)
    return Contender(
        f"c_{kind}",
        columns.capacity,
        lambda minutes: function(columns.flat, now, record, minutes),
        lambda: {name: columns.get(name, rows) for name in WRITTEN},
    )


def in_numpy(columns: Columns) -> Contender:
    """Return vectorized NumPy, block after block."""
    rows = np.arange(columns.capacity)
    values = {name: columns.get(name, rows) for name in (*READ, *WRITTEN)}
    now, p = surroundings(), SimpleNamespace(**parameters())
    blocks = [
        SimpleNamespace(**{name: v[first : first + NUMPY_BLOCK] for name, v in values.items()})
        for first in range(0, len(rows), NUMPY_BLOCK)
    ]

    def advance(minutes: int) -> None:
        for _ in range(minutes):
            for block in blocks:
                advance_plainly(block, now, p)

    return Contender(
        "numpy",
        len(rows),
        advance,
        lambda: {n: np.concatenate([getattr(b, n) for b in blocks]) for n in WRITTEN},
    )


def in_mesa(columns: Columns) -> Contender:
    """Return ordinary Mesa agents, each with its states as attributes."""
    rows = np.arange(columns.capacity)
    states = {name: columns.get(name, rows).tolist() for name in (*READ, *WRITTEN)}
    model = PlainMuscle(states, surroundings(), parameters())
    return Contender(
        "plain_mesa",
        len(rows),
        model.advance_for,
        lambda: {name: np.array(model.agents.get(name)) for name in WRITTEN},
    )


def copied(columns: Columns) -> Columns:
    """Return columns with the same states in memory of their own."""
    twin = Columns(columns.table, columns.capacity)
    twin.flat[:] = columns.flat
    return twin


def all_contenders(columns: Columns, *, apart: bool) -> dict[str, Contender]:
    """Return every contender that this machine allows, by name.

    Kept ``apart`` each works on a copy of its own; otherwise those that can share ``columns``.
    """
    give = copied if apart else (lambda shared: shared)
    made = [
        in_mesa(columns),
        in_numpy(columns),
        in_c(give(columns), "strict"),
        in_c(give(columns), "fast"),
        ours(give(columns)),
    ]
    return {one.name: one for one in made if one is not None}


def differences(cells: int = 640, minutes: int = 240) -> dict[str, float]:
    """Return how far each contender is from the compiled kernel after the same minutes.

    The greatest relative difference over all states that the fast rule writes.
    """
    contenders = all_contenders(make_columns(cells), apart=True)
    for one in contenders.values():
        one.advance(minutes)
    own = contenders.pop("glucell").states()
    return {
        name: max(
            float(np.max(np.abs(theirs - own[state]) / np.maximum(np.abs(own[state]), 1e-30)))
            for state, theirs in one.states().items()
        )
        for name, one in contenders.items()
    }
