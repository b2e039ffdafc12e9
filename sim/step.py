"""The order of one step, for the whole body, in compiled code.

Every fast step (1 min)
    1. cells      each fiber, hepatocyte and adipocyte meets the blood as it is now
    2. blood      gut, glucose, insulin, fatty acids advance with what the cells did
Every slow step (15 min), after that
    3. cytokines  spread on the lattice of each tissue
    4. lipids     fatty acids that entered the tissues are shared out to their cells
    5. fuel       what was burned is booked; lean mass, amino acids, lactate
    6. islets     threshold, capacity and mass of beta cells; vessels; averages
The fate of cells (each day) is decided by the agents themselves, in ``fate.py``.
"""

from __future__ import annotations

from collections import namedtuple

from agents.adipocyte import (
    ADIPOCYTE,
    AdipocyteMinute,
    adipocyte_glucose_uptake,
    advance_adipocyte,
)
from agents.compiled import kernel, part, saturating, saturating_square, step_fraction
from agents.declarations import WIDTH
from agents.hepatocyte import (
    HEPATOCYTE,
    HepatocyteMinute,
    advance_hepatocyte,
)
from agents.insulin_signaling import receptor_occupancy
from agents.muscle_fiber import FIBER, FiberMinute, advance_fiber

from .blood import CellFlows, advance_blood
from .fat_transport import muscle_nefa_uptake
from .recording import record_row
from .slow_step import advance_slowly
from .sums import total_of

Cells = namedtuple("Cells", [
    "muscle", "liver", "visceral", "subcutaneous", "lanes", "fields", "sources", "sites",
    "shapes", "spacing",
])  # fmt: skip
"""Memory of all tissues: flat columns, scratch lanes, cytokine fields and their lattices."""

BodyParameters = namedtuple("BodyParameters", [
    "muscle", "liver", "visceral", "subcutaneous", "glucose", "pancreas", "gut",
    "fat_transport", "energy", "cytokines", "genes",
])  # fmt: skip
"""One record of parameters per component."""

Clocks = namedtuple("Clocks", ["minutes", "slow_every", "substeps", "bath"])
"""Fast step in minutes, fast steps per slow step, sub-steps of the blood; 1 for a bath."""


@part
def self_activation(b, p):
    """Return how far hyperglycemia itself opens uptake, blunted by NEFA (1 at normal glucose)."""
    m = p.muscle
    reference = p.liver.reference_glucose
    half = m.self_activation_half_glucose
    blunting = 1.0 + (b.nefa / m.self_activation_half_nefa) ** 2
    rise = saturating_square(b.glucose, half) - saturating_square(reference, half)
    return 1.0 + m.glucose_self_activation / blunting * rise


@part
def fiber_surroundings(b, p, activation, minutes):
    """Return what fibers meet now."""
    m = p.muscle
    return FiberMinute(
        receptor_occupancy(b.insulin_muscle, m.insulin_half_occupancy),
        b.insulin_muscle * b.insulin_muscle,
        b.glucose,
        activation * m.transport_capacity / (m.transport_half_saturation + b.glucose),
        m.phosphorylation_capacity / (m.phosphorylation_half_saturation + b.glucose),
        step_fraction(m.receptor_rate, minutes),
        step_fraction(m.akt_rate, minutes),
        step_fraction(m.glut4_exocytosis_rate + m.glut4_endocytosis_rate, minutes),
        step_fraction(m.ampk_rate, minutes),
        step_fraction(m.calcium_rac1_rate, minutes),
        step_fraction(m.gsk3_rate, minutes),
        step_fraction(m.glycogen_synthase_rate, minutes),
        minutes,
    )


@part
def hepatocyte_surroundings(b, p, minutes):
    """Return what hepatocytes meet now."""
    h = p.liver
    scale = (
        h.glucose_half_inhibition
        * h.glucose_half_inhibition
        * (1.0 + b.nefa / h.glucose_inhibition_half_nefa)
    )
    reference = h.reference_glucose
    bias = (
        h.nefa_production_gain * b.nefa / (h.nefa_production_half + b.nefa)
        + h.glucagon_production_gain * (b.glucagon / p.pancreas.glucagon_basal - 1.0)
        + h.bout_production_gain * saturating(b.bout_intensity, h.bout_production_half)
    )
    return HepatocyteMinute(
        b.insulin_sinusoid,
        bias,
        (1.0 + reference * reference / scale) / (1.0 + b.glucose * b.glucose / scale),
        step_fraction(h.receptor_rate, minutes),
        step_fraction(h.akt_rate, minutes),
        step_fraction(h.slow_arm_rate, minutes),
        minutes,
    )


@part
def adipocyte_surroundings(b, p, minutes):
    """Return what adipocytes of a depot with parameters ``p`` meet now."""
    return AdipocyteMinute(
        receptor_occupancy(b.insulin_fat, p.insulin_half_occupancy),
        1.0 + p.adrenergic_gain * b.adrenergic,
        b.glucose / (p.glucose_half_uptake + b.glucose),
        step_fraction(p.receptor_rate, minutes),
        step_fraction(p.akt_rate, minutes),
        step_fraction(p.glut4_translocation_rate, minutes),
        minutes,
    )


@kernel
def advance_muscle(columns, now, p, lane):
    """Advance all fibers by one fast step; return their glucose uptake, mmol/min."""
    lane.fill(0.0)
    for block in range(columns.size // FIBER.block):
        first = block * FIBER.block
        for j in range(WIDTH):
            lane[j] += advance_fiber(columns, first + j, now, p)
    return total_of(lane)


@kernel
def advance_liver(columns, now, p, lane, signal):
    """Advance all hepatocytes; return glucose output (mmol/min) and mean insulin signal."""
    lane.fill(0.0)
    signal.fill(0.0)
    for block in range(columns.size // HEPATOCYTE.block):
        first = block * HEPATOCYTE.block
        for j in range(WIDTH):
            lane[j] += advance_hepatocyte(columns, first + j, now, p)
            signal[j] += (
                columns[first + j + HEPATOCYTE.akt] * columns[first + j + HEPATOCYTE.weight]
            )
    return total_of(lane), total_of(signal)


@kernel
def advance_fat(columns, now, p, lane, uptake):
    """Advance all adipocytes of a depot; return lipolysis and glucose uptake, mmol/min."""
    lane.fill(0.0)
    uptake.fill(0.0)
    for block in range(columns.size // ADIPOCYTE.block):
        first = block * ADIPOCYTE.block
        for j in range(WIDTH):
            lane[j] += advance_adipocyte(columns, first + j, now, p)
            uptake[j] += adipocyte_glucose_uptake(columns, first + j, now.glucose_factor)
    return total_of(lane), total_of(uptake)


@part
def advance_cells(b, cells, p, minutes):
    """Advance all cells by one fast step; return their flows."""
    activation = self_activation(b, p)
    uptake = advance_muscle(
        cells.muscle, fiber_surroundings(b, p, activation, minutes), p.muscle, cells.lanes[0]
    )
    production, signal = advance_liver(
        cells.liver,
        hepatocyte_surroundings(b, p, minutes),
        p.liver,
        cells.lanes[0],
        cells.lanes[1],
    )
    visceral, visceral_uptake = advance_fat(
        cells.visceral,
        adipocyte_surroundings(b, p.visceral, minutes),
        p.visceral,
        cells.lanes[0],
        cells.lanes[1],
    )
    subcutaneous, subcutaneous_uptake = advance_fat(
        cells.subcutaneous,
        adipocyte_surroundings(b, p.subcutaneous, minutes),
        p.subcutaneous,
        cells.lanes[0],
        cells.lanes[1],
    )
    b.liver_signal = signal / b.liver_mass
    b.visceral_lipolysis_share = visceral / max(visceral + subcutaneous, 1e-12)
    return CellFlows(
        uptake, visceral_uptake + subcutaneous_uptake, production, visceral + subcutaneous
    ), activation


@part
def soak(b, p, minutes):
    """Let cells in a bath take from a medium whose composition does not change."""
    f = p.fat_transport
    g = p.glucose
    lean = b.lean_mass
    clearance = lean / 1000.0 * b.nefa * minutes / (1.0 + b.nefa / f.nefa_uptake_half)
    b.muscle_fat_sum += (
        muscle_nefa_uptake(b.nefa, f.nefa_muscle_capacity * lean, f.nefa_muscle_half)
        * b.muscle_lipid_uptake
        * minutes
    )
    b.liver_fat_sum += f.nefa_liver_clearance * clearance
    b.liver_glucose_sum += (
        g.splanchnic_clearance
        * lean
        * (1.0 + g.splanchnic_insulin_gain * b.liver_signal)
        * b.glucose
        * minutes
    )
    capacity = b.storage_capacity_visceral + b.storage_capacity_subcutaneous
    b.stored_fat_sum += f.nefa_fat_clearance * clearance * min(capacity, 3.0)


LETHAL_GLUCOSE = 1.0
"""Plasma glucose (mmol/L) at which nobody lives on."""


@kernel
def advance(body, numbers, cells, p, clocks, steps, record_every, series, first_step):
    """Advance a whole body by ``steps`` fast steps in one call.

    ``body`` is the record array of the body, ``numbers`` the same memory as plain floats; it is
    copied to a row of ``series`` after every ``record_every`` steps (0: never). Returns the
    number of rows written, or minus the step at which a number stopped being finite.
    """
    b = body[0]
    written = 0
    for k in range(first_step, first_step + steps):
        flows, activation = advance_cells(b, cells, p, clocks.minutes)
        if clocks.bath:
            soak(b, p, clocks.minutes)
        else:
            advance_blood(b, p, flows, activation, clocks.minutes, clocks.substeps)
        b.time = (k + 1) * clocks.minutes
        if (k + 1) % clocks.slow_every == 0:
            quarter = clocks.minutes * clocks.slow_every
            advance_slowly(b, cells, p, quarter, clocks.minutes, clocks.bath)
        lowest = 0.0 if clocks.bath else LETHAL_GLUCOSE
        if not (b.glucose > lowest and b.glucose < 1e3 and b.insulin >= 0.0 and b.nefa >= 0.0):
            return -(k - first_step) - 1
        if record_every > 0 and (k + 1) % record_every == 0:
            record_row(series[written], numbers, cells)
            written += 1
    return written


@kernel
def advance_one(body, cells, p, minutes, tissue, lane):
    """Advance one cell of a tissue (0 muscle … 3 subcutaneous fat) by one fast step."""
    b = body[0]
    if tissue == 0:
        now = fiber_surroundings(b, p, self_activation(b, p), minutes)
        return advance_fiber(cells.muscle, lane, now, p.muscle)
    if tissue == 1:
        return advance_hepatocyte(
            cells.liver, lane, hepatocyte_surroundings(b, p, minutes), p.liver
        )
    if tissue == 2:
        return advance_adipocyte(
            cells.visceral, lane, adipocyte_surroundings(b, p.visceral, minutes), p.visceral
        )
    return advance_adipocyte(
        cells.subcutaneous,
        lane,
        adipocyte_surroundings(b, p.subcutaneous, minutes),
        p.subcutaneous,
    )
