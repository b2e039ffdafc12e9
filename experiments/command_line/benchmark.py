"""``glucell benchmark``: how fast this is, beside plain Mesa, NumPy and hand-written C."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.benchmark import add_arguments as declare

    declare(parser.add_argument)


def perform(options: Namespace, name: str) -> int:
    """Time all contenders and print the table."""
    from experiments.benchmark import perform as benchmark

    return benchmark(options)
