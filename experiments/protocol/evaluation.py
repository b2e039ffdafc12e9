"""From the records of a run to its measures: what is read, compared, computed, fitted, ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.indices import Undefined
from experiments.protocol import across, curves, formulas
from experiments.protocol.labels import label_dimensions
from experiments.protocol.measuring import Measure, Reference
from experiments.protocol.outcome import Measure as Reported
from experiments.protocol.quantities import Catalog
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.record import Key, Record
from experiments.protocol.units import UnitError, convert, unit
from experiments.protocol.values import Parts, Value, Values, named, pinned

GONE = "the body died"


@dataclass
class Evaluation:
    """Values of all measures of a run, computed as they are needed."""

    protocol: LoadedProtocol
    records: Mapping[Key, Record]
    catalog: Catalog
    values: dict[str, Values] = field(default_factory=dict)
    _specs: dict[str, tuple[Measure, str, str]] = field(default_factory=dict)

    def measures(self) -> dict[str, Reported]:
        """All measures by their full names, in the order of the files."""
        result: dict[str, Reported] = {}
        for name, (measure, _, _) in self.all_specs().items():
            if measure.report:
                values = across.people_mean(self.of(name))
                result.update(named(name, unit_of(measure), values))
        return result

    def all_specs(self) -> dict[str, tuple[Measure, str, str]]:
        """Every measure by name: its table, the test it belongs to, its name within the test."""
        if self._specs:
            return self._specs
        found = self._specs
        for key, test in self.protocol.model.tests.items():
            for name, measure in self.protocol.tests[key].model.measures.items():
                for full, single in expanded(name, measure):
                    if test.measures is not None and name not in test.measures and full not in test.measures:
                        single = single.model_copy(update={"report": False})
                        found.setdefault(f"{key}.{full}", (single, key, name))
                        continue
                    found[test.rename.get(full, full)] = (single, key, name)
        for name, measure in self.protocol.model.measures.items():
            for full, single in expanded(name, measure):
                found[full] = (single, "", name)
        return found

    def of(self, name: str) -> Values:
        """Values of one measure by their parts."""
        if name not in self.values:
            measure, test, own = self.all_specs()[name]
            self.values[name] = self._compute(measure, test, own)
        return self.values[name]

    def local(self, name: str, test: str) -> str:
        """Full name of a measure as a protocol of a test calls it."""
        if not test:
            return name
        renamed = self.protocol.model.tests[test].rename.get(name, name)
        specs = self.all_specs()
        return renamed if renamed in specs and specs[renamed][1] == test else f"{test}.{name}"

    def _compute(self, measure: Measure, test: str, own: str) -> Values:
        if measure.order is not None:
            return across.order(self, measure, test)
        if measure.people is not None:
            return across.people(self, measure, test)
        if measure.fit is not None and measure.fit.over != "time":
            return across.fit(self, measure, test)
        if measure.formula is not None:
            return self._formula(measure, test)
        if measure.of is not None:
            return self._compared(measure, self._chosen(measure, self.of(self.local(measure.of, test))), test)
        return curves.read_all(self, measure, test, own)

    # Formulas

    def _formula(self, measure: Measure, test: str) -> Values:
        assert measure.formula is not None
        known = label_dimensions(self.protocol)
        specs = self.all_specs()
        sources: dict[str, tuple[Values, dict[str, str], str]] = {}
        for name in formulas.names_in(measure.formula):
            full, choice = self._find(name, test, known)
            sources[name] = (self.of(full), choice, unit_of(specs[full][0]))
        result: Values = {}
        for parts in self._chosen(measure, _combined(sources)):
            result[parts] = self._formula_at(measure, parts, sources)
        return result

    def _find(self, name: str, test: str, known: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        specs = self.all_specs()
        if test:
            first, _, rest = name.partition(".")
            local = self.local(first, test)
            if local in specs:
                name = f"{local}.{rest}" if rest else local
        return pinned(name, specs, known)

    def _formula_at(
        self, measure: Measure, parts: Parts, sources: Mapping[str, tuple[Values, dict[str, str], str]]
    ) -> Value:
        def value_of(name: str) -> formulas.Quantity:
            values, choice, unit_text = sources[name]
            value = matching(values, parts._replace(**choice))
            if value is None or value.value is None:
                reason = "it has no value" if value is None or value.reason is None else value.reason
                raise Undefined(f"{name}: {reason}")
            return formulas.Quantity(float(value.value), unit(unit_text))

        assert measure.formula is not None
        try:
            result = formulas.evaluate(measure.formula, value_of)
            return Value(formulas.in_unit(result, measure.unit or "1"))
        except (Undefined, OverflowError) as error:
            return Value(None, str(error))

    # References

    def _chosen(self, measure: Measure, values: Values) -> Values:
        """Values in the arms, groups, doses and tests that a measure is limited to."""
        limits = {"arm": measure.arms, "group": measure.groups, "dose": measure.doses, "test": measure.tests}
        return {
            parts: value
            for parts, value in values.items()
            if all(allowed is None or getattr(parts, d) in allowed for d, allowed in limits.items())
        }

    def _compared(self, measure: Measure, values: Values, test: str) -> Values:
        """Values of another measure, compared with the reference where there is one."""
        specs = self.all_specs()
        assert measure.of is not None
        source = unit_of(specs[self.local(measure.of, test)][0])
        reference = measure.reference
        if reference is None:
            return {parts: _converted(value, source, unit_of(measure)) for parts, value in values.items()}
        elsewhere = reference.elsewhere()
        name = measure.of if reference.measure is None else reference.measure
        others = self.of(self.local(name, test))
        other_unit = unit_of(specs[self.local(name, test)][0])
        result: Values = {}
        for parts, value in values.items():
            if elsewhere and parts.matches(elsewhere) and reference.measure is None:
                continue
            against = matching(others, parts._replace(**elsewhere))
            result[parts] = _comparison(value, against, source, other_unit, reference, unit_of(measure))
        return result


def expanded(name: str, measure: Measure) -> list[tuple[str, Measure]]:
    """A measure with several times, one by one when its name says where the time goes."""
    from experiments.protocol.sampling import time_label

    if "{time}" not in name or measure.times is None:
        return [(name, measure)]
    return [
        (name.replace("{time}", time_label(point)), measure.model_copy(update={"at": point, "times": None}))
        for point in measure.times
    ]


def unit_of(measure: Measure) -> str:
    """Unit of a measure; an index may leave it to its declaration."""
    if measure.unit is not None:
        return measure.unit
    if measure.index is not None:
        return curves.index_unit(measure)
    return "yes/no"


def matching(values: Values, parts: Parts) -> Value | None:
    """The value at some parts; a value that does not vary in a part fits any label of it.

    A measure with one value in all fits everywhere.
    """
    if parts in values:
        return values[parts]
    if len(values) == 1:
        return next(iter(values.values()))
    fitting = [
        value
        for other, value in values.items()
        if all(mine == theirs or not theirs for mine, theirs in zip(parts, other, strict=True))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _combined(sources: Mapping[str, tuple[Values, dict[str, str], str]]) -> Values:
    """Parts over which a formula varies: those of its names, except the parts they choose."""
    free: dict[Parts, None] = {}
    varying = [source for source in sources.values() if len(source[0]) > 1 or source[1]]
    for values, choice, _ in varying or sources.values():
        for parts in values:
            if parts.matches(choice):
                free.setdefault(parts._replace(**dict.fromkeys(choice, "")))
    fullest = [
        parts for parts in free
        if not any(parts != other and _covers(other, parts) for other in free)
    ]
    return {parts: Value(None) for parts in fullest}


def _covers(full: Parts, part: Parts) -> bool:
    return all(mine == theirs or not theirs for mine, theirs in zip(full, part, strict=True))


def _converted(value: Value, source: str, target: str) -> Value:
    if value.value is None or isinstance(value.value, bool):
        return value
    return Value(convert(value.value, source, target), value.reason)


def _comparison(
    value: Value, against: Value | None, source: str, other: str, reference: Reference, target: str
) -> Value:
    if value.value is None:
        return value
    if against is None or against.value is None:
        return Value(None, "its reference: " + ("nothing to compare with" if against is None else against.reason or ""))
    try:
        level = convert(float(against.value), other, source)
        return Value(compare(float(value.value), level, reference.as_, unit(source), target))
    except (Undefined, UnitError) as error:
        return Value(None, str(error))


def compare(value: float, reference: float, how: str, source: object, target: str) -> float:
    """A value against its reference as ratio, percent change, percent fall, or difference."""
    if how == "difference":
        return convert(value - reference, source, target)  # type: ignore[arg-type]
    if reference == 0.0:
        raise Undefined("its reference is zero.")
    ratio = value / reference
    if how == "ratio":
        return convert(ratio, "1", target)
    change = ratio - 1.0 if reference > 0 else 1.0 - ratio
    return convert(change if how == "percent" else -change, "1", target)
