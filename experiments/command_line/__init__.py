"""The command line: one small module per command, imported only when it is asked for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from experiments.command_line.parsing import Parser, Refusal, refuse_unknown

COMMANDS = {
    "run": ("run", "perform a protocol on a subject; without one, the default story"),
    "watch": ("watch", "open the browser page on a living body"),
    "check": ("check", "check a protocol, subject or diet file without simulating"),
    "protocols": ("files", "list the built-in protocols"),
    "subjects": ("files", "list the built-in subjects"),
    "diets": ("files", "list the built-in diets"),
    "benchmark": ("benchmark", "time the model beside plain Mesa, NumPy and hand-written C"),
    "live": ("live", "live the histories of built-in subjects again and keep their states"),
    "sweep": ("sweep", "do many runs that differ in a few settings; resumes where it stopped"),
    "cohort": ("cohort", "examine a sample of virtual people"),
    "sensitivity": ("sensitivity", "find the parameters that move a measure"),
    "explain": ("explain", "share out a subject's resistance among its mechanisms"),
    "validate": ("validate", "repeat published results and say which come out"),
    "calibrate": ("calibrate", "fit free parameters to published results"),
    "compare": ("compare", "compare two subjects, runs or sweeps"),
    "worker": ("worker", "do runs of sweeps for a Dask scheduler"),
    "show": ("show", "print the file of a protocol, subject or diet, to read or to copy"),
    "parameters": ("parameters", "list parameters: default, unit, bounds, source, meaning"),
    "quantities": ("quantities", "list what can be measured: unit and meaning"),
    "citations": ("citations", "list the sources of equations, parameters and results"),
    "export": ("export", "write the tables of a run or sweep as csv, parquet or xlsx"),
}
"""Commands: the module that performs them and what they do."""

EXAMPLES = """\
examples:
  glucell run                                   the default story
  glucell run ogtt --subject lean --cells 10000
  glucell run clamp --set muscle.diacylglycerol_gain=0
  glucell show ogtt > my_test.toml              a file of your own to start from
  glucell COMMAND --help                        the options of a command
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Perform a command; return 0, 1 (a body died), 2 (bad input) or 130 (interrupted)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return perform(words)
    except KeyboardInterrupt as interruption:
        how = f"'{interruption}' goes on with it" if str(interruption) else "nothing was written"
        say(f"glucell: interrupted; {how}.")
        return 130
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refusal as refusal:
        say(f"glucell: {refusal}")
        return 2
    except ValueError as error:
        from agents.declarations import UserError

        if not isinstance(error, UserError):
            raise
        say(f"glucell: {error}")
        return 2


def perform(words: list[str]) -> int:
    """Find the command and let its module perform it."""
    if not words or words[0] in ("-h", "--help", "help"):
        if words[1:2] and words[1] in COMMANDS:
            return perform([words[1], "--help"])
        print(overview())
        return 0
    name, *rest = words
    if name == "--version":
        from experiments.version import version

        print(f"glucell {version()}")
        return 0
    if name not in COMMANDS:
        refuse_unknown("command", name, COMMANDS)
    module, summary = COMMANDS[name]
    command = import_module(f"experiments.command_line.{module}")
    parser = Parser(prog=f"glucell {name}", description=summary[:1].upper() + summary[1:] + ".")
    command.add_arguments(parser, name)
    return int(command.perform(parser.parse_args(rest), name) or 0)


def overview() -> str:
    """Return the help on all commands."""
    lines = [
        "usage: glucell COMMAND [OPTIONS]",
        "",
        "Insulin resistance, simulated cell by cell.",
        "",
    ]
    lines += ["commands:"]
    lines += [f"  {name:<12} {summary}" for name, (_, summary) in COMMANDS.items()]
    return "\n".join([*lines, "", EXAMPLES, "Not for clinical use."])


def say(text: str) -> None:
    """Write a line to standard error."""
    print(text, file=sys.stderr, flush=True)
