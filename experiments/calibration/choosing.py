"""Which targets a calibration looks at, and which of their runs it can afford.

A run is *acute* when nobody in it has a history: the body is born with the parameters that are
tried, settles, and is tested, all within days. Bodies with a history would have to live it again
under every set of parameters that is tried; a state that was lived under other parameters is never
used here.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.declarations import UserError
from experiments.naming import nearest
from experiments.protocol.plan import longest, own_lead
from experiments.protocol.times import DAY
from experiments.subject.reading import LoadedSubject, load_subject
from experiments.validation.planning import Options, Plan, people_of, plan_runs
from experiments.validation.reading import LoadedRun, Target, load_targets, target_ids

LONGEST = 4 * DAY
"""An acute run lasts no longer than this (min)."""


@dataclass(frozen=True)
class Chosen:
    """Targets, the runs that they need, and which targets the fit itself looks at."""

    targets: list[Target]
    plan: Plan
    fitted: frozenset[str]


def choose(
    patterns: Sequence[str], *, cells: int, seed: int, relive: bool, judge_all: bool = True
) -> Chosen:
    """Return the targets whose ids match a pattern ("C1", "B*"), all others beside them as judges.

    Without ``relive`` only acute runs are kept. Raises UserError where nothing is left to fit.
    """
    fitted = matching_ids(patterns)
    targets = [without_curves(t) for t in load_targets(() if judge_all else fitted)]
    plan = plan_runs(targets, Options(cells=cells, seed=seed, from_scratch=True))
    wanted = {
        (target.id, name)
        for target in targets
        for name, run in target.runs.items()
        if is_acute(run) or (relive and run.cohort is None and target.id in fitted)
    }
    plan = only(plan, wanted)
    with_bands = {
        target.id
        for target in targets
        if target.id in fitted and any((target.id, n) in wanted for n in target.runs)
    }
    if not with_bands:
        what = ", ".join(fitted) if len(fitted) < 6 else "these targets"
        raise UserError(
            f"No run of {what} is acute: all of them need bodies with a history; give --relive to "
            "live it again for every set of parameters."
        )
    return Chosen(targets, plan, frozenset(with_bands))


def matching_ids(patterns: Sequence[str]) -> list[str]:
    """Return the ids of targets that match, in order; a pattern that matches none is refused."""
    known = target_ids()
    if not known:
        raise UserError("There are no targets.")
    found = set()
    for pattern in patterns or ("*",):
        several = fnmatch.filter(known, pattern.upper())
        if not several:
            raise UserError(f"There is no target '{pattern}'; {nearest(pattern.upper(), known)}")
        found.update(several)
    return [name for name in known if name in found]


def without_curves(target: Target) -> Target:
    """Return a target without the curves that only its report needs."""
    return replace(target, model=target.model.model_copy(update={"curves": {}}))


def is_acute(run: LoadedRun) -> bool:
    """Whether nobody in a run has a history, and the run lasts days at most."""
    if run.cohort is not None or run.table.cost == "long":
        return False
    model = run.protocol.model
    named = [group.subject for group in model.groups.values()]
    people: list[LoadedSubject] = people_of(run) if len(named) == 0 or None in named else []
    people += [load_subject(choice.name) for choice in named if choice and choice.name]
    if any(person.model.history for person in people):
        return False
    variants = [
        run.protocol.variant(group, arm, dose)
        for group in model.group_labels()
        for arm in model.arm_labels()
        for dose in model.dose_labels()
    ]
    lengths = [longest(run.protocol, variant) for variant in variants]
    for inner in run.protocol.tests.values():
        lengths.append(own_lead(inner) + longest(inner, inner.variant()))
    return max(lengths) <= LONGEST


def only(plan: Plan, wanted: set[tuple[str, str]]) -> Plan:
    """Return a plan with the runs of some (target, run) alone; all others are skipped."""
    kept = [run for run in plan.runs if any(user in wanted for user in run.users)]
    number = {id(run): place for place, run in enumerate(kept)}
    places = {
        user: [number[id(plan.runs[place])] for place in several]
        for user, several in plan.places.items()
        if user in wanted
    }
    return Plan(kept, places, plan.skipped | (set(plan.places) - wanted))
