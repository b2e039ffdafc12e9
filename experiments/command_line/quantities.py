"""``glucell quantities``: what can be measured, recorded and plotted."""

from __future__ import annotations

import json
from argparse import Namespace

from experiments.command_line.declared import declared_quantities
from experiments.command_line.parsing import Parser, refuse_unknown
from experiments.output.printing import aligned


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "pattern",
        nargs="?",
        metavar="PATTERN",
        help="only names or meanings that contain this; muscle.* works",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Print the quantities that match."""
    from experiments.command_line.parameters import matches

    known = declared_quantities()
    chosen = [entry for entry in known if matches({**entry, "source": ""}, options.pattern)]
    if not chosen:
        refuse_unknown("quantity", options.pattern, [entry["name"] for entry in known])
    if options.json:
        print(json.dumps(chosen, ensure_ascii=False, indent=1))
    else:
        rows = [(entry["name"], entry["unit"], entry["meaning"]) for entry in chosen]
        print("\n".join(aligned([("name", "unit", "meaning"), *rows])))
    return 0
