"""Values of measures by the parts that vary, and the names made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.protocol.outcome import Measure


class Parts(NamedTuple):
    """What distinguishes the values of one measure; "" (or 0) where nothing varies."""

    group: str = ""
    person: int = 0
    arm: str = ""
    dose: str = ""
    step: str = ""
    test: str = ""

    def matches(self, wanted: Mapping[str, str]) -> bool:
        """Whether the parts have the wanted labels."""
        return all(getattr(self, dimension) == label for dimension, label in wanted.items())

    def having(self, labels: Mapping[str, Any]) -> "Parts":
        """The parts with other labels."""
        return self._replace(**labels)


DIMENSIONS = ("group", "arm", "dose", "step", "test")
"""Order in which parts are appended to the name of a measure."""


@dataclass(frozen=True)
class Value:
    """A value in the unit of its measure, or none with the reason."""

    value: float | bool | None
    reason: str | None = None
    low: float | None = None
    high: float | None = None


Values = dict[Parts, Value]


def named(name: str, unit: str, values: Values) -> dict[str, Measure]:
    """Measures with the parts that vary appended in order; single-valued parts are left out."""
    varying = [d for d in DIMENSIONS if len({getattr(parts, d) for parts in values}) > 1]
    result: dict[str, Measure] = {}
    for parts, value in values.items():
        full = ".".join([name, *(getattr(parts, d) for d in varying if getattr(parts, d))])
        result[full] = Measure(value.value, unit, value.reason, value.low, value.high)
    return result


def pinned(
    name: str, measures: Iterable[str], known: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Split "m_value.obese.before" into the measure and the parts it chooses.

    ``known`` maps each label of the protocol to its dimension.  Raises KeyError with the part
    that is neither.
    """
    names = set(measures)
    words = name.split(".")
    for length in range(len(words), 0, -1):
        measure, rest = ".".join(words[:length]), words[length:]
        if measure in names:
            for word in rest:
                if word not in known:
                    raise KeyError(word)
            return measure, {known[word]: word for word in rest}
    raise KeyError(name)


def matching(values: Values, parts: Parts) -> Value | None:
    """The value at some parts; a value that does not vary in a part fits any label of it.

    A measure with one value in all fits everywhere.
    """
    if parts in values:
        return values[parts]
    if len(values) == 1:
        return next(iter(values.values()))
    fitting = [value for other, value in values.items() if covers(parts, other)]
    return fitting[0] if len(fitting) == 1 else None


def without_single_parts(values: Values) -> Values:
    """Values without the arm, dose, step or test in which they do not vary."""
    dimensions = [d for d in DIMENSIONS if d != "group"]
    single = [d for d in dimensions if len({getattr(parts, d) for parts in values}) == 1]
    return {parts.having(dict.fromkeys(single, "")): value for parts, value in values.items()}


def number_at(values: Values, parts: Parts) -> float:
    """The number at some parts, NaN where there is none."""
    value = matching(values, parts)
    return float("nan") if value is None or value.value is None else float(value.value)


def covers(full: Parts, part: Parts) -> bool:
    """Whether ``part`` has the labels of ``full`` wherever it has any."""
    return all(mine == theirs or not theirs for mine, theirs in zip(full, part, strict=True))
