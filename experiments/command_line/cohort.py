"""``glucell cohort``: a sample of virtual people, examined one by one."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, add_leap, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.sweep.flags import add_means

    add = parser.add_argument
    add(
        "file",
        nargs="?",
        default="adults",
        metavar="COHORT",
        help="name of a built-in cohort, or path of a TOML file (default: adults)",
    )
    add(
        "--size",
        type=whole_number(1, 100_000, "the size of a cohort"),
        default=100,
        metavar="N",
        help="number of people (default: 100)",
    )
    add(
        "--protocol",
        default="examination",
        metavar="P",
        help="what is done to each of them (default: examination)",
    )
    add(
        "--filter",
        metavar="CONDITION",
        dest="condition",
        help='only people who fit, as in "bmi above 27 kg/m2"',
    )
    add(
        "--sample-seed",
        type=whole_number(0, 2**62, "a seed"),
        default=1,
        metavar="K",
        help="seed from which people are drawn (default: 1)",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        default=1000,
        metavar="N",
        help="cells of each person (default: 1000)",
    )
    add(
        "--seed",
        type=whole_number(0, 2**62, "a seed"),
        default=1,
        metavar="K",
        help="seed of the cells of the first person; each has the next (default: 1)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="hold a setting at one value for everybody; may be repeated",
    )
    add(
        "--keep",
        action="append",
        default=[],
        metavar="MEASURE",
        help="keep only this measure (patterns with * are allowed); may be repeated",
    )
    add_leap(parser)
    add_means(parser)
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--excel", action="store_true", help="also write the tables to tables.xlsx")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Sample, examine, and tell what came of it."""
    from experiments.cohort.people import load_people
    from experiments.command_line.sweep import carry_out
    from experiments.sweep.flags import setting

    cohort = load_people(
        options.file,
        options.size,
        options.protocol,
        cells=options.cells,
        seed=options.seed,
        sample_seed=options.sample_seed,
        condition=options.condition,
        settings=dict(setting(text) for text in options.settings),
        keep={"measures": options.keep},
        leap=options.leap,
    )
    return carry_out(cohort, options)
