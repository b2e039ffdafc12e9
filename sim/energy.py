"""Energy: what the body spends, which fuel it burns, what becomes of lean and fat mass.

Expenditure follows lean and fat mass, activity, digestion and an adaptive part. Fuels are chosen
by supply: glucose where it is taken up, amino acids as they come, fatty acids for the rest. The
books close because the rest of the body burns exactly what is missing and returns what is left.
Imbalance is shared between lean and fat mass by Forbes' rule [Hall2007].
"""

from agents.compiled import equation, saturating
from agents.declarations import ParameterGroup, parameter

# fmt: off
ENERGY = ParameterGroup(
    "energy",
    parameter("glucose_energy", 2.80, "kJ/mmol", (2.0, 3.5), "Elia1988",
              "energy of glucose"),
    parameter("fatty_acid_energy", 11.34, "kJ/mmol", (9.0, 13.0), "Hall2007",
              "energy of a fatty acid in triglyceride (39.5 kJ/g)"),
    parameter("lean_energy", 7600.0, "kJ/kg", (3000.0, 12000.0), "Hall2007",
              "energy stored in a kg of lean mass"),
    parameter("forbes_constant", 10.4, "kg", (2.0, 40.0), "Hall2007",
              "fat mass at which lean and fat share in Forbes' rule"),
    parameter("resting_constant", 1.08, "kJ/min", (0.0, 5.0), "Cunningham1991",
              "resting expenditure without lean mass (1.55 MJ/d)"),
    parameter("resting_lean", 0.0628, "kJ/kg/min", (0.01, 0.3), "Cunningham1991",
              "resting expenditure per kg of lean mass (0.0904 MJ/kg/d)"),
    parameter("resting_fat", 0.0131, "kJ/kg/min", (0.0, 0.1), "Elia1992",
              "resting expenditure per kg of fat (4.5 kcal/kg/d)"),
    parameter("activity_cost", 0.0335, "kJ/kg/min", (0.0, 0.3), "Ainsworth2011",
              "waking expenditure per kg of weight for ordinary activity of 8,000 steps/d"),
    parameter("digestion_share", 0.1, "1", (0.0, 0.4), "Westerterp2004",
              "share of absorbed energy spent on digestion and storage"),
    parameter("adaptation_gain", 0.12, "1", (0.0, 1.0), "Leibel1995",
              "change of expenditure per relative energy imbalance"),
    parameter("adaptation_rate", 1e-4, "1/min", (1e-7, 0.01), "Leibel1995",
              "rate of that adaptation (about 7 d)"),
    parameter("balance_rate", 2.3e-4, "1/min", (1e-6, 0.01), "Hall2007",
              "averaging of energy balance before lean mass follows (3 d)"),
    parameter("amino_acid_rate", 0.002, "1/min", (1e-4, 0.1), "Frayn2002",
              "oxidation of circulating amino acids"),
    parameter("lactate_half", 5.0, "mmol", (0.5, 200.0), "Landau1996",
              "lactate pool at which half of gluconeogenesis draws on it"),
    parameter("lactate_oxidation_rate", 0.003, "1/min", (0.0, 0.5), "Landau1996",
              "lactate that the rest of the body burns by choice"),
    parameter("gluconeogenesis_cost", 0.1, "1", (0.0, 1.0), "Frayn2002",
              "energy lost as heat when glucose is made from amino acids"),
    parameter("glycogen_water", 2.7, "kg/kg", (0.0, 5.0), "Kreitzman1992",
              "water bound to glycogen"),
    parameter("sympathetic_gain", 0.8, "1", (0.0, 10.0), "Leibel1995",
              "sympathetic drive on lipolysis when liver glycogen is empty"),
    parameter("bout_sympathetic_gain", 3.1, "1", (0.0, 20.0), "Romijn1993",
              "sympathetic drive on lipolysis of an unlimited bout",
              calibrated="NEFA and fuel mix of bouts [Romijn1993]"),
    parameter("bout_sympathetic_half", 0.015, "1", (0.001, 2.0), "Romijn1993",
              "working share of muscle times intensity at half of that drive",
              calibrated="NEFA and fuel mix of bouts [Romijn1993]"),
    parameter("lactate_half_restraint", 125.0, "mmol", (10.0, 1000.0), "Boyd1974",
              "lactate pool that halves the sympathetic drive on lipolysis in a bout",
              calibrated="fuel mix of bouts [Romijn1993]"),
    parameter("expenditure_memory_rate", 1.0 / 10080.0, "1/min", (1e-6, 0.01), "Hall2007",
              "averaging of the expenditure that habitual meals make up for (7 d)"),
)
# fmt: on


@equation
def resting_expenditure(lean, fat, constant, per_lean, per_fat):
    """Return resting expenditure in kJ/min for lean and fat mass in kg."""
    return constant + per_lean * lean + per_fat * fat


@equation
def lactate_restraint(lactate, half):
    """Return what lactate leaves of the drive of a bout on lipolysis (both in mmol)."""
    x = lactate / half
    square = x * x
    return 1.0 / (1.0 + square * square)


@equation
def bout_drive(working, lactate, gain, half, lactate_half):
    """Return the drive of a bout on lipolysis: it begins and ends with the bout.

    ``working`` is the working share of muscle times intensity, ``lactate`` a pool in mmol.
    """
    return gain * saturating(working, half) * lactate_restraint(lactate, lactate_half)


@equation
def lean_share_of_imbalance(fat_mass, forbes, lean_energy, fat_energy):
    """Return the share of an energy imbalance that lean mass takes (Forbes)."""
    return 1.0 / (1.0 + fat_energy / lean_energy * fat_mass / forbes)
