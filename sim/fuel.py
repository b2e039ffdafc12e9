"""Which fuel is burned: the energy books of one slow step.

Brain, muscle and liver have burned what their equations say. Amino acids burn as they come.
The rest of the body needs what is still missing from expenditure: it burns the fatty acids that
reached it, then lactate; what it does not need it returns as VLDL. Gluconeogenesis draws on
lactate first and on amino acids for the remainder.
"""

from collections import namedtuple

from agents.adipocyte import FATTY_ACID_PER_KILOGRAM
from agents.compiled import part, step_fraction

from .energy import lean_share_of_imbalance, resting_expenditure

CellFuel = namedtuple("CellFuel", [
    "muscle_fat", "liver_fat", "muscle_glucose", "liver_glucose", "lactate", "gluconeogenesis",
    "glucose_to_fat", "lipogenesis", "muscle_size",
])  # fmt: skip
"""Amounts that all cells burned, released or made in the slow step (mmol; size: lean = 1)."""


@part
def burn_fuel(b, p, cells, minutes):
    """Close the energy books of one slow step; update amino acids, lactate, lean mass."""
    e = p.energy
    resting = resting_expenditure(
        b.lean_mass, b.fat_mass, e.resting_constant, e.resting_lean, e.resting_fat
    )
    active = e.activity_cost * b.weight * b.activity * b.awake
    demand = (
        resting * (1.0 + b.adaptation) + active + b.bout_power
    ) * minutes + e.digestion_share * b.absorbed_energy_sum
    b.lactate += cells.lactate

    # gluconeogenesis: lactate first, then amino acids at a cost
    from_lactate = min(
        cells.gluconeogenesis * b.lactate / (b.lactate + e.lactate_half), 0.5 * b.lactate
    )
    from_protein = cells.gluconeogenesis - from_lactate
    made_heat = from_protein * e.glucose_energy * e.gluconeogenesis_cost
    b.lactate -= from_lactate
    b.amino_acids -= from_protein * e.glucose_energy + made_heat

    # lean mass takes its share of the balance and what growing muscle needs
    share = lean_share_of_imbalance(
        b.fat_mass, e.forbes_constant, e.lean_energy, e.fatty_acid_energy * FATTY_ACID_PER_KILOGRAM
    )
    growth = (
        share * b.energy_balance * minutes
        + (cells.muscle_size - b.muscle_size) * b.muscle_mass * e.lean_energy
    )
    b.muscle_size = cells.muscle_size
    b.amino_acids -= growth
    b.lean_mass += growth / e.lean_energy
    protein = e.amino_acid_rate * minutes * max(b.amino_acids, 0.0)
    b.amino_acids -= protein

    # what the cells burned, then the rest of the body
    lipogenesis_heat = (
        cells.glucose_to_fat * e.glucose_energy - cells.lipogenesis * e.fatty_acid_energy
    )
    glucose = b.oxidized_glucose_sum + cells.muscle_glucose + cells.liver_glucose
    fat = cells.muscle_fat + cells.liver_fat
    spent = (
        glucose * e.glucose_energy
        + fat * e.fatty_acid_energy
        + protein
        + made_heat
        + lipogenesis_heat
    )
    missing = max(demand - spent, 0.0)
    lactate = min(
        step_fraction(e.lactate_oxidation_rate, minutes) * b.lactate, missing / e.glucose_energy
    )
    missing -= lactate * e.glucose_energy
    b.rest_power = missing / minutes - active - b.bout_power
    rest_fat = min(b.rest_fat_sum, missing / e.fatty_acid_energy)
    missing -= rest_fat * e.fatty_acid_energy
    more_lactate = min(max(0.8 * (b.lactate - lactate), 0.0), missing / e.glucose_energy)
    missing -= more_lactate * e.glucose_energy
    b.lactate -= lactate + more_lactate
    b.amino_acids -= missing
    protein += missing
    b.returned_fat = (b.rest_fat_sum - rest_fat) / minutes
    if b.amino_acids < 0.0:  # lean tissue lends what diet and stores do not cover
        b.lean_mass += b.amino_acids / e.lean_energy
        b.amino_acids = 0.0

    burned = lactate + more_lactate
    total = (
        (glucose + burned) * e.glucose_energy
        + (fat + rest_fat) * e.fatty_acid_energy
        + protein
        + made_heat
        + lipogenesis_heat
    )
    b.energy_out += total - b.oxidized_glucose_sum * e.glucose_energy
    b.carbon_in += from_protein
    b.carbon_out += cells.muscle_glucose + cells.liver_glucose + burned + cells.glucose_to_fat
    b.fat_in += cells.lipogenesis
    b.fat_out += fat + rest_fat
    b.energy_expenditure = total / minutes
    balance = (b.absorbed_energy_sum + b.infused_energy_sum - total) / minutes
    b.energy_balance += e.balance_rate * minutes * (balance - b.energy_balance)
    b.expenditure_mean += (
        (b.energy_expenditure - b.expenditure_mean) * e.expenditure_memory_rate * minutes
    )
    b.fat_oxidation = (fat + rest_fat) * e.fatty_acid_energy / minutes
    b.carbohydrate_oxidation = (glucose + burned) * e.glucose_energy / minutes
    b.protein_oxidation = protein / minutes
    b.adaptation += (
        e.adaptation_rate
        * minutes
        * (e.adaptation_gain * b.energy_balance / max(resting, 1.0) - b.adaptation)
    )
    b.rest_fat_sum = 0.0
    b.oxidized_glucose_sum = 0.0
    b.absorbed_energy_sum = 0.0
    b.infused_energy_sum = 0.0
