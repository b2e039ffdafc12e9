"""Going on with an interrupted run: what its card keeps of the command, and reading it again."""

from __future__ import annotations

import hashlib
import shlex
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.command_line.parsing import Refusal

if TYPE_CHECKING:
    from experiments.output.unfinished import Unfinished

SAME = ("cells", "seed", "settings", "settings_now", "snapshots", "leap", "precision")
"""Options that are kept as they were given."""
FILES = ("protocol", "subject", "from_state", "save_state")
"""Options that may be paths."""
GIVEN = {"protocol": "a protocol", "from_state": "--from-state", "save_state": "--save-state",
         "settings": "--set", "settings_now": "--set-now"}  # fmt: skip
"""How options are called; others by their name."""


def card_of(options: Namespace) -> dict[str, Any]:
    """Return what must be known to go on with a run."""
    kept = {name: getattr(options, name) for name in SAME}
    kept |= {name: located(getattr(options, name)) for name in FILES}
    return {"command": command_line(options), "options": kept, "state": state_hash(options)}


def located(name: str | None) -> str | None:
    """Return a path as it is found from anywhere; names of built-in files stay."""
    if name is None or not (Path(name).suffix or "/" in name or "\\" in name):
        return name
    return str(Path(name).absolute())


def state_hash(options: Namespace) -> str | None:
    """Return the SHA-256 of the saved body that a run begins with, if it does."""
    path = options.from_state
    if path is None or not Path(path).is_file():
        return None
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def interrupted(options: Namespace) -> tuple[Namespace, Unfinished]:
    """Return the options of an interrupted run, and the run, to go on with it."""
    from experiments.output.unfinished import taken_up

    for name in (*FILES, *SAME, "out"):
        if getattr(options, name):
            told = GIVEN.get(name, f"--{name}")
            raise Refusal(f"--resume goes on with a run as it was begun, so {told} cannot apply.")
    unfinished = taken_up(options.resume)
    kept = {**vars(options), **unfinished.card["options"]}
    options = Namespace(**kept)
    if state_hash(options) != unfinished.card["state"]:
        raise Refusal(
            f"the saved body {options.from_state} has changed since the run in {options.resume} "
            "began; put it back as it was, or begin the run anew."
        )
    return options, unfinished


def leap_words(leap: bool | float) -> list[str]:
    """Return the words of a command that ask for the leap."""
    if leap is True:
        return ["--leap"]
    return ["--leap-tolerance", f"{leap:g}"] if leap else []


def command_line(options: Namespace) -> str:
    """Return the command that repeats this run."""
    words = ["glucell", "run", options.protocol]
    single = {
        "--subject": options.subject,
        "--cells": options.cells,
        "--seed": options.seed,
        "--from-state": options.from_state,
        "--precision": options.precision,
    }
    for option, value in single.items():
        if value is not None:
            words += [option, str(value)]
    for option, values in (("--set", options.settings), ("--set-now", options.settings_now)):
        for value in values:
            words += [option, value]
    if options.snapshots:
        words += ["--snapshots", options.snapshots]
    words += leap_words(options.leap)
    return shlex.join(words)
