"""What a run needs to know about its protocols: leads of tests, horizons, measures in body
units."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.protocol import sampling
from experiments.protocol.acts import START, Act
from experiments.protocol.branch import Branch
from experiments.protocol.conditions import Clause
from experiments.protocol.kept import Kept
from experiments.protocol.measuring import Measure
from experiments.protocol.quantities import Catalog, substance_of
from experiments.protocol.reading import LoadedProtocol, Variant
from experiments.protocol.record import Key, Record
from experiments.protocol.stage import Stage
from experiments.protocol.timeline import FOREVER, Timeline, lead_of
from experiments.protocol.times import DAY, Anchors, NotYetKnown
from experiments.protocol.units import Amount, convert, unit


@dataclass
class Plan:
    """A protocol to be run, with what is derived from it once."""

    protocol: LoadedProtocol
    catalog: Catalog
    _leads: dict[tuple[str, str], float] = field(default_factory=dict)
    _horizons: dict[int, float] = field(default_factory=dict)
    _measures: dict[tuple[str, str], Measure] = field(default_factory=dict)

    def protocol_of(self, record: Record) -> LoadedProtocol:
        """The protocol of a record: the one that is run, or that of its test."""
        return record.protocol

    def measure(self, record: Record, name: str) -> Measure:
        """A measure whose threshold over cells is in the unit of the state."""
        key = (record.protocol.name, name)
        if key not in self._measures:
            measure = record.protocol.model.measures[name]
            cells = measure.cells
            if cells is not None and cells.threshold is not None:
                state = sampling.state_of(measure)
                own = self.catalog.unit(state)
                value = convert(
                    cells.threshold.value, cells.threshold.unit, own, substance_of(state)
                )
                cells = cells.model_copy(update={"threshold": Amount(value, unit(own))})
                measure = measure.model_copy(update={"cells": cells})
            self._measures[key] = measure
        return self._measures[key]

    def spots(
        self, protocol: LoadedProtocol, measure: Measure, events: Mapping[str, Any]
    ) -> list[sampling.Spot]:
        """Places in time where a measure and its reference look."""
        return spots_known(protocol, measure, events)

    def in_body_unit(self, clause: Clause) -> float:
        """Size of a condition in the unit of its quantity, or as a share."""
        if clause.relative:
            return clause.size.to("")
        name = clause.quantity
        return convert(
            clause.size.value, clause.size.unit, self.catalog.unit(name), substance_of(name)
        )

    def lead(self, protocol: LoadedProtocol, key: str) -> float:
        """How long before its time 0 a test's branch is taken (min)."""
        if (protocol.name, key) not in self._leads:
            test, inner = protocol.model.tests[key], protocol.tests[key]
            lead = own_lead(inner) if test.preparation == "own" else 0.0
            self._leads[protocol.name, key] = lead
        return self._leads[protocol.name, key]

    def main_lead(self, variant: Variant) -> float:
        """How long before time 0 the run must be at hand: its own preparation and that of early
        tests."""
        from experiments.protocol.moments import test_points

        model = self.protocol.model
        lead = own_lead(self.protocol, variant)
        timeline = timeline_of(self.protocol, variant)
        timeline.place(assume_limits=True)
        timeline.anchors.known.setdefault("end", 0.0)
        for key, test in model.tests.items():
            for _, point, shift in test_points(test, timeline):
                lead = max(
                    lead, self.lead(self.protocol, key) - timeline.anchors.resolve(point) - shift
                )
        return lead

    def horizon(self, record: Record) -> float:
        """Longest duration of a record's protocol from time 0 (min)."""
        key = id(record.protocol)
        if key not in self._horizons:
            self._horizons[key] = longest(record.protocol, record.protocol.variant())
        return self._horizons[key]

    def length_of_all(self) -> float:
        """Longest duration of all branches of one person together, tests left out (min)."""
        model = self.protocol.model
        one = longest(self.protocol, self.protocol.variant()) + model.preparation.run_in
        return one * len(model.arm_labels()) * len(model.dose_labels())

    def branch(
        self,
        protocol: LoadedProtocol,
        key: Key,
        stage: Stage,
        tell: Callable[[float, str], None],
        spawn: Callable[[Branch], None],
        *,
        variant: Variant | None = None,
        clock: float | None = None,
    ) -> Branch:
        """A branch with its preparation on the agenda, not begun yet."""
        variant = variant or protocol.variant()
        timeline = timeline_of(protocol, variant, clock)
        record = Record(key, protocol, timeline.anchors)
        prefix = f"{key.test}/" if key.test else ""
        branch = Branch(self, stage, timeline, record, tell, spawn, prefix=prefix)
        preparation = protocol.model.preparation
        own = not key.test or self.protocol.model.tests[key.test].preparation == "own"
        if preparation.overnight_fast > 0:
            end = longest(protocol, variant)
            until = end if end < DAY else 0.0
            if preparation.meals_from is not None:
                placed = timeline_of(protocol, variant, clock)
                placed.place(assume_limits=True)
                placed.anchors.known.setdefault("end", end)
                until = placed.anchors.resolve(preparation.meals_from)
            start = -preparation.overnight_fast if own else 0.0
            if until > start:
                branch.add(Act(start, START, f"{prefix}preparation", "fast", until))
        if variant.start_parameters:
            branch.add(
                Act(0.0, START, f"{prefix}variant", "set_parameters", variant.start_parameters)
            )
        branch.add(
            Act(min(-own_lead(protocol, variant), 0.0) if own else 0.0, 0, "record", "set_pace")
        )
        return branch

    def take_up(self, kept: Kept, body: Any | None) -> None:
        """Hear of a branch that had finished before an interruption, with its body if kept."""

    def books(self, stage: Stage) -> dict[str, float]:
        """Residuals of the books of a body at the end of a branch."""
        if stage.bath is not None or not hasattr(stage.body, "opening_stores"):
            return {}
        from sim.books import residuals

        return residuals(stage.body)

    def snapshot(self, stage: Stage, record: Record) -> list[dict[str, Any]]:
        """Tidy statistics over the cells now: time, tissue, state, statistic, value, unit."""
        from experiments.protocol.population import statistics_of_cells

        return statistics_of_cells(stage, record, self.catalog)


def own_lead(protocol: LoadedProtocol, variant: Variant | None = None) -> float:
    """How long before its time 0 a protocol's preparation begins, its run-in left out (min)."""
    variant = variant or protocol.variant()
    preparation = protocol.model.preparation
    anchors = Anchors(preparation.clock)
    lead = lead_of(variant.events, anchors, preparation.overnight_fast)
    for measure in protocol.model.measures.values():
        for spot in spots_known(protocol, measure, variant.events):
            if not spot.each and spot.start.event is None and spot.start.anchor != "end":
                lead = max(lead, -anchors.resolve(spot.start))
    return lead


def spots_known(
    protocol: LoadedProtocol, measure: Measure, events: Mapping[str, Any]
) -> list[sampling.Spot]:
    """Places in time of a measure and its reference, none where the variant lacks the event."""
    if measure.each is not None and measure.each not in events:
        return []
    return sampling.spots_of(measure, events) + sampling.reference_spots(measure, events)


def timeline_of(protocol: LoadedProtocol, variant: Variant, clock: float | None = None) -> Timeline:
    """A timeline with nothing placed yet."""
    preparation = protocol.model.preparation
    anchors = Anchors(preparation.clock if clock is None else clock)
    length = protocol.model.length
    known = length is not None and length.anchor in (None, "start")
    until = anchors.resolve(length) if length is not None and known else FOREVER
    return Timeline(variant.events, anchors, preparation.weekday, until)


def longest(protocol: LoadedProtocol, variant: Variant) -> float:
    """Latest time at which anything of a protocol can happen, conditions reaching their limits."""
    timeline = timeline_of(protocol, variant)
    timeline.place(assume_limits=True)
    anchors = timeline.anchors
    if protocol.model.length is not None:
        anchors.known["end"] = anchors.resolve(protocol.model.length)
        return anchors.known["end"]
    ends = [o.latest_end for placed in timeline.placed.values() for o in placed]
    anchors.known["end"] = max([0.0, *(end for end in ends if end < FOREVER)])
    times = [anchors.known["end"]]
    for measure in protocol.model.measures.values():
        for spot in spots_known(protocol, measure, timeline.events):
            try:
                times.append(spot.resolve(anchors)[1])
            except NotYetKnown:
                continue
    from experiments.protocol.moments import test_points

    for test in protocol.model.tests.values():
        times += [anchors.resolve(point) + shift for _, point, shift in test_points(test, timeline)]
    return max(times)
