"""What cells meet: the composition of the body at their place, in a minute and in a quarter."""

from __future__ import annotations

from collections import namedtuple

from agents.adipocyte import AdipocyteMinute, AdipocyteQuarter
from agents.compiled import part, saturating, saturating_square, step_fraction
from agents.hepatocyte import HepatocyteMinute, HepatocyteQuarter
from agents.insulin_signaling import receptor_occupancy
from agents.muscle_fiber import FiberMinute, FiberQuarter


@part
def self_activation(b, p):
    """Return how far hyperglycemia itself opens uptake, blunted by NEFA (1 at normal glucose)."""
    m = p.muscle
    reference = p.liver.reference_glucose
    half = m.self_activation_half_glucose
    blunting = 1.0 + (b.nefa / m.self_activation_half_nefa) ** 2
    rise = saturating_square(b.glucose, half) - saturating_square(reference, half)
    return 1.0 + m.glucose_self_activation / blunting * rise


FiberPace = namedtuple("FiberPace", [
    "receptor", "akt", "surface", "ampk", "calcium", "gsk3", "synthase",
])  # fmt: skip
HepatocytePace = namedtuple("HepatocytePace", ["receptor", "akt", "slow"])
AdipocytePace = namedtuple("AdipocytePace", ["receptor", "akt", "glut4"])
"""How far the states of a cell go toward their targets in a fast step, which stays the same."""


@part
def fiber_pace(m, minutes):
    """Return the pace of fibers."""
    return FiberPace(
        step_fraction(m.receptor_rate, minutes),
        step_fraction(m.akt_rate, minutes),
        step_fraction(m.glut4_exocytosis_rate + m.glut4_endocytosis_rate, minutes),
        step_fraction(m.ampk_rate, minutes),
        step_fraction(m.calcium_rac1_rate, minutes),
        step_fraction(m.gsk3_rate, minutes),
        step_fraction(m.glycogen_synthase_rate, minutes),
    )


@part
def hepatocyte_pace(h, minutes):
    """Return the pace of hepatocytes."""
    return HepatocytePace(
        step_fraction(h.receptor_rate, minutes),
        step_fraction(h.akt_rate, minutes),
        step_fraction(h.slow_arm_rate, minutes),
    )


@part
def adipocyte_pace(p, minutes):
    """Return the pace of adipocytes of a depot with parameters ``p``."""
    return AdipocytePace(
        step_fraction(p.receptor_rate, minutes),
        step_fraction(p.akt_rate, minutes),
        step_fraction(p.glut4_translocation_rate, minutes),
    )


@part
def fiber_surroundings(b, p, activation, pace, minutes):
    """Return what fibers meet now."""
    m = p.muscle
    return FiberMinute(
        receptor_occupancy(b.insulin_muscle, m.insulin_half_occupancy),
        b.insulin_muscle * b.insulin_muscle,
        b.glucose,
        activation * m.transport_capacity / (m.transport_half_saturation + b.glucose),
        m.phosphorylation_capacity / (m.phosphorylation_half_saturation + b.glucose),
        pace.receptor,
        pace.akt,
        pace.surface,
        pace.ampk,
        pace.calcium,
        pace.gsk3,
        pace.synthase,
        minutes,
    )


@part
def hepatocyte_surroundings(b, p, pace, minutes):
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
        pace.receptor,
        pace.akt,
        pace.slow,
        minutes,
    )


@part
def adipocyte_surroundings(b, p, pace, minutes):
    """Return what adipocytes of a depot with parameters ``p`` meet now."""
    return AdipocyteMinute(
        receptor_occupancy(b.insulin_fat, p.insulin_half_occupancy),
        1.0 + p.adrenergic_gain * b.adrenergic,
        b.glucose / (p.glucose_half_uptake + b.glucose),
        pace.receptor,
        pace.akt,
        pace.glut4,
        minutes,
    )


Surroundings = namedtuple("Surroundings", ["muscle", "liver", "visceral", "subcutaneous"])
"""What the cells of each tissue meet."""


@part
def pace_of(p, minutes):
    """Return the pace of all cells in fast steps of so many minutes."""
    return Surroundings(
        fiber_pace(p.muscle, minutes),
        hepatocyte_pace(p.liver, minutes),
        adipocyte_pace(p.visceral, minutes),
        adipocyte_pace(p.subcutaneous, minutes),
    )


@part
def minute_of(b, p, pace, minutes):
    """Return what all cells meet in a fast step."""
    return Surroundings(
        fiber_surroundings(b, p, self_activation(b, p), pace.muscle, minutes),
        hepatocyte_surroundings(b, p, pace.liver, minutes),
        adipocyte_surroundings(b, p.visceral, pace.visceral, minutes),
        adipocyte_surroundings(b, p.subcutaneous, pace.subcutaneous, minutes),
    )


@part
def fiber_quarter(b, p, access, minutes, fast_minutes):
    """Return what fibers meet in a slow step; ``access`` is their sum, by weight."""
    m = p.muscle
    return FiberQuarter(
        receptor_occupancy(b.insulin_mean, m.insulin_half_occupancy),
        b.muscle_fat_sum / access,
        b.fat_saturated_share,
        b.activity,
        b.awake,
        minutes,
        fast_minutes,
        step_fraction(m.receptor_turnover_rate, minutes),
        step_fraction(m.kinase_recovery_rate, minutes),
        step_fraction(m.glut4_turnover_rate, minutes),
        step_fraction(m.mitochondria_turnover_rate, minutes),
        step_fraction(m.capillary_turnover_rate, minutes),
        step_fraction(m.size_turnover_rate, minutes),
        step_fraction(m.disuse_rate, minutes),
        b.glucose,
        step_fraction(m.hexosamine_rate, minutes),
        step_fraction(m.training_memory_rate, minutes),
        b.bout_power / max(b.bout_intensity * b.muscle_mass * p.energy.glucose_energy, 1e-12),
        p.energy.fatty_acid_energy / p.energy.glucose_energy,
    )


@part
def hepatocyte_quarter(b, h, access, minutes):
    """Return what hepatocytes meet in a slow step; ``access`` is their sum, by weight."""
    return HepatocyteQuarter(
        b.sinusoid_mean,
        b.liver_fat_sum / access,
        b.liver_glucose_sum / (b.liver_mass * minutes),
        b.fat_saturated_share,
        minutes,
        step_fraction(h.receptor_turnover_rate, minutes),
        step_fraction(h.kinase_recovery_rate, minutes),
    )


@part
def adipocyte_quarter(b, p, stored, capacity, lean_surface, minutes):
    """Return what the adipocytes of one depot meet in a slow step."""
    return AdipocyteQuarter(
        receptor_occupancy(b.insulin_mean, p.insulin_half_occupancy),
        stored / max(capacity, 1e-12),
        b.tone,
        minutes,
        step_fraction(p.receptor_turnover_rate, minutes),
        step_fraction(p.kinase_recovery_rate, minutes),
        step_fraction(p.glut4_turnover_rate, minutes),
        step_fraction(p.macrophage_rate, minutes),
        lean_surface,
    )


@part
def quarter_of(b, p, access, minutes, fast_minutes):
    """Return what all cells meet in a slow step; ``access`` is that of fibers and hepatocytes.

    Fatty acids go to adipocytes by their surface and what room they have left.
    """
    total = b.storage_capacity_visceral + b.storage_capacity_subcutaneous
    to_visceral = b.stored_fat_sum * b.storage_capacity_visceral / max(total, 1e-12)
    return Surroundings(
        fiber_quarter(b, p, access[0], minutes, fast_minutes),
        hepatocyte_quarter(b, p.liver, access[1], minutes),
        adipocyte_quarter(
            b, p.visceral, to_visceral, b.storage_capacity_visceral, b.lean_surface, minutes
        ),
        adipocyte_quarter(
            b,
            p.subcutaneous,
            b.stored_fat_sum - to_visceral,
            b.storage_capacity_subcutaneous,
            b.lean_surface,
            minutes,
        ),
    )
