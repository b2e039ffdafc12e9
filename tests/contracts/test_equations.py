"""Equations: their units hold, floats and arrays agree, compiled and plain Python agree.

Scalar equations are run with quantities and their magnitudes compared with floats. Equations
over a cell or the body are run with every state and parameter carrying its declared unit; what
they write must have the dimension of the state it is written to.
"""

import numpy as np
import pint
import pytest

from agents import adipocyte, hepatocyte, muscle_fiber
from agents.declarations import ParameterGroup
from sim import blood, fuel
from sim import surroundings as places
from sim.birth import GROUP_OF
from sim.body_state import BODY_STATES
from sim.step import BodyParameters

from .dimensions import (
    Columns,
    Record,
    as_python,
    dispatchers,
    larger,
    parameter_record,
    quantity,
    smaller,
    surroundings,
)

EQUATIONS = dispatchers()

# Arguments (value, unit) in order, and the unit of the result.
SCALAR = {
    "agents.adipocyte.lipolysis_restraint": ([(0.2, "1"), (0.06, "1"), (0.3, "1")], "1"),
    "agents.adipocyte.lipolysis_surface": ([(0.5, "ug"), (0.6, "ug")], "ug"),
    "agents.adipocyte.storage_surface": ([(0.5, "ug"), (1.5, "ug")], "ug**(2/3)"),
    "agents.compiled.positive": ([(0.3, "mmol")], "mmol"),
    "agents.compiled.relax": ([(1.0, "mmol"), (3.0, "mmol"), (0.25, "1")], "mmol"),
    "agents.compiled.saturating": ([(60.0, "pmol/L"), (30.0, "pmol/L")], "1"),
    "agents.compiled.saturating_square": ([(60.0, "pmol/L"), (30.0, "pmol/L")], "1"),
    "agents.compiled.step_fraction": ([(0.1, "1/min"), (15.0, "min")], "1"),
    "agents.contraction.activity_stimulus": ([(0.5, "1"), (0.2, "1")], "1"),
    "agents.contraction.fat_use_in_contraction": ([(0.65, "1"), (0.6, "1")], "1"),
    "agents.contraction.at_work": ([(0.65, "1")], "1"),
    "agents.contraction.glycogen_for_contraction": (
        [(0.5, "mmol/kg/min"), (80.0, "mmol/kg"), (10.0, "mmol/kg"), (15.0, "min")], "1/min"),
    "agents.contraction.contraction_signal": (
        [(0.5, "1"), (0.7, "1"), (0.6, "1"), (0.4, "1")], "1"),
    "agents.contraction.disuse_inhibition": ([(0.4, "1"), (0.5, "1")], "1"),
    "agents.contraction.memory_decay": (
        [(60.0, "mmol/kg"), (85.0, "mmol/kg"), (8e-4, "1/min")], "1/min"),
    "agents.contraction.overload_damage": (
        [(1.2, "mmol/kg"), (0.8, "mmol/kg"), (1.15, "1"), (0.5, "1")], "1"),
    "agents.contraction.training_effect": ([(20.0, "min/d"), (30.0, "min/d")], "1"),
    "agents.glucose_transport.capillary_target": (
        [(3600.0, "(pmol/L)**2"), (1e5, "(pmol/L)**2"), (0.13, "1")], "1"),
    "agents.glucose_transport.cycling_target": (
        [(0.3, "1"), (0.08, "1"), (0.95, "1"), (0.4, "1")], "1"),
    "agents.damage.nitric_oxide_inhibition": ([(0.3, "1"), (3.5, "1")], "1"),
    "agents.glucose_transport.glucotoxic_inhibition": (
        [(1.5, "mmol/L"), (5.0, "mmol/L"), (1.0, "1")], "1"),
    "agents.glucose_transport.steady_surface_share": (
        [(0.6, "1"), (0.09, "1/min"), (0.12, "1/min")], "1"),
    "agents.glucose_transport.uptake_through_three": (
        [(5.0, "mmol/L"), (0.2, "l/kg/min"), (0.05, "l/kg/min"), (0.2, "l/kg/min")], "mmol/kg/min"),
    "agents.hepatocyte.glycogenolysis_capacity": ([(200.0, "mmol/kg"), (60.0, "mmol/kg")], "1"),
    "agents.hepatocyte.production_drive": (
        [(0.3, "1"), (0.2, "1"), (0.2, "1"), (2.4, "1"), (0.1, "1"), (0.06, "1")], "1"),
    "agents.hepatocyte.vldl_export_rate": (
        [(70.0, "mmol/kg"), (0.07, "mmol/kg/min"), (100.0, "mmol/kg")], "1/min"),
    "agents.inflammation.hypoxic_stress": ([(0.8, "1"), (0.5, "1"), (0.4, "1")], "1"),
    "agents.inflammation.macrophage_target": ([(0.08, "1"), (0.9, "1"), (0.4, "1")], "1"),
    "agents.insulin_signaling.above_floor": ([(0.4, "1"), (0.05, "1")], "1"),
    "agents.insulin_signaling.akt_target": ([(0.6, "1"), (0.3, "1"), (0.9, "1")], "1"),
    "agents.insulin_signaling.ceramide_inhibition": (
        [(2.0, "lean"), (6.0, "lean"), (1.0, "1")], "1"),
    "agents.insulin_signaling.cytokine_inhibition": (
        [(9.0, "pg/ml"), (40.0, "pg/ml"), (1.0, "1")], "1"),
    "agents.insulin_signaling.diacylglycerol_inhibition": (
        [(2.0, "lean"), (1.5, "lean"), (1.0, "1")], "1"),
    "agents.insulin_signaling.kinase_gain_target": ([(0.03, "1"), (0.08, "1"), (1.0, "1")], "1"),
    "agents.insulin_signaling.pi3k_activity": ([(0.02, "1"), (0.04, "1")], "1"),
    "agents.insulin_signaling.receptor_number_target": (
        [(1.1, "lean"), (0.03, "1"), (0.08, "1"), (1.0, "1")], "lean"),
    "agents.insulin_signaling.receptor_occupancy": ([(60.0, "pmol/L"), (2600.0, "pmol/L")], "1"),
    "agents.lipid_metabolism.after_step": (
        [(0.8, "mmol/kg"), (0.1, "mmol/kg"), (0.01, "1/min"), (15.0, "min")], "mmol/kg"),
    "agents.lipid_metabolism.ceramide_synthesis_rate": (
        [(0.9, "mmol/kg"), (0.8, "mmol/kg"), (2e-4, "1/min"), (0.02, "mmol/kg"), (1.2, "1")],
        "1/min"),
    "agents.lipid_metabolism.during_step": (
        [(0.8, "mmol/kg"), (0.1, "mmol/kg"), (0.01, "1/min"), (15.0, "min")], "mmol/kg"),
    "agents.lipid_metabolism.overflow_synthesis_rate": (
        [(0.9, "mmol/kg"), (0.8, "mmol/kg"), (0.008, "1/min"), (0.05, "mmol/kg")], "1/min"),
    "agents.lipid_metabolism.oxidation_rate": (
        [(0.9, "mmol/kg"), (0.8, "mmol/kg"), (0.01, "mmol/kg/min")], "1/min"),
    "agents.lipid_metabolism.uptake_against_pool": ([(0.9, "mmol/kg"), (0.8, "mmol/kg")], "1"),
    "sim.energy.bout_drive": (
        [(0.1, "1"), (50.0, "mmol"), (3.0, "1"), (0.02, "1"), (200.0, "mmol")],
        "1",
    ),
    "sim.energy.lactate_restraint": ([(50.0, "mmol"), (200.0, "mmol")], "1"),
    "sim.energy.lean_share_of_imbalance": (
        [(13.0, "kg"), (10.4, "kg"), (7600.0, "kJ/kg"), (39500.0, "kJ/kg")], "1"),
    "sim.energy.resting_expenditure": (
        [(57.0, "kg"), (13.0, "kg"), (1.1, "kJ/min"), (0.06, "kJ/kg/min"),
         (0.01, "kJ/kg/min")], "kJ/min"),
    "sim.fat_transport.muscle_nefa_uptake": (
        [(400.0, "umol/L"), (0.15, "mmol/min"), (280.0, "umol/L")], "mmol/min"),
    "sim.fat_transport.stored_share": ([(0.9, "1"), (0.4, "1")], "1"),
    "sim.glucose.brain_uptake": (
        [(5.2, "mmol/L"), (0.32, "mmol/min"), (0.5, "mmol/L"), (5.0, "mmol/L")], "mmol/min"),
    "sim.glucose.first_pass_share": ([(1.5, "1"), (0.15, "1"), (2.0, "1")], "1"),
    "sim.glucose.held_infusion": (
        [(0.5, "mmol/min"), (4.8, "mmol/L"), (4.9, "mmol/L"), (5.0, "mmol/L"), (13.0, "l"),
         (0.3, "1/min"), (0.03, "1/min2"), (1.0, "min")], "mmol/min"),
    "sim.glucose.renal_loss": ([(12.0, "mmol/L"), (10.0, "mmol/L"), (0.06, "l/min")], "mmol/min"),
    "sim.gut.emptying_rate": ([(900.0, "kJ"), (14.0, "kJ/min"), (500.0, "kJ")], "1/min"),
    "sim.pancreas.basal_share": ([(-0.2, "mmol/L"), (0.5, "mmol/L")], "1"),
    "sim.pancreas.demand": ([(5.6, "mmol/L"), (5.35, "mmol/L"), (0.5, "mmol/L")], "1"),
    "sim.pancreas.potentiation_target": (
        [(0.4, "1"), (3.0, "1"), (0.9, "1")], "1"),
    "sim.pancreas.glucotoxic_factor": (
        [(6.0, "mmol/L"), (7.6, "mmol/L"), (8.0, "1"), (0.1, "1")], "1"),
    "sim.pancreas.hepatic_extraction": (
        [(90.0, "pmol/L"), (0.4, "1"), (900.0, "pmol/L"), (1.5, "1"), (0.12, "1")], "1"),
    "sim.pancreas.lipotoxic_factor": ([(500.0, "umol/L"), (380.0, "umol/L"), (0.4, "1")], "1"),
    "sim.pancreas.second_phase_target": (
        [(1.5, "mmol/L"), (1.0, "pmol/kg/min per mmol/L"), (16.0, "mmol/L")], "pmol/kg/min"),
}  # fmt: skip

# Equations that hold a number with a unit of its own, so that quantities cannot pass.
WITH_A_CONSTANT = {
    "agents.adipocyte.diameter_of": ([0.5], "a sphere of triglyceride of given density"),
    "agents.compiled.without_trace": ([0.3], "1e-100 of any unit is the trace"),
    "sim.pancreas.glycation_target": ([5.6], "the published line between HbA1c and mean glucose"),
}  # fmt: skip

# Equations that branch on their argument, which arrays cannot.
BRANCHING = {"agents.compiled.without_trace"}

# Loops over cells and the composition of a whole step: checked through what they call.
COMPOSED = {
    "agents.compiled.place", "sim.cytokines._eliminate", "sim.sharing.claim", "sim.sharing.close",
    "sim.sharing.publish", "sim.sharing.report", "sim.step.records",
    "sim.surroundings.fiber_quarter", "sim.surroundings.hepatocyte_quarter",
    "sim.surroundings.minute_of", "sim.surroundings.pace_of", "sim.surroundings.quarter_of",
    "sim.cytokines.spread_cytokines", "sim.surroundings.adipocyte_quarter",
    "sim.slow_step.advance_cells_slowly", "sim.slow_step.advance_slowly",
    "sim.slow_step.forget_traces", "sim.slow_step.summarize",
    "sim.slow_step.cell_fuel", "sim.slow_step.glycogen_mass", "sim.step.advance_cells",
    "sim.slow_step.advance_body_slowly", "sim.sums.over_adipocytes", "sim.sums.over_fibers",
    "sim.sums.over_hepatocytes",
}  # fmt: skip


def is_kernel(name: str) -> bool:
    return EQUATIONS[name].targetoptions.get("nogil", False)


def floats(name: str) -> list[float]:
    return [value for value, _ in SCALAR[name][0]] if name in SCALAR else WITH_A_CONSTANT[name][0]


@pytest.mark.parametrize("name", SCALAR)
def test_units_hold_and_magnitudes_are_those_of_floats(name):
    arguments, result_unit = SCALAR[name]
    with as_python():
        result = EQUATIONS[name].py_func(*(quantity(*a) for a in arguments))
    assert quantity(1.0, result_unit).check(result.dimensionality)
    assert result.to(quantity(1.0, result_unit).units).magnitude == pytest.approx(
        EQUATIONS[name](*floats(name)), rel=1e-12
    )


@pytest.mark.parametrize("name", WITH_A_CONSTANT)
def test_a_constant_with_a_unit_is_listed_only_where_there_is_one(name):
    arguments = [quantity(value, "mmol/L") for value in floats(name)]
    with as_python(), pytest.raises((pint.DimensionalityError, AssertionError, ValueError)):
        result = EQUATIONS[name].py_func(*arguments)
        assert result.dimensionless or result.units == arguments[0].units


@pytest.mark.parametrize("name", sorted({*SCALAR, *WITH_A_CONSTANT} - BRANCHING))
def test_compiled_plain_python_and_arrays_agree(name, monkeypatch):
    values = floats(name)
    factors = np.linspace(0.5, 1.6, 9)
    module = __import__(EQUATIONS[name].py_func.__module__, fromlist=["x"])
    by_floats = [EQUATIONS[name].py_func(values[0] * f, *values[1:]) for f in factors]
    compiled = [EQUATIONS[name](values[0] * f, *values[1:]) for f in factors]
    monkeypatch.setattr(module, "max", np.maximum, raising=False)
    monkeypatch.setattr(module, "min", np.minimum, raising=False)
    by_arrays = EQUATIONS[name].py_func(values[0] * factors, *values[1:])
    np.testing.assert_allclose(compiled, by_floats, rtol=1e-15)
    np.testing.assert_allclose(np.broadcast_to(by_arrays, 9), by_floats, rtol=1e-15)


# --- equations over a cell and over the body


@pytest.fixture(scope="module")
def records(settled):
    parameters = BodyParameters(
        *(
            parameter_record(ParameterGroup.registry[GROUP_OF.get(field, field)])
            for field in BodyParameters._fields
        )
    )

    def body() -> Record:
        units = {state.name: state.unit for state in BODY_STATES}
        return Record(units, {name: float(settled.record[name]) for name in units})

    def cell(tissue: str) -> Columns:
        one = settled.tissues[tissue]
        return Columns(one.columns.table, {n: float(one.column(n)[0]) for n in one.states})

    return body, cell, parameters


def meet(kind: type, **fields: tuple[float, str]):
    """What a cell meets: shares of 0.02 where nothing else is said."""
    return surroundings(kind, **{name: (0.02, "1") for name in kind._fields} | fields)


FAST = {"minutes": (1.0, "min")}
SLOW = {"minutes": (15.0, "min")}


def run(name: str, records):
    """Run an equation over records of quantities; return the unit of its result."""
    body, cell, p = records
    fiber_now = meet(
        muscle_fiber.FiberMinute, **FAST, glucose=(5.0, "mmol/L"),
        insulin_square=(3600.0, "(pmol/L)**2"),
        transport_factor=(0.08, "l/kg/min"), phosphorylation_factor=(0.2, "l/kg/min"),
    )  # fmt: skip
    hepatocyte_now = meet(hepatocyte.HepatocyteMinute, **FAST, insulin=(60.0, "pmol/L"))
    adipocyte_now = meet(adipocyte.AdipocyteMinute, **FAST)
    fiber_slowly = meet(
        muscle_fiber.FiberQuarter, **SLOW, fast_minutes=(1.0, "min"),
        contraction_cost=(1.0, "mmol/kg/min"),
        fatty_acids=(0.01, "mmol/kg"),
        **({"glucose": (6.0, "mmol/L")} if "glucose" in muscle_fiber.FiberQuarter._fields else {}),
    )  # fmt: skip
    hepatocyte_slowly = meet(
        hepatocyte.HepatocyteQuarter, **SLOW, insulin=(60.0, "pmol/L"),
        fatty_acids=(0.01, "mmol/kg"), glucose_uptake=(0.1, "mmol/kg/min"),
    )  # fmt: skip
    adipocyte_slowly = meet(
        adipocyte.AdipocyteQuarter, **SLOW, stored_per_capacity=(1.0, "mmol"),
        lean_surface=(8.0, "1e9"),
    )  # fmt: skip
    one = quantity(1.0, "1")
    fiber_pace, hepatocyte_pace, adipocyte_pace = (
        kind(*[one] * len(kind._fields))
        for kind in (places.FiberPace, places.HepatocytePace,
                     places.AdipocytePace)
    )  # fmt: skip
    span, quarter = quantity(0.25, "min"), quantity(15.0, "min")
    flow, amount = quantity(0.3, "mmol/min"), quantity(0.1, "mmol")
    return {
        "agents.muscle_fiber.advance_fiber": lambda f: f(cell("muscle"), 0, fiber_now, p.muscle),
        "agents.muscle_fiber.advance_fiber_slowly": lambda f: f(
            cell("muscle"), 0, fiber_slowly, p.muscle),
        "agents.hepatocyte.advance_hepatocyte": lambda f: f(
            cell("liver"), 0, hepatocyte_now, p.liver),
        "agents.hepatocyte.advance_hepatocyte_slowly": lambda f: f(
            cell("liver"), 0, hepatocyte_slowly, p.liver),
        "agents.adipocyte.advance_adipocyte": lambda f: f(
            cell("visceral_fat"), 0, adipocyte_now, p.visceral),
        "agents.adipocyte.adipocyte_glucose_uptake": lambda f: f(cell("visceral_fat"), 0, one),
        "agents.adipocyte.advance_adipocyte_slowly": lambda f: f(
            cell("visceral_fat"), 0, adipocyte_slowly, p.visceral),
        "agents.insulin_signaling.advance_signal": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, one, one, one, p.muscle),
        "agents.insulin_signaling.advance_receptors": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, one, one, one, p.muscle),
        "agents.inflammation.advance_inflammation": lambda f: f(
            cell("visceral_fat"), 0, adipocyte.ADIPOCYTE, one, one, one, p.visceral),
        "agents.muscle_glycogen.advance_synthase": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, one, one, one),
        "agents.muscle_glycogen.stored_share": lambda f: f(
            one, quantity(40.0, "mmol/kg"), p.muscle),
        "agents.muscle_glycogen.advance_glycogen": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, fiber_slowly,
            quantity(0.1, "mmol/kg/min"), p.muscle),
        "agents.damage.advance_damage": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, quarter, p.muscle),
        "agents.contraction.advance_training": lambda f: f(
            cell("muscle"), 0, muscle_fiber.FIBER, fiber_slowly, quantity(85.0, "mmol/kg"),
            quantity(0.8, "mmol/kg"), p.muscle),
        "sim.blood.advance_gut": lambda f: f(body(), p, span),
        "sim.blood.advance_insulin": lambda f: f(
            body(), p, quantity(5.2, "mmol/L"), quantity(8.0, "umol/kg/min"), span),
        "sim.blood.advance_glucagon": lambda f: f(body(), p, span),
        "sim.blood.advance_fat": lambda f: f(body(), p, amount, flow, span),
        "sim.blood.advance_blood": lambda f: f(
            body(), p, blood.CellFlows(flow, flow, flow, flow), one, quantity(1.0, "min"), 4),
        "sim.adaptation.adapt_islets": lambda f: f(body(), p, quarter),
        "sim.adaptation.adapt_vessels": lambda f: f(body(), p, quarter),
        "sim.fuel.burn_fuel": lambda f: f(
            body(), p, fuel.CellFuel(*[amount] * (len(fuel.CellFuel._fields) - 1), one), quarter),
        "sim.surroundings.self_activation": lambda f: f(body(), p),
        "sim.surroundings.fiber_surroundings": lambda f: f(body(), p, one, fiber_pace, span),
        "sim.surroundings.hepatocyte_surroundings": lambda f: f(body(), p, hepatocyte_pace, span),
        "sim.surroundings.adipocyte_surroundings": lambda f: f(
            body(), p.visceral, adipocyte_pace, span),
        "sim.surroundings.fiber_pace": lambda f: f(p.muscle, span),
        "sim.surroundings.hepatocyte_pace": lambda f: f(p.liver, span),
        "sim.surroundings.adipocyte_pace": lambda f: f(p.visceral, span),
        "sim.step.soak": lambda f: f(body(), p, span),
    }[name](EQUATIONS[name].py_func)  # fmt: skip


OVER_RECORDS = {
    "agents.muscle_fiber.advance_fiber": "mmol/min",
    "agents.muscle_fiber.advance_fiber_slowly": None,
    "agents.hepatocyte.advance_hepatocyte": "mmol/min",
    "agents.hepatocyte.advance_hepatocyte_slowly": None,
    "agents.adipocyte.advance_adipocyte": "mmol/min",
    "agents.adipocyte.adipocyte_glucose_uptake": "mmol/min",
    "agents.adipocyte.advance_adipocyte_slowly": None,
    "agents.insulin_signaling.advance_signal": "1",
    "agents.insulin_signaling.advance_receptors": None,
    "agents.inflammation.advance_inflammation": None,
    "agents.contraction.advance_training": None,
    "agents.damage.advance_damage": None,
    "agents.muscle_glycogen.advance_glycogen": "mmol/kg",
    "agents.muscle_glycogen.advance_synthase": None,
    "agents.muscle_glycogen.stored_share": "1",
    "sim.blood.advance_gut": None,
    "sim.blood.advance_insulin": None,
    "sim.blood.advance_fat": None,
    "sim.blood.advance_glucagon": None,
    "sim.blood.advance_blood": None,
    "sim.adaptation.adapt_islets": None,
    "sim.adaptation.adapt_vessels": None,
    "sim.fuel.burn_fuel": None,
    "sim.surroundings.self_activation": "1",
    "sim.surroundings.adipocyte_pace": None,
    "sim.surroundings.fiber_pace": None,
    "sim.surroundings.hepatocyte_pace": None,
    "sim.surroundings.adipocyte_surroundings": None,
    "sim.surroundings.fiber_surroundings": None,
    "sim.surroundings.hepatocyte_surroundings": None,
    "sim.step.soak": None,
}
"""Unit of what is returned; None where nothing or a record is."""

CONSTANTS = {
    "FATTY_ACID_PER_KILOGRAM": quantity(3484.0, "mmol/kg"),
    "diameter_of": lambda lipid: quantity(100.0, "um"),
    "storage_surface": lambda lipid, maximal: quantity(0.5, "1"),
    "glycation_target": lambda glucose: quantity(5.2, "%"),
}
"""Named constants with their units; an adipocyte's surface counts relative to a lean depot."""


@pytest.mark.parametrize("name", OVER_RECORDS)
def test_what_is_written_has_the_unit_of_its_state(name, records):
    with as_python(**CONSTANTS):
        result = run(name, records)
    if OVER_RECORDS[name]:
        assert result.dimensionality == quantity(1.0, OVER_RECORDS[name]).dimensionality


def test_every_equation_is_in_one_of_the_lists():
    listed = {*SCALAR, *WITH_A_CONSTANT, *OVER_RECORDS, *COMPOSED}
    assert {name for name in EQUATIONS if not is_kernel(name)} == listed


def test_floors_written_as_plain_numbers_keep_the_unit_of_what_they_limit():
    amount = quantity(2.0, "mmol")
    assert larger(amount, 0.0) == amount
    assert smaller(amount, 1.0) == quantity(1.0, "mmol")
