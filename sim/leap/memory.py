"""What each state remembers of itself after a day: the one thing a leap must know of the rates.

A state that moves toward a target with a rate constant of its own keeps ``exp(-rate × 1 day)`` of
its distance. States that forget within a day follow the others: their memory is 0. A rate taken
too fast costs accuracy, one taken too slow stability, so where the rate of a cell depends on its
content the table holds the fastest rate at which that cell can forget. (Protection by damage is
learned within days but forgotten over months: between bouts only the slow rate counts.)
"""

from __future__ import annotations

import math

import numpy as np

from agents.columns import Columns
from agents.declarations import WIDTH

from ..body_state import BODY_STATES

DAY = 1440.0
FORGOTTEN = 0.45
"""Rate (1/d) beyond which a state counts as forgotten: it follows others within two days."""

NEVER_CARRIED = ("fixed", "fate", "event", "input", "sum")
"""Clocks of states that a leap leaves as they are."""

OWN_RATES = {
    "muscle": {
        "receptor_kinase": "kinase_recovery_rate",
        "glut4_total": "glut4_turnover_rate",
        "ceramide": "ceramide_rate",
        "intramyocellular_lipid": "triglyceride_lipolysis_rate",
        "mitochondria": "mitochondria_turnover_rate",
        "hexosamine": "hexosamine_rate",
        "aerobic_load": "training_memory_rate",
        "resistance_load": "training_memory_rate",
        "activity_memory": "disuse_rate",
        "damage": "damage_repair_rate",
        "leukocytes": "leukocyte_rate",
        "lengthening_protection": "protection_fading_rate",
        "capillary_density": "capillary_turnover_rate",
        "size": "size_turnover_rate",
    },
    "liver": {"receptor_kinase": "kinase_recovery_rate", "ceramide": "ceramide_rate"},
    "pancreas": {
        "glucose_mean": "shift_rate",
        "nefa_mean": "shift_rate",
        "beta_cell_shift": "shift_rate",
        "beta_cell_function": "function_recovery_rate",
        "glycated_hemoglobin": "glycation_rate",
        "vascular_function": "vascular_rate",
    },
    "energy": {
        "energy_balance": "balance_rate",
        "adaptation": "adaptation_rate",
        "expenditure_mean": "expenditure_memory_rate",
    },
}
"""Parameter that holds the rate constant (1/min) of a state, by parameter group."""

LASTING = ("beta_cell_mass", "lean_mass")
"""States of the body that add up over years; the books do too."""

LED = {
    "muscle": (
        "receptor_number", "signal_gain", "akt_gain", "tnf_alpha", "half_release",
        "half_capillary", "glut4_exocytosis", "ikba", "release_fraction",
        "capillary_fraction", "fatty_acyl_coa", "diacylglycerol", "post_exercise_memory",
        "lipid_uptake", "fat_oxidation", "glucose_oxidation", "glycogen_synthesis",
        "lactate_release",
    ),
    "liver": (
        "receptor_number", "signal_gain", "akt_gain", "tnf_alpha", "output_gain", "fatty_acyl_coa",
        "diacylglycerol", "glycogen", "fat_oxidation", "vldl_export", "lipogenesis",
        "glucose_oxidation", "glucose_to_fat", "gluconeogenesis",
    ),
    "body": (
        "tnf_alpha", "interleukin_6", "portal_tnf_alpha", "fat_saturated_share", "insulin_mean",
        "beta_cell_potentiation",
        "sinusoid_mean", "energy_expenditure", "adrenergic", "fat_signal", "muscle_size",
        "storage_capacity_visceral", "storage_capacity_subcutaneous", "muscle_lipid_uptake",
        "vldl_export", "returned_fat", "rest_power", "liver_triglyceride", "weight", "fat_mass",
        "visceral_fat_number", "subcutaneous_fat_number",
        "visceral_lipolysis_share",
    ),
}  # fmt: skip
"""Slow states that forget within a day, or follow from others: a test sees to it that every
slow state of fibers, hepatocytes and body stands in one of these tables."""

BY_CONTENT = {"muscle": ("glycogen",), "liver": ("triglyceride",)}
"""States whose rate of forgetting depends on what the cell holds."""

LIVED_APART = ("time", "age", "beta_cell_capacity")
"""States of the body that each leapt day moves by itself."""


def carried_states(columns: Columns) -> list[str]:
    """Return the names of the states of a cell that a leap carries."""
    return [n for n, s in columns.table.states.items() if s.clock not in NEVER_CARRIED]


def carried_numbers() -> list[str]:
    """Return the names of the states of the body that a leap carries."""
    return [
        s.name for s in BODY_STATES if s.clock not in NEVER_CARRIED and s.name not in LIVED_APART
    ]


def memory_of_cells(body, tissue: str, states: list[str], days: float) -> np.ndarray:
    """Return what states remember after ``days``, shape (blocks, states, WIDTH)."""
    p = body.parameters[tissue]
    columns = body.tissues[tissue].columns
    kept = np.zeros((columns.blocks, len(states), WIDTH))
    for at, name in enumerate(states):
        if name in BY_CONTENT[tissue]:
            rate = rate_by_content(name, columns.view(name), p, body.record)
            kept[:, at, :] = np.exp(-rate * DAY * days)
        elif name in OWN_RATES[tissue]:
            kept[:, at, :] = remembered(p[OWN_RATES[tissue][name]] * DAY, days)
    return kept


def memory_of_numbers(body, names: list[str], days: float) -> np.ndarray:
    """Return what states of the body remember after ``days``, shape (names,)."""
    clocks = {s.name: s.clock for s in BODY_STATES}
    groups = {name: group for group in ("pancreas", "energy") for name in OWN_RATES[group]}
    kept = np.zeros(len(names))
    for at, name in enumerate(names):
        if name in groups:
            rate = body.parameters[groups[name]][OWN_RATES[groups[name]][name]]
            kept[at] = remembered(rate * DAY, days)
        elif name in LASTING or clocks[name] == "book":
            kept[at] = 1.0
    return kept


def remembered(rate: float, days: float) -> float:
    """Return the share of a distance that is left after ``days`` (rate in 1/d)."""
    return math.exp(-rate * days) if rate < FORGOTTEN else 0.0


def rate_by_content(name: str, content: np.ndarray, p, b) -> np.ndarray:
    """Return the rate (1/min) at which a cell forgets what it holds.

    Glycogen: waking use, and storage that stops as the store fills; with both in balance the
    slope of storage follows from the use. Liver triglyceride: emptying by VLDL and lipolysis.
    """
    if name == "glycogen":
        width = 0.2 * p["glycogen_lean"]
        room = np.maximum(p["glycogen_maximum"] - content, 1e-3)
        used = p["glycogen_activity_rate"] * b["activity"]
        return used * (1.0 + np.maximum(content, 0.0) * width / (room * (width + room)))
    export = p["vldl_capacity"] / (p["vldl_half_store"] + np.maximum(content, 0.0))
    return export + p["triglyceride_lipolysis_rate"]
