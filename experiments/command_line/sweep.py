"""``glucell sweep``: many runs that differ in a few settings, resumed wherever they stopped."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from experiments.command_line.parsing import Parser, Refusal

if TYPE_CHECKING:
    from experiments.sweep.conducting import Outcome

DESIGNS = ("grid", "latin_hypercube", "sobol", "one_at_a_time")


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.sweep.flags import add_base, add_design, add_means

    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="a sweep file; options replace what it says")
    add_base(parser)
    add_design(parser, DESIGNS)
    add_means(parser)
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--excel", action="store_true", help="also write the tables to tables.xlsx")
    add("--status", metavar="DIR", help="tell how far a folder is, and do nothing")


def perform(options: Namespace, name: str) -> int:
    """Do the runs, or tell how far they are."""
    import json

    if options.status:
        from experiments.sweep.status import status_of

        status = status_of(options.status)
        print(json.dumps(status.to_json()) if options.json else status.text())
        return 0
    from experiments.sweep.flags import base_tables, design_tables

    over = {**base_tables(options), **design_tables(options)}
    if options.file is None and not over:
        raise Refusal("Give a sweep file or at least one --axis; see `glucell sweep --help`.")
    from experiments.sweep.sweeping import load_sweep

    return carry_out(load_sweep(options.file or {}, **over), options)


def carry_out(work, options: Namespace) -> int:
    """Do a list of runs and tell what came of it."""
    from experiments.sweep.printing import told

    outcome = conducted(work, options)
    if isinstance(outcome, int):
        return outcome
    if getattr(options, "excel", False) and outcome.is_complete:
        from experiments.sweep.excel import write_workbook

        write_workbook(outcome.folder)
    print(told(outcome, work.kind, options.json))
    return 0


def conducted(work, options: Namespace) -> Outcome | int:
    """Do a list of runs; return what was achieved, or an exit status where it was stopped."""
    from experiments.command_line import say
    from experiments.sweep.cluster import SchedulerGone
    from experiments.sweep.conducting import conduct
    from experiments.sweep.flags import default_folder, means_of
    from experiments.sweep.shards import StorageFull

    out = options.out or default_folder(work)
    try:
        return conduct(
            work, out, means_of(options), retry_failed=options.retry_failed, quiet=options.quiet
        )
    except StorageFull as full:
        say(
            f"glucell: what was done could not be written ({full}). Every run that was finished "
            "before is safe: make room and give the same command again."
        )
        return 1
    except SchedulerGone as gone:
        say(f"glucell: {gone}; every finished run is in {out}. Give the same command to go on.")
        return 1
    except KeyboardInterrupt:
        say(f"glucell: stopped; every finished run is in {out}. Give the same command to go on.")
        return 130
