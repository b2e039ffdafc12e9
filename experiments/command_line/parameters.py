"""``glucell parameters``: every number of the model with unit, bounds, source and meaning."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from experiments.command_line.declared import declared_parameters
from experiments.command_line.parsing import Parser, refuse_unknown
from experiments.output.printing import aligned


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "pattern",
        nargs="?",
        metavar="PATTERN",
        help="only names, meanings or sources that contain this; muscle.* works",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")
    form.add_argument("--markdown", action="store_true", help="print tables for documentation")


def perform(options: Namespace, name: str) -> int:
    """Print the parameters that match."""
    known = declared_parameters()
    chosen = [entry for entry in known if matches(entry, options.pattern)]
    if not chosen:
        refuse_unknown("parameter", options.pattern, [entry["name"] for entry in known])
    if options.json:
        print(json.dumps(chosen, ensure_ascii=False, indent=1))
    elif options.csv:
        print_csv(chosen)
    elif options.markdown:
        print(markdown(chosen))
    else:
        rows = [
            (p["name"], f"{p['default']:g}", p["unit"], span(p["bounds"]), *told(p)) for p in chosen
        ]
        head = ("name", "default", "unit", "bounds", "source", "meaning")
        print("\n".join(aligned([head, *rows], right=(1,))))
    return 0


def told(entry: dict[str, Any]) -> tuple[str, str]:
    """Return source and meaning of a parameter."""
    return entry["source"], entry["meaning"]


def matches(entry: dict[str, Any], pattern: str | None) -> bool:
    """Tell whether a pattern is in the name, the meaning or the source of a parameter."""
    if not pattern:
        return True
    if any(sign in pattern for sign in "*?["):
        from fnmatch import fnmatchcase

        return fnmatchcase(entry["name"], pattern)
    text = f"{entry['name']} {entry['meaning']} {entry['source']}"
    return pattern.lower() in text.lower()


def span(bounds: Iterable[float]) -> str:
    """Return bounds as text."""
    low, high = bounds
    return f"{low:g} to {high:g}"


def print_csv(entries: list[dict[str, Any]]) -> None:
    """Print parameters as CSV."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["name", "default", "unit", "low", "high", "plausible_low", "plausible_high",
                     "source", "meaning", "calibrated"])  # fmt: skip
    for entry in entries:
        writer.writerow([entry["name"], entry["default"], entry["unit"], *entry["bounds"],
                         *entry["plausible"], entry["source"], entry["meaning"],
                         entry["calibrated"] or ""])  # fmt: skip


def markdown(entries: list[dict[str, Any]]) -> str:
    """Return one table per component, for docs/parameters.md."""
    lines = [
        "# Parameters",
        "",
        "Made by `glucell parameters --markdown`; change the declarations beside the equations, "
        "not this file.",
        "A source is a key of `agents/bibliography.toml`; *calibrated* names the published results "
        "that a value was fitted to.",
    ]
    component = None
    for entry in entries:
        group, short = entry["name"].split(".", 1)
        if group != component:
            component = group
            lines += ["", f"## {group}", "",
                      "| name | default | unit | bounds | source | calibrated | meaning |",
                      "|---|---|---|---|---|---|---|"]  # fmt: skip
        cells = [f"`{short}`", f"{entry['default']:g}", entry["unit"], span(entry["bounds"]),
                 entry["source"], entry["calibrated"] or "", entry["meaning"]]  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)
