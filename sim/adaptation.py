"""Slow clocks of the body: islets, vessels, averages, HbA1c."""

from agents.compiled import part, relax, step_fraction, without_trace

from .pancreas import (
    demand,
    glucotoxic_factor,
    glycation_target,
    lipotoxic_factor,
    potentiation_target,
)


@part
def adapt_islets(b, p, minutes):
    """Advance threshold, capacity and mass of the beta cells by one slow step."""
    k = p.pancreas
    two_days = step_fraction(k.shift_rate, minutes)
    day = step_fraction(k.exposure_rate, minutes)
    b.glucose_mean = relax(b.glucose_mean, b.glucose, two_days)
    b.nefa_mean = relax(b.nefa_mean, b.nefa, two_days)
    b.insulin_mean = relax(b.insulin_mean, b.insulin, day)
    b.sinusoid_mean = relax(b.sinusoid_mean, b.insulin_sinusoid, day)
    b.beta_cell_shift = relax(
        b.beta_cell_shift,
        k.shift_maximum * demand(b.glucose_mean, k.workload_glucose, k.shift_width),
        two_days,
    )
    b.beta_cell_potentiation = without_trace(
        relax(
            b.beta_cell_potentiation,
            potentiation_target(
                demand(b.glucose_mean, k.potentiation_onset, k.potentiation_width),
                k.potentiation_maximum,
                b.beta_cell_function,
            ),
            day,
        )
    )
    called = demand(b.glucose_mean, k.workload_glucose, k.function_width)
    capacity = (
        (1.0 + k.function_maximum_gain * max(called, 0.0) + k.function_idle_loss * min(called, 0.0))
        * glucotoxic_factor(
            b.glucose_mean, k.glucotoxic_glucose, k.glucotoxic_exponent, k.glucotoxic_floor
        )
        * lipotoxic_factor(b.nefa_mean, k.lipotoxic_nefa, k.lipotoxicity)
    )
    rate = k.function_recovery_rate if capacity > b.beta_cell_function else k.function_rate
    b.beta_cell_function = relax(b.beta_cell_function, capacity, step_fraction(rate, minutes))
    rise = max(b.glucose_mean - k.workload_glucose, 0.0)
    toxic = max(b.glucose_mean - k.mass_toxic_onset, 0.0)
    growth = (
        k.mass_gain * rise * max(k.mass_largest * b.beta_cell_capacity - b.beta_cell_mass, 0.0)
        - k.mass_glucotoxicity * toxic / (1.0 + k.mass_toxic_saturation * toxic) * b.beta_cell_mass
        + k.mass_return * (b.beta_cell_capacity - b.beta_cell_mass)
    )
    b.beta_cell_mass = max(b.beta_cell_mass + k.mass_rate * minutes * growth, 0.01)
    b.glycated_hemoglobin = relax(
        b.glycated_hemoglobin,
        glycation_target(b.glucose),
        step_fraction(k.glycation_rate, minutes),
    )


@part
def adapt_vessels(b, p, minutes):
    """Advance microvascular function: lasting NEFA slow insulin's way to muscle."""
    k = p.pancreas
    half = k.vascular_nefa_half
    lean = 1.0 / (1.0 + (k.vascular_lean_nefa / half) ** 4)
    b.vascular_function = relax(
        b.vascular_function,
        1.0 / (1.0 + (b.nefa_mean / half) ** 4) / lean,
        step_fraction(k.vascular_rate, minutes),
    )
