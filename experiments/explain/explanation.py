"""An explanation as a list of runs: subject and reference, without every coalition of mechanisms.

What is shared out is the gap between the subject and a healthy reference. A mechanism is taken away
from both, because it inhibits the reference a little too: its share is what closes of the gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.explain.mechanisms import chosen, mechanisms
from experiments.explain.shapley import (
    Coalition,
    all_coalitions,
    coalitions_of,
    sampled_orders,
    singles_and_rests,
)
from experiments.sweep.files import protocol_tables, subject_tables
from experiments.sweep.preparing import prepare
from experiments.sweep.work import Column, Told, Work

EXAMINATION = str(Path(__file__).with_name("examination.toml"))
REFERENCE = "lean"
MOST_EXACT = 12

ROLES = ("subject", "reference")


@dataclass
class Explanation(Work):
    """Examinations of a subject and a reference without coalitions of mechanisms."""

    subject: str
    reference: str
    names: tuple[str, ...]
    seeds: int
    orders: int
    cells: int = 1000
    seed: int = 1
    lived: bool = False

    kind = "explain"
    performer = "experiments.explain.examining:examine"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name of the subject."""
        return Path(self.subject).stem

    def orders_of(self, seed: int) -> list[tuple[str, ...]]:
        """Return the orders that one seed walks through; none where all coalitions are visited."""
        return sampled_orders(self.names, self.orders, seed) if self.orders else []

    @cached_property
    def coalitions(self) -> list[list[Coalition]]:
        """Coalitions of each seed; the first is always the empty one."""
        found = []
        for number in range(self.seeds):
            if not self.orders:
                found.append(all_coalitions(self.names))
                continue
            more = [] if self.lived else singles_and_rests(self.names)
            own = coalitions_of(self.orders_of(self.seed + number))
            found.append(list(dict.fromkeys([*own, *more])))
        return found

    @cached_property
    def runs(self) -> list[tuple[str, int, Coalition]]:
        """Role, number of the seed and coalition of every run.

        Whole bodies come first, so that several workers begin with different lives.
        """
        deep = max(len(found) for found in self.coalitions)
        return [
            (role, number, self.coalitions[number][place])
            for first, last in ((0, 1), (1, deep))
            for role in ROLES
            for number in range(self.seeds)
            for place in range(first, min(last, len(self.coalitions[number])))
        ]

    def __len__(self) -> int:
        return len(self.runs)

    @cached_property
    def common(self) -> dict[str, Any]:
        """The people, the examination, and the mechanisms."""
        people = {"subject": self.subject, "reference": self.reference}
        return {
            "protocol": "examination",
            "protocols": {"examination": protocol_tables(EXAMINATION)},
            "subject": "subject",
            "default_subject": "subject",
            "subjects": {role: subject_tables(name) for role, name in people.items()},
            "cells": self.cells,
            "set": {},
            "keep": {"measures": [], "series": [], "every": None, "population": []},
            "lived": self.lived,
            "mechanisms": {name: vars(mechanisms()[name]) for name in self.names},
        }

    @cached_property
    def identity(self) -> Any:
        """Seeds and orders."""
        return {"seed": self.seed, "seeds": self.seeds, "orders": self.orders, "names": self.names}

    def changes(self, index: int) -> dict[str, Any]:
        """Who, which seed, and what is removed."""
        role, number, coalition = self.runs[index]
        removed = [name for name in self.names if name in coalition]
        return {"subject": role, "seed": self.seed + number, "removed": removed}

    def columns(self) -> list[Column]:
        """Who, which seed, what is removed."""
        return [
            Column("role", "", "subject, or the healthy reference", "text"),
            Column("seed", "", "what the differences between cells were drawn from", "whole"),
            Column("removed", "", "mechanisms that were taken away", "text"),
        ]

    def row(self, index: int) -> dict[str, Any]:
        """Who, which seed, what is removed, of one run."""
        told = self.changes(index)
        return {"role": told["subject"], "seed": told["seed"], "removed": " ".join(told["removed"])}

    def further_columns(self) -> Mapping[str, Mapping[str, Told]]:
        """Meanings of the columns of shares and totals."""
        from experiments.explain.tables import COLUMNS

        return COLUMNS

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write shares, totals and figure."""
        from experiments.explain.tables import write_explanation

        index += write_explanation(self, folder)


def load_explanation(
    subject: str,
    *,
    reference: str = REFERENCE,
    names: Sequence[str] = (),
    seeds: int = 3,
    orders: int | None = None,
    exact: bool = False,
    cells: int = 1000,
    seed: int = 1,
    lived: bool = False,
) -> Explanation:
    """Check what is to be explained, before anything is computed."""
    import sim.body  # noqa: F401  (declares all parameters)

    wanted = chosen(names)
    if seeds < 1:
        raise UserError(f"The number of seeds must be 1 or more, not {seeds}.")
    if orders is not None and orders < 1:
        raise UserError(f"The number of orders must be 1 or more, not {orders}.")
    if exact and len(wanted) > MOST_EXACT:
        raise UserError(
            f"{len(wanted)} mechanisms have {2 ** len(wanted)} coalitions, too many to visit; "
            f"name at most {MOST_EXACT}, or leave --exact out."
        )
    count = 0 if exact else (orders if orders is not None else (2 if lived else 6))
    work = Explanation(subject, reference, wanted, seeds, count, cells, seed, lived)
    for role in ROLES:
        prepare(work.common, {"subject": role})
    return work
