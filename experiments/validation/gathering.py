"""What the runs of a target gave, by the names that its checks use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.cohort.classes import UNITS, tests_in
from experiments.indices import Undefined
from experiments.indices.diagnosis import ada_class
from experiments.protocol import across, formulas
from experiments.protocol.measuring import Measure
from experiments.protocol.units import convert, unit
from experiments.protocol.values import (
    Parts,
    Value,
    Values,
    matching,
    number_at,
    without_single_parts,
)
from experiments.validation import facts
from experiments.validation.names import RunNames
from experiments.validation.schema import AcrossPeople

Row = Mapping[str, Any]
"""What a run left: status, reason, and what ``performing.perform`` returned."""


class Failed(Undefined):
    """A run that gave no values at all."""


@dataclass(frozen=True)
class Person:
    """Facts about somebody of a cohort that the body does not tell."""

    sex: str
    genes: Mapping[str, float]


class Gathered:
    """Values of one run of a target, of one subject or of all people of a cohort.

    It answers as the evaluation of a protocol does, so that statistics across people are those of
    protocols: ``of`` gives the values of a name, ``specs`` its unit.
    """

    def __init__(self, names: RunNames, rows: Sequence[Row], people: Sequence[Person] = ()) -> None:
        self.names, self.rows, self.people = names, rows, people
        self.specs = self
        self._known: dict[str, Values] = {}

    # What across.people asks for

    def local(self, name: str, test: str) -> str:
        """Return the name as it is known here."""
        return name

    def unit(self, name: str) -> str:
        """Return the unit of a name."""
        return self.names.units[self.names.find(name)[0]]

    def substance(self, name: str) -> str | None:
        """Return the substance that connects mass and amount in a name."""
        return self.names.substance(self.names.find(name)[0])

    def chosen(self, measure: Measure, values: Values) -> Values:
        """Return all values: a statistic is not limited further."""
        return values

    def of(self, name: str) -> Values:
        """Return the values of a name by the parts that vary and that it does not choose."""
        if name not in self._known:
            measure, choice = self.names.find(name)
            self._known[name] = without_single_parts(_chosen(self._all(measure), choice))
        return self._known[name]

    # Where values come from

    def _all(self, measure: str) -> Values:
        finished = [number for number, row in enumerate(self.rows) if "values" in row]
        if not finished:
            reasons = [str(row.get("reason")) for row in self.rows]
            raise Failed("the run failed: " + (reasons[0] if reasons else "it was not done"))
        if measure not in self.names.specs.all_specs() and self.names.on_people:
            return {
                Parts(person=number + 1): Value(self._fact(measure, number)) for number in finished
            }
        values: Values = {}
        for number in finished:
            for parts, value, reason in self.rows[number]["values"].get(measure, []):
                own = Parts(*parts)
                if self.names.on_people:
                    own = own.having({"person": number + 1})
                values[own] = Value(value, reason)
        return values

    def _fact(self, name: str, number: int) -> float | None:
        if name in facts.QUANTITIES:
            _, value, _ = self.rows[number]["values"][facts.hidden(name)][0]
            return None if value is None else float(value)
        person = self.people[number]
        if name in facts.SEXES:
            return float(person.sex == name)
        if name in facts.CLASSES:
            found = self._class(number)
            return None if found is None else float(found == facts.CLASSES[name])
        return person.genes.get(name.removeprefix("genes."), 1.0)

    def _class(self, number: int) -> str | None:
        """Return the class of a person by all tests that the protocol has done."""
        given: dict[str, float] = {}
        for test, name in tests_in(list(self.names.units)).items():
            value = number_at(self.of(name), Parts(person=number + 1))
            if value == value:
                given[test] = convert(value, self.unit(name), UNITS[test], self.substance(name))
        return str(ada_class(**given)) if given else None

    # What checks ask for

    def quantity(self, name: str) -> formulas.Quantity | bool:
        """Return the value of a name in a formula: the mean where there are several people."""
        values = across.people_mean(self.of(name))
        value = matching(values, Parts())
        if value is None:
            told = "it has several values; name the part" if values else "it has no value"
            raise Undefined(f"{name}: {told}")
        if value.value is None:
            raise Undefined(f"{name}: {value.reason or 'it has no value'}")
        if isinstance(value.value, bool):
            return value.value
        return formulas.Quantity(float(value.value), unit(self.unit(name)), self.substance(name))

    def statistic(self, asked: AcrossPeople, wanted: str) -> Value:
        """Return a statistic across people, in a unit."""
        measure = Measure.model_validate({"people": asked, "unit": wanted})
        values = across.people(self, measure, "")  # type: ignore[arg-type]
        if len(values) != 1:
            raise Undefined(f"{asked.of} has several values; name the part")
        return next(iter(values.values()))


def _chosen(values: Values, choice: Mapping[str, str]) -> Values:
    """Values with the chosen parts; a measure that does not vary in a part fits any label of it."""
    varying = {d: label for d, label in choice.items() if any(getattr(p, d) for p in values)}
    kept = {parts: value for parts, value in values.items() if parts.matches(varying)}
    if not kept and len({parts.having({"person": 0}) for parts in values}) == 1:
        return values
    return kept
