"""Measures read from the records themselves: quantities in windows, and their references."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.indices import Undefined
from experiments.protocol import sampling
from experiments.protocol.comparisons import compare
from experiments.protocol.expressing import asked_unit, base_unit, express
from experiments.protocol.fits import fitted
from experiments.protocol.index_values import index_value
from experiments.protocol.measuring import Measure, OverCells, Reference
from experiments.protocol.over_time import statistic_of, unit_factor
from experiments.protocol.quantities import substance_of
from experiments.protocol.record import Key, Record
from experiments.protocol.scatter import Scatter
from experiments.protocol.times import NotYetKnown, TimePoint, minutes_text
from experiments.protocol.units import Unit, UnitError, convert, unit
from experiments.protocol.values import Parts, Value, Values

if TYPE_CHECKING:
    from experiments.protocol.evaluation import Evaluation

PLAIN = ("sd_share", "correlation", "r_squared", "share_above", "share_below", "count", "cv")


def read_all(
    evaluation: "Evaluation", measure: Measure, test: str, scatter: Scatter | None = None
) -> Values:
    """Values of a measure in every branch it applies to; samples scatter where that is given."""
    result: Values = {}
    for key, record in evaluation.records.items():
        if key.test != test or not _applies(measure, key):
            continue
        if measure.reference is not None and _is_reference(key, measure.reference):
            continue
        for spot in _spots(measure, record):
            parts = Parts(
                key.group,
                key.person,
                key.arm,
                key.dose,
                "" if measure.index is not None else spot.part,
                key.moment,
            )
            if measure.reference is not None and measure.reference.step == spot.part and spot.part:
                continue
            try:
                value = Reader(evaluation, measure, record, spot, scatter).value()
            except (Undefined, UnitError) as error:
                value = Value(None, _reason(record, str(error)))
            result[parts] = value
    return result


def _reason(record: Record, reason: str) -> str:
    if record.died is None:
        return reason
    time, cause = record.died
    return f"the body died at {minutes_text(time)}: {cause}"


def _applies(measure: Measure, key: Key) -> bool:
    limits = (
        (measure.arms, key.arm),
        (measure.groups, key.group),
        (measure.doses, key.dose),
        (measure.tests, key.moment),
    )
    return all(allowed is None or label in allowed for allowed, label in limits)


def _is_reference(key: Key, reference: Reference) -> bool:
    labels = {"group": key.group, "arm": key.arm, "dose": key.dose, "test": key.moment}
    elsewhere = {d: label for d, label in reference.elsewhere().items() if d != "step"}
    return bool(elsewhere) and all(labels[d] == label for d, label in elsewhere.items())


def _spots(measure: Measure, record: Record) -> list[sampling.Spot]:
    events = record.protocol.model.events
    return sampling.spots_of(measure, events)


def _at(point: TimePoint) -> sampling.Spot:
    return sampling.Spot("", point, point)


class Reader:
    """Reads one value of a measure from a record, and its reference from there or elsewhere."""

    def __init__(
        self,
        evaluation: "Evaluation",
        measure: Measure,
        record: Record,
        spot: sampling.Spot,
        scatter: Scatter | None = None,
    ) -> None:
        self.evaluation, self.measure, self.record, self.spot = evaluation, measure, record, spot
        self.name, self.scatter = sampling.state_of(measure), scatter

    def value(self) -> Value:
        """The value in the unit of the measure."""
        measure = self.measure
        if measure.index is not None:
            return index_value(measure, self.record, self.spot, self.evaluation, self.scatter)
        source, start_end = self._source(), self.spot
        if measure.reference is not None and measure.reference.pointwise:
            return self._pointwise()
        times, values, sizes = self.curve(self.record, start_end)
        if measure.fit is not None:
            return self._fitted(times, values, source, sizes)
        if measure.reference is None:
            return Value(self._expressed(self._statistic(times, values), source, sizes))
        base = base_unit(source, measure.per)
        mine = express(
            self._statistic(times, values), self._with_time(source), self._with_time(base), sizes
        )
        theirs = self._reference_value(base)
        joint = self._with_time(base)
        if measure.reference.as_ == "difference":
            return Value(self._expressed(mine - theirs, base, sizes))
        return Value(compare(mine, theirs, measure.reference.as_, joint, measure.unit or "1"))

    # Pieces

    def _source(self) -> Unit:
        cells = self.measure.cells
        if cells is not None and cells.statistic in PLAIN:
            return unit("1")
        own = unit(self.evaluation.catalog.unit(self.name))
        if cells is not None and cells.statistic == "slope" and cells.other is not None:
            tissue = self.name.split(".")[0]
            return own.times(
                unit(self.evaluation.catalog.unit(f"{tissue}.{cells.other.rpartition('.')[2]}")), -1
            )
        return own

    def curve(
        self, record: Record, spot: sampling.Spot
    ) -> tuple[np.ndarray, np.ndarray, dict[str, float]]:
        """Times (min), values in the body's unit, and the sizes of the body at the end."""
        start, end = self._span(record, spot)
        if record.died is not None and end > record.died[0]:
            raise Undefined("the body died.")
        if sampling.keeps_columns(self.measure):
            times, values = np.array([end]), np.array([self._between_times(record, end)])
        else:
            times, values = record.curve(self.name, sampling.probe_of(self.measure), start, end)
            if self.measure.sampled and len(times):
                points = [self._span(record, _at(point))[0] for point in self.measure.times or ()]
                times, values = np.array(points), np.interp(points, times, values)
            if self.scatter is not None and (self.measure.sampled or end - start < 1e-9):
                drawn = [self.scatter.sample(self.name, record, time) for time in times]
                values = values * np.array(drawn)
        return times, values, self._sizes(record, end)

    def _span(self, record: Record, spot: sampling.Spot) -> tuple[float, float]:
        """Times of a spot; those of this branch where the one it is compared with lacks the
        event."""
        try:
            return spot.resolve(record.anchors)
        except NotYetKnown as missing:
            if record is not self.record:
                return self._span(self.record, spot)
            raise Undefined(f"'{missing}' did not come about.") from None

    def _sizes(self, record: Record, time: float) -> dict[str, float]:
        at = record.size_at(time)
        if "." in self.name:
            where = self.name.rpartition(".")[0]
            return {"body": record.masses[where]} if where in record.masses else {}
        return {"body": at.weight, "lean_mass": at.lean_mass, "surface": at.surface}

    def _between_times(self, record: Record, time: float) -> float:
        cells: OverCells = self.measure.cells  # type: ignore[assignment]
        assert cells.other_at is not None
        tissue, _, state = self.name.partition(".")
        other_state = (cells.other or state).rpartition(".")[2]
        first = record.columns.get((f"{tissue}.{state}", round(time, 6)))
        second = record.columns.get(
            (f"{tissue}.{other_state}", round(record.anchors.resolve(cells.other_at), 6))
        )
        if first is None or second is None or len(first) != len(second):
            raise Undefined("its cells are not the same at both times.")
        share = np.full(len(first), 1.0 / len(first))
        return sampling.relation(cells.statistic, first, second, share)

    def _statistic(self, times: np.ndarray, values: np.ndarray) -> float:
        measure = self.measure
        level = None
        if measure.level is not None:
            level = convert(
                measure.level.value, measure.level.unit, self._source(), substance_of(self.name)
            )
        return statistic_of(measure.statistic or "mean", times, values, level, measure.direction)

    def _with_time(self, source: Unit) -> Unit:
        power, is_time = unit_factor(self.measure.statistic or "mean")
        if is_time:
            return unit("min")
        if self.measure.statistic == "cv":
            return unit("1")
        return source if power == 0 else source.times(unit("min"), power)

    def _expressed(self, value: float, source: Unit, sizes: dict[str, float]) -> float:
        target = asked_unit(self.measure.unit or "1", self.measure.per)
        return express(value, self._with_time(source), target, sizes, substance_of(self.name))

    def _reference_value(self, base: Unit) -> float:
        reference = self.measure.reference
        assert reference is not None
        record = self._elsewhere(reference)
        spot = self.spot
        own_window = sampling.reference_spots(self.measure, record.protocol.model.events)
        if own_window:
            spot = next((s for s in own_window if s.part == self.spot.part), own_window[0])
        if reference.step is not None:
            spot = next(s for s in _spots(self.measure, record) if s.part == reference.step)
        times, values, sizes = self.curve(record, spot)
        statistic = self._statistic(times, values)
        return express(statistic, self._with_time(self._source()), self._with_time(base), sizes)

    def _elsewhere(self, reference: Reference) -> Record:
        key = self.record.key
        changes = {
            ("moment" if d == "test" else d): label
            for d, label in reference.elsewhere().items()
            if d != "step"
        }
        wanted = key._replace(**changes)  # type: ignore[arg-type]
        for candidate in (wanted, wanted._replace(person=0)):
            if candidate in self.evaluation.records:
                return self.evaluation.records[candidate]
        raise Undefined("there is nothing to compare with.")

    def _pointwise(self) -> Value:
        reference = self.measure.reference
        assert reference is not None
        times, values, sizes = self.curve(self.record, self.spot)
        other_times, other_values, _ = self.curve(self._elsewhere(reference), self.spot)
        if not len(other_times) or not len(times):
            raise Undefined("nothing was recorded in its window.")
        other = np.interp(times, other_times, other_values)
        source = self._source()
        unit_text = (
            (self.measure.unit or "1")
            if self.measure.statistic not in ("crossing", "time_of_min", "time_of_max")
            else "1"
        )
        if reference.as_ == "difference":
            joint = values - other
            return Value(self._expressed(self._statistic(times, joint), source, sizes))
        joint = np.array(
            [compare(a, b, reference.as_, source, "1") for a, b in zip(values, other, strict=True)]
        )
        level = None if self.measure.level is None else self.measure.level.to("1")
        result = statistic_of(
            self.measure.statistic or "mean", times, joint, level, self.measure.direction
        )
        _, is_time = unit_factor(self.measure.statistic or "mean")
        return Value(convert(result, "min" if is_time else "1", self.measure.unit or unit_text))

    def _fitted(
        self, times: np.ndarray, values: np.ndarray, source: Unit, sizes: dict[str, float]
    ) -> Value:
        fit = self.measure.fit
        assert fit is not None
        number, power_x, power_y = fitted(fit, times, values)
        result = unit("1")
        if power_x:
            result = result.times(unit("min").power(power_x))
        if power_y:
            result = result.times(source)
        return Value(
            express(number, result, unit(self.measure.unit or "1"), sizes, substance_of(self.name))
        )
