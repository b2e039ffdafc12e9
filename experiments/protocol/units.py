"""Quantities written as text with their unit, and conversion between units.

The reader knows the units of physiology, not all units of physics.  Two rules keep
clinical notation unambiguous:

* A mass in a denominator is a mass *of the body or tissue* ("0.3 g/kg" is grams per kilogram
  of body weight), and ``m2`` in a denominator is body surface area ("40 mU/m2/min").
* A substance may be given by mass or by amount; its molar mass connects the two
  (glucose: 1 mmol/l = 18.02 mg/dl).  One unit of insulin is 6.0 nmol (1 uU/ml = 6.0 pmol/l).

A small reader of its own, checked against pint in the tests: importing pint costs more time
than checking a protocol may take.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

INSULIN_UNIT_NMOL = 6.0
"""Nanomoles in one unit (U) of insulin; older papers use 6.945."""

MOLAR_MASS = {
    "glucose": 180.2,
    "lactate": 90.08,
    "fatty_acid": 282.0,
    "lipid": 290.0,
    "triglyceride": 850.0,
    "glucagon": 3483.0,
    "insulin": 5808.0,
    "c_peptide": 3020.0,
    "tnf_alpha": 17353.0,
    "interleukin_6": 20813.0,
}
"""Molar masses, g/mol; glucose rounded so that 1 mmol/l is 18.02 mg/dl; lipid per fatty acid."""

# Base units: g, mol, m, min, kJ, step, and per body: kg of body or tissue, kg of fat-free mass, m2.
_PREFIXES = {"": 1.0, "k": 1e3, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12}
_PREFIXED = {
    "g": (1.0, "mass"),
    "mol": (1.0, "amount"),
    "M": (1e3, "amount*length-3"),
    "U": (INSULIN_UNIT_NMOL * 1e-9, "amount"),
    "l": (1e-3, "length3"),
    "L": (1e-3, "length3"),
    "m": (1.0, "length"),
    "J": (1e-3, "energy"),
    "cal": (4.184e-3, "energy"),
}
_WORDS = {
    **dict.fromkeys(("s", "second", "seconds"), (1 / 60, "time")),
    **dict.fromkeys(("min", "minute", "minutes"), (1.0, "time")),
    **dict.fromkeys(("h", "hour", "hours"), (60.0, "time")),
    **dict.fromkeys(("d", "day", "days"), (1440.0, "time")),
    **dict.fromkeys(("week", "weeks", "wk"), (10080.0, "time")),
    **dict.fromkeys(("month", "months"), (43800.0, "time")),
    **dict.fromkeys(("y", "yr", "year", "years"), (525600.0, "time")),
    **dict.fromkeys(("step", "steps"), (1.0, "step")),
    **dict.fromkeys(("%", "percent"), (0.01, "")),
    **dict.fromkeys(
        ("", "1", "fold", "ratio", "share", "yes/no", "count", "cells", "lean", "code", "kg/kg"),
        (1.0, ""),
    ),
    "kgFFM": (1.0, "lean_mass"),
    "m2": (1.0, "length2"),
    "cm2": (1e-4, "length2"),
    "um2": (1e-12, "length2"),
    "m3": (1.0, "length3"),
    "mmHg": (1.0, "pressure"),
    "U": (INSULIN_UNIT_NMOL * 1e-9, "amount"),
}
_DIMENSION_WORDS = {
    "mass": "a mass",
    "amount": "an amount",
    "time": "a time",
    "energy": "an energy",
    "length": "a length",
    "step": "a number of steps",
    "": "a plain number or share",
}

Dimension = tuple[tuple[str, int], ...]


class UnitError(ValueError):
    """A unit that cannot be read or does not fit; its text is a sentence."""


@dataclass(frozen=True)
class Unit:
    """A factor to base units and the exponents of the base dimensions."""

    text: str
    factor: float
    dimension: Dimension

    def exponent(self, name: str) -> int:
        """Exponent of one base dimension, 0 when absent."""
        return dict(self.dimension).get(name, 0)

    def times(self, other: "Unit", sign: int = 1) -> "Unit":
        """Product with another unit (quotient when sign is -1)."""
        exponents = dict(self.dimension)
        for name, power in other.dimension:
            exponents[name] = exponents.get(name, 0) + sign * power
        joint = f"{self.text}{'*' if sign > 0 else '/'}{other.text}".strip("*")
        return Unit(joint, self.factor * other.factor**sign, _sorted(exponents))

    def power(self, exponent: int) -> "Unit":
        """This unit raised to an integer power."""
        exponents = {name: power * exponent for name, power in self.dimension}
        return Unit(f"({self.text})^{exponent}", self.factor**exponent, _sorted(exponents))


@dataclass(frozen=True)
class Amount:
    """A number with its unit, as written in a file."""

    value: float
    unit: Unit

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit.text}".strip()

    def to(self, unit: "str | Unit", substance: str | None = None) -> float:
        """The number in another unit of the same dimension."""
        return convert(self.value, self.unit, unit, substance)


def _sorted(exponents: dict[str, int]) -> Dimension:
    return tuple(sorted((name, power) for name, power in exponents.items() if power))


def _atom(token: str, below: bool) -> Unit:
    """One unit name, with the meaning it has above or below the fraction bar."""
    match = re.fullmatch(r"(.*?)\^?(-?\d)?", token) if token not in _WORDS else None
    name, power = (token, 1) if match is None else (match[1], int(match[2] or 1))
    if name in _WORDS:
        factor, dimension = _WORDS[name]
    else:
        for base, (scale, base_dimension) in _PREFIXED.items():
            if name.endswith(base) and name[: -len(base)] in _PREFIXES:
                factor = _PREFIXES[name[: -len(base)]] * scale
                dimension = base_dimension
                break
        else:
            raise UnitError(f"the unit '{token}' is not known")
    exponents: dict[str, int] = {}
    for part in filter(None, dimension.split("*")):
        kind = re.fullmatch(r"([a-z_]+?)(-?\d)?", part)
        assert kind is not None
        exponents[kind[1]] = int(kind[2] or 1)
    if below and exponents == {"mass": 1}:
        factor, exponents = factor / 1000.0, {"body": 1}
    if below and token in ("m2", "m^2"):
        exponents = {"surface": 1}
    plain = Unit(token, factor, _sorted(exponents))
    return plain if power == 1 or exponents == {"surface": 1} else plain.power(power)


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit:
    """Read a unit, for example "mg/kg/min", "uU/ml" or "1e-4/min per uU/ml"."""
    text = text.strip().replace("µ", "u").replace("μ", "u").replace("²", "2").replace("³", "3")
    if text in _WORDS:
        return Unit(text, _WORDS[text][0], _atom(text, below=False).dimension)
    head, *divisors = re.split(r"\s+per\s+", text)
    result = _expression(head)
    for divisor in divisors:
        single = (
            _atom(divisor, below=True) if re.fullmatch(r"\w+", divisor) else _expression(divisor)
        )
        result = result.times(single, -1)
    return Unit(text, result.factor, result.dimension)


def _expression(text: str) -> Unit:
    """Names joined by "/" and by "*" or a space, read from left to right; brackets group."""
    text = text.strip()
    result = Unit("", 1.0, ())
    for sign, inner, token in re.findall(r"([/*·]?)\s*(?:\(([^()]*)\)|([^\s/*·()]+))\s*", text):
        below = sign == "/"
        if inner:
            part = _expression(inner)
        elif re.fullmatch(r"\d+(\.\d+)?(e[-+]?\d+)?", token):
            part = Unit(token, float(token), ())
        else:
            part = _atom(token, below)
        result = result.times(part, -1 if below else 1)
    return result


_NUMBER = re.compile(
    r"\s*([-+]?(?:\d+(?:[.,]\d*)?|\.\d+)(?:[eE][-+]?\d+)?|nan|[-+]?inf)\s*(.*?)\s*$"
)


def amount(text: object, example: str = "75 g") -> Amount:
    """Read a quantity such as "75 g"; a number without a unit is refused."""
    if isinstance(text, Amount):
        return text
    if isinstance(text, bool) or not isinstance(text, str):
        raise UnitError(f"{text!r} needs its unit written with it as text, as in '{example}'")
    match = _NUMBER.match(text.replace("−", "-"))
    if match is None:
        raise UnitError(f"'{text}' is not a number with a unit, as in '{example}'")
    value = float(match[1].replace(",", "."))
    if not math.isfinite(value):
        raise UnitError(f"'{text}' is not a finite number")
    if not match[2] and value != 0.0:
        raise UnitError(f"'{text}' needs its unit, as in '{example}'")
    return Amount(value, unit(match[2]))


def amount_or_number(text: object, example: str = "126 mg/dl") -> Amount:
    """Read a quantity; a plain number is one without a unit."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return Amount(float(text), unit(""))
    if isinstance(text, str) and re.fullmatch(r"\s*[-+]?[\d.]+([eE][-+]?\d+)?\s*", text):
        return Amount(float(text), unit(""))
    return amount(text, example)


def convert(
    value: float, source: "str | Unit", target: "str | Unit", substance: str | None = None
) -> float:
    """Convert a number; mass and amount of a named substance meet through its molar mass."""
    source = unit(source) if isinstance(source, str) else source
    target = unit(target) if isinstance(target, str) else target
    return value * source.factor / target.factor * _bridge(source, target, substance)


def _bridge(source: Unit, target: Unit, substance: str | None) -> float:
    if source.dimension == target.dimension:
        return 1.0
    moles = target.exponent("amount") - source.exponent("amount")
    grams = target.exponent("mass") - source.exponent("mass")
    rest = [dict(u.dimension) for u in (source, target)]
    for exponents in rest:
        exponents.pop("amount", None)
        exponents.pop("mass", None)
    if rest[0] != rest[1] or moles != -grams:
        raise UnitError(f"'{source.text}' cannot be expressed in '{target.text}'")
    if substance not in MOLAR_MASS:
        raise UnitError(
            f"'{source.text}' and '{target.text}' need a substance with a known molar mass"
        )
    return MOLAR_MASS[substance] ** grams


def compatible(source: "str | Unit", target: "str | Unit", substance: str | None = None) -> bool:
    """Whether one unit can be expressed in the other."""
    try:
        convert(1.0, source, target, substance)
    except UnitError:
        return False
    return True


def describe(dimension_of: Unit) -> str:
    """What kind of quantity a unit measures, in words."""
    exponents = dict(dimension_of.dimension)
    if exponents == {"amount": 1, "length": -3} or exponents == {"mass": 1, "length": -3}:
        return "a concentration"
    per_body = any(exponents.pop(name, 0) for name in ("body", "surface", "lean_mass"))
    rate = exponents.pop("time", 0) == -1
    names = [name for name, power in exponents.items() if power == 1]
    if len(names) == 1 and len(exponents) == 1:
        words = _DIMENSION_WORDS.get(names[0], f"a {names[0]}")
    elif not exponents:
        words = (
            "a time" if dict(dimension_of.dimension) == {"time": 1} else "a plain number or share"
        )
    else:
        words = "a quantity"
    return words + (" per body size" if per_body else "") + (" per time" if rate else "")
