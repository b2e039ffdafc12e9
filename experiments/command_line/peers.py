"""Part of ``glucell validate``: published models beside ours, recorded or from a user's file."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from experiments.command_line.parsing import Parser, Refusal

BESIDE = ("glucose", "insulin", "model_time", "beside", "subject")
"""Options that only --sbml understands."""


def add_peer_options(parser: Parser) -> None:
    """Declare the options."""
    group = parser.add_argument_group(
        "published models", "instead of targets; figures and numbers are written to --out"
    )
    add = group.add_argument
    add("--peers", action="store_true", help="lay our runs over recorded curves of other models")
    add("--sbml", metavar="FILE", help="simulate a model file and lay it over a run of ours")
    for what, unit in (("glucose", "mg/dl"), ("insulin", "pmol/l")):
        add(
            f"--{what}",
            metavar="NAME:UNIT",
            help=f"what {what} is called in the file and its unit, as in X:{unit} (default: found "
            "by name or annotation, in the unit that the file declares)",
        )
    add(
        "--model-time",
        choices=("s", "min", "h", "d"),
        help="unit of the file's time (default: what it declares, else min)",
    )
    add("--beside", metavar="P", help="our protocol beside the file (default: mixed_meal)")
    add("--subject", metavar="S", help="our subject beside the file (default: lean)")  # fmt: skip


def asked_for(options: Namespace) -> bool:
    """Whether the options ask for published models instead of targets."""
    stray = [name for name in BESIDE if getattr(options, name) is not None]
    if stray and not options.sbml:
        raise Refusal(f"--{stray[0].replace('_', '-')} belongs to --sbml FILE.")
    if options.peers and options.sbml:
        raise Refusal("Give either --peers or --sbml FILE.")
    asked = bool(options.peers or options.sbml)
    if asked and (options.ids or options.sections):
        raise Refusal("Published models stand beside our runs, not beside targets: give no ID.")
    return asked


def perform_peers(options: Namespace) -> int:
    """Make the overlays that are asked for, write them and tell their numbers."""
    from experiments.output.folder import RESULTS, check_target
    from experiments.validation.peers.telling import report, to_json, write

    check_target(options.out)
    overlays = [beside(options)] if options.sbml else recorded(options)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = Path(options.out) if options.out else RESULTS / f"peers-{stamp}"
    write(overlays, folder)
    if options.json:
        told = {"overlays": to_json(overlays), "out": str(folder)}
        print(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        print(report(overlays))
        print(f"\nEverything is in {folder}{os.sep}.")
    return 0


def beside(options: Namespace):
    """Lay a model file over a run of ours."""
    from experiments.validation.peers.beside import lay_beside

    return lay_beside(
        options.sbml,
        glucose=options.glucose,
        insulin=options.insulin,
        time_unit=options.model_time,
        protocol=options.beside or "mixed_meal",
        subject=options.subject or "lean",
        **our_side(options),
    )


def recorded(options: Namespace):
    """Lay our runs over all recorded curves."""
    from experiments.validation.peers.overlays import lay_over

    def tell(name: str) -> None:
        if not options.quiet:
            print(f"glucell: {name} ...", file=sys.stderr, flush=True)

    return lay_over(**our_side(options), tell=tell)


def our_side(options: Namespace) -> dict[str, Any]:
    """Return what our runs are made with."""
    from experiments.protocol.settings import parse_settings

    return {
        "cells": options.cells or 1000,
        "seed": options.seed,
        "settings": parse_settings(options.settings),
        "settings_now": parse_settings(options.settings_now),
    }
