"""A sweep: a file (or flags) become a list of runs, every one of them checked beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agents.declarations import UserError, parameters
from experiments.naming import nearest
from experiments.sweep.assigning import NOW
from experiments.sweep.axes import Axis, check_path, common_unit, number_and_unit
from experiments.sweep.designs import Design, Listed, design_of
from experiments.sweep.files import protocol_tables, subject_tables
from experiments.sweep.points_file import labels_of, read_points
from experiments.sweep.schema import AxisTable, SweepTable
from experiments.sweep.work import Column, Work, digest

DEFAULT_SUBJECT = "lean"

EXAMPLES = Path(__file__).with_name("examples")

FLAGS = "sweep"
"""Source of a sweep that stands in no file."""


@dataclass
class Sweep(Work):
    """The runs of a sweep: every point of the design, as often as it has replicates."""

    table: SweepTable
    source: str
    axes: tuple[Axis, ...] = ()
    design: Design = field(default_factory=lambda: Listed((), [{}]))

    kind = "sweep"

    def __len__(self) -> int:
        return len(self.design) * self.table.replicates

    @property
    def title(self) -> str:  # type: ignore[override]
        """Title of the sweep, the name of its file, or what is done to whom."""
        if self.table.title or self.source != FLAGS:
            return self.table.title or Path(self.source).stem
        names = (self.table.protocol, self.table.subject)
        return " ".join(Path(name).stem for name in names if name)

    @property
    def replicates(self) -> int:  # type: ignore[override]
        """Seeds per point."""
        return self.table.replicates

    @cached_property
    def common(self) -> dict[str, Any]:
        """Protocols, subjects, fixed settings, and what is kept."""
        subject = self.table.subject or DEFAULT_SUBJECT
        protocols = dict.fromkeys([self.table.protocol, *self._files("protocol")])
        subjects = dict.fromkeys([subject, *self._files("subject")])
        diets = {name: _diet_hash(name) for name in self._files("diet")}
        return {
            "protocol": self.table.protocol,
            "subject": subject if self.has_subject else None,
            "protocols": {name: protocol_tables(name) for name in protocols},
            "subjects": {name: subject_tables(name) for name in subjects},
            "diets": diets,
            "cells": self.table.cells,
            "set": dict(self.table.set),
            "default_subject": subject,
            "keep": self.table.keep.model_dump(),
            **({"leap": self.table.leap} if self.table.leap else {}),
            **({"precision": self.table.precision} if self.table.precision else {}),
        }

    @property
    def has_subject(self) -> bool:
        """Whether a subject is chosen here, so that it replaces the protocol's own."""
        if self.table.subject is not None:
            return True
        paths = [path for axis in self.axes for path in axis.sets] + list(self.table.set)
        return any(path == "diet" or path.split(".")[0] == "subject" for path in paths)

    def _files(self, kind: str) -> Iterator[str]:
        """Names of files that an axis chooses among."""
        for axis in self.axes:
            if kind not in axis.sets:
                continue
            values = axis.values or [p[axis.label] for p in getattr(self.design, "points", [])]
            yield from (str(value) for value in values)

    @cached_property
    def identity(self) -> Any:
        """The axes, the design and the replicates."""
        listed = self.design.points if isinstance(self.design, Listed) else ()
        return {
            "axes": [_plain(axis) for axis in self.axes],
            "design": self.table.design.model_dump(),
            "points": digest([dict(point) for point in listed]) if listed else "",
            "seed": self.table.seed,
            "replicates": self.table.replicates,
            "common_random_numbers": self.table.common_random_numbers,
            **self.own_identity(),
        }

    def own_identity(self) -> dict[str, Any]:
        """What a kind of sweep adds to its identity."""
        return {}

    def changes(self, index: int) -> dict[str, Any]:
        """Seed and settings of one run."""
        _, settings, seed = self._run(index)
        return {"seed": seed, "set": settings}

    def _run(self, index: int) -> tuple[dict[str, Any], dict[str, Any], int]:
        number, replicate = divmod(index, self.table.replicates)
        point = self.design[number]
        settings = {path: point[axis.label] for axis in self.axes for path in axis.sets}
        base = int(settings.pop("seed", self.table.seed))
        step = replicate if self.table.common_random_numbers else index
        return point, settings, base + step

    def columns(self) -> list[Column]:
        """Point, replicate, seed and the axes."""
        known = parameters()
        columns = [
            Column("point", "", "number of the point in the design, from 1", "whole"),
            Column("replicate", "", "number of the replicate of the point, from 1", "whole"),
            Column("seed", "", "what the differences between cells were drawn from", "whole"),
        ]
        for axis in self.axes:
            declared = known.get(axis.sets[0].removeprefix(NOW))
            meaning = axis.meaning or (declared.meaning if declared else f"sets {axis.sets[0]}")
            unit = axis.unit or (declared.unit if declared else "")
            numbers = axis.is_range or common_unit(axis.values) is not None
            if isinstance(self.design, Listed):
                numbers = common_unit([p[axis.label] for p in self.design.points]) is not None
            kind = "number" if numbers else "text"
            columns.append(Column(axis.column, unit, meaning, kind))
        return columns

    def row(self, index: int) -> dict[str, Any]:
        """Point, replicate, seed and values of the axes of one run."""
        point, _, seed = self._run(index)
        number, replicate = divmod(index, self.table.replicates)
        told = {axis.column: axis.told(point[axis.label]) for axis in self.axes}
        return {"point": number + 1, "replicate": replicate + 1, "seed": seed, **told}

    def name_of(self, index: int) -> str:
        """Return number, point and seed of a run."""
        point, _, seed = self._run(index)
        told = ", ".join(f"{label} = {value}" for label, value in point.items())
        return f"run {index + 1} ({told}{', ' if told else ''}seed {seed})"


def _plain(axis: Axis) -> dict[str, Any]:
    plain = {k: v for k, v in vars(axis).items() if k not in ("meaning",)}
    for end in ("low", "high"):
        plain[end] = None if axis.values else plain[end]
    return plain


def _diet_hash(name: str) -> str:
    from experiments.protocol.files import find
    from experiments.subject.diets import load_diet
    from experiments.sweep.files import content_hash

    load_diet(name)
    return content_hash(find("diet", name))


def load_sweep(source: str | Path | Mapping[str, Any], **over: Any) -> Sweep:
    """Read a sweep from a file or from tables, check all of it, and return it.

    ``over`` replaces keys of the file (tables are merged), as flags do.
    """
    from experiments.sweep.checking import check_sweep

    sweep = read_sweep(source, **over)
    check_sweep(sweep)
    return sweep


def read_sweep(source: str | Path | Mapping[str, Any], **over: Any) -> Sweep:
    """Read a sweep without checking its points."""
    from experiments.protocol.files import merged, read
    from experiments.protocol.problems import refuse, sentences_of

    name, beside, raw = FLAGS, Path(), source
    if not isinstance(source, Mapping):
        path = found(source)
        name, beside, raw = path.name, path.parent, read(path)
    try:
        table = SweepTable.model_validate(merged({"schema": 1, **raw}, over))  # type: ignore[dict-item]
    except ValidationError as error:
        refuse(name, *sentences_of(error))
        raise AssertionError from None
    _check_names(table)
    import sim.body  # noqa: F401  (declares all parameters)

    return _sweep(table, name, beside)


def _check_names(table: SweepTable) -> None:
    """Refuse what names nothing before the model is imported, which takes seconds."""
    from experiments.command_line.declared import declared_parameters

    known = {declared["name"]: None for declared in declared_parameters()}
    for label, axis in table.axes.items():
        sets = axis.sets if axis.sets is not None else label
        for path in (sets,) if isinstance(sets, str) else sets:
            check_path(label, path, known)


def found(source: str | Path) -> Path:
    """Return the path of a sweep file: as given, or of an example by its name."""
    path = Path(source)
    example = EXAMPLES / f"{path.name}.toml"
    if path.is_file() or not example.is_file():
        if not path.is_file():
            names = [known.stem for known in EXAMPLES.glob("*.toml")]
            raise UserError(f"There is no sweep file {path}; {nearest(path.stem, names)}")
        return path
    return example


def _sweep(table: SweepTable, name: str, beside: Path) -> Sweep:
    tables = dict(table.axes)
    points: Any = None
    if table.points is not None:
        points = read_points(table.points, beside)
        for label in labels_of(points):
            tables.setdefault(label, AxisTable())
    known = parameters()
    axes = tuple(_axis(label, axis, known, points is None) for label, axis in tables.items())
    if points is not None:
        axes = tuple(_axis_of_points(axis, points) for axis in axes)
        return Sweep(table, name, axes, Listed(axes, points))
    design = table.design
    if not axes:
        return Sweep(table, name)
    return Sweep(table, name, axes, design_of(design.type, axes, design.size, design.seed))


def _axis(label: str, table: AxisTable, known: dict[str, Any], needs_values: bool) -> Axis:
    sets = table.sets if table.sets is not None else label
    paths = (sets,) if isinstance(sets, str) else tuple(sets)
    for path in paths:
        check_path(label, path, known)
    logarithmic = table.scale == "logarithmic"
    declared = known.get(paths[0].removeprefix(NOW))
    base = table.base if table.base is not None else (declared.default if declared else None)
    plain = dict(label=label, sets=paths, logarithmic=logarithmic, base=base, meaning=table.meaning)
    if table.values is not None:
        return Axis(values=table.values, unit=common_unit(table.values) or "", **plain)  # type: ignore[arg-type]
    if table.low is not None and table.high is not None:
        try:
            (low, unit), (high, other) = number_and_unit(table.low), number_and_unit(table.high)
        except ValueError as error:
            raise UserError(f"axes.{label}: '{error}' is not a number with a unit.") from None
        if unit != other:
            raise UserError(f"axes.{label}: low is in '{unit}' and high in '{other}'.")
    elif declared is not None:
        (low, high), unit = declared.plausible, ""
    elif needs_values:
        raise UserError(f"axes.{label}: give 'values', or a range with 'low' and 'high'.")
    else:
        return Axis(**plain)  # type: ignore[arg-type]
    if not low < high:
        raise UserError(f"axes.{label}: low ({low:g}) must lie below high ({high:g}).")
    if logarithmic and low <= 0.0:
        raise UserError(f"axes.{label}: a logarithmic scale needs a low above 0, not {low:g}.")
    return Axis(low=low, high=high, unit=unit, steps=table.steps, **plain)  # type: ignore[arg-type]


def _axis_of_points(axis: Axis, points: Any) -> Axis:
    values = [point[axis.label] for point in points if axis.label in point]
    unit = common_unit(values) or ""
    return Axis(axis.label, axis.sets, unit=unit, base=axis.base, meaning=axis.meaning)
