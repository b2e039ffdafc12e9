"""``glucell live``: live the histories of the built-in subjects again and keep their states."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from experiments.command_line.parsing import Parser


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument("subjects", nargs="*", help="built-in subjects; without any, all of them")


def perform(options: argparse.Namespace, name: str) -> int:
    """Live and keep each subject; print where its state lies."""
    from tqdm import tqdm

    from experiments.protocol.files import names_of
    from experiments.subject.lived import make_lived
    from experiments.subject.reading import load_subject

    names = options.subjects or sorted(names_of("subject"))
    for subject in [load_subject(each) for each in names]:
        if not subject.model.history:
            continue
        with tqdm(desc=subject.name, unit="day", disable=None) as bar:
            path = make_lived(subject, partial(_tell, bar))
        print(f"{subject.name}: {path.stat().st_size / 1e3:.0f} kB")
    return 0


def _tell(bar: Any, minutes: float, text: str) -> None:
    """Move a progress bar by the days lived."""
    bar.update(round(minutes / 1440.0))
