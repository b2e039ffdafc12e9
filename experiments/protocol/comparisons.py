"""Comparing a value with its reference: ratio, percent, fall in percent, difference."""

from experiments.indices import Undefined
from experiments.protocol.measuring import Reference
from experiments.protocol.units import Unit, UnitError, convert, unit
from experiments.protocol.values import Value


def compare(
    value: float,
    reference: float,
    how: str,
    source: Unit,
    target: str,
    substance: str | None = None,
) -> float:
    """A value against its reference, both in ``source``, in the unit ``target``."""
    if how == "difference":
        return convert(value - reference, source, target, substance)
    if reference == 0.0:
        raise Undefined("its reference is zero.")
    ratio = value / reference
    if how == "ratio":
        return convert(ratio, "1", target)
    change = ratio - 1.0 if reference > 0 else 1.0 - ratio
    return convert(change if how == "percent" else -change, "1", target)


def comparison(
    value: Value,
    against: Value | None,
    source: str,
    other: str,
    reference: Reference,
    target: str,
    substance: str | None = None,
) -> Value:
    """A value of a measure in ``source`` against one of a measure in ``other``."""
    if value.value is None:
        return value
    if against is None or against.value is None:
        why = None if against is None else against.reason
        return Value(None, f"its reference: {why or 'there is nothing to compare with'}")
    try:
        level = convert(float(against.value), other, source, substance)
        own = unit(source)
        return Value(compare(float(value.value), level, reference.as_, own, target, substance))
    except (Undefined, UnitError) as error:
        return Value(None, str(error))


def converted(value: Value, source: str, target: str, substance: str | None = None) -> Value:
    """A value in another unit."""
    if value.value is None or isinstance(value.value, bool):
        return value
    return Value(convert(value.value, source, target, substance), value.reason)
