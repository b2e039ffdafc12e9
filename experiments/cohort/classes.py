"""Who has prediabetes or diabetes, and how many of whom.

Classes follow the criteria of the American Diabetes Association [AmericanDiabetesAssociation2024]
by all tests that a protocol has done; weight classes those of the World Health Organization.
Shares come with Wilson's interval. Not for clinical use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.indices.agreement import prevalence
from experiments.indices.diagnosis import GlycemicClass, ada_class

if TYPE_CHECKING:
    import pandas as pd

TESTS = {
    "fasting": ("fasting_glucose", "glucose_0"),
    "two_hour": ("glucose_120",),
    "hba1c": ("hba1c",),
}
"""Measures that decide, by the test they belong to; the first that a protocol has counts."""

UNITS = {"fasting": "mg/dl", "two_hour": "mg/dl", "hba1c": "%"}

BMI_CLASSES = {"below 25": (0.0, 25.0), "25 to 30": (25.0, 30.0), "30 and above": (30.0, np.inf)}
"""Body-mass index, kg/m2."""

PEOPLE_CLASSES = tuple(str(c) for c in GlycemicClass)


def tests_in(names: Sequence[str]) -> dict[str, str]:
    """Return the measure that decides each test, of those that are there."""
    found = {}
    for test, measures in TESTS.items():
        for name in measures:
            if name in names:
                found[test] = name
                break
    return found


def classes_of(people: pd.DataFrame) -> list[str]:
    """Return the class of each person; "" where none of the tests has a value."""
    tests = tests_in(list(people.columns))
    classes = []
    for row in people.to_dict("records"):
        values = {test: row[name] for test, name in tests.items() if row[name] == row[name]}
        values = {test: value for test, value in values.items() if value is not None}
        classes.append(str(ada_class(**values)) if values else "")
    return classes


def prevalences(people: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the share of people in each class, of all and by class of body-mass index."""
    known = people[people["ada_class"] != ""]
    groups = {"all": known}
    if "bmi" in known:
        for name, (low, high) in BMI_CLASSES.items():
            groups[f"BMI {name}"] = known[(known["bmi"] >= low) & (known["bmi"] < high)]
    rows = []
    for group, members in groups.items():
        for name in PEOPLE_CLASSES:
            cases = int((members["ada_class"] == name).sum())
            row = {"group": group, "people": len(members), "ada_class": name, "cases": cases}
            if len(members):
                share = prevalence(cases, len(members))
                row |= {"share": share.value, "low": share.low, "high": share.high}
            rows.append(row)
    return rows
