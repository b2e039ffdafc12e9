"""The leap: whole days are skipped between days that are simulated in full.

Nothing here knows how a cell works. A representative day is lived at full resolution; what it
did to each state is carried over the days that follow, with an error estimate that decides how
far. The mathematics stands in ``docs/leap.md``.
"""

from .leaping import Ahead, Leap

__all__ = ["Ahead", "Leap"]
