"""Measures across people of a cohort or groups taken as people, and the order of groups."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.protocol import formulas
from experiments.protocol.comparing import People
from experiments.protocol.labels import label_dimensions
from experiments.protocol.measuring import Measure
from experiments.protocol.units import Unit, UnitError, convert, unit
from experiments.protocol.values import Parts, Value, Values, number_at, without_single_parts

if TYPE_CHECKING:
    from experiments.protocol.evaluation import Evaluation


def people_mean(values: Values) -> Values:
    """Values of several people of a group become their mean; single people stay as they are."""
    grouped: dict[Parts, list[Value]] = {}
    for parts, value in values.items():
        grouped.setdefault(parts.having({"person": 0}), []).append(value)
    result: Values = {}
    for parts, several in grouped.items():
        numbers = [float(v.value) for v in several if v.value is not None]
        missing = len(several) - len(numbers)
        if len(several) == 1:
            result[parts] = several[0]
        elif not numbers:
            result[parts] = Value(None, several[0].reason)
        else:
            told = f"{missing} of {len(several)} people have no value" if missing else None
            result[parts] = Value(float(np.mean(numbers)), told)
    return result


def people(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """A statistic across people, part by part (arm, dose, step, test).

    People are those of each cohort; where there is none, or groups are named, the groups are
    taken together.
    """
    asked = measure.people
    assert asked is not None
    others = (asked.other,) if isinstance(asked.other, str) else (asked.other or ())
    names = [evaluation.specs.local(name, test) for name in (asked.of, *others)]
    units = [unit(evaluation.specs.unit(name)) for name in names]
    substance = evaluation.specs.substance(names[0])
    chosen = without_single_parts(evaluation.chosen(measure, evaluation.of(names[0])))
    together = asked.groups is not None or not any(parts.person for parts in chosen)
    grouped: dict[Parts, list[Parts]] = {}
    for parts in chosen:
        if asked.groups is None or parts.group in asked.groups:
            rest = parts.having({"person": 0, "group": "" if together else parts.group})
            grouped.setdefault(rest, []).append(parts)
    result: Values = {}
    for rest, members in grouped.items():
        columns = [
            [number_at(without_single_parts(evaluation.of(name)), parts) for parts in members]
            for name in names
        ]
        kept = [
            place
            for place, parts in enumerate(members)
            if np.isfinite([column[place] for column in columns]).all()
            and _among(evaluation, asked, parts, test)
        ]
        data = [np.array(column)[kept] for column in columns]
        try:
            value = _statistic(asked, data, units[0], substance)
            result[rest] = _in_unit(value, asked, units, measure.unit or "1", substance)
        except (Undefined, UserError, UnitError) as error:
            result[rest] = Value(None, str(error))
    return result


def _among(evaluation: "Evaluation", asked: People, parts: Parts, test: str) -> bool:
    """Whether somebody is among those a statistic is about."""
    if asked.among is None:
        return True

    def value_of(name: str) -> formulas.Quantity:
        full = evaluation.specs.local(name, test)
        number = number_at(without_single_parts(evaluation.of(full)), parts)
        if not np.isfinite(number):
            raise Undefined(name)
        own = unit(evaluation.specs.unit(full))
        return formulas.Quantity(number, own, evaluation.specs.substance(full))

    try:
        return formulas.evaluate(asked.among, value_of) is True
    except Undefined:
        return False


def _statistic(asked: People, data: list[np.ndarray], own: Unit, substance: str | None) -> Value:
    from experiments.indices import agreement, slopes

    values = data[0]
    if len(values) == 0:
        raise Undefined("nobody has a value.")
    if asked.statistic == "count":
        return Value(float(len(values)))
    if asked.statistic in ("median", "quantile"):
        quantile = 0.5 if asked.statistic == "median" else asked.quantile or 0.0
        return Value(float(np.quantile(values, quantile)))
    if asked.statistic == "r_squared":
        return Value(slopes.variance_explained(values, *data[1:]))
    if asked.statistic in ("slope", "log_slope"):
        of = slopes.log_log_slope if asked.statistic == "log_slope" else slopes.linear_slope
        line = of(data[1], values)
        return Value(line.slope, None, line.low, line.high)
    if asked.statistic == "share":
        inside = np.ones(len(values), dtype=bool)
        if asked.above is not None:
            inside &= values > asked.above.to(own, substance)
        if asked.below is not None:
            inside &= values < asked.below.to(own, substance)
        found = agreement.prevalence(int(inside.sum()), len(values))
    elif asked.statistic in ("correlation", "rank_correlation"):
        if len(values) < 4:
            raise Undefined("a correlation with its interval needs at least four people.")
        of_two = agreement.pearson if asked.statistic == "correlation" else agreement.spearman
        found = of_two(data[1], values)
    else:
        of_one = agreement.mean if asked.statistic == "mean" else agreement.standard_deviation
        found = of_one(values)
    return Value(found.value, None, found.low, found.high)


def _in_unit(
    value: Value, asked: People, units: list[Unit], target: str, substance: str | None
) -> Value:
    source = unit("1")
    if asked.statistic in ("mean", "sd", "median", "quantile"):
        source = units[0]
    elif asked.statistic == "slope":
        source = units[0].times(units[1], -1)

    def converted(number: float | None) -> float | None:
        return None if number is None else convert(number, source, target, substance)

    assert value.value is not None
    own = converted(float(value.value))
    return Value(own, value.reason, converted(value.low), converted(value.high))


def order(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """Whether the values rise or fall along the labels; violations are named in the reason."""
    asked = measure.order
    assert asked is not None
    name = evaluation.specs.local(asked.of, test)
    values = people_mean(evaluation.chosen(measure, evaluation.of(name)))
    dimension = label_dimensions(evaluation.protocol)[asked.sequence[0]]
    result: Values = {}
    for rest in dict.fromkeys(parts.having({dimension: ""}) for parts in values):
        numbers = {
            label: number_at(values, rest.having({dimension: label})) for label in asked.sequence
        }
        result[rest] = _ordered(asked.sequence, asked.direction, asked.tolerance, numbers)
    return result


def _ordered(
    sequence: tuple[str, ...], direction: str, tolerance: float, values: Mapping[str, float]
) -> Value:
    missing = [label for label in sequence if not np.isfinite(values[label])]
    if missing:
        return Value(None, f"there is no value for {', '.join(missing)}")
    sign = 1.0 if direction == "rising" else -1.0
    violations = []
    for before, after in pairwise(sequence):
        step = sign * (values[after] - values[before])
        slack = tolerance * max(abs(values[before]), abs(values[after]))
        if step < -slack or (step == 0.0 and not tolerance):
            violations.append(f"{before} {values[before]:.4g}, {after} {values[after]:.4g}")
    told = "not in order: " + "; ".join(violations) if violations else None
    return Value(not violations, told)
