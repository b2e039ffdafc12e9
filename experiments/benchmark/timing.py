"""Timing several contenders side by side: turn by turn, processor time, medians.

Processor time rather than the clock on the wall, and one turn of each contender after the other:
what else happens on the machine then disturbs all of them, not one. It is the time of the thread
that advances; while it waits for a helper, that counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Rate:
    """Million cell-minutes per second of processor time over all turns."""

    median: float
    slowest: float
    fastest: float
    turns: int

    @classmethod
    def of(cls, rates: list[float]) -> Rate:
        """Summarize the rates of turns."""
        return cls(statistics.median(rates), min(rates), max(rates), len(rates))


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one piece of work."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def minutes_that_last(span: float, advance: Callable[[int], object], unit: int) -> int:
    """Return how many minutes, in whole units, take about ``span`` seconds."""
    minutes = unit
    while True:
        took = seconds(partial(advance, minutes))
        if took > 0.2 * span:
            return max(round(minutes * span / took / unit), 1) * unit
        minutes *= 4


def in_turns(
    contenders: Mapping[str, tuple[int, Callable[[int], object]]],
    units: Mapping[str, int],
    span: float,
    turns: int,
) -> dict[str, Rate]:
    """Time contenders, given as (cells, ``advance(minutes)``), in turns of about ``span`` s.

    ``units`` says in which whole number of minutes a contender is timed, by default one.
    """
    minutes = {
        name: minutes_that_last(span, advance, units.get(name, 1))
        for name, (_, advance) in contenders.items()
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, (cells, advance) in contenders.items():
            took = seconds(partial(advance, minutes[name]))
            rates[name].append(cells * minutes[name] / max(took, 1e-9) / 1e6)
    return {name: Rate.of(values) for name, values in rates.items()}
