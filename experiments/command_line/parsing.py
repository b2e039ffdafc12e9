"""Reading arguments: what is wrong is told in one sentence, with the nearest right name."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

from experiments.naming import nearest


class Refusal(Exception):
    """Bad input found before the model is needed, told in one sentence."""


def refuse_unknown(kind: str, name: str, known: Iterable[str]) -> NoReturn:
    """Refuse a name that does not exist, offering the nearest ones."""
    hint = nearest(name, known)
    raise Refusal(f"there is no {kind} '{name}'; {hint}".removesuffix(".").rstrip("?") + _end(hint))


def _end(hint: str) -> str:
    return "?" if hint.endswith("?") else "."


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one sentence instead of printing its usage."""

    def __init__(self, **options: object) -> None:
        super().__init__(allow_abbrev=False, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Refuse with what argparse found, as a sentence."""
        stray = re.match(r"unrecognized arguments: (.*)", message)
        if stray:
            word = stray[1].split()[0]
            options = [o for action in self._actions for o in action.option_strings]
            if word.startswith("-"):
                refuse_unknown("option", word.partition("=")[0], options)
            message = f"'{word}' is one argument too many"
        message = re.sub(r"^argument ([^:]+): ", r"\1: ", message)
        raise Refusal(f"{message.removesuffix('.')}; see `{self.prog} --help`.")


def add_leap(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the leap; both set ``leap``, to True or to a tolerance."""
    parser.add_argument(
        "--leap",
        action="store_true",
        default=False,
        help="leap over days that are alike, with an error estimate (see docs/leap.md)",
    )
    parser.add_argument(
        "--leap-tolerance",
        dest="leap",
        type=share_between(1e-5, 0.2, "the tolerance of a leap"),
        metavar="SHARE",
        help="leap with this relative error of one leap allowed (default: 0.01)",
    )


def add_precision(parser: argparse.ArgumentParser) -> None:
    """Declare the option that chooses the precision of the states of cells."""
    parser.add_argument(
        "--precision",
        choices=["double", "single"],
        help="keep the states of cells in double or single precision: half the memory, faster "
        "with 100000 cells and more (see docs/performance.md)",
    )


def share_between(least: float, greatest: float, what: str):
    """Return a reader of numbers for an option."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= greatest:
            raise argparse.ArgumentTypeError(
                f"{what} is a number from {least:g} to {greatest:g}, not '{text}'"
            )
        return value

    return read


def whole_number(least: int, greatest: int, what: str):
    """Return a reader of whole numbers for an option."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= greatest:
            raise argparse.ArgumentTypeError(
                f"{what} is a whole number from {least} to {greatest}, not '{text}'"
            )
        return value

    return read
