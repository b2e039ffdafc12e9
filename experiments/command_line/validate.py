"""``glucell validate``: repeat published results and say which come out."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from experiments.command_line.parsing import Parser, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.command_line.peers import add_peer_options
    from experiments.sweep.flags import add_means

    add = parser.add_argument
    add("ids", nargs="*", metavar="ID", help="targets such as E9 (default: all)")
    add(
        "--section",
        action="append",
        default=[],
        metavar="X",
        dest="sections",
        help="all targets of a section, as in E; may be repeated",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        metavar="N",
        help="cells of each run over all tissues (default: 1000, 200 with --quick); people of "
        "cohorts have at most as many as they have lived with",
    )
    add(
        "--seed",
        type=whole_number(0, 2**62, "a seed"),
        default=1,
        metavar="K",
        help="what the differences between cells are drawn from (default: 1)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="change a parameter from birth, so that histories are lived again; may be repeated",
    )
    add(
        "--set-now",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings_now",
        help="change a parameter from the start of each protocol; may be repeated",
    )
    add("--quick", action="store_true", help="few cells, and nothing that takes long")
    add(
        "--from-scratch",
        action="store_true",
        help="live all histories instead of loading shipped states (hours)",
    )
    add("--check", action="store_true", help="read the targets and say what they need; run nothing")
    add_means(parser)
    add("--reuse", metavar="DIR", help="take over runs of an earlier validation that are the same")
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--markdown", action="store_true", help="print a page, as in docs/scorecard.md")
    add_peer_options(parser)


def perform(options: Namespace, name: str) -> int:
    """Do the runs that the targets need, and tell how they came out."""
    from experiments.command_line.peers import asked_for, perform_peers

    if asked_for(options):
        return perform_peers(options)
    from experiments.protocol.settings import parse_settings
    from experiments.validation.planning import CELLS, QUICK_CELLS, Options
    from experiments.validation.work import load_validation

    chosen = Options(
        options.cells or (QUICK_CELLS if options.quick else CELLS),
        options.seed,
        parse_settings(options.settings),
        parse_settings(options.settings_now),
        options.quick,
        options.from_scratch,
    )
    work = load_validation(options.ids, options.sections, chosen)
    if options.check:
        print(needs(work))
        return 0
    return carry_out(work, options)


def needs(work) -> str:
    """Return which runs the targets need, those that take longest first."""
    checks = sum(len(target.model.checks) for target in work.targets)
    runs = work.plan.runs
    lines: dict[tuple[str, str], list[Any]] = {}
    total = sum(run.effort for run in runs) or 1.0
    for run in runs:
        whom = run.subject.rpartition("_")[0] + ", everybody" if run.person else run.subject
        row = lines.setdefault((run.title, whom), [0.0, 0, {}])
        row[0] += run.effort
        row[1] += 1
        row[2].update(dict.fromkeys(target for target, _ in run.users))
    told = [
        f"{100 * effort / total:5.1f} %  {count:3d}  {title} on {whom}: {' '.join(users)}"
        for (title, whom), (effort, count, users) in lines.items()
    ]
    head = f"{len(work.targets)} targets with {checks} checks need {len(runs)} runs"
    return "\n".join(
        [f"{head} (share of the time, number, what on whom: for which targets):", *told]
    )


def carry_out(work, options: Namespace) -> int:
    """Do the runs and print the scorecard."""
    from experiments.command_line.sweep import conducted

    if options.reuse:
        from experiments.command_line import say
        from experiments.sweep.flags import default_folder
        from experiments.validation.reusing import take_over

        options.out = options.out or default_folder(work)
        taken = take_over(work, Path(options.out).absolute(), Path(options.reuse))
        if not options.quiet:
            say(f"glucell: {taken} of {len(work)} runs are taken over from {options.reuse}")
    outcome = conducted(work, options)
    if isinstance(outcome, int):
        return outcome
    if not outcome.is_complete:
        from experiments.sweep.printing import told

        print(told(outcome, work.kind, options.json))
        return 0
    from experiments.validation.printing import report

    card = work.scorecard(outcome.folder)
    if options.json:
        told_all = {**work.to_json(card), "out": str(outcome.folder)}
        print(json.dumps(told_all, ensure_ascii=False, allow_nan=False))
    elif options.markdown:
        from experiments.validation.markdown import markdown

        print(markdown(card, work.options))
    else:
        print(report(card))
        print(f"\nEverything is in {outcome.folder}; report.html shows it.")
    return 0
