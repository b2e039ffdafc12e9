"""A sensitivity analysis: a design of its method, done like any sweep, then indices and figure.

The runs are those of a sweep whose points the method chooses; every point is run with the same
seeds, and indices are made of means over them. Pilot runs at the base point, with other seeds,
say how many seeds a point needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.designs import Sampled
from experiments.sweep.sweeping import Sweep, read_sweep
from experiments.sweep.work import Column, Told

DESIGNS = {"morris": "morris", "sobol": "saltelli", "efast": "efast", "prcc": "latin_hypercube"}
"""Method and the design that it needs."""

SIZES = {"morris": 10, "sobol": 64, "efast": 65, "prcc": 100}
"""Trajectories, base samples, points of a curve, points: what is done unless told otherwise."""

PILOT = 30
"""Runs at the base point from which the number of seeds is judged."""


@dataclass
class Study(Sweep):
    """The points of a method, then the pilot runs at the base point."""

    method: str = "prcc"
    pilot: int = PILOT

    kind = "sensitivity"

    @property
    def designed(self) -> int:
        """Number of runs of the design."""
        return len(self.design) * self.table.replicates

    def __len__(self) -> int:
        return self.designed + self.pilot

    def own_identity(self) -> dict[str, Any]:
        """The method and the pilot."""
        return {"method": self.method, "pilot": self.pilot}

    @property
    def pilot_base(self) -> dict[str, Any]:
        """Values of the base point: where each axis comes from, or its middle."""
        return {a.label: a.at(0.5) if a.base is None else a.base for a in self.axes}

    def _run(self, index: int) -> tuple[dict[str, Any], dict[str, Any], int]:
        if index < self.designed:
            return super()._run(index)
        point = self.pilot_base
        settings = {path: point[axis.label] for axis in self.axes for path in axis.sets}
        base = int(settings.pop("seed", self.table.seed))
        return point, settings, base + index - self.designed

    def columns(self) -> list[Column]:
        """Role of the run, point, replicate, seed and parameters."""
        return [
            Column("role", "", "design, or pilot at the base point", "text"),
            *super().columns(),
        ]

    def row(self, index: int) -> dict[str, Any]:
        """Role, point, replicate, seed and parameters of one run."""
        if index < self.designed:
            return {"role": "design", **super().row(index)}
        point, _, seed = self._run(index)
        told = {axis.column: axis.told(point[axis.label]) for axis in self.axes}
        number, replicate = len(self.design) + 1, index - self.designed + 1
        return {"role": "pilot", "point": number, "replicate": replicate, "seed": seed, **told}

    def further_columns(self) -> Mapping[str, Mapping[str, Told]]:
        """Meanings of the columns of sensitivity and consistency."""
        from experiments.sensitivity.tables import COLUMNS

        return COLUMNS

    def finish(self, folder: Path, index: list[str]) -> None:
        """Write indices with intervals, the A-test and the tornado figure."""
        from experiments.sensitivity.tables import write_study

        index += write_study(self, folder)


def load_study(
    source: str | Path | Mapping[str, Any],
    method: str,
    *,
    size: int | None = None,
    pilot: int = PILOT,
    **over: Any,
) -> Study:
    """Read a sensitivity analysis from a sweep file or tables, and check all of it."""
    from experiments.sweep.checking import check_sweep

    if method not in DESIGNS:
        raise UserError(f"There is no method '{method}'; the methods are {', '.join(DESIGNS)}.")
    given = dict(over.pop("design", {}))
    design = {"size": size or SIZES[method], **given, "type": DESIGNS[method]}
    sweep = read_sweep(source, **over, design=design)
    for axis in sweep.axes:
        if not axis.is_range:
            raise UserError(
                f"{sweep.source}: axes.{axis.label}: a sensitivity analysis needs a range "
                "('low' and 'high'), not single values."
            )
    if not isinstance(sweep.design, Sampled) or len(sweep.axes) < 2:
        raise UserError(f"{sweep.source}: a sensitivity analysis needs two or more axes.")
    if pilot and pilot < 5:
        raise UserError(f"An A-test needs at least 5 pilot runs, not {pilot}; 0 leaves it out.")
    study = Study(sweep.table, sweep.source, sweep.axes, sweep.design, method, pilot)
    check_sweep(study)
    least = len(sweep.axes) + 5
    if method == "prcc" and len(sweep.design) < least:
        raise UserError(
            f"{sweep.source}: design.size: PRCC with {len(sweep.axes)} parameters needs at least "
            f"{least} points, not {len(sweep.design)}."
        )
    return study
