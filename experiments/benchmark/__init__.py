"""How fast the simulation is, beside plain Mesa, vectorized NumPy and C written by hand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["main", "run_benchmark"]


def run_benchmark(
    sizes: Sequence[int] = (1_000, 10_000, 100_000, 1_000_000),
    out: str | Path | None = None,
    quick: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> pd.DataFrame:
    """Time all contenders at each size; return million cell-minutes per second and ratios.

    With ``out`` the results, the table and a figure are written to that folder. A ``quick``
    benchmark takes shorter turns and compiles nothing anew. ``attrs["results"]`` of the table
    holds everything that was measured; ``say`` is told what happens next.
    """
    from .report import table, write
    from .running import measure

    results = measure(sizes, quick=quick, say=say)
    if out is not None:
        write(results, Path(out))
    frame = table(results)
    frame.attrs["results"] = results
    return frame


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line and print it."""
    parser = argparse.ArgumentParser(prog="glucell benchmark", description=__doc__)
    add_arguments(parser.add_argument)
    return perform(parser.parse_args(argv))


def add_arguments(add: Callable) -> None:
    """Declare the options of the command."""
    add("--quick", action="store_true", help="short turns, up to 100,000 cells, no compilation")
    add("--cells", type=int, nargs="+", metavar="N", help="numbers of cells to time")
    add("--out", metavar="DIR", help="write benchmark.json, benchmark.csv and benchmark.png there")
    add("--json", metavar="FILE", help="write everything measured to a file")
    add("--compare", metavar="FILE", help="compare with the file of an earlier benchmark")
    add(
        "--leap",
        action="store_true",
        help="instead live four decades in full and with leaps, and tell how far they differ",
    )
    add(
        "--profile",
        action="store_true",
        help="instead tell what each part of a day costs, from the cells to Python",
    )
    add("--leap-tolerance", type=float, metavar="SHARE", help="with this tolerance")
    add("--history", action="append", metavar="NAME", help="only this life; may be repeated")


def perform(options: argparse.Namespace) -> int:
    """Run the benchmark with options of the command line; return the exit code."""
    from agents.declarations import UserError

    from .report import compared, read_json, text, write_json
    from .running import SIZES

    if options.leap or options.leap_tolerance is not None or options.history:
        from .leaping import perform as leap

        return leap(options)
    if options.profile:
        from .shares import perform as profile

        return profile(options)
    if options.cells and not all(64 <= n <= 20_000_000 for n in options.cells):
        raise UserError("A benchmark needs numbers of cells from 64 to 20000000.")
    sizes = options.cells or (SIZES[:3] if options.quick else SIZES)
    earlier = read_json(Path(options.compare)) if options.compare else None
    told = run_benchmark(
        sizes, options.out, options.quick, lambda line: print(f"{line} ...", file=sys.stderr)
    )
    results = told.attrs["results"]
    print(text(results))
    if options.json:
        write_json(results, Path(options.json))
    if earlier is not None:
        print("\n" + compared(results, earlier))
    return 0
