"""From the records of a run to its measures: what is read, compared, computed, fitted, ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.indices import Undefined
from experiments.protocol import across, curves, fitting, formulas
from experiments.protocol.comparisons import comparison, converted
from experiments.protocol.labels import label_dimensions
from experiments.protocol.measuring import Measure
from experiments.protocol.outcome import Measure as Reported
from experiments.protocol.quantities import Catalog
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.record import Key, Record
from experiments.protocol.scatter import Scatter
from experiments.protocol.specs import Spec, Specs, unit_of
from experiments.protocol.units import unit
from experiments.protocol.values import Parts, Value, Values, covers, matching, named, pinned

__all__ = ["Evaluation", "matching", "unit_of"]

Source = tuple[Values, dict[str, str], str, str | None]
"""What a name in a formula stands for: values, the parts it chooses, unit, substance."""


@dataclass
class Evaluation:
    """Values of all measures of a run, computed as they are needed.

    With ``scatter`` they are what measuring the person gives, else what the body says.
    """

    protocol: LoadedProtocol
    records: Mapping[Key, Record]
    catalog: Catalog
    scatter: Scatter | None = None
    values: dict[str, Values] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the measures."""
        self.specs = Specs(self.protocol)

    def measures(self) -> dict[str, Reported]:
        """All measures by their full names, in the order of the files."""
        result: dict[str, Reported] = {}
        for name, (measure, _, _) in self.all_specs().items():
            if measure.report:
                values = across.people_mean(self.of(name))
                result.update(named(name, unit_of(measure), values))
        return result

    def all_specs(self) -> dict[str, Spec]:
        """Every measure by name: its table, the test it belongs to, its name within the test."""
        return self.specs.all_specs()

    def of(self, name: str) -> Values:
        """Values of one measure by their parts."""
        if name not in self.values:
            measure, test, _ = self.all_specs()[name]
            scatter = self.scatter
            if scatter is None or scatter.result_of(name) is None:
                self.values[name] = self._compute(measure, test, scatter)
            else:
                self.values[name] = scatter.results(name, self._compute(measure, test, None))
        return self.values[name]

    def chosen(self, measure: Measure, values: Values) -> Values:
        """Values in the arms, groups, doses and tests that a measure is limited to."""
        limits = {
            "arm": measure.arms,
            "group": measure.groups,
            "dose": measure.doses,
            "test": measure.tests,
        }
        return {
            parts: value
            for parts, value in values.items()
            if all(allowed is None or getattr(parts, d) in allowed for d, allowed in limits.items())
        }

    def _compute(self, measure: Measure, test: str, scatter: Scatter | None) -> Values:
        if measure.order is not None:
            return across.order(self, measure, test)
        if measure.people is not None:
            return across.people(self, measure, test)
        if measure.fit is not None and measure.fit.over != "time":
            return fitting.fit_all(self, measure, test)
        if measure.formula is not None:
            return self._formula(measure, test)
        if measure.of is not None:
            return self._compared(measure, test)
        return curves.read_all(self, measure, test, scatter)

    # Formulas

    def find(self, name: str, test: str, known: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """The measure that a name in a formula means, and the parts it chooses."""
        specs = self.all_specs()
        if test:
            first, _, rest = name.partition(".")
            local = self.specs.local(first, test)
            if local in specs:
                name = f"{local}.{rest}" if rest else local
        return pinned(name, specs, known)

    def _formula(self, measure: Measure, test: str) -> Values:
        assert measure.formula is not None
        known = label_dimensions(self.protocol)
        sources: dict[str, Source] = {}
        for name in formulas.names_in(measure.formula):
            full, choice = self.find(name, test, known)
            sources[name] = (
                self.of(full),
                choice,
                self.specs.unit(full),
                self.specs.substance(full),
            )
        return {
            parts: _formula_at(measure, parts, sources)
            for parts in self.chosen(measure, _combined(sources))
        }

    # References

    def _compared(self, measure: Measure, test: str) -> Values:
        """Values of another measure, compared with the reference where there is one."""
        assert measure.of is not None
        name = self.specs.local(measure.of, test)
        values, source = self.chosen(measure, self.of(name)), self.specs.unit(name)
        target, reference = unit_of(measure), measure.reference
        substance = self.specs.substance(name)
        if reference is None:
            return {p: converted(value, source, target, substance) for p, value in values.items()}
        elsewhere = reference.elsewhere()
        other = name
        if reference.measure is not None:
            other = self.specs.local(reference.measure, test)
        others, other_unit = self.of(other), self.specs.unit(other)
        return {
            parts: comparison(
                value,
                matching(others, parts.having(elsewhere)),
                source,
                other_unit,
                reference,
                target,
                substance,
            )
            for parts, value in values.items()
            if reference.measure is not None or not elsewhere or not parts.matches(elsewhere)
        }


def _formula_at(measure: Measure, parts: Parts, sources: Mapping[str, Source]) -> Value:
    def value_of(name: str) -> formulas.Quantity:
        values, choice, unit_text, substance = sources[name]
        value = matching(values, parts.having(choice))
        if value is None or value.value is None:
            reason = "it has no value" if value is None or value.reason is None else value.reason
            raise Undefined(f"{name}: {reason}")
        return formulas.Quantity(float(value.value), unit(unit_text), substance)

    assert measure.formula is not None
    try:
        result = formulas.evaluate(measure.formula, value_of)
        return Value(formulas.in_unit(result, measure.unit or "1"))
    except (Undefined, OverflowError) as error:
        return Value(None, str(error))


def _combined(sources: Mapping[str, Source]) -> Values:
    """Parts over which a formula varies: those of its names, except the parts they choose."""
    free: dict[Parts, None] = {}
    varying = [source for source in sources.values() if len(source[0]) > 1 or source[1]]
    for values, choice, *_ in varying or sources.values():
        for parts in values:
            if parts.matches(choice):
                free.setdefault(parts.having(dict.fromkeys(choice, "")))
    return {
        parts: Value(None)
        for parts in free
        if not any(parts != other and covers(other, parts) for other in free)
    }
