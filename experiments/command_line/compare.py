"""``glucell compare``: two subjects, two runs or two sweeps, with differences and bands."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, Refusal, whole_number

ONLY_SUBJECTS = ("protocol", "seeds", "cells", "seed", "settings", "keep")


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.sweep.flags import add_means

    add = parser.add_argument
    add("first", metavar="A", help="a subject, or the folder of a run or of a sweep")
    add("other", metavar="B", help="another one of the same kind")
    add("--protocol", metavar="P", help="what both subjects undergo (default: ogtt)")
    add(
        "--seeds",
        type=whole_number(1, 100_000, "the number of seeds"),
        metavar="N",
        help="bodies per subject, the same seeds for both (default: 5)",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        metavar="N",
        help="cells over all tissues (default: 1000)",
    )
    add(
        "--seed",
        type=whole_number(0, 2**62, "a seed"),
        metavar="K",
        help="seed of the first body (default: 1)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="hold a setting at one value in all runs; may be repeated",
    )
    add(
        "--keep",
        action="append",
        default=[],
        metavar="MEASURE",
        help="compare only this measure (patterns with * are allowed); may be repeated",
    )
    add_means(parser)
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--excel", action="store_true", help="also write the tables to tables.xlsx")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Compare, doing runs where subjects are compared."""
    from experiments.compare.sources import kind_of

    kinds = {kind_of(options.first), kind_of(options.other)}
    if kinds != {"subject"}:
        return compare_what_is_there(options)
    from experiments.command_line.sweep import carry_out
    from experiments.compare.comparison import load_comparison
    from experiments.sweep.flags import setting

    work = load_comparison(
        options.first,
        options.other,
        options.protocol or "ogtt",
        seeds=options.seeds or 5,
        cells=options.cells or 1000,
        seed=1 if options.seed is None else options.seed,
        settings=dict(setting(text) for text in options.settings),
        measures=options.keep,
    )
    return carry_out(work, options)


def compare_what_is_there(options: Namespace) -> int:
    """Compare two folders; nothing is run."""
    import json

    from experiments.compare.tables import compare_folders, report

    for option in ONLY_SUBJECTS:
        if getattr(options, option):
            word = "set" if option == "settings" else option
            raise Refusal(f"--{word} is for subjects; folders are compared as they are.")
    folder = compare_folders(options.first, options.other, options.out)
    if options.excel:
        from experiments.sweep.excel import write_workbook

        write_workbook(folder)
    if options.json:
        import pandas as pd

        table = pd.read_csv(folder / "differences.csv")
        rows = json.loads(table.to_json(orient="records"))
        print(json.dumps({"differences": rows, "out": str(folder)}))
    else:
        print(f"{report(folder)}\n\nEverything is in {folder}.")
    return 0
