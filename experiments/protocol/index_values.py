"""Published indices as measures: curves sampled at the measure's times, or single samples."""

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.indices import Undefined
from experiments.protocol import sampling
from experiments.protocol.measuring import Measure
from experiments.protocol.quantities import substance_of
from experiments.protocol.record import Record
from experiments.protocol.scatter import Scatter
from experiments.protocol.times import minutes_text
from experiments.protocol.units import convert
from experiments.protocol.values import Value

if TYPE_CHECKING:
    from experiments.indices import Index
    from experiments.protocol.evaluation import Evaluation


def declared_index(measure: Measure) -> "Index":
    """Declaration of the index that a measure asks for."""
    from experiments.indices import catalog

    return catalog()[measure.index or ""]


def index_unit(measure: Measure) -> str:
    """Unit in which an index declares its result."""
    gives = declared_index(measure).gives
    return str(gives[measure.part or next(iter(gives))])


def index_value(
    measure: Measure,
    record: Record,
    spot: sampling.Spot,
    evaluation: "Evaluation",
    scatter: Scatter | None = None,
) -> Value:
    """An index of curves sampled at the measure's times, or of single samples."""
    from experiments.indices.declared import as_measures

    declared = declared_index(measure)
    arguments: dict[str, object] = dict(measure.options)
    known = inspect.signature(declared.function).parameters
    times = list(_sample_times(measure, record, spot))
    for argument, wanted in declared.takes.items():
        if argument in arguments or known[argument].default is not inspect.Parameter.empty:
            continue
        if argument == "times":
            arguments[argument] = times
            continue
        samples = [_sample(argument, wanted, time, record, evaluation) for time in times]
        if scatter is not None:
            drawn = [scatter.sample(argument, record, time) for time in times]
            samples = [value * factor for value, factor in zip(samples, drawn, strict=True)]
        arguments[argument] = samples if measure.times is not None else samples[0]
    part = measure.part or next(iter(declared.gives))
    value = as_measures(declared.name, declared.function(**arguments))[part]
    if isinstance(value, str):
        raise Undefined(f"it is a word, not a number: {value}")
    return Value(convert(value, declared.gives[part], measure.unit or declared.gives[part]))


def _sample(
    quantity: str, wanted: str, time: float, record: Record, evaluation: "Evaluation"
) -> float:
    if not evaluation.catalog.knows(quantity):
        raise Undefined(f"the body has no quantity '{quantity}' for it.")
    _, values = record.curve(quantity, quantity, time, time)
    if not len(values):
        raise Undefined(f"{quantity} was not recorded at {minutes_text(time)}.")
    source = evaluation.catalog.unit(quantity)
    return convert(float(values[0]), source, wanted, substance_of(quantity))


def _sample_times(measure: Measure, record: Record, spot: sampling.Spot) -> Iterator[float]:
    if measure.times is None:
        yield spot.resolve(record.anchors)[1]
    else:
        for point in measure.times:
            yield record.anchors.resolve(point)
