"""Fits over steps, doses, tests, arms or groups: one measure over another, part by part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.indices import Undefined
from experiments.protocol.comparing import Fit
from experiments.protocol.fits import fitted
from experiments.protocol.measuring import Measure
from experiments.protocol.record import Key
from experiments.protocol.times import NotYetKnown, TimePoint
from experiments.protocol.units import Amount, Unit, UnitError, amount_or_number, convert, unit
from experiments.protocol.values import Parts, Value, Values, matching

if TYPE_CHECKING:
    from experiments.protocol.evaluation import Evaluation


Axis = tuple[Unit, str | None]
"""Unit and substance of what is drawn along an axis."""

Place = Amount | TimePoint | str | None

UNITLESS: Axis = (unit("1"), None)


@dataclass
class Points:
    """Points to be fitted together, and why some are missing."""

    x: list[float]
    y: list[float]
    reason: str | None = None

    def up_to(self, limit: float) -> "Points":
        """Return those whose x is not above a limit."""
        kept = [number for number, x in enumerate(self.x) if x <= limit]
        return Points([self.x[n] for n in kept], [self.y[n] for n in kept], self.reason)


def fit_all(evaluation: "Evaluation", measure: Measure, test: str) -> Values:
    """A curve through the values of one measure over those of another, part by part."""
    asked = measure.fit
    assert asked is not None
    name = evaluation.specs.local(asked.y or "", test)
    y_unit = unit(evaluation.specs.unit(name))
    substance = evaluation.specs.substance(name)
    x_of, x_unit = _positions(evaluation, asked, test)
    together: dict[Parts, Points] = {}
    for parts, value in evaluation.chosen(measure, evaluation.of(name)).items():
        points = together.setdefault(parts.having({asked.over: ""}), Points([], []))
        x = x_of(parts)
        if value.value is None or x is None:
            points.reason = points.reason or value.reason or "a value of x is missing."
        else:
            points.x.append(x)
            points.y.append(float(value.value))
    result: Values = {}
    is_share = asked.report == "x_at_share"
    for rest, points in together.items():
        try:
            along_x, along_y = (x_unit, None), (y_unit, substance)
            read = along_x if asked.kind == "interpolate" else along_y
            at = _place(evaluation, asked.at, UNITLESS if is_share else read, rest, test)
            limit = _place(evaluation, asked.up_to, along_x, rest, test)
            kept = points if limit is None else points.up_to(limit)
            result[rest] = Value(_fit(asked, kept, at, x_unit, y_unit, measure.unit or "1"))
        except (Undefined, UnitError) as error:
            result[rest] = Value(None, str(error))
    return result


def _fit(
    asked: Fit, points: Points, at: float | None, x_unit: Unit, y_unit: Unit, target: str
) -> float:
    if len(points.x) < 2:
        raise Undefined(points.reason or "a fit needs at least two points.")
    number, power_x, power_y = fitted(asked, np.array(points.x), np.array(points.y), at)
    result = unit("1")
    if power_x:
        result = result.times(x_unit.power(power_x))
    if power_y:
        result = result.times(y_unit)
    return convert(number, result, target)


def _positions(
    evaluation: "Evaluation", asked: Fit, test: str
) -> tuple[Callable[[Parts], float | None], Unit]:
    """A function from parts to x, and the unit of x."""
    if asked.x == "time":
        times = {
            (key.group, key.person, key.arm, key.dose, key.moment): record.test_time
            for key, record in evaluation.records.items()
            if key.test
        }
        return lambda p: times.get((p.group, p.person, p.arm, p.dose, p.test)), unit("min")
    if asked.x == "dose":
        doses = {
            key.dose: amount_or_number(record.dose_value)
            for key, record in evaluation.records.items()
            if not key.test
        }
        first = next(iter(doses.values())).unit
        return lambda p: doses[p.dose].to(first) if p.dose in doses else None, first
    name = evaluation.specs.local(asked.x or "", test)
    values = evaluation.of(name)

    def x_of(parts: Parts) -> float | None:
        value = matching(values, parts)
        return None if value is None or value.value is None else float(value.value)

    return x_of, unit(evaluation.specs.unit(name))


def _place(
    evaluation: "Evaluation", at: Place, axis: Axis, parts: Parts, test: str
) -> float | None:
    """A place along an axis: where a curve is read, or where it ends."""
    if at is None:
        return None
    if isinstance(at, TimePoint):
        record = evaluation.records.get(Key(parts.group, parts.person, parts.arm, parts.dose))
        if record is None:
            raise Undefined("the time at which it is read is not known.")
        try:
            return record.anchors.resolve(at)
        except NotYetKnown:
            raise Undefined(f"'{at.text}' did not come about.") from None
    if isinstance(at, str):
        name = evaluation.specs.local(at, test)
        value = matching(evaluation.of(name), parts)
        if value is None or value.value is None:
            raise Undefined(f"{at}: {(value and value.reason) or 'it has no value'}")
        at = Amount(float(value.value), unit(evaluation.specs.unit(name)))
    return convert(at.value, at.unit, *axis)
