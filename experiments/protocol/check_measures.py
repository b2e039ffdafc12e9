"""Checks of measures: names they refer to, formulas, units of quantities."""

from collections.abc import Mapping
from contextlib import suppress

from experiments.indices import Undefined
from experiments.naming import nearest
from experiments.protocol import formulas, sampling
from experiments.protocol.evaluation import Evaluation, unit_of
from experiments.protocol.events import Bath
from experiments.protocol.expressing import asked_unit, express
from experiments.protocol.in_vitro import medium_problems
from experiments.protocol.labels import label_dimensions
from experiments.protocol.measuring import Measure
from experiments.protocol.over_time import unit_factor
from experiments.protocol.quantities import Catalog, substance_of
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.units import UnitError, compatible, convert, describe, unit

SIZES = {"body": 70.0, "lean_mass": 55.0, "surface": 1.8}


def measure_problems(loaded: LoadedProtocol) -> list[str]:
    """Names, labels and formulas of measures that lead nowhere."""
    evaluation = Evaluation(loaded, {}, Catalog({}))
    specs = evaluation.all_specs()
    known = label_dimensions(loaded)
    problems: list[str] = []
    for name, (measure, test, _) in specs.items():
        if test:
            continue
        place = f"measures.{name}"
        for label, what in _labels(measure):
            if label not in known or known[label] != what:
                same = [other for other, dimension in known.items() if dimension == what]
                problems.append(f"{place}: there is no {what} '{label}'; {nearest(label, same)}")
        for other in _others(measure):
            if other not in specs:
                problems.append(f"{place}: there is no measure '{other}'; {nearest(other, specs)}")
        try:
            problems += [
                f"{place}: {told}" for told in _formula_problems(evaluation, measure, known)
            ]
        except UnitError as error:
            problems.append(f"{place}: {error}.")
        if measure.index is not None:
            problems += [f"{place}: {told}" for told in _index_problems(measure)]
    if not problems:
        problems += [f"measures.{name}: it depends on itself." for name in _circles(evaluation)]
    return [told if told.endswith((".", "?")) else told + "." for told in problems]


def _labels(measure: Measure) -> list[tuple[str, str]]:
    found = []
    if measure.reference is not None:
        found += [(label, dimension) for dimension, label in measure.reference.elsewhere().items()]
    for dimension, labels in (("dose", measure.doses), ("test", measure.tests)):
        found += [(label, dimension) for label in labels or ()]
    if measure.people is not None:
        found += [(label, "group") for label in measure.people.groups or ()]
    return found


def _others(measure: Measure) -> list[str]:
    others = [measure.of, measure.reference.measure if measure.reference else None]
    if measure.fit is not None:
        others += [measure.fit.y, measure.fit.x if measure.fit.x not in ("time", "dose") else None]
        places = (measure.fit.at, measure.fit.up_to)
        others += [place for place in places if isinstance(place, str)]
    if measure.people is not None:
        more = measure.people.other
        others += [measure.people.of, *((more,) if isinstance(more, str) else (more or ()))]
        if measure.people.among is not None:
            others += formulas.names_in(measure.people.among)
    if measure.order is not None:
        others.append(measure.order.of)
    return [name for name in others if name is not None]


def _formula_problems(
    evaluation: Evaluation, measure: Measure, known: Mapping[str, str]
) -> list[str]:
    specs = evaluation.all_specs()
    if measure.order is not None:
        dimensions = {known.get(label) for label in measure.order.sequence}
        missing = [label for label in measure.order.sequence if label not in known]
        if missing:
            return [
                f"there is no group, arm, dose, step or moment '{missing[0]}'; "
                f"{nearest(missing[0], known)}"
            ]
        return ["its sequence mixes groups, arms, doses or moments"] if len(dimensions) > 1 else []
    if measure.formula is None:
        return []

    def one(name: str) -> formulas.Quantity:
        try:
            full, _ = evaluation.find(name, "", known)
        except KeyError as missing:
            raise UnitError(
                f"'{name}' is not a measure (nor a part of one): "
                f"{nearest(missing.args[0], [*specs, *known])}"
            ) from None
        return formulas.Quantity(
            1.7, unit(unit_of(specs[full][0])), evaluation.specs.substance(full)
        )

    with suppress(Undefined):
        formulas.in_unit(formulas.evaluate(measure.formula, one), measure.unit or "1")
    return []


def _index_problems(measure: Measure) -> list[str]:
    from experiments.indices import catalog

    known = catalog()
    if measure.index is None or measure.index not in known:
        return [f"there is no index '{measure.index}'; {nearest(measure.index or '', known)}"]
    declared = known[measure.index]
    if measure.part is not None and measure.part not in declared.gives:
        return [
            f"the index '{measure.index}' has no part '{measure.part}'; "
            f"{nearest(measure.part, declared.gives)}"
        ]
    given = declared.gives[measure.part or next(iter(declared.gives))]
    if "times" in declared.takes and measure.times is None:
        return [f"the index '{measure.index}' needs 'times', as in times = [\"0 min\", \"30 min\"]"]
    if measure.unit is not None and given != "class" and not compatible(given, measure.unit):
        return [
            f"the index '{measure.index}' is in '{given}', which cannot be expressed in "
            f"'{measure.unit}'"
        ]
    return []


def _circles(evaluation: Evaluation) -> list[str]:
    specs = evaluation.all_specs()
    known = label_dimensions(evaluation.protocol)

    def needs(name: str) -> set[str]:
        measure, test, _ = specs[name]
        if test:
            return set()
        found = set(_others(measure))
        if measure.formula is not None:
            found |= {
                evaluation.find(other, "", known)[0] for other in formulas.names_in(measure.formula)
            }
        return found

    def reaches(name: str, target: str, seen: set[str]) -> bool:
        for other in needs(name):
            if other == target or (other not in seen and reaches(other, target, seen | {other})):
                return True
        return False

    return [name for name in specs if reaches(name, name, set())]


def quantity_problems(loaded: LoadedProtocol, catalog: Catalog) -> list[str]:
    """Quantities that do not exist, and units they cannot be expressed in."""
    problems: list[str] = []
    for name, measure in loaded.model.measures.items():
        if measure.quantity is not None:
            problems += [f"measures.{name}: {told}" for told in _quantity_problem(measure, catalog)]
    for key, event in loaded.model.events.items():
        for clause in event.until.clauses if event.until is not None else ():
            problems += [f"events.{key}.until: {told}" for told in _clause_problem(clause, catalog)]
        if isinstance(event, Bath):
            problems += [f"events.{key}.medium: {told}" for told in medium_problems(event.medium)]
    return [told if told.endswith((".", "?")) else told + "." for told in problems]


def _clause_problem(clause, catalog: Catalog) -> list[str]:  # type: ignore[no-untyped-def]
    if not catalog.knows(clause.quantity):
        return [
            f"there is no quantity '{clause.quantity}'; {nearest(clause.quantity, catalog.units)}"
        ]
    own = catalog.unit(clause.quantity)
    if not clause.relative and not compatible(clause.size.unit, own, substance_of(clause.quantity)):
        return [f"'{clause.size}' is {describe(clause.size.unit)}; {clause.quantity} is in '{own}'"]
    return []


def _quantity_problem(measure: Measure, catalog: Catalog) -> list[str]:
    state = sampling.state_of(measure)
    if not catalog.knows(state):
        return [f"there is no quantity '{state}'; {nearest(state, catalog.units)}"]
    own = catalog.unit(state)
    if measure.cells is not None and measure.cells.other is not None:
        other = f"{state.split('.')[0]}.{measure.cells.other.rpartition('.')[2]}"
        if not catalog.knows(other):
            return [f"there is no quantity '{other}'; {nearest(other, catalog.units)}"]
    substance = substance_of(state)
    threshold = measure.cells.threshold if measure.cells is not None else None
    if threshold is not None and not compatible(threshold.unit, own, substance):
        return [f"the threshold '{threshold}' cannot be expressed in '{own}'"]
    if measure.fit is not None:
        return []
    try:
        _expressible(measure, own, substance)
    except UnitError as error:
        return [f"{error} ({state} is in '{own}')"]
    return []


def _expressible(measure: Measure, own: str, substance: str | None) -> None:
    from experiments.protocol.curves import PLAIN

    source = unit(own)
    if measure.cells is not None and measure.cells.statistic in PLAIN:
        source = unit("1")
    if measure.cells is not None and measure.cells.statistic == "slope":
        return
    power, is_time = unit_factor(measure.statistic or "mean")
    if is_time:
        source = unit("min")
    elif measure.statistic == "cv":
        source = unit("1")
    elif power:
        source = source.times(unit("min"), power)
    target = measure.unit or "1"
    if measure.reference is not None and measure.reference.as_ != "difference" and not is_time:
        convert(1.0, "1", target)
        return
    express(1.0, source, asked_unit(target, measure.per), SIZES, substance)
