"""Units: the reader agrees with pint, and refuses what it cannot mean."""

import math

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.protocol.units import UnitError, amount, compatible, convert, unit

REGISTRY = pint.UnitRegistry()
REGISTRY.define("insulin_unit = 6.0e-9 mol")
PLAIN = {
    "mg/dl": "mg/dl",
    "mmol/l": "mmol/l",
    "umol/l": "umol/l",
    "pg/ml": "pg/ml",
    "g": "gram",
    "kcal/day": "kcal/day",
    "kJ/min": "kJ/min",
    "min": "minute",
    "h": "hour",
    "week": "week",
    "uU/ml": "microinsulin_unit/ml",
    "pmol/l": "pmol/l",
    "mmol/l*min": "mmol/l*minute",
    "1/min": "1/minute",
    "mU/min": "milliinsulin_unit/minute",
    "cm2": "cm**2",
    "mg": "mg",
    "kJ/day": "kJ/day",
    "ng/min": "ng/minute",
    "mg/dl*h": "mg/dl*hour",
    "mmol/min": "mmol/minute",
    "nmol/l": "nmol/l",
    "ml/min": "ml/minute",
}


@given(st.sampled_from(sorted(PLAIN)), st.sampled_from(sorted(PLAIN)), st.floats(1e-3, 1e3))
def test_conversions_agree_with_pint(source, target, value):
    quantity = REGISTRY.Quantity(value, PLAIN[source])
    if not quantity.check(PLAIN[target]):
        assert not compatible(source, target)
        return
    assert convert(value, source, target) == pytest.approx(quantity.to(PLAIN[target]).magnitude)


@given(st.sampled_from(sorted(PLAIN)), st.floats(1e-6, 1e6))
def test_there_and_back(name, value):
    base = unit(name)
    assert convert(convert(value, name, base), base, name) == pytest.approx(value)


def test_the_three_numbers_everybody_uses():
    assert convert(1, "uU/ml", "pmol/l") == pytest.approx(6.0)
    assert convert(1, "mmol/l", "mg/dl", "glucose") == pytest.approx(18.02)
    assert convert(1, "mg/kg/min", "umol/kg/min", "glucose") == pytest.approx(5.55, rel=1e-3)


def test_a_mass_below_the_bar_is_of_the_body():
    assert unit("g/kg").dimension == (("body", -1), ("mass", 1))
    assert unit("mU/m2/min").dimension == (("amount", 1), ("surface", -1), ("time", -1))
    assert unit("kg/m^2").dimension == unit("kg/m2").dimension
    assert not compatible("g/kg", "g")
    assert not compatible("g/kg", "1")


def test_odd_notations_of_the_field():
    assert convert(1, "1e-4/min per uU/ml", "1/min per pmol/l") == pytest.approx(1e-4 / 6.0)
    assert convert(1, "1/(mmol/L)", "1 per mmol/l") == pytest.approx(1.0)
    assert convert(60, "nM", "pmol/l") == pytest.approx(60000)
    assert convert(5, "pmol/ug", "mmol/kg") == pytest.approx(5)
    assert unit("µU/ml").dimension == unit("uU/ml").dimension


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("75", "needs its unit"),
        (75, "needs its unit"),
        (True, "needs its unit"),
        ("abc", "is not a number with a unit"),
        ("75 gr", "the unit 'gr' is not known"),
        ("nan g", "is not a finite number"),
        ("inf g", "is not a finite number"),
        (None, "needs its unit"),
    ],
)
def test_what_is_not_a_quantity_is_refused(text, complaint):
    with pytest.raises(UnitError, match=complaint):
        amount(text)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from(sorted(PLAIN)))
def test_a_written_quantity_reads_back(value, name):
    read = amount(f"{value!r} {name}")
    assert math.isclose(read.value, value)
    assert read.unit == unit(name)
