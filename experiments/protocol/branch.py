"""One branch of a run: a body lives through its agenda, is looked at, and is tested on side branches."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from experiments.protocol import sampling
from experiments.protocol.acts import START, STOP, Act, acts_of
from experiments.protocol.record import Key, Record, Sizes
from experiments.protocol.schema import Every
from experiments.protocol.stage import Stage
from experiments.protocol.times import DAY, NotYetKnown, TimePoint, minutes_text, moment_name
from experiments.protocol.timeline import FOREVER, Occurrence, Timeline
from experiments.protocol.units import convert

if TYPE_CHECKING:
    from experiments.protocol.engine import Plan

LOOK, CONDITION = 1, 2
"""Ranks before acts: at one minute the body is looked at first, then conditions, stops and starts."""

LONGEST_CALL = 30 * DAY
"""A longer stretch is cut so that progress is told and an interruption is heard (min)."""

_NICE_INTERVALS = (1.0, 5.0, 10.0, 30.0, 60.0, 180.0, 360.0, DAY)
_MOST_ROWS = 6000


@dataclass(frozen=True)
class SideBranch:
    """A moment of a test: its name, its time, and how long before it the branch is taken."""

    test: str
    name: str
    time: float
    lead: float


@dataclass
class Branch:
    """The run of one branch; ``spawn`` starts the side branches of its tests."""

    plan: "Plan"
    stage: Stage
    timeline: Timeline
    record: Record
    tell: Callable[[float, str], None]
    spawn: Callable[["Branch"], None]
    prefix: str = ""
    agenda: list[tuple[tuple[float, int, str, str], int, Act]] = field(default_factory=list)
    count: int = 0
    open: list[Occurrence] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    fine: list[tuple[float, float, float]] = field(default_factory=list)
    at_start: dict[str, dict[str, float]] = field(default_factory=dict)
    pace: float = 0.0
    started: float = 0.0
    earlier: Any = None

    # Planning

    def add(self, act: Act) -> None:
        """Put an act on the agenda."""
        self.count += 1
        heapq.heappush(self.agenda, (act.order, self.count, act))

    def _own(self, occurrence: Occurrence) -> list[Act]:
        """Acts of an occurrence, their keys told apart from those of the history."""
        return [replace(act, key=self.prefix + act.key) for act in acts_of(occurrence)]

    def begin(self, started: float) -> None:
        """Fill the agenda from the start of this branch's own protocol (min from time 0)."""
        self.started = self.record.started = started
        self.record.masses = masses_of(self.stage.subject)
        self.add(Act(0.0, LOOK - 1, "time 0", "basal"))
        self.refresh(started)

    def refresh(self, now: float) -> None:
        """Place whatever has become known, and plan to look where measures look."""
        for occurrence in self.timeline.place():
            for act in self._own(occurrence):
                self.add(act)
            if occurrence.end is None:
                self.open.append(occurrence)
                self.add(Act(occurrence.start, CONDITION, occurrence.key, "watch", occurrence))
        if not self.open and "end" not in self.timeline.anchors.known and not self.timeline.waiting:
            self.timeline.anchors.known["end"] = self.length()
        self._plan_looking(now)
        self._plan_tests(now)

    def length(self) -> float:
        """Time at which the last event ends, or the protocol's stated length."""
        model = self.plan.protocol_of(self.record).model
        if model.length is not None:
            return self.timeline.anchors.resolve(model.length)
        ends = [o.end for placed in self.timeline.placed.values() for o in placed if o.end not in (None, FOREVER)]
        return max([0.0, *(end for end in ends if end is not None)])

    def _plan_looking(self, now: float) -> None:
        protocol = self.plan.protocol_of(self.record)
        for name, measure in protocol.model.measures.items():
            if measure.quantity is None and measure.index is None:
                continue
            spots = self.plan.spots(protocol, measure, self.timeline.events)
            if measure.cells is not None and measure.cells.other_at is not None:
                spots.append(sampling.Spot("other", measure.cells.other_at, measure.cells.other_at))
            for place, spot in enumerate(spots):
                self._plan_spot(f"{name}/{place}", name, spot, now)
        for point in protocol.model.population:
            self._once(f"population/{point.text}", point, now, "population")

    def _plan_spot(self, label: str, name: str, spot: sampling.Spot, now: float) -> None:
        if label in self.seen:
            return
        try:
            start, end = spot.resolve(self.timeline.anchors)
        except NotYetKnown:
            return
        self.seen.add(label)
        measure = self.plan.measure(self.record, name)
        if measure.index is not None:
            self.fine.append((start, end, max(1.0, (end - start) / 240)))
        elif sampling.is_recorded(measure) and end > start:
            self.fine.append((start, end, max(1.0, (end - start) / 240)))
        else:
            step = max(1.0, math.ceil((end - start) / sampling.GRID_POINTS))
            count = int((end - start) / step) if end > start else 0
            times = {start + step * place for place in range(count + 1)} | {end}
            for time in sorted(times):
                if time >= now - 1e-9:
                    self.add(Act(time, LOOK, name, "look", measure))
            return
        for border in (start, end):
            self.add(Act(max(border, now), LOOK, f"record {label}", "set_pace"))

    def _once(self, label: str, point: TimePoint, now: float, verb: str) -> None:
        if label in self.seen:
            return
        try:
            time = self.timeline.anchors.resolve(point)
        except NotYetKnown:
            return
        self.seen.add(label)
        if time >= now - 1e-9:
            self.add(Act(time, LOOK, label, verb))

    def _plan_tests(self, now: float) -> None:
        if self.record.key.test:
            return
        for moment in self.moments():
            label = f"test/{moment.test}/{moment.name}"
            if label not in self.seen:
                self.seen.add(label)
                self.add(Act(max(moment.time - moment.lead, now), LOOK, label, "test", moment))

    def moments(self) -> list[SideBranch]:
        """Moments of all tests whose time is known."""
        found = []
        protocol = self.plan.protocol_of(self.record)
        for key, test in protocol.model.tests.items():
            if test.arms is not None and self.record.key.arm not in (*test.arms, ""):
                continue
            if test.groups is not None and self.record.key.group not in (*test.groups, ""):
                continue
            lead = self.plan.lead(protocol, key)
            for name, point, shift in test_points(test, self.timeline):
                try:
                    time = self.timeline.anchors.resolve(point) + shift
                except NotYetKnown:
                    continue
                found.append(SideBranch(key, name, time, lead))
        return found

    # Living

    def run(self) -> Record:
        """Live through the agenda to the end and return what was recorded."""
        from experiments.protocol.bodies import body_died

        self.record.anchors = self.timeline.anchors
        try:
            if self.record.died is not None:
                return self.record
            self._note_sizes()
            while True:
                while self.agenda:
                    act = heapq.heappop(self.agenda)[-1]
                    self._go_to(act.time)
                    self._perform(act)
                if not self._finish():
                    break
        except body_died() as death:
            self.record.died = (float(death.time) - self.stage.zero, str(death.cause))
        self._note_sizes()
        self.record.series = self._series()
        self.record.books = self.plan.books(self.stage)
        return self.record

    def live_until(self, time: float) -> None:
        """Live through what comes before a time, and stop there."""
        from experiments.protocol.bodies import body_died

        try:
            self._note_sizes()
            while self.agenda and self.agenda[0][0][0] < time - 1e-9:
                act = heapq.heappop(self.agenda)[-1]
                self._go_to(act.time)
                self._perform(act)
            self._go_to(time)
        except body_died() as death:
            self.record.died = (float(death.time) - self.stage.zero, str(death.cause))

    def follow(self, other: "Branch", time: float) -> None:
        """Take over what another branch has lived until a time at which the two part."""
        stage = other.stage.branch(other.stage.origin)
        stage.basal = dict(other.stage.basal)
        self.stage, self.pace = stage, other.pace
        self.earlier = other.stage.subject.series()
        self.record.samples = {probe: list(readings) for probe, readings in other.record.samples.items()}
        self.record.columns = dict(other.record.columns)
        self.record.sizes = list(other.record.sizes)
        self.record.population = [{**row, "branch": self.record.key.name()} for row in other.record.population]
        self.record.died = other.record.died
        self.agenda = [item for item in self.agenda if item[0][0] >= time - 1e-9]
        heapq.heapify(self.agenda)

    def _finish(self) -> bool:
        """Go on to the protocol's length when the agenda ends before it; whether anything is left."""
        end = self.timeline.anchors.known.get("end", self.length())
        if end > self.stage.time + 1e-9 and end != FOREVER:
            self._go_to(end)
        return bool(self.agenda)

    def _go_to(self, time: float) -> None:
        while self.stage.time < time - 1e-9:
            before = self.stage.time
            target = min(time, before + LONGEST_CALL)
            self.stage.run_until(target)
            if self.stage.time <= before:
                return  # the rest is shorter than half a step of the body
            self.tell(target - before, f"{self.record.key.name()}: {minutes_text(target)}")

    def _perform(self, act: Act) -> None:
        self._note_sizes()
        match act.verb:
            case "basal":
                self.stage.sample_basal()
            case "look":
                self._look(act)
            case "population":
                self.record.population.extend(self.plan.snapshot(self.stage, self.record))
            case "set_pace":
                self._set_pace()
            case "test":
                self.spawn(self.side_branch(act.data))
            case "watch":
                self._watch(act.data)
            case _:
                self.stage.perform(act)

    def _look(self, act: Act) -> None:
        measure, time = act.data, self.stage.time
        if sampling.keeps_columns(measure):
            tissue, _, state = sampling.state_of(measure).partition(".")
            for name in {state, (measure.cells.other or state).rpartition(".")[2]}:
                column = self.stage.subject.tissues[tissue].column(name)
                self.record.columns[(f"{tissue}.{name}", round(time, 6))] = column
            return
        probe = sampling.probe_of(measure)
        readings = self.record.samples.setdefault(probe, [])
        if not readings or readings[-1][0] != time:
            readings.append((time, sampling.reading(self.stage.subject, measure)))

    def _note_sizes(self) -> None:
        body, sizes = self.stage.body, self.record.sizes
        if not sizes or self.stage.time > sizes[-1].time + 1e-9:
            sizes.append(Sizes(self.stage.time, body.weight, body.lean_mass, body.body_surface_area))

    def _set_pace(self) -> None:
        now = self.stage.time
        horizon = self.plan.horizon(self.record)
        rows = horizon / _MOST_ROWS
        base = self.plan.protocol_of(self.record).model.record
        base = base or next((nice for nice in _NICE_INTERVALS if nice >= rows), DAY)
        active = [step for start, end, step in self.fine if start <= now + 1e-9 and end > now + 1e-9]
        pace = min([base, *(next((n for n in reversed(_NICE_INTERVALS) if n <= step), 1.0) for step in active)])
        if pace != self.pace:
            self.pace = pace
            self.stage.subject.start_recording(every=pace)

    def _series(self) -> Any:
        import pandas as pd

        series = self.stage.subject.series()
        if self.earlier is not None:
            series = pd.concat([self.earlier, series])
        series = series[~series.index.duplicated()]
        series = series[series.index >= self.stage.zero + min(self.started, 0.0) - 1e-9]
        series = series.set_axis(series.index.to_numpy(dtype=float) - self.stage.zero, axis=0)
        return series.rename_axis("time")

    # Conditions

    def _watch(self, occurrence: Occurrence) -> None:
        event, now = occurrence.event, self.stage.time
        assert event.until is not None and event.limit is not None
        names = {clause.quantity for clause in event.until.clauses}
        values = {name: float(self.stage.subject.value(name)) for name in names}
        start = self.at_start.setdefault(occurrence.key, values)
        sizes = [self.plan.in_body_unit(clause) for clause in event.until.clauses]
        limit = occurrence.start + event.limit
        foresight = self._foresight(occurrence.event_id)
        held = event.until.holds(values, start, sizes)
        if not held and now + foresight < limit - 1e-9:
            self.add(Act(min(now + event.check_every, limit - foresight), CONDITION, occurrence.key, "watch", occurrence))
            return
        end = now + foresight if held else limit
        self.open = [other for other in self.open if other.key != occurrence.key]
        self.record.facts[f"{occurrence.event_id}.met"] = float(held)
        closed = self.timeline.close(occurrence, end)
        for act in self._own(closed):
            if act.rank == STOP and act.time >= end - 1e-9:
                self.add(act)
        self.agenda = [
            item for item in self.agenda
            if not (item[2].rank == START and item[2].time >= end
                    and item[2].key.startswith(f"{self.prefix}{occurrence.key}."))
        ]
        heapq.heapify(self.agenda)
        self.refresh(now)

    def _foresight(self, event_id: str) -> float:
        """Whole days that the end must be known ahead, for the preparation of tests that hang on it."""
        ahead = 0.0
        protocol = self.plan.protocol_of(self.record)
        if self.record.key.test:
            return 0.0
        for key, test in protocol.model.tests.items():
            for _, point, shift in test_points(test, self.timeline):
                if point.event == event_id and point.anchor is not None and point.anchor.endswith(".end"):
                    ahead = max(ahead, self.plan.lead(protocol, key) - point.offset - shift)
        return math.ceil(ahead / DAY) * DAY if ahead > 0 else 0.0

    # Tests

    def side_branch(self, moment: SideBranch) -> "Branch":
        """A copy of this body on which a test runs; this history goes on undisturbed."""
        protocol = self.plan.protocol_of(self.record)
        test, inner = protocol.model.tests[moment.test], protocol.tests[moment.test]
        origin = self.stage.origin + moment.time
        stage = self.stage.branch(origin)
        key = self.record.key._replace(test=moment.test, moment=moment.name)
        child = self.plan.branch(inner, key, stage, self.tell, self.spawn, clock=origin % DAY)
        child.record.test_time = moment.time
        end = moment.time + self.plan.horizon(child.record)
        going_on = {*stage.running, *stage.layers}
        for _, _, act in sorted(self.agenda, key=lambda item: item[:2]):
            if act.key.split(".")[0] in test.stops or act.rank < STOP or act.time > end:
                continue
            starts = act.rank == START and act.time < moment.time - 1e-9
            if starts or (act.rank == STOP and act.key in going_on):
                going_on.add(act.key)
                child.add(replace(act, time=act.time - moment.time))
        child.stop_history(test.stops)
        child.begin(stage.time)
        return child

    def stop_history(self, names: tuple[str, ...]) -> None:
        """Stop the named events of the history when the test begins."""
        verbs = {"infusion": "stop_infusion", "hold": "stop_hold", "bout": "stop_exercise",
                 "parameters": "restore_parameters"}
        for key, kind in self.stage.running.items():
            if key.split(".")[0] in names:
                self.add(Act(0.0, STOP, key, verbs[kind]))
        for key in self.stage.layers:
            if key.split(".")[0] in names:
                self.add(Act(0.0, STOP, key, "restore_habits"))


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


def test_points(test: Any, timeline: Timeline) -> list[tuple[str, TimePoint, float]]:
    """Moments of a test: name, point in time, and a shift in minutes."""
    if isinstance(test.at, Every):
        try:
            start, end = timeline.anchors.resolve(test.at.from_), timeline.anchors.resolve(test.at.to)
        except NotYetKnown:
            return []
        count = int((end - start) / test.at.interval + 1e-9) + 1
        return [(_regular_name(test.at, start, place), TimePoint("", start), place * test.at.interval)
                for place in range(count)]
    points = test.at if isinstance(test.at, tuple) else (test.at,)
    names = test.names or tuple(moment_name(point) for point in points)
    return [(name, point, 0.0) for name, point in zip(names, points, strict=True)]


def _regular_name(every: Every, start: float, place: int) -> str:
    for size, word in ((365 * DAY, "year"), (7 * DAY, "week"), (DAY, "day"), (60.0, "h"), (1.0, "min")):
        if every.interval % size == 0 and start % size == 0:
            number = int((start + place * every.interval) / size)
            return f"h{number}" if word == "h" else f"{word}_{number}"
    return f"moment_{place + 1}"
