"""Carrying states over the days of a leap: an exponential Adams method on the map of a day.

From one midnight to the next a state goes from x to ``memory × x + forcing``; the memory is known,
the forcing is what a day lived in full turns out to have done beyond it. Over the leap the forcing
is taken to move on along a line through its last two values; with a memory of 1 that is the
second-order method of Adams and Bashforth, with a memory of 0 an extrapolation of the state
itself. When the next day has been lived, the line through the forcings on both sides of the leap
replaces the extrapolated one: that difference is the error estimate, and the correction.
"""

from __future__ import annotations

import numpy as np


def forcing_of(start: np.ndarray, end: np.ndarray, memory: np.ndarray) -> np.ndarray:
    """Return what a period did to states beyond what they remembered."""
    return end - memory * start


def raised(memory: np.ndarray, periods: int) -> np.ndarray:
    """Return memory to the power of periods, by squaring."""
    power, square, left = np.ones_like(memory), memory, periods
    while left:
        if left & 1:
            power = power * square
        square, left = square * square, left >> 1
    return power


class Weights:
    """What counts how much after whole ``periods``: the state itself (``power``: memory to the
    power of periods), a forcing that is constant (``constant``: the sum of memory^j) and one that
    grows by a slope each period, 1, 2, … (``linear``)."""

    def __init__(self, memory: np.ndarray, periods: int) -> None:
        lasting = memory > 1.0 - 1e-9
        m = np.where(lasting, 0.0, memory)
        power = raised(m, periods)
        constant = (1.0 - power) / (1.0 - m)
        linear = (periods - m * constant) / (1.0 - m)
        self.power = np.where(lasting, 1.0, power)
        self.constant = np.where(lasting, float(periods), constant)
        self.linear = np.where(lasting, 0.5 * periods * (periods + 1.0), linear)


def carried(
    now: np.ndarray, forcing: np.ndarray, slope: np.ndarray, weights: Weights
) -> np.ndarray:
    """Return states after a leap; what is positive stays positive."""
    later = weights.power * now + weights.constant * forcing + weights.linear * slope
    return np.where(now > 0.0, np.maximum(later, 0.3 * now), later)


class Trace:
    """What is known of some states: the last two periods lived in full, and the slope between.

    Arrays are kept by name in ``arrays``, so that they can be saved and copied as plain data.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}

    def begin(self, states: np.ndarray) -> None:
        """A period begins with these states."""
        self.arrays["start"] = states

    def end(self, states: np.ndarray) -> None:
        """A period has ended with these states."""
        self.arrays["end"] = states

    def forcing(self, memory: np.ndarray, when: str = "") -> np.ndarray:
        """Return the forcing of the last period, or of the one before the leap (``last_``)."""
        a = self.arrays
        return forcing_of(a[f"{when}start"], a[f"{when}end"], memory)

    def slope(self, memory: np.ndarray, periods_apart: float) -> np.ndarray:
        """Return the change of the forcing per period since the period before the leap."""
        return (self.forcing(memory) - self.forcing(memory, "last_")) / periods_apart

    def remember(self) -> None:
        """Keep the last period as the one before the leap."""
        for name in ("start", "end"):
            self.arrays[f"last_{name}"] = self.arrays[name]

    def forget(self) -> None:
        """Forget everything: the days to come have nothing to do with those before."""
        self.arrays.clear()
