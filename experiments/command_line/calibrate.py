"""``glucell calibrate``: fit free parameters to published results, and say what these determine."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from argparse import Namespace
from pathlib import Path

from experiments.command_line.parsing import Parser, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    add = parser.add_argument
    add(
        "--targets",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID",
        help="targets to fit, as in C1 or 'B*' (default: all); the others are judged beside them",
    )
    add(
        "--parameters",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="parameters that may move, as in 'liver.*' (default: all that are calibrated)",
    )
    add(
        "--budget",
        type=whole_number(1, 1_000_000, "the number of evaluations"),
        default=400,
        metavar="N",
        help="sets of parameters to try at most (default: 400); a larger number goes on",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        default=200,
        metavar="N",
        help="cells of each run over all tissues (default: 200)",
    )
    add(
        "--seed",
        type=whole_number(0, 2**62, "a seed"),
        default=1,
        metavar="K",
        help="what the differences between cells are drawn from, in every run (default: 1)",
    )
    add(
        "--prior",
        type=positive,
        default=1.0,
        metavar="X",
        help="strength of the pull towards the declared values (default: 1; 0: none)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="another value to begin with, or to hold; a file of settings; may be repeated",
    )
    add(
        "--relive",
        action="store_true",
        help="also fit runs of people with a history, who live it again each time (slow)",
    )
    add("--identify", action="store_true", help="only say what the targets determine; fit nothing")
    add("--check", action="store_true", help="say what would be done; run nothing")
    add(
        "--workers",
        type=whole_number(1, 4096, "the number of workers"),
        default=1,
        metavar="N",
        help="processes of this machine (default: 1); more than one need Dask",
    )
    add("--out", metavar="DIR", help="the folder of the calibration; the same folder goes on")
    add("--json", action="store_true", help="print one JSON object instead of tables")
    add("--quiet", action="store_true", help="print no progress")  # fmt: skip


def positive(text: str) -> float:
    """Read a number that is 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"the strength is a number from 0 on, not '{text}'")
    return value


def perform(options: Namespace, name: str) -> int:
    """Search, write the folder and tell what was found."""
    from experiments.calibration.calibration import Calibration, Question
    from experiments.protocol.settings import parse_settings

    question = Question(
        tuple(options.targets), tuple(options.parameters), options.cells, options.seed,
        options.prior, options.relive, parse_settings(options.settings),
    )  # fmt: skip
    calibration = Calibration(question)
    if options.check:
        print(needs(calibration))
        return 0
    out = Path(options.out or default_folder(calibration)).absolute()
    try:
        return answered(calibration, out, options)
    except KeyboardInterrupt:
        say(f"stopped; every finished run is in {out}. Give the same command to go on.")
        return 130


def answered(calibration, out: Path, options: Namespace) -> int:
    """Search, write and tell."""
    from experiments.calibration.printing import report
    from experiments.calibration.writing import summary, write
    from experiments.sweep.conducting import Means

    answer = calibration.answer(
        out,
        budget=options.budget,
        means=Means(options.workers),
        identify_only=options.identify,
        tell=(lambda text: None) if options.quiet else say,
        quiet=options.quiet,
    )
    write(answer, out)
    if options.json:
        told = {**summary(answer), "out": str(out)}
        print(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        print(report(answer))
        print(f"\nEverything is in {out}{os.sep}; settings.toml goes on with it.")
    return 0


def needs(calibration) -> str:
    """Return what a calibration would do."""
    count, plan = len(calibration.space), calibration.fitted_plan
    total = len(calibration.chosen.plan.runs)
    lines = [
        f"{count} free parameters, {len(calibration.fitted_targets)} targets to fit: "
        f"{' '.join(target.id for target in calibration.fitted_targets)}.",
        f"One set of parameters takes {len(plan.runs)} runs; derivatives take {count} sets more.",
        f"All targets before and after take {total} runs each.",
    ]
    return "\n".join([*lines, *(f"  {run.title} on {run.subject}" for run in plan.runs)])


def default_folder(calibration) -> str:
    """Return the folder that the same calibration always gets."""
    from experiments.sweep.work import digest

    return f"results/calibrate_{digest(calibration.identity)[:8]}"


def say(text: str) -> None:
    """Write a line of progress."""
    print(f"glucell: {text}", file=sys.stderr, flush=True)
