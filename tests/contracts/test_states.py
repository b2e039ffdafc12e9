"""Declared states of cells and body: units, clocks, meanings, and where they can be seen."""

import math
import re

import pytest

from agents.adipocyte import ADIPOCYTE_STATES, Adipocyte
from agents.declarations import State, StateTable, UserError
from agents.hepatocyte import HEPATOCYTE_STATES, Hepatocyte
from agents.muscle_fiber import FIBER_STATES, MuscleFiber
from sim.body_state import BODY_STATES
from sim.quantities import catalog
from sim.recording import series_names

from .dimensions import unit

CELLS = {MuscleFiber: FIBER_STATES, Hepatocyte: HEPATOCYTE_STATES, Adipocyte: ADIPOCYTE_STATES}
CLOCKS = {"fast", "slow", "fate", "fixed", "event", "input", "flux", "sum", "book"}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

# What every cell has, as the brief of its type asks.
EVERY_CELL = {"receptor_number", "receptor_activity", "irs1", "pi3k", "akt", "glut4_total",
              "glut4_surface_insulin", "tnf_alpha", "signal_gain", "akt_gain"}  # fmt: skip
OF_ITS_TYPE = {
    MuscleFiber: {"fiber_type", "glut4_surface_contraction", "glycogen", "fatty_acyl_coa",
                  "diacylglycerol", "ceramide", "intramyocellular_lipid", "mitochondria", "ampk",
                  "post_exercise_memory", "size"},
    Hepatocyte: {"zone", "glycogen", "gluconeogenesis", "glucose_production", "fatty_acyl_coa",
                 "fat_oxidation", "lipogenesis", "vldl_export", "diacylglycerol", "ceramide",
                 "triglyceride"},
    Adipocyte: {"lipid", "diameter", "lipolysis", "hypoxia", "macrophages", "tnf_source",
                "interleukin_6_source", "age"},
}  # fmt: skip


def every_state() -> list[State]:
    return [*BODY_STATES, *(s for table in CELLS.values() for s in table.states.values())]


def test_units_can_be_read():
    for state in every_state():
        unit(state.unit)


def test_states_are_complete():
    wrong = [
        s.name
        for s in every_state()
        if not (
            NAME.fullmatch(s.name)
            and s.clock in CLOCKS
            and len(s.meaning) > 2
            and not s.meaning.endswith(".")
            and math.isfinite(s.initial)
        )
    ]
    assert not wrong


def test_a_name_of_the_body_stands_once():
    names = [state.name for state in BODY_STATES]
    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="declared twice"):
        StateTable("cell", State("akt", "1", "fast", "x"), State("akt", "1", "fast", "y"))


def test_one_name_has_one_unit_in_all_cells():
    units: dict[str, set[str]] = {}
    for table in CELLS.values():
        for state in table.states.values():
            units.setdefault(state.name, set()).add(state.unit)
    # mass of a fiber or hepatocyte; an adipocyte agent counts cells instead
    assert {name for name, known in units.items() if len(known) > 1} <= {"weight"}


@pytest.mark.parametrize("cell", CELLS)
def test_cells_have_the_states_of_their_type(cell):
    assert EVERY_CELL | OF_ITS_TYPE[cell] <= set(CELLS[cell].states)


@pytest.mark.parametrize("cell", CELLS)
def test_every_state_is_an_attribute_with_unit_and_meaning(cell):
    for name, state in CELLS[cell].states.items():
        assert state.meaning in getattr(cell, name).__doc__
        assert state.unit in getattr(cell, name).__doc__


def test_an_attribute_reads_and_writes_the_column(settled):
    body = settled.branch()
    for tissue in body.tissues.values():
        cell = tissue.agent(int(tissue.rows[-1]))
        for name in tissue.states:
            assert getattr(cell, name) == tissue.column(name)[-1]
        cell.akt = 0.375
        assert tissue.column("akt")[-1] == 0.375
        assert tissue.column("akt")[0] != 0.375


def test_every_state_can_be_asked_for_and_is_recorded():
    known, recorded = catalog(), set(series_names())
    for state in BODY_STATES:
        assert known[state.name].unit == state.unit
        assert state.name in recorded
    for tissue, table in (("muscle", FIBER_STATES), ("muscle.left_leg", FIBER_STATES),
                          ("liver", HEPATOCYTE_STATES), ("visceral_fat", ADIPOCYTE_STATES),
                          ("subcutaneous_fat", ADIPOCYTE_STATES)):  # fmt: skip
        for name, state in table.states.items():
            assert known[f"{tissue}.{name}"].unit == state.unit
            assert f"{tissue}.{name}" in recorded


def test_units_of_the_catalog_can_be_read():
    for quantity in catalog().values():
        unit(quantity.unit)
        assert quantity.meaning


def test_an_unknown_quantity_offers_the_nearest(settled):
    with pytest.raises(UserError, match="glucose"):
        settled.value("glucse")
    with pytest.raises(UserError, match="diacylglycerol"):
        settled.tissues["muscle"].column("diacylglycerole")


def test_values_now_are_those_of_single_questions(settled):
    now = settled.values_now()
    assert set(now) == set(catalog())
    for name in ("glucose", "muscle.akt", "liver.glycogen", "vo2max", "visceral_fat_mass"):
        assert now[name] == settled.value(name)
