"""What a measure means, in words: its note, or what its table says about it."""

from experiments.protocol.measuring import Fit, Measure, Reference
from experiments.protocol.quantities import Catalog

COMPARED = {
    "ratio": "as a ratio to",
    "percent": "change in percent from",
    "percent_decrease": "fall in percent from",
    "difference": "difference from",
}
PER = {
    "body_weight": "per body weight",
    "fat_free_mass": "per fat-free mass",
    "body_surface": "per body surface",
    "whole_body": "of the whole body",
    "tissue": "per tissue",
}


def meaning_of(measure: Measure, catalog: Catalog) -> str:
    """Return the note of a measure or, without one, its source, place, time and comparison."""
    if measure.note:
        return measure.note
    parts = [_source(measure, catalog), _place(measure), _time(measure), _comparison(measure)]
    return ", ".join(part for part in parts if part)


def _source(measure: Measure, catalog: Catalog) -> str:
    if measure.index is not None:
        from experiments.protocol.index_values import declared_index

        told = declared_index(measure).meaning.rstrip(".:")
        return f"{told} ({measure.part.replace('_', ' ')})" if measure.part else told
    if measure.fit is not None:
        return _fitted(measure, measure.fit, catalog)
    if measure.quantity is not None:
        return _named(measure.quantity, catalog)
    if measure.formula is not None:
        return measure.formula
    if measure.of is not None:
        return measure.of
    if measure.people is not None:
        people = measure.people
        return f"{people.statistic.replace('_', ' ')} of {people.of or 'people'} over people"
    assert measure.order is not None
    order = measure.order
    return f"whether {order.of} is {order.direction} in the order {', '.join(order.sequence)}"


def _named(quantity: str, catalog: Catalog) -> str:
    return catalog.meaning(quantity) or quantity.replace("_", " ")


def _fitted(measure: Measure, fit: Fit, catalog: Catalog) -> str:
    curve = fit.y or (_named(measure.quantity, catalog) if measure.quantity else "")
    through = f" through {curve}" if curve else ""
    return f"{fit.report} of a fit ({fit.kind.replace('_', ' ')}){through} over {fit.over}"


def _place(measure: Measure) -> str:
    told = []
    if measure.cells is not None:
        told.append(f"{measure.cells.statistic.replace('_', ' ')} over cells")
    if measure.where is not None:
        places = measure.where.model_dump(exclude_none=True).values()
        told.append(" ".join(str(place).replace("_", " ") for place in places))
    if measure.per is not None:
        told.append(PER[measure.per])
    return ", ".join(told)


def _time(measure: Measure) -> str:
    statistic = (measure.statistic or "mean").replace("_", " ")
    if measure.window is not None:
        start, end = measure.window
        return f"{statistic} from {start.text} to {end.text}"
    if measure.at is not None:
        return f"at {measure.at.text}"
    if measure.times and measure.statistic is not None:
        return f"{statistic} of samples at {', '.join(point.text for point in measure.times)}"
    return ""


def _comparison(measure: Measure) -> str:
    reference = measure.reference
    return f"{COMPARED[reference.as_]} {_other(reference)}" if reference is not None else ""


def _other(reference: Reference) -> str:
    """Return with what a reference compares."""
    if reference.window is not None:
        start, end = reference.window
        return f"that from {start.text} to {end.text}"
    if reference.at is not None:
        return f"that at {reference.at.text}"
    if reference.measure is not None:
        return reference.measure
    told = [
        f"{place} {getattr(reference, place)}"
        for place in ("group", "arm", "dose", "test", "step")
        if getattr(reference, place) is not None
    ]
    return "that of " + ", ".join(told)
