"""The leap beside the full run: four lives, every yearly measure, what they differ in."""

from __future__ import annotations

import math
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.benchmark.common_fates import Noting, Repeating

if TYPE_CHECKING:
    import pandas as pd

HISTORIES = Path(__file__).with_name("histories")

SAY = Callable[[str], None]

CELLS = 300
"""Cells of a body where nothing else is asked for."""


def perform(options: Namespace) -> int:
    """Compare lives with options of the command line; return the exit code."""
    from agents.declarations import UserError
    from experiments.benchmark.report import write_json
    from experiments.protocol.settings import tolerance_of

    given = options.leap_tolerance
    tolerance = tolerance_of(True if given is None else given)
    names = options.history or histories()
    for name in names:
        if name not in histories():
            raise UserError(f"There is no life '{name}'; there are {', '.join(histories())}.")
    cells = options.cells or [CELLS]
    if not all(64 <= n <= 100_000 for n in cells):
        raise UserError("Lives are compared with 64 to 100000 cells.")
    for count in cells:
        results = compare(
            names, cells=count, seed=1, tolerance=tolerance or 0.0,
            say=lambda line: print(f"{line} ...", file=sys.stderr),
        )  # fmt: skip
        print(text(results))
        if options.out:
            folder = Path(options.out)
            folder.mkdir(parents=True, exist_ok=True)
            write_json(results, folder / f"leap_{count}.json")
            table(results).to_csv(folder / f"leap_{count}.csv", index=False)
        if options.json:
            write_json(results, Path(options.json))
    return 0


def histories() -> list[str]:
    """Return the names of the lives."""
    return sorted(path.stem for path in HISTORIES.glob("*.toml"))


def compare(
    names: Sequence[str], *, cells: int, seed: int, tolerance: float, say: SAY
) -> dict[str, Any]:
    """Live each history in full and with leaps; return plain data."""
    from experiments.benchmark.machine import description

    results: dict[str, Any] = {
        "format": "glucell leap",
        "machine": description(),
        "cells": cells,
        "seed": seed,
        "tolerance": tolerance,
        "histories": {},
    }
    for name in names:
        say(f"{name}: in full")
        full, drawn = lived(name, cells, seed, None, None)
        say(f"{name}: with leaps")
        leapt, _ = lived(name, cells, seed, tolerance, drawn)
        results["histories"][name] = {"full": full, "leapt": leapt}
    return results


def lived(
    name: str, cells: int, seed: int, tolerance: float | None, drawn: list[Any] | None
) -> tuple[dict[str, Any], list[Any]]:
    """Live a history; return its measures and costs, and what was drawn for its adipocytes."""
    from experiments.protocol.bodies import Bodies
    from experiments.protocol.engine import Engine
    from experiments.protocol.evaluation import Evaluation
    from experiments.protocol.plan import Plan
    from experiments.protocol.quantities import body_catalog
    from experiments.protocol.reading import load_protocol

    protocol = load_protocol(HISTORIES / f"{name}.toml")
    streams: list[Any] = []

    def make(subject: Any, *, cells: int, seed: int, parameters: Mapping[str, float]) -> Any:
        from sim.body import Body

        body = Body(subject.person(), cells=cells, rng=seed, parameters=parameters)
        body.rng = Noting(body.rng) if drawn is None else Repeating(body.rng, drawn)
        streams.append(body.rng)
        return body

    bodies = Bodies(cells=cells, seed=seed, make=make, leap=tolerance)
    known = body_catalog()
    plan = Plan(protocol, known)
    engine = Engine(plan, bodies)
    begun, life = time.perf_counter(), Stopwatch(engine)
    records = engine.run()
    took = time.perf_counter() - begun
    measures = Evaluation(protocol, records, known).measures()
    leapt = next(record.leapt for key, record in records.items() if not key.test)
    return {
        "measures": {m: value.value for m, value in measures.items()},
        "units": {m: value.unit for m, value in measures.items()},
        "seconds": took,
        "life_seconds": took - life.tests,
        "leapt": leapt,
        "books": next(record.books for key, record in records.items() if not key.test),
    }, getattr(streams[0], "drawn", [])


class Stopwatch:
    """Takes the processor time that the tests of an engine's run cost."""

    def __init__(self, engine: Any) -> None:
        self.tests = 0.0
        self._live = engine._live
        engine._live = self._timed

    def _timed(self, branch: Any) -> None:
        begun, before = time.perf_counter(), self.tests
        self._live(branch)
        if branch.record.key.test:
            self.tests = before + time.perf_counter() - begun


def table(results: Mapping[str, Any]) -> pd.DataFrame:
    """Return the relative difference (%) of every measure: history, measure, year, difference."""
    import pandas as pd

    rows = []
    for history, both in results["histories"].items():
        for name, full in both["full"]["measures"].items():
            leapt = both["leapt"]["measures"].get(name)
            base, _, moment = name.rpartition(".")
            known = isinstance(full, float) and isinstance(leapt, float)
            off = 100.0 * (leapt / full - 1.0) if known and full else math.nan
            rows.append(
                {
                    "history": history, "measure": base, "moment": moment, "full": full,
                    "leapt": leapt, "difference_percent": off,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def text(results: Mapping[str, Any]) -> str:
    """Return what a person reads: the greatest difference of each measure in each life."""
    import pandas as pd

    differences = table(results)
    worst = differences.assign(off=differences["difference_percent"].abs()).pivot_table(
        index="measure", columns="history", values="off", aggfunc="max", sort=False
    )
    shown = worst.map(lambda off: "-" if pd.isna(off) else f"{off:.2f}")
    lines = [
        f"{results['cells']:,} cells, tolerance {results['tolerance']:g}. Greatest difference of "
        "the yearly measures from the full run, %",
        "",
        shown.reset_index().to_string(index=False),
        "",
    ]
    for history, both in results["histories"].items():
        full, leapt = both["full"], both["leapt"]
        own = differences[differences["history"] == history]["difference_percent"].abs()
        missed = int((own > 1.0).sum())
        told = leapt["leapt"]
        put_right = max(told[f"{book}_put_right"] for book in ("energy", "glucose", "fatty_acids"))
        lines.append(
            f"{history}: {own.max():.2f} % at most, {own.median():.2f} % in the median of "
            f"{len(own)} measures, {missed} of them off by more than 1 %; the life took "
            f"{full['life_seconds']:.1f} s in full and {leapt['life_seconds']:.1f} s with "
            f"{told['leaps']} leaps over {told['days']:.0f} days and {told['days_in_full']:.0f} "
            f"days in full; {put_right:.1%} of what went through the books was put right"
        )
    return "\n".join(lines)
