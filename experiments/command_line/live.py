"""``glucell live``: live the histories of the built-in subjects again and keep their states."""

from __future__ import annotations

import argparse

from experiments.command_line.parsing import Parser


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument("subjects", nargs="*", help="built-in subjects; without any, all of them")


def perform(options: argparse.Namespace, name: str) -> int:
    """Live and keep each subject; print where its state lies."""
    from tqdm import tqdm

    from experiments.protocol.files import names_of
    from experiments.protocol.times import DAY
    from experiments.subject.lived import make_lived
    from experiments.subject.reading import load_subject

    names = options.subjects or sorted(names_of("subject"))
    for subject in [load_subject(each) for each in names]:
        if not subject.model.history:
            continue
        with tqdm(desc=subject.name, unit="day", disable=None) as bar:
            path = make_lived(
                subject, lambda minutes, text, bar=bar: bar.update(round(minutes / DAY))
            )
        print(f"{subject.name}: {path.stat().st_size / 1e3:.0f} kB")
    return 0
