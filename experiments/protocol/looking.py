"""The part of a branch that looks: what is recorded how often, and what is read at which time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.protocol import sampling
from experiments.protocol.acts import Act
from experiments.protocol.record import Record, Sizes
from experiments.protocol.stage import Stage
from experiments.protocol.timeline import Timeline
from experiments.protocol.times import DAY, NotYetKnown, TimePoint

if TYPE_CHECKING:
    import pandas as pd

    from experiments.protocol.plan import Plan

LOOK = 1
"""Rank before all acts that change something: at one minute the body is looked at first."""

NICE_INTERVALS = (1.0, 5.0, 10.0, 30.0, 60.0, 180.0, 360.0, DAY)
"""Intervals of recording (min)."""

MOST_ROWS = 6000
"""Rows that a recording of a whole protocol aims not to exceed."""

POINTS_IN_A_WINDOW = 240
"""Rows that a window of a measure aims at; a finer interval than a minute is never used."""


@dataclass
class Looking:
    """What a branch knows of looking; ``Branch`` adds living."""

    plan: "Plan"
    stage: Stage
    timeline: Timeline
    record: Record
    tell: Callable[[float, str], None]
    spawn: Callable[[Any], None]
    seen: set[str] = field(default_factory=set)
    fine: list[tuple[float, float, float]] = field(default_factory=list)
    pace: float = 0.0
    started: float = 0.0
    earlier: "pd.DataFrame | None" = None

    def add(self, act: Act) -> None:
        """Put an act on the agenda."""
        raise NotImplementedError

    # Planning

    def plan_looking(self, now: float) -> None:
        """Put everything that is known to be looked at on the agenda."""
        protocol = self.record.protocol
        for name, measure in protocol.model.measures.items():
            if measure.quantity is None and measure.index is None:
                continue
            spots = self.plan.spots(protocol, measure, self.timeline.events)
            if measure.cells is not None and measure.cells.other_at is not None:
                other = measure.cells.other_at
                spots = [*spots, sampling.Spot("other", other, other)]
            for place, spot in enumerate(spots):
                self._plan_spot(f"{name}/{place}", name, spot, now)
        for point in protocol.model.population:
            self._plan_population(point, now)

    def _plan_spot(self, label: str, name: str, spot: sampling.Spot, now: float) -> None:
        if label in self.seen:
            return
        try:
            start, end = spot.resolve(self.timeline.anchors)
        except NotYetKnown:
            return
        self.seen.add(label)
        measure = self.record.protocol.model.measures[name]
        if measure.index is not None or (sampling.is_recorded(measure) and end > start):
            self.fine.append((start, end, max(1.0, (end - start) / POINTS_IN_A_WINDOW)))
            for border in (start, end):
                self.add(Act(max(border, now), LOOK, f"record {label}", "set_pace"))
            return
        step = max(1.0, math.ceil((end - start) / sampling.GRID_POINTS))
        times = {start + step * place for place in range(int((end - start) / step) + 1)} | {end}
        for time in sorted(times):
            if time >= now - 1e-9:
                self.add(Act(time, LOOK, name, "look", measure))

    def _plan_population(self, point: TimePoint, now: float) -> None:
        label = f"population/{point.text}"
        if label in self.seen:
            return
        try:
            time = self.timeline.anchors.resolve(point)
        except NotYetKnown:
            return
        self.seen.add(label)
        if time >= now - 1e-9:
            self.add(Act(time, LOOK, label, "population"))

    # Looking

    def look(self, act: Act) -> None:
        """Read a measure's cells or quantity now; readings are kept under it as it is written."""
        measure, time = act.data, self.stage.time
        if sampling.keeps_columns(measure):
            tissue, _, state = sampling.state_of(measure).partition(".")
            for name in {state, (measure.cells.other or state).rpartition(".")[2]}:
                column = self.stage.subject.tissues[tissue].column(name)
                self.record.columns[f"{tissue}.{name}", round(time, 6)] = column
            return
        readings = self.record.samples.setdefault(sampling.probe_of(measure), [])
        if not readings or readings[-1][0] != time:
            in_body_unit = self.plan.measure(self.record, act.key)
            readings.append((time, sampling.reading(self.stage.subject, in_body_unit)))

    def note_sizes(self) -> None:
        """Keep the size of the body now."""
        body, sizes = self.stage.body, self.record.sizes
        if not sizes or self.stage.time > sizes[-1].time + 1e-9:
            surface = body.body_surface_area
            sizes.append(Sizes(self.stage.time, body.weight, body.lean_mass, surface))

    def set_pace(self) -> None:
        """Record as often as the measures need whose windows are open now."""
        now = self.stage.time
        rows = self.plan.horizon(self.record) / MOST_ROWS
        base = self.record.protocol.model.record
        base = base or next((nice for nice in NICE_INTERVALS if nice >= rows), DAY)
        wanted = [step for start, end, step in self.fine if start <= now + 1e-9 < end]
        nice = [next((n for n in reversed(NICE_INTERVALS) if n <= step), 1.0) for step in wanted]
        pace = min([base, *nice])
        if pace != self.pace:
            self.pace = pace
            self.stage.subject.start_recording(every=pace)

    def recorded(self) -> "pd.DataFrame":
        """What was recorded, its index in minutes from time 0."""
        import pandas as pd

        series = self.stage.subject.series()
        if self.earlier is not None:
            series = pd.concat([self.earlier, series])
        series = series[~series.index.duplicated()]
        series = series[series.index >= self.stage.zero + min(self.started, 0.0) - 1e-9]
        times = series.index.to_numpy(dtype=float) - self.stage.zero
        return series.set_axis(times, axis=0).rename_axis("time")


def masses_of(subject: Any) -> dict[str, float]:
    """Mass (kg) of muscle, its regions and the liver, for quantities per kilogram of tissue."""
    masses = {}
    for name in ("muscle", "liver"):
        tissue = subject.tissues.get(name)
        if tissue is not None:
            masses[name] = float(tissue.weights.sum())
    muscle = subject.tissues.get("muscle")
    if muscle is not None:
        region = muscle.column("region")
        for label, code in sampling.REGIONS.items():
            masses[f"muscle.{label}"] = float(muscle.weights[region == code].sum())
    return masses
