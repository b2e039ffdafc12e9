"""The whole benchmark: sizes, contenders, costs; its results as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sim.threads import CREW

from .around import around
from .bodies import costs_of_one, habitual, lasting, starting
from .contenders import all_contenders, differences, make_columns
from .machine import description
from .timing import in_turns

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DAY = 1440
YEAR = 365 * DAY

BODIES = ("whole_body", "two_threads", "single")
"""Contenders that are whole bodies."""

SAY = Callable[[str], None]


def measure(sizes: Sequence[int], *, quick: bool, say: SAY) -> dict:
    """Measure everything; return plain data as it is written to a file."""
    say("comparing the numbers of all contenders")
    results: dict = {
        "format": "glucell benchmark",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "machine": description(),
        "differences": differences(),
        "rates": [],
    }
    for cells in sizes:
        say(f"{cells:,} cells: side by side")
        results["rates"] += rates_of(cells, quick=quick)
    results["spans"] = spans(sizes, quick=quick, say=say)
    largest = max(sizes)
    say(f"a body of {largest:,} cells: birth, agents, branch, file")
    results["costs"] = {"cells": largest, **costs_of_one(largest)}
    say("a frame of the page, runs of a sweep")
    results["around"] = around()
    say("starting new processes" + ("" if quick else ", one of which compiles everything"))
    results["start"] = starting(cold=not quick)
    return results


def rates_of(cells: int, *, quick: bool) -> list[dict]:
    """Return the rates of all contenders at a size, in turns."""
    contenders = {
        name: (one.cells, one.advance)
        for name, one in all_contenders(make_columns(cells), apart=False).items()
    }
    contenders["whole_body"] = habitual(cells, 1)
    if CREW.allowed > 1:
        contenders["two_threads"] = habitual(cells, 2)
        contenders["single"] = habitual(cells, 2, "single")
    # a day of meals and a night belong to the body; of a million cells six hours must do
    units = dict.fromkeys(BODIES, DAY if cells <= 100_000 else 360)
    rates = in_turns(contenders, units, 0.05 if quick else 0.25, 3 if quick else 7)
    return [{"cells": cells, "contender": name, **asdict(rate)} for name, rate in rates.items()]


def spans(sizes: Sequence[int], *, quick: bool, say: SAY) -> list[dict]:
    """Return the seconds of a day and of a year of habitual life; years are extrapolated from
    days but for the smallest body."""
    found = []
    for cells in sizes:
        days = 365.0 if cells <= 1000 and not quick else max(1.0, min(30.0, 3e5 / cells))
        say(f"{cells:,} cells: {days:g} days of habitual life")
        took = lasting(cells, days)
        found.append(
            {
                "cells": cells,
                "measured_days": days,
                "day_s": took / days,
                "year_s": took / days * 365.0,
                "year_is_extrapolated": days < 365.0,
            }
        )
    return found
