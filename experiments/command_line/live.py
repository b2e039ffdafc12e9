"""``glucell live``: live the histories of built-in subjects or a cohort and keep their states."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from experiments.command_line.parsing import Parser, Refusal, refuse_unknown, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("subjects", nargs="*", help="built-in subjects; without any, all of them")
    add("--cohort", metavar="COHORT", help="the people of a built-in cohort instead of subjects")
    add(
        "--size",
        type=whole_number(1, 10_000, "the size of a cohort"),
        metavar="N",
        help="number of people of the cohort (default: 80)",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        metavar="N",
        help="cells of each person of the cohort (default: 150)",
    )
    add(
        "--workers",
        type=whole_number(1, 4096, "the number of workers"),
        default=1,
        metavar="N",
        help="people of the cohort who live side by side, each in a process (default: 1)",
    )  # fmt: skip


def perform(options: argparse.Namespace, name: str) -> int:
    """Live and keep each life; print where the states lie."""
    if options.cohort is not None:
        if options.subjects:
            raise Refusal("give subjects or --cohort; one of them is enough.")
        return _cohort(options)
    for option in ("size", "cells"):
        if getattr(options, option) is not None:
            raise Refusal(f"--{option} belongs to a cohort; subjects have states of one size.")
    return _subjects(options.subjects)


def _subjects(wanted: list[str]) -> int:
    from tqdm import tqdm

    from experiments.protocol.files import names_of
    from experiments.subject.lived import make_lived
    from experiments.subject.reading import load_subject

    names = wanted or sorted(names_of("subject"))
    for each in names:
        if each not in names_of("subject"):
            refuse_unknown("built-in subject", each, names_of("subject"))
    for subject in [load_subject(each) for each in names]:
        if not subject.model.history:
            continue
        with tqdm(desc=subject.name, unit="day", disable=None) as bar:
            path = make_lived(subject, partial(_tell, bar))
        print(f"{subject.name}: {path.stat().st_size / 1e3:.0f} kB")
    return 0


def _cohort(options: argparse.Namespace) -> int:
    """Live the lives of a cohort; people whose states are current are not lived again."""
    from tqdm import tqdm

    from experiments.protocol.files import names_of
    from experiments.subject.lived import PEOPLE, PEOPLE_CELLS
    from experiments.subject.lived_people import make_people

    if options.cohort not in names_of("cohort"):
        refuse_unknown("cohort", options.cohort, names_of("cohort"))
    size = options.size or PEOPLE
    made = make_people(
        options.cohort, size, cells=options.cells or PEOPLE_CELLS, workers=options.workers
    )
    paths = list(
        tqdm(made, total=size, desc=options.cohort, unit="life", smoothing=0, disable=None)
    )
    kilobytes = sum(path.stat().st_size for path in paths) / 1e3
    print(f"{options.cohort}: {size} people, {kilobytes:.0f} kB")
    return 0


def _tell(bar: Any, minutes: float, text: str) -> None:
    """Move a progress bar by the days lived."""
    bar.update(round(minutes / 1440.0))
