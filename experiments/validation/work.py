"""A validation as a list of runs: done by one process or many, interrupted and gone on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.compaction import whole_rows
from experiments.sweep.folder import Ledger, WorkFolder
from experiments.sweep.preparing import prepare
from experiments.sweep.work import Column, Work, digest, model_version
from experiments.validation.performing import as_common
from experiments.validation.planning import Options, Plan, plan_runs
from experiments.validation.reading import Target, load_targets
from experiments.validation.scoring import Scorecard, scorecard
from experiments.version import version

FORMAT = 1
"""Raised where the same runs would tell something else."""


@dataclass
class Validation(Work):
    """The runs that some targets need; its tables are checks and scores."""

    targets: list[Target]
    options: Options
    plan: Plan

    kind = "validate"
    performer = "experiments.validation.performing:perform"

    def __len__(self) -> int:
        return len(self.plan.runs)

    @cached_property
    def title(self) -> str:  # type: ignore[override]
        """The targets, shortened."""
        ids = [target.id for target in self.targets]
        return " ".join(ids) if len(ids) < 4 else f"{ids[0]} to {ids[-1]} {len(ids)} targets"

    @cached_property
    def common(self) -> dict[str, Any]:
        """Nothing: every run is complete by itself."""
        return {"format": FORMAT}

    @cached_property
    def identity(self) -> Any:
        """The targets as their files have them, and what holds for all runs."""
        return {
            "targets": {t.id: digest(t.model.model_dump(mode="json")) for t in self.targets},
            "options": self.options.to_json(),
            "runs": digest([run.data for run in self.plan.runs]),
        }

    def changes(self, index: int) -> dict[str, Any]:
        """Return everything that decides one run."""
        return self.plan.runs[index].data

    def effort(self, index: int) -> float:
        """Return how long a run takes, in cell-minutes."""
        return self.plan.runs[index].effort

    def columns(self) -> list[Column]:
        """What a run is and which targets use it."""
        return [
            Column("protocol", "", "name of the protocol", "text"),
            Column("subject", "", "subject, or person of a cohort", "text"),
            Column("cells", "", "cells over all tissues", "whole"),
            Column("seed", "", "what the differences between cells were drawn from", "whole"),
            Column("used_by", "", "targets that use the run", "text"),
        ]

    def row(self, index: int) -> dict[str, Any]:
        """Return the values of these columns for one run."""
        run = self.plan.runs[index]
        return {
            "protocol": run.title,
            "subject": run.subject,
            "cells": run.data["cells"],
            "seed": run.data["seed"],
            "used_by": " ".join(dict.fromkeys(target for target, _ in run.users)),
        }

    def name_of(self, index: int) -> str:
        """Return the protocol and the subject of a run."""
        run = self.plan.runs[index]
        return f"{run.title} on {run.subject}"

    def further_columns(self) -> Mapping[str, Mapping[str, str]]:
        """Meanings of the columns of checks and scores."""
        from experiments.validation.tables import COLUMNS

        return COLUMNS

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write checks, scores and the report."""
        from experiments.validation.tables import write_results

        index += write_results(self, folder)

    def scorecard(self, folder: Path) -> Scorecard:
        """Return the scorecard of the runs in a folder, all of which have been done."""
        place = WorkFolder(folder)
        ledger = Ledger(len(self))
        ledger.read(place.shard_files())
        return scorecard(self.targets, self.plan, list(whole_rows(place, ledger)))

    def to_json(self, card: Scorecard) -> dict[str, Any]:
        """Return a scorecard as plain data, with the version and what held for all runs."""
        return {
            "glucell": version(),
            "model": model_version(),
            **self.options.to_json(),
            "runs": len(self),
            "failed": card.failed_runs,
            **card.to_json(),
        }


def load_validation(
    ids: Sequence[str] = (), sections: Sequence[str] = (), options: Options | None = None
) -> Validation:
    """Read targets and plan their runs, before anything is computed."""
    targets = load_targets(ids, sections)
    options = options or Options()
    plan = plan_runs(targets, options)
    for run in plan.runs:
        try:
            prepare(as_common(run.data), {})
        except UserError as error:
            first = str(error).splitlines()[0]
            raise UserError(f"{run.users[0][0]}.toml: runs.{run.users[0][1]}: {first}") from None
    return Validation(targets, options, plan)
