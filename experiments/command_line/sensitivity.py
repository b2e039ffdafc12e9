"""``glucell sensitivity``: which parameters move which measures, ready for a paper."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, Refusal, whole_number

METHODS = ("prcc", "morris", "sobol", "efast")


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    from experiments.sweep.flags import AXIS_HELP, add_base, add_means

    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="a sweep file whose axes are ranges")
    add(
        "--method",
        choices=METHODS,
        default="prcc",
        help="partial rank correlation of a Latin hypercube (default), Morris, Sobol' or eFAST",
    )
    add_base(parser)
    add("--axis", action="append", default=[], metavar="NAME=LOW:HIGH", dest="axes", help=AXIS_HELP)
    add(
        "--size",
        type=whole_number(1, 10_000_000, "the size of a design"),
        metavar="N",
        help="points (prcc), trajectories (morris), base samples (sobol), points of a curve "
        "(efast); default 100, 10, 64, 65",
    )
    add(
        "--design-seed",
        type=whole_number(0, 2**32 - 1, "a seed"),
        metavar="K",
        help="seed of the design (default: 1)",
    )
    add(
        "--pilot",
        type=whole_number(0, 100_000, "the number of pilot runs"),
        default=30,
        metavar="N",
        help="runs at the base point for the A-test of seeds (default: 30; 0: none)",
    )
    add_means(parser)
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--excel", action="store_true", help="also write the tables to tables.xlsx")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Do the runs of a method and tell what they say."""
    from experiments.command_line.sweep import carry_out
    from experiments.sweep.flags import axis, base_tables

    over = base_tables(options)
    if options.axes:
        over["axes"] = dict(axis(text) for text in options.axes)
    if options.design_seed is not None:
        over["design"] = {"seed": options.design_seed}
    if options.file is None and not options.axes:
        raise Refusal("Give a sweep file or two or more --axis; see `glucell sensitivity --help`.")
    from experiments.sensitivity.study import load_study

    study = load_study(
        options.file or {}, options.method, size=options.size, pilot=options.pilot, **over
    )
    return carry_out(study, options)
