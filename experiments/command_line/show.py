"""``glucell show``: print the file of a protocol, subject or diet, to read or to copy."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from experiments.command_line.parsing import Parser, refuse_unknown

KINDS = ("protocol", "subject", "diet", "cohort")


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "file", metavar="NAME", help="name of a protocol, subject or diet, or a path"
    )


def perform(options: Namespace, name: str) -> int:
    """Print the text of a file."""
    print(find_any(options.file).read_text(encoding="utf-8"), end="")
    return 0


def find_any(name: str) -> Path:
    """Return the path of a built-in file of any kind, or of a file by its path."""
    from experiments.protocol.files import find, names_of

    for kind in KINDS:
        if name in names_of(kind):
            return find(kind, name)
    path = Path(name)
    if path.is_file():
        return path
    refuse_unknown(
        "protocol, subject or diet", name, [known for kind in KINDS for known in names_of(kind)]
    )
