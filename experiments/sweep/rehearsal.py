"""A rehearsal: runs that cost nothing, to measure what a sweep adds to every run.

``python -m experiments.sweep.rehearsal --runs 100000 --workers 2`` prints the overhead per run
and the memory of the driver at a tenth of the runs and at the end.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from experiments.sweep.work import Column, Work


def rehearse(common: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Perform a run that computes nothing, or that does what the rehearsal is about."""
    if common["seconds"]:
        time.sleep(common["seconds"])
    number = changes["number"]
    if number in common["failing"]:
        raise ArithmeticError(f"number {number} fails")
    if number in common["deadly"]:
        os._exit(9)
    value = (number * 2654435761 % 2**32) / 2**32
    return {"measures": {"value": [value, "1"], "square": [value * value, "1"]}}


@dataclass
class Rehearsal(Work):
    """Runs that take ``seconds`` each, of which some fail or end their worker."""

    runs: int
    seconds: float = 0.0
    failing: tuple[int, ...] = ()
    deadly: tuple[int, ...] = ()

    kind = "rehearsal"
    performer = "experiments.sweep.rehearsal:rehearse"
    simulates = False

    def __len__(self) -> int:
        return self.runs

    @cached_property
    def common(self) -> dict[str, Any]:
        """Length of the runs, and which of them go wrong."""
        return {
            "seconds": self.seconds, "failing": list(self.failing), "deadly": list(self.deadly),
        }  # fmt: skip

    @cached_property
    def identity(self) -> Any:
        """The number of runs."""
        return self.runs

    def changes(self, index: int) -> dict[str, Any]:
        """The number of the run."""
        return {"number": index}

    def columns(self) -> list[Column]:
        """The number of the run."""
        return [Column("number", "", "number of the run", "whole")]

    def row(self, index: int) -> dict[str, Any]:
        """The number of the run."""
        return {"number": index}


def peak_memory() -> float:
    """Return the largest resident memory of this process so far, in MB."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def main() -> None:
    """Measure and print."""
    from experiments.sweep.conducting import Means, conduct

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.0, help="length of a run")
    parser.add_argument("--out", help="do the runs in this folder and keep it")
    options = parser.parse_args()
    if options.out:
        try:
            conduct(Rehearsal(options.runs, options.seconds), options.out, Means(options.workers))
        except KeyboardInterrupt:
            raise SystemExit(130) from None
        return
    for runs in sorted({max(options.runs // 10, 1), options.runs}):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            work = Rehearsal(runs, options.seconds)
            conduct(work, Path(folder) / "rehearsal", Means(options.workers), quiet=True)
            elapsed = time.perf_counter() - begun
        overhead = 1e3 * (elapsed * options.workers / runs - options.seconds)
        print(
            f"{runs} runs of {options.seconds:g} s, {options.workers} workers: {elapsed:.1f} s, "
            f"{overhead:.2f} ms of a worker added to each run; driver {peak_memory():.0f} MB"
        )


if __name__ == "__main__":
    main()
