"""``glucell protocols``, ``subjects``, ``diets``: the built-in files, with their titles."""

from __future__ import annotations

import json
from argparse import Namespace

from experiments.command_line.parsing import Parser
from experiments.output.printing import aligned

KINDS = {"protocols": "protocol", "subjects": "subject", "diets": "diet"}


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def perform(options: Namespace, name: str) -> int:
    """List name and title of the built-in files of a kind."""
    from experiments.protocol.files import find, names_of, read

    kind = KINDS[name]
    titles = {stem: str(read(find(kind, stem)).get("title", "")) for stem in names_of(kind)}
    if options.json:
        print(json.dumps(titles, ensure_ascii=False))
    else:
        print("\n".join(aligned(titles.items())))
    return 0
