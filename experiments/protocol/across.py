"""Measures across others: fits over steps, doses and tests; statistics across people; orders."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.protocol.measuring import Measure, People
from experiments.protocol.units import UnitError, amount, convert, unit
from experiments.protocol.values import Parts, Value, Values

if TYPE_CHECKING:
    from experiments.protocol.evaluation import Evaluation

Pairs = list[tuple[float, float]]


# Fits


def fit(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """A curve through the values of one measure over those of another, part by part."""
    asked = measure.fit
    assert asked is not None
    assert asked.y is not None
    along = asked.over
    specs = evaluation.all_specs()
    y_name = evaluation.local(asked.y, test)
    y_values = evaluation._chosen(measure, evaluation.of(y_name))
    from experiments.protocol.evaluation import unit_of

    y_unit = unit(unit_of(specs[y_name][0]))
    x_of, x_unit = _positions(evaluation, measure, test)
    points: dict[Parts, Pairs] = {}
    reasons: dict[Parts, str] = {}
    for parts, value in y_values.items():
        rest = parts._replace(**{along: ""})
        x = x_of(parts)
        points.setdefault(rest, [])
        if value.value is None or x is None:
            reasons.setdefault(rest, value.reason or "a value of x is missing.")
            continue
        points[rest].append((x, float(value.value)))
    result: Values = {}
    for rest, pairs in points.items():
        result[rest] = _fit_one(evaluation, measure, pairs, x_unit, y_unit, rest, reasons.get(rest))
    return result


def _positions(evaluation: "Evaluation", measure: Measure, test: str):  # type: ignore[no-untyped-def]
    """A function from parts to x, and the unit of x."""
    asked = measure.fit
    assert asked is not None
    assert asked.x is not None
    if asked.x == "time":
        times = {(key.group, key.person, key.arm, key.dose, key.moment): record.test_time
                 for key, record in evaluation.records.items() if key.test}
        return lambda p: times.get((p.group, p.person, p.arm, p.dose, p.test)), unit("min")
    if asked.x == "dose":
        doses = {key.dose: record.dose_value for key, record in evaluation.records.items() if not key.test}
        written = {label: _dose(value) for label, value in doses.items()}
        first = next(iter(written.values()))
        return lambda p: written[p.dose].to(first.unit) if p.dose in written else None, first.unit
    from experiments.protocol.evaluation import matching, unit_of

    name = evaluation.local(asked.x, test)
    values = evaluation.of(name)

    def x_of(parts: Parts) -> float | None:
        value = matching(values, parts)
        return None if value is None or value.value is None else float(value.value)

    return x_of, unit(unit_of(evaluation.all_specs()[name][0]))


def _dose(value: object):  # type: ignore[no-untyped-def]
    return amount(value) if isinstance(value, str) else amount(f"{value} 1")


def _fit_one(evaluation, measure, pairs, x_unit, y_unit, parts, reason):  # type: ignore[no-untyped-def]
    from experiments.protocol.fits import fitted

    asked = measure.fit
    if len(pairs) < 2:
        return Value(None, reason or "a fit needs at least two points.")
    x, y = (np.array(side) for side in zip(*pairs, strict=True))
    try:
        at = _place(evaluation, asked, x_unit, y_unit, parts)
        number, power_x, power_y = fitted(asked, x, y, at)
        result = unit("1")
        if power_x:
            result = result.times(x_unit.power(power_x))
        if power_y:
            result = result.times(y_unit)
        return Value(convert(number, result, unit(measure.unit)))
    except (Undefined, UnitError) as error:
        return Value(None, str(error))


def _place(evaluation, asked, x_unit, y_unit, parts):  # type: ignore[no-untyped-def]
    from experiments.protocol.record import Key
    from experiments.protocol.times import NotYetKnown, TimePoint

    if asked.at is None:
        return None
    if isinstance(asked.at, TimePoint):
        record = evaluation.records.get(Key(parts.group, parts.person, parts.arm, parts.dose))
        if record is None:
            raise Undefined("the time at which it is read is not known.")
        try:
            return record.anchors.resolve(asked.at)
        except NotYetKnown:
            raise Undefined(f"'{asked.at.text}' did not come about.") from None
    if asked.kind == "interpolate":
        return convert(asked.at.value, asked.at.unit, x_unit)
    if asked.report == "x_at_share":
        return asked.at.to("1")
    return convert(asked.at.value, asked.at.unit, y_unit)


# People


def people_mean(values: Values) -> Values:
    """Values of several people of a group become their mean; single people stay as they are."""
    grouped: dict[Parts, list[Value]] = {}
    for parts, value in values.items():
        grouped.setdefault(parts._replace(person=0), []).append(value)
    result: Values = {}
    for parts, several in grouped.items():
        numbers = [float(v.value) for v in several if v.value is not None]
        if len(several) == 1:
            result[parts] = several[0]
        elif not numbers:
            result[parts] = Value(None, several[0].reason)
        else:
            missing = len(several) - len(numbers)
            result[parts] = Value(float(np.mean(numbers)), f"{missing} of {len(several)} people have no value" if missing else None)
    return result


def people(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """A statistic across people, part by part (arm, dose, step, test)."""
    asked = measure.people
    assert asked is not None
    specs = evaluation.all_specs()
    from experiments.protocol.evaluation import unit_of

    of_name = evaluation.local(asked.of, test)
    others = (asked.other,) if isinstance(asked.other, str) else (asked.other or ())
    others = tuple(evaluation.local(name, test) for name in others)
    result: Values = {}
    grouped: dict[Parts, list[Parts]] = {}
    pooled = asked.groups is not None
    chosen = evaluation._chosen(measure, evaluation.of(of_name))
    several = {parts.group for parts in chosen if parts.person}
    for parts in chosen:
        if asked.groups is not None and parts.group not in asked.groups:
            continue
        pool = pooled or not several
        grouped.setdefault(parts._replace(person=0, group="" if pool else parts.group), []).append(parts)
    for rest, members in grouped.items():
        columns: list[list[float]] = []
        for name in (of_name, *others):
            column = [_at(evaluation.of(name), parts) for parts in members]
            columns.append(column)
        kept = [
            place for place, parts in enumerate(members)
            if all(np.isfinite(column[place]) for column in columns) and _among(evaluation, asked, parts, test)
        ]
        data = [np.array(column)[kept] for column in columns]
        try:
            value = _statistic(asked, data, unit_of(specs[of_name][0]))
            units = [unit(unit_of(specs[name][0])) for name in (of_name, *others)]
            result[rest] = _in_unit(value, asked, units, measure.unit or "1")
        except (Undefined, UserError, UnitError) as error:
            result[rest] = Value(None, str(error))
    return result


def _at(values: Values, parts: Parts) -> float:
    from experiments.protocol.evaluation import matching

    value = matching(values, parts)
    return float("nan") if value is None or value.value is None else float(value.value)


def _among(evaluation: "Evaluation", asked: People, parts: Parts, test: str) -> bool:
    from experiments.protocol import formulas
    from experiments.protocol.evaluation import unit_of

    if asked.among is None:
        return True
    specs = evaluation.all_specs()

    def value_of(name: str) -> formulas.Quantity:
        full = evaluation.local(name, test)
        number = _at(evaluation.of(full), parts)
        if not np.isfinite(number):
            raise Undefined(name)
        return formulas.Quantity(number, unit(unit_of(specs[full][0])))

    try:
        return formulas.evaluate(asked.among, value_of) is True
    except Undefined:
        return False


def _statistic(asked: People, data: list[np.ndarray], own_unit: str) -> Value:
    from experiments.indices import agreement, slopes

    values = data[0]
    if len(values) == 0:
        raise Undefined("nobody has a value.")
    if asked.statistic == "count":
        return Value(float(len(values)))
    if asked.statistic in ("median", "quantile"):
        return Value(float(np.quantile(values, 0.5 if asked.statistic == "median" else asked.quantile or 0.0)))
    if asked.statistic == "share":
        inside = np.ones(len(values), dtype=bool)
        if asked.above is not None:
            inside &= values > convert(asked.above.value, asked.above.unit, own_unit)
        if asked.below is not None:
            inside &= values < convert(asked.below.value, asked.below.unit, own_unit)
        share = agreement.prevalence(int(inside.sum()), len(values))
        return Value(share.value, None, share.low, share.high)
    if asked.statistic in ("mean", "sd"):
        estimate = (agreement.mean if asked.statistic == "mean" else agreement.standard_deviation)(values)
        return Value(estimate.value, None, estimate.low, estimate.high)
    if asked.statistic == "r_squared":
        return Value(slopes.variance_explained(values, *data[1:]))
    if asked.statistic == "correlation":
        if len(values) < 4:
            raise Undefined("a correlation with its interval needs at least four people.")
        estimate = agreement.pearson(data[1], values)
        return Value(estimate.value, None, estimate.low, estimate.high)
    line = (slopes.log_log_slope if asked.statistic == "log_slope" else slopes.linear_slope)(data[1], values)
    return Value(line.slope, None, line.low, line.high)


def _in_unit(value: Value, asked: People, units: list, target: str) -> Value:  # type: ignore[type-arg]
    source = unit("1")
    if asked.statistic in ("mean", "sd", "median", "quantile"):
        source = units[0]
    elif asked.statistic == "slope":
        source = units[0].times(units[1], -1)

    def converted(number: float | None) -> float | None:
        return None if number is None else convert(number, source, unit(target))

    assert value.value is not None
    return Value(converted(float(value.value)), value.reason, converted(value.low), converted(value.high))


# Orders


def order(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """Whether the values rise or fall along the labels; violations are named in the reason."""
    from experiments.protocol.labels import label_dimensions

    asked = measure.order
    assert asked is not None
    values = people_mean(evaluation._chosen(measure, evaluation.of(evaluation.local(asked.of, test))))
    known = label_dimensions(evaluation.protocol)
    dimension = known[asked.sequence[0]]
    result: Values = {}
    for rest in dict.fromkeys(parts._replace(**{dimension: ""}) for parts in values):
        result[rest] = _ordered(asked.sequence, asked.direction, asked.tolerance, {
            label: _at(values, rest._replace(**{dimension: label})) for label in asked.sequence
        })
    return result


def _ordered(sequence: tuple[str, ...], direction: str, tolerance: float, values: Mapping[str, float]) -> Value:
    missing = [label for label in sequence if not np.isfinite(values[label])]
    if missing:
        return Value(None, f"there is no value for {', '.join(missing)}")
    sign = 1.0 if direction == "rising" else -1.0
    violations = []
    for before, after in zip(sequence, sequence[1:], strict=False):
        slack = tolerance * max(abs(values[before]), abs(values[after]))
        if sign * (values[after] - values[before]) <= -slack if tolerance else sign * (values[after] - values[before]) <= 0:
            violations.append(f"{before} {values[before]:.4g}, {after} {values[after]:.4g}")
    return Value(not violations, "not in order: " + "; ".join(violations) if violations else None)
