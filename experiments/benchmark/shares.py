"""Where the time of a day goes: each part of a step timed by itself, times its calls in a day.

All on one thread: what two of them do side by side cannot be told apart.
"""

from __future__ import annotations

import statistics
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from agents.compiled import kernel
from agents.declarations import UserError
from sim.blood import advance_blood
from sim.body import Body
from sim.cytokines import spread_cytokines
from sim.passes import advance_fat, advance_liver, advance_muscle
from sim.recording import record_row, series_names
from sim.sharing import new_board
from sim.slow_step import advance_body_slowly, advance_cells_slowly, summarize
from sim.step import advance_cells, records
from sim.surroundings import minute_of, pace_of, self_activation
from sim.threads import using

from .bodies import habitual_body
from .machine import description
from .report import write_json
from .timing import seconds

SAY = Callable[[str], None]

SIZES = (1_000, 10_000)
TURNS = 7
FAST, SLOW, HOURLY = 1440, 96, 24
"""Calls in a day with steps of a minute, quarters of an hour, and recording each hour."""


@kernel
def fibers(body, cells, parameters, clocks, rows, times, board):
    """Advance fibers in blood that stands still."""
    p = records(parameters)
    now = minute_of(body[0], p, pace_of(p, clocks.minutes), clocks.minutes).muscle
    for _ in range(times):
        advance_muscle(cells.muscle, now, p.muscle, cells.lanes[0])


@kernel
def hepatocytes(body, cells, parameters, clocks, rows, times, board):
    """Advance hepatocytes in blood that stands still."""
    p = records(parameters)
    now = minute_of(body[0], p, pace_of(p, clocks.minutes), clocks.minutes).liver
    for _ in range(times):
        advance_liver(cells.liver, now, p.liver, cells.lanes[0], cells.lanes[1])


@kernel
def adipocytes(body, cells, parameters, clocks, rows, times, board):
    """Advance the adipocytes of both depots in blood that stands still."""
    p = records(parameters)
    now = minute_of(body[0], p, pace_of(p, clocks.minutes), clocks.minutes)
    first, second = cells.lanes[0], cells.lanes[1]
    for _ in range(times):
        advance_fat(cells.visceral, now.visceral, p.visceral, first, second)
        advance_fat(cells.subcutaneous, now.subcutaneous, p.subcutaneous, first, second)


@kernel
def cells_in_turn(body, cells, parameters, clocks, rows, times, board):
    """Advance all cells, tissue after tissue, in blood that stands still."""
    p = records(parameters)
    pace = pace_of(p, clocks.minutes)
    for _ in range(times):
        advance_cells(body, cells, p, pace, clocks.minutes, board)


@kernel
def blood(body, cells, parameters, clocks, rows, times, board):
    """Advance the blood beside cells whose flows stand still."""
    b, p = body[0], records(parameters)
    activation = self_activation(b, p)
    flows = advance_cells(body, cells, p, pace_of(p, clocks.minutes), clocks.minutes, board)
    for _ in range(times):
        advance_blood(b, p, flows, activation, clocks.minutes, clocks.substeps)


@kernel
def cytokines(body, cells, parameters, clocks, rows, times, board):
    """Let cytokines spread."""
    p = records(parameters)
    for _ in range(times):
        spread_cytokines(body, cells, p, clocks.minutes * clocks.slow_every, board)


@kernel
def slow_cells(body, cells, parameters, clocks, rows, times, board):
    """Let cytokines spread and advance the slow states of all cells."""
    p = records(parameters)
    quarter = clocks.minutes * clocks.slow_every
    for _ in range(times):
        advance_cells_slowly(body, cells, p, quarter, clocks.minutes, board)


@kernel
def slow_body(body, cells, parameters, clocks, rows, times, board):
    """Sum over cells what the blood needs, advance fuel, islets and vessels."""
    p = records(parameters)
    for _ in range(times):
        summarize(body[0], cells)
        advance_body_slowly(body[0], cells, p, clocks.minutes * clocks.slow_every)


@kernel
def recording(body, cells, parameters, clocks, rows, times, board):
    """Record a row."""
    for _ in range(times):
        record_row(rows, 0, rows[1], cells, board)


PARTS: dict[str, tuple[Callable, int]] = {
    "fibers, each minute": (fibers, FAST),
    "hepatocytes, each minute": (hepatocytes, FAST),
    "adipocytes, each minute": (adipocytes, FAST),
    "tissues taking turns in the cache": (cells_in_turn, FAST),
    "blood, each minute": (blood, FAST),
    "slow states of cells, each quarter": (slow_cells, SLOW),
    "cytokines on their lattices, each quarter": (cytokines, SLOW),
    "sums over cells, fuel, islets, each quarter": (slow_body, SLOW),
    "means of all states, each hour": (recording, HOURLY),
}
"""What is timed by itself, with its calls in a day."""

INSIDE = {
    "tissues taking turns in the cache": (
        "fibers, each minute", "hepatocytes, each minute", "adipocytes, each minute",
    ),
    "slow states of cells, each quarter": ("cytokines on their lattices, each quarter",),
}  # fmt: skip
"""Parts that hold others, which are taken from them."""

EVENTS = "Python: meals, nights, fates of fat cells"


def share_out(sizes: Sequence[int], *, quick: bool, say: SAY) -> dict:
    """Return what each part of a day costs for bodies of each size, as plain data."""
    found = []
    for cells in sizes:
        say(f"{cells:,} cells: parts of a day")
        with using(1):
            found.append({"cells": cells, **day_of(cells, turns=3 if quick else TURNS)})
    return {"format": "glucell shares", "machine": description(), "bodies": found}


def day_of(cells: int, *, turns: int) -> dict:
    """Return the milliseconds that a day takes, its parts, and what is left.

    What Python costs is what a day of habits takes beyond one without events, which is a single
    call. ``rest`` is what such a call takes beyond its parts: the loop itself, and parts that
    are dearer one after the other than each by itself.
    """
    body = habitual_body(cells)
    body.run_for(2 * 1440.0)
    times, days = max(round(2e6 / cells), 3), 3 if cells < 10_000 else 1
    spans: dict[str, list[float]] = {name: [] for name in (*PARTS, "day", EVENTS)}
    for _ in range(turns):
        for name, (work, calls) in PARTS.items():
            few = max(times * calls // FAST, 3)
            spans[name].append(1e3 * calls * once(work, body.branch(), few))
        day, still = a_day(body.branch(), days), a_day(without_events(body.branch()), days)
        spans["day"].append(1e3 * day)
        spans[EVENTS].append(1e3 * (day - still))
    parts = {name: statistics.median(taken) for name, taken in spans.items()}
    whole = parts.pop("day")
    for outer, inner in INSIDE.items():
        parts[outer] -= sum(parts[name] for name in inner)
    return {"day_ms": whole, "parts_ms": parts, "rest_ms": whole - sum(parts.values())}


def once(work: Callable, body: Body, times: int) -> float:
    """Return the processor seconds of one call of a part."""
    rows = np.zeros((2, len(series_names())))
    given = (body.record_array, body._cells, body._parameters, body.clocks, rows)
    work(*given, 1, new_board())
    return seconds(partial(work, *given, times, new_board())) / times


def a_day(body: Body, days: int) -> float:
    """Return the processor seconds of one of some days of life."""
    body.run_for(60.0)
    return seconds(partial(body.run_for, days * 1440.0)) / days


def without_events(body: Body) -> Body:
    """Return a body to which nothing will happen: no meals, nights and fates."""
    body.agenda.entries.clear()
    return body


def text(results: dict) -> str:
    """Return the table that a person reads, dearest parts first."""
    bodies = results["bodies"]
    names = sorted(bodies[-1]["parts_ms"], key=bodies[-1]["parts_ms"].__getitem__, reverse=True)
    head = f"{'share of a day, %':<46}" + "".join(f"{one['cells']:>12,}" for one in bodies)
    lines = [head]
    for name in [*names, "rest"]:
        told = [
            100.0 * (one["rest_ms"] if name == "rest" else one["parts_ms"][name]) / one["day_ms"]
            for one in bodies
        ]
        lines.append(f"{name:<46}" + "".join(f"{share:>12.1f}" for share in told))
    lines.append(f"{'a day, ms':<46}" + "".join(f"{one['day_ms']:>12.1f}" for one in bodies))
    return "\n".join(lines)


def perform(options: Namespace) -> int:
    """Share out days with options of the command line; return the exit code."""
    cells = options.cells or SIZES
    if not all(64 <= n <= 1_000_000 for n in cells):
        raise UserError("Days are shared out for bodies of 64 to 1000000 cells.")
    results = share_out(
        cells, quick=options.quick, say=lambda line: print(f"{line} ...", file=sys.stderr)
    )
    print(text(results))
    if options.json:
        write_json(results, Path(options.json))
    return 0
