"""Formulas: arithmetic with units, and nothing else."""

import math

import pytest

from experiments.indices import Undefined
from experiments.protocol.formulas import Quantity, evaluate, in_unit, names_in
from experiments.protocol.units import UnitError, unit

VALUES = {
    "rd": Quantity(9.0, unit("mg/kg/min")),
    "uptake": Quantity(6.3, unit("mg/kg/min")),
    "insulin": Quantity(90.0, unit("uU/ml")),
    "glucose": Quantity(90.0, unit("mg/dl")),
    "glucose.before": Quantity(180.0, unit("mg/dl")),
    "time": Quantity(2.0, unit("h")),
    "zero": Quantity(0.0, unit("mg/dl")),
}


def result(text, target="1"):
    return in_unit(evaluate(text, VALUES.__getitem__), target)


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("uptake / rd", "%", 70.0),
        ("uptake / rd", "1", 0.7),
        ("rd / insulin", "mg/kg/min per uU/ml", 0.1),
        ("glucose - glucose.before", "mg/dl", -90.0),
        ("glucose + quantity('1 g/l')", "mg/dl", 190.0),
        ("ln(rd / uptake)", "1", math.log(9.0 / 6.3)),
        ("sqrt(rd * rd)", "mg/kg/min", 9.0),
        ("2 * time", "min", 240.0),
        ("max(glucose, glucose.before)", "mg/dl", 180.0),
        ("-rd", "mg/kg/min", -9.0),
        ("(rd / uptake) ^ 2", "1", (9 / 6.3) ** 2),
        ("time ^ 2", "min*min", 14400.0),
        ("mean(glucose, glucose.before)", "mg/dl", 135.0),
        ("abs(-2)", "1", 2.0),
        ("homa_ir(glucose, insulin)", "1", 90 / 18.02 * 90 / 22.5),
        ("earliest(time / zero, time)", "h", 2.0),
    ],
)
def test_values(text, target, value):
    assert result(text, target) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("uptake < rd", True),
        ("rd < uptake", False),
        ("1 < rd / uptake < 2", True),
        ("not rd < uptake", True),
        ("uptake < rd and glucose < glucose.before", True),
        ("rd < uptake or time > quantity('1 h')", True),
    ],
)
def test_comparisons(text, holds):
    assert result(text, "yes/no") is holds


@pytest.mark.parametrize(
    ("text", "target", "complaint"),
    [
        ("rd + insulin", "1", "cannot be expressed"),
        ("rd", "mg/dl", "cannot be expressed"),
        ("rd <", "1", "not complete arithmetic"),
        ("__import__('os')", "1", "unknown function"),
        ("[rd]", "1", "more than arithmetic"),
        ("rd if insulin else rd", "1", "more than arithmetic"),
        ("rd < uptake", "1", "its unit is 'yes/no'"),
        ("rd", "yes/no", "needs a comparison"),
        ("ln(rd)", "1", "cannot be expressed"),
        ("sqrt(time)", "1", "powers are even"),
        ("'a' + rd", "1", "text belongs"),
        ("homa_ir(glucose)", "1", "homa_ir takes glucose"),
        ("matsuda(glucose)", "1", "unknown function"),
    ],
)
def test_what_is_refused(text, target, complaint):
    with pytest.raises(UnitError, match=complaint):
        result(text, target)


@pytest.mark.parametrize(
    "text", ["rd / zero", "ln(zero / glucose)", "sqrt(-rd * rd)", "earliest(time / zero)"]
)
def test_what_has_no_value(text):
    with pytest.raises(Undefined):
        result(text)


def test_names_are_found_with_their_parts():
    assert names_in("rd.lipid / rd.control + max(rd, quantity('1 mg/kg/min'))") == [
        "rd.lipid",
        "rd.control",
        "rd",
    ]
