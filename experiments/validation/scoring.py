"""The scorecard: all checks, and what share of them lies inside.

The score of a target is the share of its checks inside; that of a section or of all is the mean
over targets, so that a target with many bands counts like one with few. The median distance is over
all checks with a band, those without a number being infinitely far.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.validation.checking import CheckResult, evaluate_target
from experiments.validation.gathering import Gathered, Person, Row
from experiments.validation.names import names_of
from experiments.validation.planning import Options, Plan, people_of, plan_runs
from experiments.validation.reading import SECTIONS, Target, load_targets


@dataclass(frozen=True)
class Score:
    """How several checks came out: means over targets, counts of checks.

    ``share_inside`` and ``median_distance`` are None where nothing was scored;
    ``median_distance`` is infinite where most checks have no number.
    """

    share_inside: float | None
    median_distance: float | None
    targets: int
    checks: int
    inside: int
    not_represented: int
    without_number: int
    skipped: int

    def to_json(self) -> dict[str, Any]:
        """Return plain data; an infinite distance is null."""
        data = dict(vars(self))
        distance = self.median_distance
        if distance is not None and not math.isfinite(distance):
            data["median_distance"] = None
        return data


def score_of(results: Sequence[CheckResult]) -> Score:
    """Return the score of some checks."""
    scored = [result for result in results if not result.skipped]
    by_target: dict[str, list[bool]] = {}
    for result in scored:
        by_target.setdefault(result.target.id, []).append(result.inside)
    shares = [sum(inside) / len(inside) for inside in by_target.values()]
    distances = [
        math.inf if result.distance is None else result.distance
        for result in scored
        if not result.check.holds
    ]
    return Score(
        sum(shares) / len(shares) if shares else None,
        statistics.median(distances) if distances else None,
        len(by_target),
        len(scored),
        sum(result.inside for result in scored),
        sum(result.state == "not represented" for result in scored),
        sum(result.state == "outside" and result.simulated is None for result in scored),
        len(results) - len(scored),
    )


@dataclass
class Scorecard:
    """Results of all checks of some targets, in the order of the targets."""

    targets: list[Target]
    results: list[CheckResult]
    gathered: Mapping[str, Mapping[str, Gathered]] = field(repr=False, default_factory=dict)
    failed_runs: int = 0

    @cached_property
    def by_target(self) -> dict[str, list[CheckResult]]:
        """Results of each target."""
        found: dict[str, list[CheckResult]] = {target.id: [] for target in self.targets}
        for result in self.results:
            found[result.target.id].append(result)
        return found

    @cached_property
    def target_scores(self) -> dict[str, Score]:
        """Score of each target."""
        return {name: score_of(results) for name, results in self.by_target.items()}

    @cached_property
    def section_scores(self) -> dict[str, Score]:
        """Score of each section that has a target here."""
        letters = dict.fromkeys(target.section for target in self.targets)
        return {
            letter: score_of([r for r in self.results if r.target.section == letter])
            for letter in letters
        }

    @cached_property
    def total(self) -> Score:
        """Score of all."""
        return score_of(self.results)

    def to_json(self) -> dict[str, Any]:
        """Return plain data: total, sections, targets with their checks."""
        return {
            "total": self.total.to_json(),
            "sections": {
                letter: {"title": SECTIONS.get(letter, ""), **score.to_json()}
                for letter, score in self.section_scores.items()
            },
            "targets": [self._target_json(target) for target in self.targets],
        }

    def _target_json(self, target: Target) -> dict[str, Any]:
        model = target.model
        return {
            "id": target.id,
            "title": model.title,
            "population": model.population,
            "citation": model.citation,
            "status": model.status,
            **self.target_scores[target.id].to_json(),
            "checks": [result.to_json() for result in self.by_target[target.id]],
        }


def scorecard(targets: Sequence[Target], plan: Plan, rows: Sequence[Row]) -> Scorecard:
    """Return the scorecard of targets whose runs gave ``rows``, in the order of the plan."""
    results: list[CheckResult] = []
    everything = {}
    for target in targets:
        gathered, skipped = {}, set()
        for name, run in target.runs.items():
            if (target.id, name) in plan.skipped:
                skipped.add(name)
                continue
            people: list[Person] = []
            if run.cohort is not None:
                people = [Person(p.model.person.sex, p.model.genes) for p in people_of(run)]
            own = [rows[place] for place in plan.places[target.id, name]]
            gathered[name] = Gathered(names_of(run), own, people)
        results += evaluate_target(target, gathered, skipped)
        everything[target.id] = gathered
    failed = sum(row["status"] == "failed" for row in rows)
    return Scorecard(list(targets), results, everything, failed)


def score(
    targets: Sequence[str | Target] = (),
    *,
    settings: Mapping[str, float] | None = None,
    settings_now: Mapping[str, float] | None = None,
    cells: int | None = None,
    seed: int = 1,
    quick: bool = False,
    perform: Callable[[Plan], Sequence[Row]] | None = None,
) -> Scorecard:
    """Perform the runs of targets in this process and score them; nothing is written.

    ``targets`` are ids or loaded targets, all where none is given. ``settings`` hold from birth
    (people live their histories again, which takes minutes each), ``settings_now`` from the start
    of every protocol on the shipped lived people (seconds). ``perform`` does the runs of a plan in
    another way (with workers, from a cache) and returns their rows in order. Raises UserError
    where a target or setting does not exist.
    """
    from experiments.protocol.settings import checked
    from experiments.validation.planning import CELLS

    loaded = [target for target in targets if isinstance(target, Target)]
    names = [target for target in targets if isinstance(target, str)]
    if names or not loaded:
        loaded += load_targets(names)
    options = Options(
        cells or CELLS, seed, checked(settings or {}),
        checked(settings_now or {}), quick,
    )  # fmt: skip
    plan = plan_runs(loaded, options)
    return scorecard(loaded, plan, (perform or perform_here)(plan))


def perform_here(plan: Plan) -> list[Row]:
    """Perform the runs of a plan one after the other; a run that fails tells why."""
    from experiments.sweep.doing import attempted
    from experiments.validation.performing import perform

    return [attempted(perform, {}, run.data) for run in plan.runs]
