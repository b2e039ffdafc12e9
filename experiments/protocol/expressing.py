"""From the unit of the body to the unit of a measure: per kilogram, per fat-free mass, in total."""

from collections.abc import Mapping

from experiments.protocol.units import Unit, convert, unit

_SIZES = ("body", "lean_mass", "surface")
_PER = {"fat_free_mass": "lean_mass", "body_surface": "surface", "body_weight": "body"}


def asked_unit(text: str, per: str | None) -> Unit:
    """The unit of a measure; with ``per`` its kilogram is one of fat-free mass, or its m2 of
    surface."""
    asked = unit(text)
    if per in ("fat_free_mass", "body_surface"):
        exponents = dict(asked.dimension)
        power = exponents.pop("body", 0)
        if power:
            exponents[_PER[per]] = power
            return Unit(text, asked.factor, tuple(sorted(exponents.items())))
    return asked


def express(
    value: float,
    source: Unit,
    target: Unit,
    sizes: Mapping[str, float],
    substance: str | None = None,
) -> float:
    """Convert a value, using the size of the body where one unit is per body size and the other
    not."""
    given, wanted = dict(source.dimension), dict(target.dimension)
    factor = 1.0
    for name in _SIZES:
        power = wanted.get(name, 0) - given.get(name, 0)
        if power:
            if name not in sizes:
                continue
            factor *= sizes[name] ** power
            given[name] = wanted.get(name, 0)
    bridged = Unit(source.text, source.factor, tuple(sorted((k, v) for k, v in given.items() if v)))
    return convert(value * factor, bridged, target, substance)


def base_unit(source: Unit, per: str | None) -> Unit:
    """The unit in which two values are compared: that of the body, per what the measure says."""
    if per is None or per in ("body_weight", "tissue"):
        return source
    exponents = dict(source.dimension)
    power = exponents.pop("body", 0)
    if per in ("fat_free_mass", "body_surface") and power:
        exponents[_PER[per]] = power
    return Unit(source.text, source.factor, tuple(sorted(exponents.items())))
