"""What the rule of a minute needs of a cell lies together at the beginning of its block."""

from types import SimpleNamespace

import pytest

from agents import adipocyte, hepatocyte, muscle_fiber
from agents.declarations import WIDTH

from .dimensions import as_python, dispatchers

EQUATIONS = dispatchers()

CELLS = {
    "agents.muscle_fiber.advance_fiber": (
        muscle_fiber.FIBER_STATES, muscle_fiber.FiberMinute, muscle_fiber.MUSCLE),
    "agents.hepatocyte.advance_hepatocyte": (
        hepatocyte.HEPATOCYTE_STATES, hepatocyte.HepatocyteMinute, hepatocyte.LIVER),
    "agents.adipocyte.advance_adipocyte": (
        adipocyte.ADIPOCYTE_STATES, adipocyte.AdipocyteMinute, adipocyte.VISCERAL),
}  # fmt: skip


class Touched:
    """Columns of one cell that note which of them are read or written."""

    def __init__(self) -> None:
        self.rows: set[int] = set()

    def __getitem__(self, place: int) -> float:
        self.rows.add(place // WIDTH)
        return 1.0

    def __setitem__(self, place: int, value: float) -> None:
        self.rows.add(place // WIDTH)


@pytest.mark.parametrize("rule", CELLS)
def test_states_of_a_minute_come_first(rule):
    table, kind, group = CELLS[rule]
    columns, now = Touched(), kind(*[0.5] * len(kind._fields))
    p = SimpleNamespace(**dict.fromkeys(group.dtype.names, 0.5))
    with as_python():
        EQUATIONS[rule].py_func(columns, 0, now, p)
        if table is adipocyte.ADIPOCYTE_STATES:
            EQUATIONS["agents.adipocyte.adipocyte_glucose_uptake"].py_func(columns, 0, 0.5)
    assert sorted(columns.rows) == list(range(len(table.minute)))
    assert table.minute == tuple(table.states)[: len(table.minute)]
