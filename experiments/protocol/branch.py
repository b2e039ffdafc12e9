"""One branch of a run: a body lives through its agenda, is looked at, is tested on side
branches."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.protocol.acts import START, STOP, Act, acts_of
from experiments.protocol.alike import Sessions, ahead
from experiments.protocol.kept import Kept
from experiments.protocol.last_good import Memory
from experiments.protocol.looking import LOOK, Looking, masses_of
from experiments.protocol.moments import SideBranch, test_points
from experiments.protocol.record import Record
from experiments.protocol.timeline import FOREVER, Occurrence
from experiments.protocol.times import DAY, NotYetKnown, minutes_text

CONDITION = 2
"""Rank of conditions: after looking, before anything stops or starts."""

LONGEST_CALL = 30 * DAY
"""A longer stretch is cut so that progress is told and an interruption is heard (min)."""

_STOPS = {
    "infusion": "stop_infusion",
    "hold": "stop_hold",
    "bout": "stop_exercise",
    "parameters": "restore_parameters",
}

Entry = tuple[tuple[float, int, str, str], int, Act]


@dataclass
class Branch(Looking):
    """The run of one branch; ``spawn`` starts the side branches of its tests."""

    prefix: str = ""
    agenda: list[Entry] = field(default_factory=list)
    count: int = 0
    open: list[Occurrence] = field(default_factory=list)
    at_start: dict[str, dict[str, float]] = field(default_factory=dict)
    closings: list[tuple[str, float, float]] = field(default_factory=list)
    keep: Callable[["Branch"], None] | None = None
    memory: Memory = field(default_factory=Memory)
    last_good: Any | None = None
    sessions: Sessions | None = None
    alike_to: float = math.inf

    # Planning

    def add(self, act: Act) -> None:
        """Put an act on the agenda."""
        self.count += 1
        heapq.heappush(self.agenda, (act.order, self.count, act))

    def begin(self, started: float) -> None:
        """Fill the agenda from the start of this branch's own protocol (min from time 0)."""
        self.started = self.record.started = started
        self.record.masses = masses_of(self.stage.subject)
        self.add(Act(0.0, LOOK - 1, "time 0", "sample_basal"))
        self.refresh(started)

    def refresh(self, now: float) -> None:
        """Place whatever has become known, and plan to look where measures look."""
        self.sessions = None
        for occurrence in self.timeline.place():
            for act in self._own(occurrence):
                self.add(act)
            if occurrence.end is None:
                self.open.append(occurrence)
                self.add(Act(occurrence.start, CONDITION, occurrence.key, "watch", occurrence))
        known = self.timeline.anchors.known
        if not self.open and not self.timeline.waiting:
            known.setdefault("end", self.length())
        self.plan_looking(now)
        self._plan_tests(now)

    def length(self) -> float:
        """Time at which the last event ends, or the protocol's stated length."""
        model = self.record.protocol.model
        if model.length is not None:
            return self.timeline.anchors.resolve(model.length)
        placed = [o.end for several in self.timeline.placed.values() for o in several]
        return max([0.0, *(end for end in placed if end is not None and end != FOREVER)])

    def _own(self, occurrence: Occurrence) -> list[Act]:
        """Acts of an occurrence, their keys told apart from those of the history."""
        return [replace(act, key=self.prefix + act.key) for act in acts_of(occurrence)]

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
        protocol, key = self.record.protocol, self.record.key
        for name, test in protocol.model.tests.items():
            if test.arms is not None and key.arm not in (*test.arms, ""):
                continue
            if test.groups is not None and key.group not in (*test.groups, ""):
                continue
            lead = self.plan.lead(protocol, name)
            for moment, point, shift in test_points(test, self.timeline):
                try:
                    time = self.timeline.anchors.resolve(point) + shift
                except NotYetKnown:
                    continue
                found.append(SideBranch(name, moment, time, lead))
        return found

    # Living

    def run(self) -> Record:
        """Live through the agenda to the end and return what was recorded."""
        self.record.anchors = self.timeline.anchors
        if self.record.died is None:
            self._survive(self._live)
        self.note_sizes()
        self.record.series = self.recorded()
        self.record.books = self.plan.books(self.stage)
        self.record.leapt = self.stage.leapt()
        return self.record

    def live_until(self, time: float) -> None:
        """Live through what comes before a time, and stop there; days are not alike beyond it."""
        self.alike_to = time
        self._survive(lambda: self._live_to(time))
        self.alike_to = math.inf

    def follow(self, other: "Branch", time: float) -> None:
        """Take over what another branch has lived until a time at which the two part."""
        stage, seen = other.stage.twin(), other.record
        self.memory.follow(other.memory)
        self.stage, self.pace = stage, other.pace
        self.earlier = other.stage.subject.series()
        self.record.samples = {probe: list(values) for probe, values in seen.samples.items()}
        self.record.columns = dict(seen.columns)
        self.record.sizes = list(seen.sizes)
        name = self.record.key.name()
        self.record.population = [{**row, "branch": name} for row in seen.population]
        self.record.died = seen.died
        self.agenda = [entry for entry in self.agenda if entry[0][0] >= time - 1e-9]
        heapq.heapify(self.agenda)

    def _survive(self, life: Callable[[], None]) -> None:
        from experiments.protocol.bodies import body_died

        try:
            life()
        except body_died() as death:
            time = float(death.time) - self.stage.zero  # type: ignore[attr-defined]
            self.record.died = (time, str(death.cause))  # type: ignore[attr-defined]
            self.last_good = self.memory.body_before(time)

    def _live(self) -> None:
        self.note_sizes()
        while True:
            self._live_to(math.inf)
            end = self.timeline.anchors.known.get("end", self.length())
            if end > self.stage.time + 1e-9 and end != FOREVER:
                self._go_to(end)
            if not self.agenda:
                return

    def _live_to(self, time: float) -> None:
        self.note_sizes()
        while self.agenda and self.agenda[0][0][0] < time - 1e-9:
            act = self.agenda[0][-1]  # what is next stays on the agenda until then
            self._go_to(act.time)
            if self.stage.leaps and self.stage.time > act.time + 1.0:
                self._leave_out_sessions()
            else:
                self._perform(heapq.heappop(self.agenda)[-1])
        if time != math.inf:
            self._go_to(time)

    def _go_to(self, time: float) -> None:
        while self.stage.time < time - 1e-9:
            before = self.stage.time
            if self.keep is not None:
                self.keep(self)
            if not self.record.key.test:
                self.memory.renew(self.stage)
            target = min(time, before + LONGEST_CALL)
            self.stage.run_until(target, self._ahead)
            if self.stage.time <= before:
                return  # the rest is shorter than half a step of the body
            now = max(target, self.stage.time)
            self.tell(now - before, f"{self.record.key.name()}: {minutes_text(now)}")

    def _ahead(self) -> Any:
        """How far days go on alike from now on."""
        if self.sessions is None:
            placed = [o for several in self.timeline.placed.values() for o in several]
            self.sessions = Sessions.of(placed, self.prefix)
        end = min(self.timeline.anchors.known.get("end", self.length()), self.alike_to)
        return ahead(self.stage, self.sessions, (entry[2] for entry in self.agenda), end)

    def _leave_out_sessions(self) -> None:
        """Take sessions off the agenda that lie in weeks that were leapt over."""
        now = self.stage.time
        self.agenda = [entry for entry in self.agenda if entry[0][0] >= now - 1e-9]
        heapq.heapify(self.agenda)

    def _perform(self, act: Act) -> None:
        self.note_sizes()
        match act.verb:
            case "look":
                self.look(act)
            case "population":
                self.record.population.extend(self.plan.snapshot(self.stage, self.record))
            case "set_pace":
                self.set_pace()
            case "test":
                self.spawn(self.side_branch(act.data))
            case "watch":
                self._watch(act.data)
            case _:
                self.stage.perform(act)
                self.memory.note(act)

    # Going on after an interruption

    def to_state(self) -> dict[str, Any]:
        """What this branch knows and its protocol does not say, as plain data."""
        now = self.stage.time
        open_now = bool(self.agenda) and self.agenda[0][-1].time <= now + 1e-9
        return {
            **self.stage.to_state(),
            "open_from": now - 1e-9 if open_now else now + 1e-9,
            "started": self.started,
            "pace": self.pace,
            "at_start": self.at_start,
            "closings": self.closings,
            "watching": [(e[2].key, e[2].time) for e in self.agenda if e[2].verb == "watch"],
        }

    def take_up(self, kept: Kept) -> None:
        """Go on with what was kept of this branch; it has begun and its body is the kept one."""
        record, old, state = self.record, kept.record, kept.state
        for name in ("samples", "columns", "sizes", "population", "facts", "died"):
            setattr(record, name, getattr(old, name))
        if old.series is not None and len(old.series.columns):
            self.earlier = old.series
        self.pace, self.at_start = state["pace"], state["at_start"]
        for event_id, end, decided in state["closings"]:
            self._close(self.timeline.placed[event_id][0], end, decided)
        occurrences = [o for placed in self.timeline.placed.values() for o in placed]
        by_key = {self.prefix + o.key: o for o in occurrences}
        self.stage.from_state(state, {key: o.event for key, o in by_key.items()})
        begin = state["open_from"]
        self.agenda = [e for e in self.agenda if e[2].time > begin and e[2].verb != "watch"]
        heapq.heapify(self.agenda)
        for key, time in state["watching"]:
            self.add(Act(time, CONDITION, key, "watch", by_key[self.prefix + key]))
        self.take_up_extra(kept.extra)

    def extra_state(self) -> dict[str, Any]:
        """What a more specific branch adds to its state: arrays and plain data by name."""
        return {}

    def take_up_extra(self, extra: dict[str, Any]) -> None:
        """Take up what ``extra_state`` gave."""

    # Conditions

    def _watch(self, occurrence: Occurrence) -> None:
        event, now = occurrence.event, self.stage.time
        assert event.until is not None
        assert event.limit is not None
        names = {clause.quantity for clause in event.until.clauses}
        values = {name: float(self.stage.subject.value(name)) for name in names}
        start = self.at_start.setdefault(occurrence.key, values)
        sizes = [self.plan.in_body_unit(clause) for clause in event.until.clauses]
        limit, ahead = occurrence.start + event.limit, self._foresight(occurrence.event_id)
        held = event.until.holds(values, start, sizes)
        if not held and now + ahead < limit - 1e-9:
            again = min(now + event.check_every, limit - ahead)
            self.add(Act(again, CONDITION, occurrence.key, "watch", occurrence))
            return
        self.record.facts[f"{occurrence.event_id}.met"] = float(held)
        self._close(occurrence, now + ahead if held else limit, now)

    def _close(self, occurrence: Occurrence, end: float, now: float) -> None:
        """Give an event the end that its condition has decided."""
        self.open = [other for other in self.open if other.key != occurrence.key]
        self.closings.append((occurrence.event_id, end, now))
        closed = self.timeline.close(occurrence, end)
        for act in self._own(closed):
            if act.rank == STOP and act.time >= end - 1e-9:
                self.add(act)
        parts = f"{self.prefix}{occurrence.key}."
        self.agenda = [
            entry
            for entry in self.agenda
            if entry[2].rank != START or entry[2].time < end or not entry[2].key.startswith(parts)
        ]
        heapq.heapify(self.agenda)
        self.refresh(now)

    def _foresight(self, event_id: str) -> float:
        """Whole days that an end must be known ahead, for tests that prepare themselves for it."""
        ahead = 0.0
        protocol = self.record.protocol
        for key, test in protocol.model.tests.items():
            for _, point, shift in test_points(test, self.timeline):
                if point.event == event_id and point.anchor == f"{event_id}.end":
                    ahead = max(ahead, self.plan.lead(protocol, key) - point.offset - shift)
        return math.ceil(ahead / DAY) * DAY if ahead > 0 else 0.0

    # Tests

    def side_branch(self, moment: SideBranch) -> "Branch":
        """A copy of this body on which a test runs; this history goes on undisturbed."""
        protocol = self.record.protocol
        test, inner = protocol.model.tests[moment.test], protocol.tests[moment.test]
        origin = self.stage.origin + moment.time
        stage = self.stage.branch(origin)
        stage.live_in_full()
        key = self.record.key._replace(test=moment.test, moment=moment.name)
        child = self.plan.branch(inner, key, stage, self.tell, self.spawn, clock=origin % DAY)
        child.record.test_time = moment.time
        end = moment.time + self.plan.horizon(child.record)
        going_on = {*stage.running, *stage.layers}
        for _, _, act in sorted(self.agenda, key=lambda entry: entry[:2]):
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
        for key, kind in self.stage.running.items():
            if key.split(".")[0] in names:
                self.add(Act(0.0, STOP, key, _STOPS[kind]))
        for key in self.stage.layers:
            if key.split(".")[0] in names:
                self.add(Act(0.0, STOP, key, "restore_habits"))
