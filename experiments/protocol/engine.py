"""Running a protocol: bodies for groups and people, one shared preparation, branches for the
rest."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from experiments.protocol.acts import Act
from experiments.protocol.bodies import Bodies, Living
from experiments.protocol.branch import Branch
from experiments.protocol.plan import Plan
from experiments.protocol.reading import Variant
from experiments.protocol.record import Key, Record
from experiments.protocol.stage import Stage
from experiments.protocol.times import DAY

if TYPE_CHECKING:
    from experiments.protocol.resuming import Checkpoints

Progress = Callable[[float, str], object]


class Engine:
    """Runs all branches of a plan, on one thread or on several, with the same result."""

    def __init__(
        self,
        plan: Plan,
        bodies: Bodies,
        *,
        progress: Progress | None = None,
        threads: int = 1,
        checkpoints: "Checkpoints | None" = None,
    ) -> None:
        self.plan, self.bodies, self.progress = plan, bodies, progress
        self.checkpoints = checkpoints
        self.records: dict[Key, Record] = {}
        self.total = 0.0
        self._done = 0.0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._pending: list[Future[None]] = []
        self._tests_open: Counter[Key] = Counter()

    def run(self) -> dict[Key, Record]:
        """Run everything and return the records in the order of the protocol."""
        try:
            for living in self.bodies.people(self.plan.protocol.model):
                self._submit(self._run_person, living)
            while True:
                with self._lock:
                    waiting, self._pending = self._pending, []
                if not waiting:
                    break
                for future in waiting:
                    future.result()
        finally:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)
        return {key: self.records[key] for key in sorted(self.records, key=self._place)}

    def _place(self, key: Key) -> tuple[float, ...]:
        model = self.plan.protocol.model
        tests = ("", *model.tests)
        return (
            model.group_labels().index(key.group),
            key.person,
            model.arm_labels().index(key.arm),
            model.dose_labels().index(key.dose),
            tests.index(key.test),
            self.records[key].test_time,
        )

    def _submit(self, work: Callable[..., None], *arguments: Any) -> None:
        if self._pool is None:
            work(*arguments)
        else:
            with self._lock:
                self._pending.append(self._pool.submit(work, *arguments))

    def _tell(self, minutes: float, text: str) -> None:
        with self._lock:
            self._done += minutes
            share = min(self._done / self.total, 0.999) if self.total else 0.0
            if self.progress is not None:
                self.progress(share, text)

    # People, variants, branches

    def _run_person(self, living: Living) -> None:
        model = self.plan.protocol.model
        variants = [
            self.plan.protocol.variant(living.group, arm, dose)
            for arm in model.arm_labels()
            for dose in model.dose_labels()
        ]
        from_birth: dict[tuple[Any, ...], list[Variant]] = {}
        for variant in variants:
            kind = (
                tuple(sorted(variant.birth_parameters.items())),
                tuple(sorted(variant.preparation_parameters.items())),
            )
            from_birth.setdefault(kind, []).append(variant)
        for alike in from_birth.values():
            self._submit(self._run_alike, living, alike)

    def _run_alike(self, living: Living, variants: Sequence[Variant]) -> None:
        """Variants of one person that differ only from some time on share all that comes before."""
        variants = [v for v in variants if not self._goes_on(living, v)]
        if not variants:
            return
        body = self._lived(living, variants[0].birth_parameters)
        preparation = self.plan.protocol.model.preparation
        lead = max(self.plan.main_lead(variant) for variant in variants)
        earliest = body.time + preparation.run_in + lead
        origin = earliest + (preparation.clock - earliest) % DAY
        branches = [self._branch(living, variant, Stage(body, origin)) for variant in variants]
        self._prepare(branches[0].stage, variants[0])
        for branch in branches:
            branch.stage.base_habits = branches[0].stage.base_habits
            branch.begin(branch.stage.time)
        if len(branches) > 1:
            fork = _divergence(branches)
            branches[0].live_until(fork)
            for branch in branches[1:]:
                branch.follow(branches[0], fork)
        for branch in branches:
            self._start(branch)

    def _branch(self, living: Living, variant: Variant, stage: Stage) -> Branch:
        key = Key(living.group, living.person, variant.arm, variant.dose)
        branch = self.plan.branch(
            self.plan.protocol, key, stage, self._tell, self._spawn, variant=variant
        )
        branch.record.dose_value = self._dose_value(variant)
        with self._lock:
            run_in = self.plan.protocol.model.preparation.run_in
            self.total += self.plan.horizon(branch.record) + run_in
        return branch

    def _start(self, branch: Branch) -> None:
        if self.checkpoints is not None:
            branch.keep = self._keep
        self._submit(self._live, branch)

    def _lived(self, living: Living, parameters: dict[str, float]) -> Any:
        if self.checkpoints is None:
            return self.bodies.body(living, parameters)
        body = self.checkpoints.lived(living, parameters)
        if body is None:
            body = self.bodies.body(living, parameters)
            self.checkpoints.keep_lived(living, parameters, body)
        return body

    # Interruptions

    def _goes_on(self, living: Living, variant: Variant) -> bool:
        """Whether a branch had been finished, or goes on, where an earlier run was interrupted."""
        if self.checkpoints is None:
            return False
        key = Key(living.group, living.person, variant.arm, variant.dose)
        done = self.checkpoints.finished(key, self.plan.protocol)
        if done:
            with self._lock:
                self.records.update(done)
            return True
        found = self.checkpoints.living(key)
        if found is None:
            return False
        body, state = found
        branch = self._branch(living, variant, Stage(body, state["origin"]))
        branch.begin(state["started"])
        self.checkpoints.restore(branch, state)
        with self._lock:
            self.records.update(self.checkpoints.tests_of(key, self.plan.protocol))
            self._done += state["time"]
        self._start(branch)
        return True

    def _keep(self, branch: Branch) -> None:
        """Save a living branch now and then, when none of its tests is still under way."""
        assert self.checkpoints is not None
        with self._lock:
            under_way = self._tests_open[branch.record.key]
        if not under_way and self.checkpoints.is_due(branch):
            self.checkpoints.keep(branch)

    def _prepare(self, stage: Stage, variant: Variant) -> None:
        from experiments.subject.habits import with_background

        model = self.plan.protocol.model
        habits = stage.body.habits
        stage.base_habits = with_background(
            habits, model.background, stage.body.maintenance_energy()
        )
        if stage.base_habits is not habits:
            stage.body.live(stage.base_habits)
        now = {**self.bodies.settings_now, **variant.preparation_parameters}
        if now:
            stage.body.change_parameters("from the start of the protocol", now)

    def _dose_value(self, variant: Variant) -> object:
        series = self.plan.protocol.model.series
        if series is None or not variant.dose:
            return None
        return series.values[series.labels().index(variant.dose)]

    def _spawn(self, branch: Branch) -> None:
        with self._lock:
            self.total += self.plan.horizon(branch.record)
            self._tests_open[_history_of(branch.record.key)] += 1
        self._submit(self._live, branch)

    def _live(self, branch: Branch) -> None:
        record = branch.run()
        if self.checkpoints is not None:
            self.checkpoints.finish(record)
        with self._lock:
            self.records[record.key] = record
            if record.key.test:
                self._tests_open[_history_of(record.key)] -= 1


def _history_of(key: Key) -> Key:
    return key._replace(test="", moment="")


def _divergence(branches: Sequence[Branch]) -> float:
    """Earliest time at which the agendas of branches differ, or a test or condition stands."""

    def described(branch: Branch) -> list[tuple[Any, Any, Act]]:
        return [
            (order, act.data, act)
            for order, _, act in sorted(branch.agenda, key=lambda item: item[:2])
        ]

    lists = [described(branch) for branch in branches]
    fork = min(
        (act.time for entries in lists for _, _, act in entries if act.verb in ("test", "watch")),
        default=float("inf"),
    )
    for entries in zip(*lists, strict=False):
        if any(entry[:2] != entries[0][:2] for entry in entries[1:]):
            return min([fork, *(entry[2].time for entry in entries)])
    lengths = {len(entries) for entries in lists}
    if len(lengths) > 1:
        shortest = min(lengths)
        return min(
            [fork, *(entries[shortest][2].time for entries in lists if len(entries) > shortest)]
        )
    return fork if fork < float("inf") else 0.0
