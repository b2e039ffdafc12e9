"""Running a protocol: bodies for groups and people, one shared preparation, branches for the
rest."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.protocol.bodies import Bodies, Living
from experiments.protocol.branch import Branch
from experiments.protocol.interruptions import Interruptions
from experiments.protocol.kept import Kept
from experiments.protocol.parting import divergence
from experiments.protocol.plan import Plan
from experiments.protocol.reading import Variant
from experiments.protocol.record import Key, Record
from experiments.protocol.stage import Stage
from experiments.protocol.times import DAY
from experiments.subject.living import length_of, live
from sim.threads import using

if TYPE_CHECKING:
    from experiments.protocol.resuming import Checkpoints

Progress = Callable[[float, str], object]

LONG_WAY = 30 * DAY
"""Arms that lived together for longer (min) are all saved when they part."""


class Engine:
    """Runs all branches of a plan, on one thread or on several, with the same result.

    With ``threads`` branches are lived side by side; a thread that is left over helps with the
    cells of a large body, as one does where nothing is said.
    """

    def __init__(
        self,
        plan: Plan,
        bodies: Bodies,
        *,
        progress: Progress | None = None,
        threads: int | None = None,
        checkpoints: "Checkpoints | None" = None,
        warn: Callable[[str], object] = lambda text: None,
    ) -> None:
        self.plan, self.bodies, self.progress = plan, bodies, progress
        self.records: dict[Key, Record] = {}
        self.total = 0.0
        self._done = 0.0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads) if (threads or 1) > 1 else None
        self._threads = threads
        self._pending: list[Future[None]] = []
        self._tests: defaultdict[Key, list[tuple[Future[None], Branch]]] = defaultdict(list)
        self._stopped = threading.Event()
        self.interruptions = Interruptions(checkpoints, self.first_key(), warn, self._settle)

    def run(self) -> dict[Key, Record]:
        """Run everything and return the records in the order of the protocol."""
        with using(self._threads):
            self._run_all()
        return {key: self.records[key] for key in sorted(self.records, key=self._place)}

    def _run_all(self) -> None:
        try:
            people = list(self.bodies.people(self.plan.protocol.model))
            self.total += len(people) * self.plan.length_of_all()
            for living in people:
                self._submit(self._run_person, living)
            while True:
                with self._lock:
                    waiting, self._pending = self._pending, []
                if not waiting:
                    break
                for future in waiting:
                    if not future.cancelled():
                        future.result()
        except BaseException:
            self._stopped.set()  # threads end at the next call of the body
            raise
        finally:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)

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

    def first_key(self) -> Key:
        """The first branch that is no test; its body is wanted when all is done."""
        model = self.plan.protocol.model
        group = model.group_labels()[0]
        person = 1 if group and model.groups[group].cohort is not None else 0
        return Key(group, person, model.arm_labels()[0], model.dose_labels()[0])

    def _submit(self, work: Callable[..., None], *arguments: Any) -> None:
        if self._pool is None:
            work(*arguments)
        else:
            with self._lock:
                self._pending.append(self._pool.submit(work, *arguments))

    def _tell(self, minutes: float, text: str) -> None:
        if self._stopped.is_set():
            raise CancelledError
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
        kept = None
        if len(variants) > 1:
            kept = self.interruptions.living(_key(living, variants[0]), shared=True)
        if kept is None:
            branches = self._begin(living, variants)
            fork = divergence(branches) if len(branches) > 1 else 0.0
        else:
            branches = self._begin_again(living, variants, *kept)
            fork = kept[1].state["shared_until"]
        if len(branches) > 1:
            first = branches[0]
            before = first.stage.time
            first.keep = partial(self.interruptions.keep, shared_until=fork)
            first.live_until(fork)
            for branch in branches[1:]:
                branch.follow(first, fork)
                self._tell(fork - before, branch.record.key.name())
            self.interruptions.part(branches, fork - before > LONG_WAY)
        for branch in branches:
            self._start(branch)

    def _begin(self, living: Living, variants: Sequence[Variant]) -> list[Branch]:
        """Branches at the beginning of their protocol, on a body that has lived its history."""
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
        return branches

    def _lived(self, living: Living, parameters: dict[str, float]) -> Any:
        body = self.bodies.ready(living, parameters)
        if body is not None:
            return body
        length = length_of(living.subject)
        with self._lock:
            self.total += length
        kept = self.interruptions.life(living, parameters)
        keep = partial(self.interruptions.keep_life, living, parameters)
        if kept is None:
            born = self.bodies.newborn(living, parameters)
            return live(born, living.subject, self._tell, keep)
        body, place = kept
        self._tell(float(body.time), living.subject.name)
        return live(body, living.subject, self._tell, keep, place)

    def _branch(self, living: Living, variant: Variant, stage: Stage) -> Branch:
        branch = self.plan.branch(
            self.plan.protocol, _key(living, variant), stage, self._tell, self._spawn,
            variant=variant,
        )  # fmt: skip
        branch.record.dose_value = self._dose_value(variant)
        return branch

    def _start(self, branch: Branch) -> None:
        branch.keep = self.interruptions.keep
        self._submit(self._live, branch)

    # Interruptions

    def _goes_on(self, living: Living, variant: Variant) -> bool:
        """Whether a branch had finished, or goes on, where an earlier run was interrupted."""
        key = _key(living, variant)
        finished = self.interruptions.finished(key)
        if finished:
            self._take_over(finished)
            return True
        found = self.interruptions.living(key)
        if found is None:
            return False
        self._take_over(self.interruptions.tests_of(key))
        (branch,) = self._begin_again(living, [variant], *found)
        self._start(branch)
        return True

    def _take_over(self, finished: list[Kept]) -> None:
        """Count branches as done that had finished before an interruption."""
        for kept in finished:
            key = kept.record.key
            self.plan.take_up(kept, None if key.test else self.interruptions.end_body(key))
            length = self.plan.horizon(kept.record)
            with self._lock:
                self.records[key] = kept.record
                self.total += length if key.test else 0.0
            self._tell(length, key.name())

    def _begin_again(
        self, living: Living, variants: Sequence[Variant], body: Any, kept: Kept
    ) -> list[Branch]:
        """Branches begun as they had been, the first taking up what was kept."""
        origin = kept.state["origin"]
        branches = [self._branch(living, variant, Stage(body, origin)) for variant in variants]
        for branch in branches:
            branch.begin(kept.state["started"])
            branch.record.masses = kept.record.masses
        branches[0].take_up(kept)
        self._tell(kept.state["time"] - kept.state["started"], branches[0].record.key.name())
        return branches

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
        """Run a test of a branch."""
        with self._lock:
            self.total += self.plan.horizon(branch.record)
        if self._pool is None:
            self._live(branch)
            return
        with self._lock:
            future = self._pool.submit(self._live, branch)
            self._pending.append(future)
            self._tests[_history_of(branch.record.key)].append((future, branch))

    def _settle(self, history: Key) -> None:
        """Wait until the tests of a branch are done; those that no thread has begun are run here.

        Nothing waits for itself: a test that has begun waits for nobody.
        """
        with self._lock:
            tests = self._tests.pop(history, [])
        for future, branch in tests:
            if future.cancel():
                self._live(branch)
            else:
                future.result()

    def _live(self, branch: Branch) -> None:
        record = branch.run()
        self.interruptions.finish(branch)
        with self._lock:
            self.records[record.key] = record


def _key(living: Living, variant: Variant) -> Key:
    return Key(living.group, living.person, variant.arm, variant.dose)


def _history_of(key: Key) -> Key:
    return key._replace(test="", moment="")
