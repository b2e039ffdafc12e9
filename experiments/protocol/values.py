"""Values of measures by the parts that vary, and the names made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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
    varying = [dimension for dimension in DIMENSIONS if len({getattr(p, dimension) for p in values}) > 1]
    result: dict[str, Measure] = {}
    for parts, value in values.items():
        full = ".".join([name, *(getattr(parts, d) for d in varying if getattr(parts, d))])
        result[full] = Measure(value.value, unit, value.reason, value.low, value.high)
    return result


def labels(values: Iterable[Parts]) -> set[str]:
    """All labels that occur in parts."""
    return {getattr(parts, dimension) for parts in values for dimension in DIMENSIONS} - {""}


def pinned(name: str, measures: Iterable[str], known: Mapping[str, str]) -> tuple[str, dict[str, str]]:
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
