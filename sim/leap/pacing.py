"""How far to leap: as far as the last estimate of the error allows.

Proportional-integral control of the step [Gustafsson1991]: the estimate grows with the third
power of the length of a leap, and both its size and its trend are heeded.
"""

from __future__ import annotations

from dataclasses import dataclass

ORDER = 3.0
SHRINK, GROW = 0.3, 2.0
"""Least and greatest ratio of the lengths of two leaps that follow one another."""


@dataclass
class Pace:
    """The length of the next leap in days, from the errors of the last two."""

    tolerance: float
    longest: float = 60.0
    days: float = 1.0
    last_error: float = 0.0

    def heed(self, error: float, leapt: float) -> None:
        """Take note of the estimated error of a leap of ``leapt`` days."""
        error = max(error, 1e-3 * self.tolerance)
        ratio = (self.tolerance / error) ** (0.7 / ORDER)
        if self.last_error:
            ratio *= (self.last_error / error) ** (0.4 / ORDER)
        self.days = min(leapt * min(max(ratio, SHRINK), GROW), self.longest)
        self.last_error = error

    def begin_again(self) -> None:
        """Something new has begun: leap a little at first."""
        self.days, self.last_error = 1.0, 0.0
