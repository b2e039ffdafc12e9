"""What a recording shows of leapt days: what lies between the days lived in full on either side."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .memory import DAY


def filled(rows: np.ndarray, every: float, gaps: Iterable[tuple[float, float, int]]) -> np.ndarray:
    """Return recorded rows (time in the first column, min) with those of leapt days put in.

    A gap is a leap from one midnight to another, with its period in days. A row that is missing
    is interpolated between the rows of the same hour (and day of the week, where the period is
    one) before and after the gap; where one of these was not recorded, it stays missing.
    """
    at = {round(float(time), 4): row for row, time in enumerate(rows[:, 0])}
    found = [rows]
    for start, end, period in gaps:
        length = period * DAY
        count = int(np.floor((end + 1e-9) / every) - np.floor((start + 1e-9) / every))
        times = (np.floor((start + 1e-9) / every) + 1.0 + np.arange(count)) * every
        phase = (times - start) % length
        phase = np.where(phase < 1e-9, length, phase)
        before = [at.get(round(float(t), 4), -1) for t in start - length + phase]
        after = [at.get(round(float(t), 4), -1) for t in end + phase]
        known = (np.array(before, int) >= 0) & (np.array(after, int) >= 0)
        if not known.any():
            continue
        a, b = rows[np.array(before)[known]], rows[np.array(after)[known]]
        share = (times[known] - a[:, 0]) / (b[:, 0] - a[:, 0])
        between = a + share[:, np.newaxis] * (b - a)
        between[:, 0] = times[known]
        found.append(between)
    together = np.concatenate(found)
    return together[np.argsort(together[:, 0], kind="stable")]
