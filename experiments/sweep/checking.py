"""Checking a sweep before anything is computed: every name, every value of every point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agents.declarations import Parameter, UserError, parameters
from experiments.naming import nearest
from experiments.sweep.assigning import NOW, kind_of
from experiments.sweep.axes import Axis, check_path
from experiments.sweep.designs import Listed
from experiments.sweep.preparing import prepare
from experiments.sweep.schema import MOST_RUNS

if TYPE_CHECKING:
    from experiments.sweep.sweeping import Sweep


COLUMNS_OF_RUNS = (
    "run", "run_id", "role", "point", "replicate", "seed", "status", "reason", "undefined",
)  # fmt: skip
"""Columns of the table of runs that are there whatever is run."""


def check_sweep(sweep: Sweep) -> None:
    """Refuse a sweep in which any run could not be prepared, in one sentence that names where."""
    if len(sweep) > MOST_RUNS:
        raise UserError(
            f"{sweep.source}: {len(sweep)} runs are more than the {MOST_RUNS} that one sweep holds."
        )
    known = parameters()
    _check_labels(sweep)
    _check_fixed(sweep, known)
    _check_doubles(sweep)
    for axis in sweep.axes:
        _check_axis(sweep, axis, known)
    _check_files(sweep)
    check_keep(sweep.source, sweep.common)


def _check_labels(sweep: Sweep) -> None:
    """Refuse an axis whose name is that of another column of the table of runs."""
    from experiments.sweep.measures import meanings_of

    taken = {*COLUMNS_OF_RUNS, *meanings_of(sweep.common["protocols"])}
    for axis in sweep.axes:
        if axis.column in taken:
            raise UserError(
                f"{sweep.source}: axes.{axis.label}: '{axis.label}' is the name of a column that "
                "the table of runs has anyway; give the axis another name."
            )


def _check_fixed(sweep: Sweep, known: dict[str, Parameter]) -> None:
    for path, value in sweep.table.set.items():
        if path in ("cells", "seed", "subject", "protocol"):
            raise UserError(f"{sweep.source}: set.{path}: write {path} at the top of the file.")
        check_path(f"set.{path}", path, known)
        if kind_of(path).startswith("parameters"):
            try:
                known[path.removeprefix(NOW)].check(value)
            except UserError as error:
                raise UserError(f"{sweep.source}: set: {error}") from None


def _check_doubles(sweep: Sweep) -> None:
    owners: dict[str, str] = dict.fromkeys(sweep.table.set, "'set'")
    for axis in sweep.axes:
        for path in axis.sets:
            if path in owners:
                raise UserError(
                    f"{sweep.source}: '{path}' is set by the axis '{axis.label}' and by "
                    f"{owners[path]}; keep one of them."
                )
            owners[path] = f"the axis '{axis.label}'"


def _check_axis(sweep: Sweep, axis: Axis, known: dict[str, Parameter]) -> None:
    """Check numbers that need no file: parameters within bounds, whole seeds and cells."""
    for path in axis.sets:
        name = path.removeprefix(NOW)
        if path.startswith("subject.genes."):
            name = path.removeprefix("subject.")
        for where, value in values_of(sweep, axis):
            if name in known:
                try:
                    known[name].check(value)
                except UserError as error:
                    raise UserError(f"{sweep.source}: {where}: {error}") from None
            elif path in ("seed", "cells") and (
                isinstance(value, bool) or not isinstance(value, int) or value < 0
            ):
                raise UserError(
                    f"{sweep.source}: {where}: {path} must be a whole number, not {value!r}."
                )
            elif path in ("subject", "protocol", "diet") and not isinstance(value, str):
                raise UserError(f"{sweep.source}: {where}: {path} is a name, not {value!r}.")


def values_of(sweep: Sweep, axis: Axis) -> Iterator[tuple[str, Any]]:
    """Yield every distinct value of an axis (the two ends of a range) and where it stands."""
    if isinstance(sweep.design, Listed):
        for number, point in enumerate(sweep.design.points, start=1):
            yield f"point {number}", point[axis.label]
        return
    if axis.values:
        for value in axis.values:
            yield f"axes.{axis.label}.values", value
        return
    yield f"axes.{axis.label}.low", axis.at(0.0)
    yield f"axes.{axis.label}.high", axis.at(1.0)


def _check_files(sweep: Sweep) -> None:
    """Prepare a run for every distinct value that reaches into a file, the others as at first.

    Values that are right one by one may be wrong together (a weight and a height), so points that
    differ in several of them are prepared too.
    """
    common = sweep.common
    reaching = [a for a in sweep.axes if any(kind_of(p) != "parameters" for p in a.sets)]
    first = sweep.changes(0)["set"]
    _prepared(sweep, common, "", first)
    if isinstance(sweep.design, Listed):
        _check_points(sweep, common, reaching, len(sweep.design))
        return
    for axis in reaching:
        for where, value in values_of(sweep, axis):
            changed = {p: value for p in axis.sets if p != "seed"}
            _prepared(sweep, common, where, {**first, **changed})
    if len(reaching) > 1:
        _check_points(sweep, common, reaching, MOST_TOGETHER)


MOST_TOGETHER = 5000
"""Different combinations of values that are prepared; each takes some milliseconds."""


def _check_points(sweep: Sweep, common: Mapping[str, Any], reaching: list[Axis], most: int) -> None:
    """Prepare a run for every point that differs from those before it in what reaches into files.

    Where there are more of them than ``most``, those that are prepared lie evenly among the points.
    """
    seen = set()
    step = max(len(sweep.design) // most, 1) if reaching else len(sweep.design)
    for number in range(0, len(sweep.design), step):
        point = sweep.design[number]
        key = tuple(repr(point[axis.label]) for axis in reaching)
        if key not in seen:
            seen.add(key)
            settings = sweep.changes(number * sweep.table.replicates)["set"]
            _prepared(sweep, common, f"point {number + 1}", settings)


def _prepared(sweep: Sweep, common: Mapping[str, Any], where: str, settings: Any) -> None:
    try:
        prepare(common, settings)
    except ValueError as error:
        first = str(error).splitlines()[0]
        raise UserError(": ".join(filter(None, (sweep.source, where, first)))) from None


def check_keep(source: str, common: Mapping[str, Any]) -> None:
    """Refuse to keep what no run will give."""
    from experiments.protocol.quantities import body_catalog
    from experiments.sweep.measures import meanings_of, problem_with

    keep = common["keep"]
    known = meanings_of(common["protocols"])
    for name in keep["measures"]:
        problem = problem_with(name, known)
        if problem:
            raise UserError(f"{source}: keep.measures: {problem}")
    catalog = body_catalog()
    for key in ("series", "population"):
        for name in keep[key]:
            if not catalog.knows(name) and "*" not in name:
                hint = nearest(name, catalog.units)
                raise UserError(f"{source}: keep.{key}: there is no quantity '{name}'; {hint}")
