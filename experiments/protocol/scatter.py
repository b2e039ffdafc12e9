"""Scatter of measurement: how two examinations of somebody who has not changed differ.

A body gives the same numbers whenever it is asked.  In people two mornings differ, by what they did
and ate and by the assay, and studies report the coefficient of variation within a person.  Where a
cohort declares it, what is measured is the body's number times a draw (lognormal, mean 1) that
belongs to the person, the test and the sample, so that the same cohort gives the same numbers.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from experiments.protocol.fields import Share, Table
from experiments.protocol.values import Parts, Value, Values

if TYPE_CHECKING:
    from experiments.protocol.record import Record

TRUE = "_true"
"""Added to the name of a measure: what the body says, where measuring scatters it."""

LOADS = ("oral_glucose", "meal")
"""Events after whose beginning a sample is one after a load."""


class SampleScatter(Table):
    """Scatter of samples of one quantity: fasting, and after food or drink where that differs."""

    cv: Share
    after_load: Share | None = None
    citation: tuple[str, ...] | str = ()
    note: str = ""


class ResultScatter(Table):
    """Scatter of the result of a test or an image; its measures share one draw."""

    measures: Annotated[tuple[str, ...], Field(min_length=1)]
    cv: Share
    citation: tuple[str, ...] | str = ()
    note: str = ""


class MeasurementTable(Table):
    """Coefficients of variation within a person, of samples by quantity and of results."""

    samples: dict[str, SampleScatter] = Field(default_factory=dict)
    results: dict[str, ResultScatter] = Field(default_factory=dict)


@dataclass(frozen=True)
class Scatter:
    """What measuring one person adds to what the body says; ``seed`` is this person's."""

    table: MeasurementTable
    seed: int

    def result_of(self, measure: str) -> str | None:
        """Return the result that a measure belongs to, if its scatter is declared as a whole."""
        for name, result in self.table.results.items():
            if measure in result.measures:
                return name
        return None

    def results(self, name: str, values: Values) -> Values:
        """Return the values of a measure as they come out in a test."""
        entry = self.result_of(name)
        if entry is None:
            return values
        cv = self.table.results[entry].cv
        return {parts: self._seen(value, cv, entry, parts) for parts, value in values.items()}

    def sample(self, quantity: str, record: Record, time: float) -> float:
        """Return what a sample at a time (min) is multiplied with; 1 where nothing is declared."""
        declared = self.table.samples.get(quantity)
        if declared is None:
            return 1.0
        loaded = time > 0.0 and any(e.type in LOADS for e in record.protocol.model.events.values())
        if time > 0.0 and not loaded:
            return 1.0
        cv = declared.cv
        if loaded and declared.after_load is not None:
            cv = declared.after_load
        return self._draw(cv, "sample", quantity, record.key.name(), f"{time:.3f}")

    def _seen(self, value: Value, cv: float, entry: str, parts: Parts) -> Value:
        if value.value is None or isinstance(value.value, bool):
            return value
        factor = self._draw(cv, "result", entry, *(str(part) for part in parts))
        return Value(float(value.value) * factor, value.reason)

    def _draw(self, cv: float, *what: str) -> float:
        """Return a lognormal draw with mean 1 that belongs to these words."""
        import numpy as np

        text = "\n".join((str(self.seed), *what))
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        spread = math.sqrt(math.log1p(cv * cv))
        return math.exp(spread * np.random.default_rng(seed).standard_normal() - 0.5 * spread**2)


def scatter_of(table: Mapping[str, Any] | None, seed: int) -> Scatter | None:
    """Return the scatter of a person by the tables of a file; None where nothing is declared."""
    return Scatter(MeasurementTable.model_validate(table), seed) if table else None
