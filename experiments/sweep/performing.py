"""One run: prepared, performed, and told as plain data.

A subject that has to be brought to life for several runs (the same person and seed under other
tests) is brought to life once per process; each run gets a copy that goes on bit for bit.
"""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.protocol.scatter import TRUE, scatter_of
from experiments.protocol.settings import tolerance_of
from experiments.protocol.times import minutes_text
from experiments.sweep.living import copy_of_lived
from experiments.sweep.preparing import Prepared, prepare


def perform(common: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Perform one run; return measures, kept series and population, and why a body died."""
    prepared = prepare(common, changes["set"])
    leap = tolerance_of(common.get("leap", False))
    make_body = lived_body(prepared, common.get("_folder"), leap, common.get("precision"))
    evaluation = evaluated(prepared, changes["seed"], make_body)
    outcome = outcome_from(prepared, changes["seed"], evaluation)
    scatter = scatter_of(common.get("measurement"), changes["seed"])
    if scatter is not None:
        outcome = replace(outcome, measures=scattered(evaluation, scatter))
    return told(outcome, common["keep"])


def evaluated(prepared: Prepared, seed: int, make_body: Callable[..., Any] | None) -> Any:
    """Run a protocol that has been checked, without the checks; return what evaluates it."""
    from experiments.protocol.bodies import Bodies
    from experiments.protocol.engine import Engine
    from experiments.protocol.evaluation import Evaluation
    from experiments.protocol.plan import Plan
    from experiments.protocol.quantities import body_catalog

    known = body_catalog()
    bodies = Bodies(
        prepared.subject, prepared.cells, seed, prepared.parameters, prepared.parameters_now,
        make_body,
    )  # fmt: skip
    records = Engine(Plan(prepared.protocol, known), bodies).run()
    return Evaluation(prepared.protocol, records, known)


def outcome_of(prepared: Prepared, seed: int, make_body: Callable[..., Any] | None) -> Any:
    """Run a protocol that has been checked and return its outcome."""
    return outcome_from(prepared, seed, evaluated(prepared, seed, make_body))


def outcome_from(prepared: Prepared, seed: int, evaluation: Any) -> Any:
    """Return the outcome of a run that is evaluated by ``evaluation``."""
    from experiments.protocol.bodies import DEFAULT_SUBJECT
    from experiments.protocol.outcome import Outcome

    name = prepared.subject.name if prepared.subject is not None else DEFAULT_SUBJECT
    return Outcome(
        prepared.protocol.name, name, seed, prepared.cells, evaluation.measures(),
        evaluation.records, prepared.parameters, prepared.parameters_now,
    )  # fmt: skip


def scattered(evaluation: Any, scatter: Any) -> dict[str, Any]:
    """Return all measures as measuring gives them, and beside them what the body says (_true)."""
    true = evaluation.measures()
    seen = replace(evaluation, scatter=scatter, values={}).measures()
    differing = {
        f"{name}{TRUE}": measure for name, measure in true.items() if measure != seen[name]
    }
    return {**seen, **differing}


def lived_body(
    prepared: Prepared,
    folder: str | None = None,
    leap: float | None = None,
    precision: str | None = None,
) -> Callable[..., Any]:
    """Return what makes the body of a run: a copy of one that has lived the subject's life.

    With the tolerance of a ``leap``, or a ``precision``, it has lived so, and goes on so.
    """

    def make(subject: Any, *, cells: int, seed: int, parameters: Mapping[str, float]) -> Any:
        return copy_of_lived(
            subject, cells, seed, parameters, folder, leap=leap, precision=precision
        )

    return make


def told(outcome: Any, keep: Mapping[str, Any]) -> dict[str, Any]:
    """Return an outcome as plain data: what was asked to be kept of it."""
    result: dict[str, Any] = {"measures": measures_of(outcome, keep["measures"])}
    if outcome.deaths:
        result["failure"] = "; ".join(
            f"the body died{'' if branch == 'run' else f' in {branch}'} at "
            f"{minutes_text(time)}: {cause}"
            for branch, (time, cause) in outcome.deaths.items()
        )
    if keep["series"]:
        result["series"] = series_of(outcome, keep["series"], keep["every"])
    if keep["population"]:
        result["population"] = [
            {**row, "value": row["value"] if math.isfinite(row["value"]) else None}
            for row in outcome.population
            if is_wanted(f"{row['tissue']}.{row['state']}", keep["population"])
        ]
    return result


def is_wanted(name: str, wanted: Any) -> bool:
    """Tell whether a name is among those wanted: itself, its first parts, or a pattern with *."""
    return not wanted or any(
        name == other or name.startswith(other + ".") or fnmatch.fnmatchcase(name, other)
        for other in wanted
    )


def measures_of(outcome: Any, wanted: Any) -> dict[str, list[Any]]:
    """Return value, unit and, where there is no value, the reason of every measure wanted."""
    result: dict[str, list[Any]] = {}
    for name, measure in outcome.measures.items():
        if not is_wanted(name, wanted):
            continue
        value: Any = bool(measure.value) if isinstance(measure.value, np.bool_) else measure.value
        if isinstance(value, int | float | np.number) and not isinstance(value, bool):
            value = float(value)
        if isinstance(value, float) and not math.isfinite(value):
            result[name] = [None, measure.unit, f"the value is not finite ({value})"]
        elif value is None:
            result[name] = [None, measure.unit, measure.reason or "it has no value"]
        else:
            result[name] = [value, measure.unit]
    return result


def series_of(outcome: Any, wanted: Any, every: float | None) -> dict[str, dict[str, list[float]]]:
    """Return the kept quantities of every branch, thinned to one row per ``every`` minutes."""
    result = {}
    for branch, frame in outcome.series.items():
        times = frame.index.to_numpy(dtype=float)
        rows = np.ones(len(times), dtype=bool)
        if every:
            offset = np.abs(times / every - np.round(times / every)) * every
            rows = offset < 1e-6
        columns = {
            name: frame[name].to_numpy(dtype=float)[rows] for name in wanted if name in frame
        }
        result[branch] = {
            "time": times[rows].tolist(),
            **{name: [_short(value) for value in values] for name, values in columns.items()},
        }
    return result


def _short(value: float) -> float | None:
    return float(f"{value:.7g}") if math.isfinite(value) else None
