"""Facts about a person that statistics across people may name beside measures.

What the body says is measured at time 0 of the protocol, unless the protocol measures something of
the same name; yes and no are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Iterable

QUANTITIES = {
    "bmi": "kg/m2",
    "weight": "kg",
    "age": "year",
    "body_fat": "%",
    "fat_mass": "kg",
    "lean_mass": "kg",
}
"""Quantities of the body and the units they are given in."""

CLASSES = {
    "normal_tolerance": "normal",
    "prediabetes": "prediabetes",
    "diabetes": "diabetes",
}
"""Classes of the American Diabetes Association by what the protocol measured: 1 or 0."""

SEXES = ("female", "male")
"""Sex of the person: 1 or 0."""


def fact_units(measured: Iterable[str], genes: Iterable[str]) -> dict[str, str]:
    """Return the units of all facts that the measures of a protocol do not replace."""
    known = {**QUANTITIES, **dict.fromkeys((*CLASSES, *SEXES), "1")}
    known |= {f"genes.{name}": "1" for name in genes}
    taken = set(measured)
    return {name: unit for name, unit in known.items() if name not in taken}


def hidden(name: str) -> str:
    """Return the name of the measure that is added to a protocol for a fact of the body."""
    return f"fact_{name}"


def added_measures(measured: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the measures that a protocol needs in addition, as tables."""
    taken = set(measured)
    return {
        hidden(name): {"quantity": name, "unit": unit, "at": "0 min"}
        for name, unit in QUANTITIES.items()
        if name not in taken
    }
