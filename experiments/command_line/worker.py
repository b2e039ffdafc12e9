"""``glucell worker``: processes that do runs for a Dask scheduler, here or on a cluster."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, whole_number


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument("address", metavar="ADDRESS", help="the scheduler, as in tcp://host:8786")
    parser.add_argument(
        "--workers", type=whole_number(1, 4096, "the number of workers"), default=1, metavar="N",
        help="processes, each with one thread (default: 1)",
    )  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Serve until the scheduler goes away."""
    from experiments.sweep.cluster import require_dask, serve
    from experiments.sweep.conducting import Means

    require_dask(Means(scheduler=options.address))
    return serve(options.address, options.workers)
