"""Words for people: units, names of states, events of a protocol on a timeline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SUBSTANCES = {
    "glucose": "glucose", "insulin": "insulin", "lipid": "lipid emulsion",
    "tnf_alpha": "TNF-alpha", "interleukin_6": "IL-6", "glucagon": "glucagon",
    "amino_acids": "amino acids",
}  # fmt: skip

UNITS = {"1": "", "code": "", "lean": "× lean"}


def pretty(unit: str) -> str:
    """Return a unit as people read it: micro as µ, powers raised, nothing for pure numbers."""
    if unit in UNITS:
        return UNITS[unit]
    raised = unit.replace("^2", "²").replace("^3", "³").replace("/m2", "/m²")
    return re.sub(r"\bu(?=(mol|g|m|U|l)\b)", "µ", raised)


def describe(table: Mapping[str, Any]) -> str:
    """Return one line for a table of an event: its note, or what it does."""
    if table.get("note"):
        return str(table["note"])
    kind, length = table.get("type"), table.get("duration", "")
    lasting = f"{length} of " if length else ""
    substance = SUBSTANCES.get(str(table.get("substance")), "")
    told = {
        "meal": f"a meal ({', '.join(_nutrients(table))})",
        "oral_glucose": f"{table.get('dose')} of glucose drunk",
        "bolus": f"{table.get('dose')} of {substance} into a vein",
        "infusion": f"{lasting}{substance} into a vein ({table.get('rate', 'in steps')})",
        "hold": f"{table.get('quantity')} held at {table.get('target', 'steps')}",
        "exercise": f"{lasting}{table.get('mode', 'aerobic')} exercise at {table.get('intensity')}",
        "training": f"{lasting}{table.get('mode', 'aerobic')} training",
        "diet": f"diet: {_diet(table)}",
        "steps": f"{table.get('steps')}",
        "bed_rest": f"{lasting}bed rest",
        "fast": "no meals",
        "set": "set: " + ", ".join(f"{k} = {v}" for k, v in table.get("parameters", {}).items()),
        "drug": "a drug",
        "pancreatic_clamp": "pancreatic clamp",
        "habits": "other hours",
        "mark": "a mark",
    }
    return told.get(str(kind), str(kind))


def _nutrients(table: Mapping[str, Any]) -> list[str]:
    if table.get("energy"):
        return [str(table["energy"])]
    return [f"{table[n]} {n}" for n in ("carbohydrate", "fat", "protein") if table.get(n)]


def _diet(table: Mapping[str, Any]) -> str:
    parts = [str(table[part]).replace("_", " ") for part in ("diet", "energy") if table.get(part)]
    if table.get("until"):
        parts.append(f"until {table['until']}")
    return ", ".join(parts) or "its composition"
