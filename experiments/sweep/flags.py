"""Options of the command line as tables of a sweep file."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import Any

from experiments.command_line.parsing import Parser, Refusal, add_leap, add_precision, whole_number

AXIS_HELP = (
    "a setting and its values: NAME=A,B,C or NAME=LOW:HIGH or NAME=LOW:HIGH:STEPS; a parameter "
    "alone ranges over its plausible values; may be repeated"
)


def add_means(parser: Parser) -> None:
    """Declare the options that say who does the runs and where they are kept."""
    add = parser.add_argument
    add(
        "--workers",
        type=whole_number(1, 4096, "the number of workers"),
        default=1,
        metavar="N",
        help="processes of this machine (default: 1); more than one need Dask",
    )
    add("--scheduler", metavar="ADDRESS", help="a running Dask scheduler, as in tcp://host:8786")
    add("--shard", metavar="I/N", type=shard, help="do only the I-th of N parts, for job arrays")
    add("--out", metavar="DIR", help="the folder of the runs; the same folder goes on")
    add("--retry-failed", action="store_true", help="do runs again that failed before")
    add("--quiet", action="store_true", help="print no progress")  # fmt: skip


def shard(text: str) -> tuple[int, int]:
    """Read "3/8" as part 3 of 8."""
    import argparse

    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(
            f"a shard is written I/N with I from 1 to N, as in 3/8, not '{text}'"
        )
    return int(match[1]), int(match[2])


def means_of(options: Namespace) -> Any:
    """Return who does the runs."""
    from experiments.sweep.conducting import Means

    return Means(options.workers, options.scheduler, options.shard)


def add_base(parser: Parser) -> None:
    """Declare the options that say what every run is."""
    add = parser.add_argument
    add("--protocol", metavar="P", help="a built-in protocol or a file (default: clamp)")
    add("--subject", metavar="S", help="a built-in subject or a file")
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
        help="seed of the first replicate (default: 1)",
    )
    add(
        "--replicates",
        type=whole_number(1, 1_000_000, "the number of replicates"),
        metavar="N",
        help="seeds per point, the same at every point (default: 1)",
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
        help="keep only this measure (patterns with * are allowed); may be repeated",
    )
    add(
        "--series",
        action="append",
        default=[],
        metavar="QUANTITY",
        help="also keep this quantity over time; may be repeated",
    )
    add_leap(parser)
    add_precision(parser)
    add("--every", metavar="TIME", help='interval of what is kept over time: "5 min"')  # fmt: skip


def add_design(parser: Parser, kinds: tuple[str, ...]) -> None:
    """Declare axes and design."""
    add = parser.add_argument
    add("--axis", action="append", default=[], metavar="NAME=VALUES", dest="axes", help=AXIS_HELP)
    add("--design", choices=kinds, help="how points are chosen")
    add(
        "--size",
        type=whole_number(1, 10_000_000, "the size of a design"),
        metavar="N",
        help="number of points of a sampled design",
    )
    add("--points", metavar="FILE", help="a CSV file of points, one column per axis")
    add("--design-seed", type=whole_number(0, 2**32 - 1, "a seed"), metavar="K",
        help="seed of a sampled design (default: 1)")  # fmt: skip


def base_tables(options: Namespace) -> dict[str, Any]:
    """Return what the base options say, as tables of a sweep file."""
    tables: dict[str, Any] = {}
    for name in ("protocol", "subject", "cells", "seed", "replicates"):
        if getattr(options, name) is not None:
            tables[name] = getattr(options, name)
    if options.leap:
        tables["leap"] = options.leap
    if options.precision:
        tables["precision"] = options.precision
    if options.settings:
        tables["set"] = dict(setting(text) for text in options.settings)
    keep: dict[str, Any] = {}
    if options.keep:
        keep["measures"] = options.keep
    if options.series:
        keep["series"] = options.series
    if options.every:
        keep["every"] = options.every
    return {**tables, **({"keep": keep} if keep else {})}


def design_tables(options: Namespace) -> dict[str, Any]:
    """Return what the options of axes and design say, as tables of a sweep file."""
    tables: dict[str, Any] = {}
    if options.axes:
        tables["axes"] = dict(axis(text) for text in options.axes)
    design: dict[str, Any] = {}
    if options.points:
        tables["points"] = options.points
        design["type"] = "list"
    if options.design:
        design["type"] = options.design
    if options.size is not None:
        design["size"] = options.size
    if options.design_seed is not None:
        design["seed"] = options.design_seed
    return {**tables, **({"design": design} if design else {})}


def setting(text: str) -> tuple[str, Any]:
    """Read "name=value"."""
    name, equals, value = text.partition("=")
    if not equals or not value.strip():
        raise Refusal(f"The setting '{text}' has no value; write NAME=VALUE.")
    return name.strip(), _value(value)


def axis(text: str) -> tuple[str, dict[str, Any]]:
    """Read an axis: a name alone, a list of values, or a range with or without steps."""
    name, equals, given = text.partition("=")
    name = name.strip()
    if not equals:
        return name, {}
    if not given.strip():
        raise Refusal(f"The axis '{text}' has no values; write NAME=A,B,C or NAME=LOW:HIGH.")
    from experiments.sweep.axes import number_and_unit

    parts = [part.strip() for part in given.split(":")]
    if len(parts) in (2, 3) and _is_number(parts[1]) and _is_number(parts[0]):
        (low, unit), (high, other) = number_and_unit(parts[0]), number_and_unit(parts[1])
        unit = unit or other
        table: dict[str, Any] = {"low": _written(low, unit), "high": _written(high, other or unit)}
        if len(parts) == 3:
            if not parts[2].isdigit():
                raise Refusal(f"The axis '{text}' needs a whole number of steps, not '{parts[2]}'.")
            table["steps"] = int(parts[2])
        return name, table
    return name, {"values": [_value(value) for value in given.split(",")]}


def _written(number: float, unit: str) -> Any:
    return f"{number!r} {unit}" if unit else number


def _is_number(text: str) -> bool:
    from experiments.sweep.axes import number_and_unit

    try:
        number_and_unit(text)
    except ValueError:
        return False
    return True


def _value(text: str) -> Any:
    text = text.strip()
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def default_folder(work: Any) -> str:
    """Return the folder that the same work always gets, so that the same command goes on."""
    import re as expressions

    from experiments.sweep.work import Work

    assert isinstance(work, Work)
    words = expressions.sub(r"[^A-Za-z0-9]+", "_", work.title).strip("_").lower()[:40]
    return f"results/{work.kind}_{words or 'runs'}_{work.digest[:8]}"
