"""Classes of glucose tolerance by the criteria of the American Diabetes Association.

| class | fasting (mg/dl) | 2 h after 75 g (mg/dl) | HbA1c (%) |
|---|---|---|---|
| normal | below 100 | below 140 | below 5.7 |
| prediabetes | 100 to 125 | 140 to 199 | 5.7 to 6.4 |
| diabetes | 126 or more | 200 or more | 6.5 or more |

A simulated value is continuous: prediabetes reaches up to, not including, the diabetic value. A
patient needs a second test to confirm diabetes; a simulated person does not. Not for clinical use.
"""

from __future__ import annotations

from enum import StrEnum

from agents.declarations import UserError

from .declared import index
from .samples import number

FASTING_CUTOFFS = (100.0, 126.0)
TWO_HOUR_CUTOFFS = (140.0, 200.0)
HBA1C_CUTOFFS = (5.7, 6.5)


class GlycemicClass(StrEnum):
    """Normal, prediabetes or diabetes, in this order."""

    NORMAL = "normal"
    PREDIABETES = "prediabetes"
    DIABETES = "diabetes"


@index(takes={"glucose": "mg/dl"}, gives="class", sources="AmericanDiabetesAssociation2024")
def fasting_class(glucose: float) -> GlycemicClass:
    """Class by fasting plasma glucose (mg/dl); prediabetes is impaired fasting glucose."""
    return _class(number("fasting glucose", glucose, "mg/dl", positive=True), FASTING_CUTOFFS)


@index(takes={"glucose": "mg/dl"}, gives="class", sources="AmericanDiabetesAssociation2024")
def two_hour_class(glucose: float) -> GlycemicClass:
    """Class by plasma glucose (mg/dl) 2 h after 75 g; prediabetes is impaired tolerance."""
    return _class(number("2-h glucose", glucose, "mg/dl", positive=True), TWO_HOUR_CUTOFFS)


@index(takes={"hba1c": "%"}, gives="class", sources="AmericanDiabetesAssociation2024")
def hba1c_class(hba1c: float) -> GlycemicClass:
    """Class by HbA1c (percent)."""
    return _class(number("HbA1c", hba1c, "%", positive=True), HBA1C_CUTOFFS)


@index(
    takes={"fasting": "mg/dl", "two_hour": "mg/dl", "hba1c": "%"},
    gives="class",
    sources="AmericanDiabetesAssociation2024",
)
def ada_class(
    fasting: float | None = None, two_hour: float | None = None, hba1c: float | None = None
) -> GlycemicClass:
    """Class by all tests that were done: the worst of them counts.

    ``fasting`` and ``two_hour`` are plasma glucose in mg/dl, ``hba1c`` is in percent; give at
    least one of them.
    """
    classes = []
    if fasting is not None:
        classes.append(fasting_class(fasting))
    if two_hour is not None:
        classes.append(two_hour_class(two_hour))
    if hba1c is not None:
        classes.append(hba1c_class(hba1c))
    if not classes:
        raise UserError("a class needs fasting glucose, 2-h glucose or HbA1c: give at least one.")
    order = list(GlycemicClass)
    return max(classes, key=order.index)


def _class(value: float, cutoffs: tuple[float, float]) -> GlycemicClass:
    prediabetes, diabetes = cutoffs
    if value >= diabetes:
        return GlycemicClass.DIABETES
    if value >= prediabetes:
        return GlycemicClass.PREDIABETES
    return GlycemicClass.NORMAL
