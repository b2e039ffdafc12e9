"""The books of the body: energy, glucose carbon and fatty acids, and their residuals."""

from __future__ import annotations

import numpy as np

from agents.adipocyte import FATTY_ACID_PER_KILOGRAM


def _sum(tissue, name: str, weight: str = "weight") -> float:
    return float(np.sum(tissue.column(name) * tissue.column(weight)))


def stores(body) -> dict[str, float]:
    """Return what the body holds: glucose (mmol), fatty acids (mmol), energy (kJ)."""
    b = body.record
    p = body.parameters
    muscle, liver = body.tissues["muscle"], body.tissues["liver"]
    m, h = p["muscle"], p["liver"]
    glucose = (
        b["glucose_plasma"] + b["glucose_slow"] + b["lactate"]
        + b["stomach_rapid"] + b["stomach_slow"] + b["gut_rapid"] + b["gut_slow"]
        + b["liver_glucose_sum"]
        + _sum(muscle, "glycogen") + _sum(muscle, "uptake_sum")
        + _sum(liver, "glycogen") - _sum(liver, "production_sum")
    )  # fmt: skip
    # what was exported as VLDL at the last slow step enters the blood until the next one
    to_come = body.clocks.slow_every - body.steps_done % body.clocks.slow_every
    fat = (
        b["nefa_plasma"] + b["chylomicron"] + b["vldl"] + b["stomach_fat"] + b["gut_fat"]
        + (b["vldl_export"] + b["returned_fat"]) * to_come * body.clocks.minutes
        + b["muscle_fat_sum"] + b["liver_fat_sum"] + b["rest_fat_sum"] + b["stored_fat_sum"]
    )  # fmt: skip
    for depot in ("visceral_fat", "subcutaneous_fat"):
        tissue = body.tissues[depot]
        fat += _sum(tissue, "lipid", "number") * FATTY_ACID_PER_KILOGRAM
        fat -= _sum(tissue, "lipolysis_sum")
    for tissue, q, neutral in ((muscle, m, "intramyocellular_lipid"), (liver, h, "triglyceride")):
        fat += (
            _sum(tissue, "fatty_acyl_coa") + _sum(tissue, neutral)
            + _sum(tissue, "diacylglycerol") * q["lean_diacylglycerol"]
            + _sum(tissue, "ceramide") * q["lean_ceramide"]
        )  # fmt: skip
    e = p["energy"]
    energy = (
        glucose * e["glucose_energy"] + fat * e["fatty_acid_energy"] + b["amino_acids"]
        + b["stomach_protein"] + b["gut_protein"] + b["lean_mass"] * e["lean_energy"]
    )  # fmt: skip
    return {"glucose": float(glucose), "fatty_acids": float(fat), "energy": float(energy)}


def residuals(body) -> dict[str, float]:
    """Return what the books miss since the start, relative to what went through them.

    Zero means: all that came in was burned, lost or is still there. Between two slow steps
    amounts on their way between blood and cells are counted as stores.
    """
    now, start, b = stores(body), body.opening_stores, body.record
    flow = {
        "glucose": (b["carbon_in"], b["carbon_out"]),
        "fatty_acids": (b["fat_in"], b["fat_out"]),
        "energy": (b["energy_in"], b["energy_out"] + b["energy_lost"]),
    }
    result = {}
    for name, (inflow, outflow) in flow.items():
        missing = inflow - outflow - (now[name] - start[name])
        result[name] = float(missing / max(abs(inflow), abs(outflow), abs(start[name]), 1.0))
    return result
