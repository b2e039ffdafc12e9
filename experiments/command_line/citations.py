"""``glucell citations``: the sources of equations, parameters and published results."""

from __future__ import annotations

import json
from argparse import Namespace

from experiments.command_line.parsing import Parser, refuse_unknown


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "pattern",
        nargs="?",
        metavar="PATTERN",
        help="only keys, authors, titles or notes that contain this",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Print the sources that match."""
    from experiments.output.citations import bibliography, citation_text

    known = bibliography()
    wanted = (options.pattern or "").lower()
    chosen = {
        key: entry
        for key, entry in known.items()
        if wanted in f"{key} {entry['authors']} {entry['title']} {entry.get('note', '')}".lower()
    }
    if not chosen:
        refuse_unknown("source", options.pattern, known)
    if options.json:
        print(json.dumps(chosen, ensure_ascii=False, indent=1))
        return 0
    for key, entry in chosen.items():
        print(f"{key}: {citation_text(key)}")
        if entry.get("note"):
            doubt = "" if entry.get("verified", True) else " (cited from memory, to be verified)"
            print(f"    {entry['note']}{doubt}")
    return 0
