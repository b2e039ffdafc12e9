"""``glucell explain``: what makes a subject resistant, mechanism by mechanism."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.sweep.flags import add_means

    add = parser.add_argument
    add("subject", metavar="SUBJECT", help="a built-in subject or a file")
    add(
        "--reference",
        default="lean",
        metavar="S",
        help="healthy subject to compare with (default: lean)",
    )
    add(
        "--mechanism",
        action="append",
        default=[],
        metavar="NAME",
        dest="names",
        help="consider only these mechanisms, by the names in shares.csv such as diacylglycerol or "
        "ceramide; may be repeated (default: all)",
    )
    add(
        "--seeds",
        type=whole_number(1, 10_000, "the number of seeds"),
        default=3,
        metavar="N",
        help="bodies per subject, for the uncertainty (default: 3)",
    )
    add(
        "--permutations",
        type=whole_number(1, 100_000, "the number of permutations"),
        metavar="N",
        help="orders in which mechanisms are removed, per seed (default: 6; 2 with --lived)",
    )
    add("--exact", action="store_true", help="visit every combination of mechanisms instead")
    add(
        "--lived",
        action="store_true",
        help="remove mechanisms from birth and live the life again (slow)",
    )
    add(
        "--cells",
        type=whole_number(4, 20_000_000, "the number of cells"),
        default=1000,
        metavar="N",
        help="cells over all tissues (default: 1000)",
    )
    add(
        "--seed",
        type=whole_number(0, 2**62, "a seed"),
        default=1,
        metavar="K",
        help="seed of the first body (default: 1)",
    )
    add_means(parser)
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--excel", action="store_true", help="also write the tables to tables.xlsx")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Examine subject and reference without mechanisms, and share out the difference."""
    from experiments.command_line.sweep import carry_out
    from experiments.explain.explanation import load_explanation

    work = load_explanation(
        options.subject,
        reference=options.reference,
        names=options.names,
        seeds=options.seeds,
        orders=options.permutations,
        exact=options.exact,
        cells=options.cells,
        seed=options.seed,
        lived=options.lived,
    )
    return carry_out(work, options)
