"""``glucell run``: perform a protocol, print its measures, write the run folder."""

from __future__ import annotations

import json
import math
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.command_line.parsing import Parser, Refusal, add_leap, add_precision, whole_number
from experiments.command_line.resume import card_of, interrupted

if TYPE_CHECKING:
    from experiments.output.results import Results
    from experiments.output.unfinished import Unfinished

STORY = "story"
COMPILING = "compiling the model once for this version, about 25 s ..."


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    add = parser.add_argument
    add(
        "protocol",
        nargs="?",
        metavar="PROTOCOL",
        help="name of a built-in protocol, or path of a TOML file (default: the story)",
    )
    add("--subject", metavar="S", help="name of a built-in subject, or path of a TOML file")
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        metavar="N",
        help="cells over all tissues (default: 1000)",
    )
    add(
        "--seed",
        type=whole_number(0, 2**63 - 1, "a seed"),
        metavar="K",
        help="what the differences between cells are drawn from (default: 1)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="change a parameter from birth, or those of a TOML file; may be repeated",
    )
    add(
        "--set-now",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings_now",
        help="change a parameter from the start of the protocol; may be repeated",
    )
    add("--out", metavar="DIR", help="a new or empty folder for the results")
    add("--resume", metavar="DIR", help="go on with the interrupted run in a folder")
    add("--json", action="store_true", help="print one JSON object instead of the table")
    add(
        "--threads",
        type=whole_number(1, 1024, "the number of threads"),
        metavar="N",
        help="live branches side by side and share the cells of a large body, with the same "
        "result; without it one branch after the other, large bodies on up to two cores",
    )
    add_leap(parser)
    add_precision(parser)
    add(
        "--snapshots",
        choices=["cells"],
        help="also write every single cell: to cells.parquet, very many to cells.zarr",
    )
    add("--save-state", metavar="FILE", help="save the body as it is at the end")
    add("--from-state", metavar="FILE", help="begin with a saved body instead of a subject")
    add("--quiet", action="store_true", help="print no progress")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Run and report."""
    if options.resume is not None:
        options, unfinished = interrupted(options)
    else:
        options.protocol = options.protocol or STORY
        refuse_contradictions(options)
        find_files(options)
        from experiments.output.folder import check_target
        from experiments.output.unfinished import Unfinished

        check_target(options.out)
        unfinished = Unfinished(card_of(options), options.out)
    results, out = done(options, unfinished)
    if options.save_state:
        results.body.save(options.save_state)
    if options.json:
        told = {**results.to_json(), "out": str(out)}
        print(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        from experiments.output.printing import report

        print(report(results))
        print(f"\nEverything is in {out}{os.sep}; figure.png shows it.")
    for branch, (time, cause) in results.deaths.items():
        where = "" if branch == "run" else f" in {branch}"
        file = results.last_states.get(branch)
        kept = f"; its last good state is in {out / file}" if file else ""
        text = f"glucell: the body died{where} at {time / 60:.4g} h: {cause}{kept}."
        print(text, file=sys.stderr)
    return 1 if results.deaths else 0


def done(options: Namespace, unfinished: Unfinished) -> tuple[Results, Path]:
    """Perform the run and write its folder; an interruption tells how to go on."""
    from agents.declarations import UserError

    try:
        with Bar(options.quiet) as bar:
            unfinished.tell = bar.say
            results = simulate(options, unfinished, bar)
        results.notes["command"] = unfinished.card["command"]
        if unfinished.folder is None:
            return results, results.save(options.out)
        return results, unfinished.finish(results)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(unfinished.how_to_go_on) from None
    except UserError:
        if options.resume is None:
            unfinished.discard()
        raise
    finally:
        unfinished.close()


def refuse_contradictions(options: Namespace) -> None:
    """Refuse options that cannot hold together."""
    if options.from_state:
        for given, option in ((options.subject, "--subject"), (options.settings, "--set"),
                              (options.seed, "--seed")):  # fmt: skip
            if given:
                raise Refusal(
                    f"--from-state brings a body that already lives, so {option} cannot apply; "
                    "--set-now can."
                )
        if not Path(options.from_state).is_file():
            raise Refusal(f"there is no saved body {options.from_state}.")
    if options.save_state:
        target = Path(options.save_state)
        if target.exists():
            raise Refusal(f"{target} exists already; give --save-state a new name.")
        if not target.absolute().parent.is_dir():
            raise Refusal(f"there is no folder {target.parent} to save the body in.")


def find_files(options: Namespace) -> None:
    """Read protocol, subject and settings as far as that needs nothing slow."""
    from experiments.protocol.reading import load_protocol
    from experiments.subject.reading import load_subject

    protocol = load_protocol(options.protocol)
    if options.subject is not None:
        load_subject(options.subject)
    check_settings([*options.settings, *options.settings_now])
    model = protocol.model
    several = len(model.group_labels()) * len(model.arm_labels()) * len(model.dose_labels())
    if options.save_state and several > 1:
        raise Refusal(
            f"--save-state keeps one body, and the protocol {protocol.name} ends with {several}."
        )


def check_settings(texts: list[str]) -> None:
    """Refuse unknown parameters and values out of bounds without importing the model."""
    if not texts:
        return
    from agents.declarations import Parameter, unknown
    from experiments.command_line.declared import declared_parameters
    from experiments.protocol.settings import expanded, parse_settings

    declared = {entry["name"]: entry for entry in declared_parameters()}
    for text in expanded(texts):
        name, _, written = text.partition("=")
        try:
            value = float(written)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            parse_settings([text])  # tells what is wrong with it
        if name.strip() not in declared:
            raise unknown("parameter", name.strip(), declared)
        Parameter(**declared[name.strip()]).check(value)


def simulate(options: Namespace, unfinished: Unfinished, bar: Bar) -> Results:
    """Perform the protocol, with progress on standard error."""
    from agents.compiled import is_compiled
    from experiments.output.simulation import run
    from experiments.protocol.checking import check

    check(options.protocol)
    if not is_compiled():
        bar.say(COMPILING)
    subject: Any = options.subject
    if options.from_state:
        from sim.body import Body

        subject = Body.load(
            options.from_state, **({"cells": options.cells} if options.cells else {})
        )
    return run(
        options.protocol,
        subject,
        cells=options.cells or 1000,
        seed=1 if options.seed is None else options.seed,
        settings=options.settings,
        settings_now=options.settings_now,
        keep_cells=options.snapshots == "cells",
        progress=bar.tell,
        threads=options.threads,
        leap=options.leap,
        precision=options.precision,
        unfinished=unfinished,
        warn=bar.say,
    )


class Bar:
    """A progress bar on standard error; silent where that is no terminal."""

    def __init__(self, quiet: bool) -> None:
        from tqdm import tqdm

        self.quiet = quiet
        self.bar = tqdm(
            total=1.0, leave=False, disable=True if quiet else None, file=sys.stderr,
            bar_format="{percentage:3.0f} %|{bar:30}| {elapsed}, {remaining} left  {desc}",
        )  # fmt: skip

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def say(self, text: str) -> None:
        """Write a line of its own."""
        if not self.quiet:
            self.bar.write(f"glucell: {text}", file=sys.stderr)

    def tell(self, share: float, text: str) -> None:
        """Show the share done and what is going on."""
        if not self.bar.disable:
            self.bar.n = max(self.bar.n, min(share, 1.0))
            self.bar.set_description_str(text)
