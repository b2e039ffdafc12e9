"""``glucell export``: the tables of a run, a sweep or a cohort in another format."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from experiments.command_line.parsing import Parser


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", help="the folder of a run, a sweep, a cohort …")
    parser.add_argument(
        "--format",
        choices=["csv", "parquet", "xlsx"],
        required=True,
        help="csv and parquet: a file for each table; xlsx: a sheet for each",
    )
    parser.add_argument("--out", metavar="PATH",
                        help="a new folder (csv, parquet) or a new file (xlsx); "
                        "default: beside the folder")  # fmt: skip


def perform(options: Namespace, name: str) -> int:
    """Export and say where."""
    from experiments.output.export import export_folder

    written = export_folder(Path(options.folder), options.format, options.out)
    print(written)
    return 0
