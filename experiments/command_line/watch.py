"""``glucell watch``: open the browser page on this machine."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib.util import find_spec
from typing import Any

from experiments.command_line.parsing import Parser, Refusal, whole_number

NEEDED = ("solara", "solara_assets", "uvicorn", "altair")
COMPILING = "glucell: compiling the model once for this version, about half a minute ..."


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    add = parser.add_argument
    add(
        "protocol",
        nargs="?",
        metavar="PROTOCOL",
        help="a built-in protocol, or a TOML file such as the page saves, to begin with",
    )
    add("--subject", metavar="S", help="the body to watch (default: lean)")
    add("--beside", metavar="S", help="a second body beside it, on the same clock")
    add(
        "--cells",
        type=whole_number(100, 100_000, "the number of cells"),
        metavar="N",
        help="cells per body (default: 1000)",
    )
    add("--seed", type=whole_number(0, 2**63 - 1, "a seed"), metavar="K", help="(default: 1)")
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="change a parameter from birth; may be repeated",
    )
    add(
        "--port",
        type=whole_number(0, 65535, "a port"),
        default=8765,
        metavar="P",
        help="port of the page (default: 8765; 0 takes any that is free)",
    )
    add(
        "--host",
        default="127.0.0.1",
        metavar="H",
        help="address of the page; the default can be reached from this machine only",
    )
    add("--no-browser", action="store_true", help="do not open the browser")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Check what is asked for, compile the model where needed, and serve until interrupted."""
    missing = [module for module in NEEDED if find_spec(module) is None]
    if missing:
        raise Refusal(
            f"the page needs its own requirements ({', '.join(missing)} is missing); "
            "`python3 glucell.py watch` installs them."
        )
    begin = opening_of(options)
    from experiments.page.serve import LOOPBACK, free_port, serve

    port = free_port(options.host, options.port)
    if options.host not in LOOPBACK:
        print(
            f"glucell: {options.host} lets others on the network use this page and this machine; "
            "there is no password.",
            file=sys.stderr,
        )
    from agents.compiled import is_compiled
    from experiments.page.opening import open_with
    from sim.body import Body

    if not is_compiled():
        print(COMPILING, file=sys.stderr, flush=True)
        Body(cells=4, settle_days=1.0)
    open_with(**begin)
    serve(options.host, port, show=not options.no_browser)
    return 0


def opening_of(options: Namespace) -> dict[str, Any]:
    """Return what the page opens with; a wrong name or file is refused before anything starts."""
    from experiments.page.script import NOBODY, script_of
    from experiments.protocol.reading import load_protocol
    from experiments.protocol.settings import parse_settings
    from experiments.subject.reading import load_subject

    for subject in (options.subject, options.beside):
        if subject is not None and subject != NOBODY:
            load_subject(subject)
    begin: dict[str, Any] = {
        "rng": 1 if options.seed is None else options.seed,
        "cells": options.cells or 1000,
        "subject": options.subject or "lean",
        "beside": options.beside or NOBODY,
        "settings": dict(parse_settings(options.settings)),
    }
    if options.protocol is not None:
        chosen = None if options.subject is None else load_subject(options.subject)
        script = script_of(load_protocol(options.protocol), chosen)
        names = [part.subject.name for part in script.parts]
        begin |= {"subject": names[0], "script": script}
        begin["beside"] = names[1] if len(names) > 1 else begin["beside"]
        begin["cells"] = options.cells or script.cells or 1000
        begin["rng"] = begin["rng"] if options.seed is not None else script.seed or 1
    return begin
