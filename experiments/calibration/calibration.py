"""A calibration from question to answer: runs, search, what moved, who pays, what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from agents.declarations import UserError
from experiments.calibration.choosing import Chosen, choose, only
from experiments.calibration.deviations import Term, residuals, terms_of, unsoftened
from experiments.calibration.evaluating import Runs
from experiments.calibration.fitting import Found, Search, Visited
from experiments.calibration.free import Space, free_parameters
from experiments.calibration.identifying import Identified, identify
from experiments.sweep.conducting import Means
from experiments.sweep.folder import write_text
from experiments.sweep.locks import Held, Lock
from experiments.sweep.work import digest, model_version
from experiments.validation.planning import Plan
from experiments.validation.scoring import Scorecard, scorecard

CARD = "calibration.json"
FORMAT = 1
CELLS = 200
BUDGET = 400


@dataclass(frozen=True)
class Question:
    """What is asked: patterns of targets and of parameters, and how it is answered."""

    targets: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    cells: int = CELLS
    seed: int = 1
    prior: float = 1.0
    relive: bool = False
    settings: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "targets": list(self.targets),
            "parameters": list(self.parameters),
            "cells": self.cells,
            "seed": self.seed,
            "prior": self.prior,
            "relive": self.relive,
            "settings": dict(self.settings),
        }


@dataclass
class Answer:
    """What came out: where the search went, scorecards before and after, what is known."""

    question: Question
    space: Space
    chosen: Chosen
    terms: list[Term]
    found: Found
    before: Scorecard
    after: Scorecard
    identified: Identified | None

    @property
    def settings(self) -> dict[str, float]:
        """The values of the free parameters that fit best."""
        return self.space.settings(self.found.best.places)


class Calibration:
    """A question with everything that is needed to answer it, before anything is computed.

    Raises UserError where a target or parameter does not exist or nothing can be fitted.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.space = free_parameters(question.parameters, question.settings)
        self.base = {n: v for n, v in question.settings.items() if n not in self.space.names}
        self.chosen = choose(
            question.targets, cells=question.cells, seed=question.seed, relive=question.relive
        )
        fitted = {user for user in self.chosen.plan.places if user[0] in self.chosen.fitted}
        self.fitted_plan = only(self.chosen.plan, fitted)
        self.fitted_targets = [t for t in self.chosen.targets if t.id in self.chosen.fitted]

    @property
    def identity(self) -> dict[str, Any]:
        """Everything that decides where the search goes."""
        return {
            "format": FORMAT,
            "model": model_version(),
            "question": self.question.to_json(),
            "parameters": {p.name: [p.start, p.spread, *p.limits] for p in self.space.free},
            "runs": digest([run.data for run in self.fitted_plan.runs]),
            "targets": digest(
                [[t.id, t.model.model_dump(mode="json")] for t in self.fitted_targets]
            ),
        }

    def answer(
        self,
        folder: Path,
        *,
        budget: int = BUDGET,
        means: Means | None = None,
        identify_only: bool = False,
        tell: Callable[[str], None] = lambda text: None,
        quiet: bool = True,
    ) -> Answer:
        """Search, with everything that has been computed in ``folder`` before and after a stop."""
        from experiments.sweep.cluster import kept_workers

        open_folder(folder, self.identity)
        try:
            lock = Lock(folder / "driver.lock").take()
        except Held:
            raise UserError(
                f"Another process is already working on {folder}; wait for it, or give another "
                "--out."
            ) from None
        with lock, kept_workers(means or Means()) as workers:
            runs = Runs(folder, workers, base=self.base, quiet=quiet)
            return self._answer(runs, budget, identify_only, tell)

    def _answer(
        self, runs: Runs, budget: int, identify_only: bool, tell: Callable[[str], None]
    ) -> Answer:
        start = self.space.start
        (before,) = self._cards(runs, [start], self.fitted_plan)
        terms = terms_of(before, self.chosen.fitted)
        if not terms:
            raise UserError("No check of these targets has a number that could be fitted.")

        def measure(places: list[np.ndarray]) -> list[np.ndarray]:
            cards = self._cards(runs, places, self.fitted_plan)
            return [residuals(card, terms) for card in cards]

        def say(visited: Visited) -> None:
            tell(
                f"step {visited.number}: {visited.total:.3f} (deviations "
                f"{visited.deviations:.3f}, moves {visited.moves:.3f}), "
                f"{len(search.known)} evaluations"
            )

        search = Search(measure, self.space.limits, self.question.prior, budget, say)
        found = search.derivatives_at(start) if identify_only else search.run(start)
        tell("all targets before and after")
        first, last = self._cards(runs, [start, found.best.places], self.chosen.plan)
        identified = None
        if found.derivatives is not None:
            slopes = unsoftened(found.derivatives.slopes, found.derivatives.residuals, terms)
            names, places = self.space.names, [term.place for term in terms]
            identified = identify(slopes, names, places, self.question.prior or 1e-6)
        return Answer(self.question, self.space, self.chosen, terms, found, first, last, identified)

    def _cards(self, runs: Runs, places: Sequence[np.ndarray], plan: Plan) -> list[Scorecard]:
        targets = self.fitted_targets if plan is self.fitted_plan else self.chosen.targets
        rows = runs.rows(plan, [self.space.changes(place) for place in places])
        return [scorecard(targets, plan, one) for one in rows]


def open_folder(folder: Path, identity: Mapping[str, Any]) -> None:
    """Make the folder of a calibration; refuse one of anything else."""
    card = folder / CARD
    own = json.loads(json.dumps(identity))
    if card.is_file():
        try:
            held = json.loads(card.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise UserError(f"{card} cannot be read; give another --out.") from None
        if held == own:
            return
        if {**held, "model": own["model"]} == own:
            raise UserError(
                f"The calibration in {folder} was begun with another version of the model; give "
                "another --out."
            )
        raise UserError(
            f"{folder} is the folder of another calibration; give another --out, or the same "
            "targets, parameters and options to go on with it."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} holds something else; give --out a new or an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(card, json.dumps(own, indent=1) + "\n")
    except OSError as error:
        raise UserError(f"The folder {folder} cannot be written: {error.strerror}.") from None
