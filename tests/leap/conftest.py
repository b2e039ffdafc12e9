"""Bodies that live the same half year of surplus in full and with leaps."""

from dataclasses import replace

import pytest

from sim.body import Body
from sim.leap import Leap

CELLS, DAYS = 200, 200
DAY = 1440.0
SHORT_LIVED = {"visceral_fat.turnover_rate": 0.4, "subcutaneous_fat.turnover_rate": 0.4}
"""Adipocytes live shorter than they should, so that half a year sees many deaths and births."""


def overfed(tolerance: float | None = None, **options) -> Body:
    """Return a body that begins to eat 300 kcal a day more than it needs."""
    body = Body(cells=CELLS, rng=3, parameters=SHORT_LIVED, **options)
    energy = body.maintenance_energy() + 300.0 * 4.184
    body.live(replace(body.habits, diet=replace(body.habits.diet, energy=energy)))
    body.leap = None if tolerance is None else Leap(tolerance)
    body.start_recording(DAY)
    return body


@pytest.fixture(scope="session")
def in_full():
    body = overfed()
    body.run_for(DAYS * DAY)
    return body


@pytest.fixture(scope="session")
def leapt():
    body = overfed(0.02)
    body.run_for(DAYS * DAY)
    return body
