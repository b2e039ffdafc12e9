"""The mathematics of a leap, apart from any body."""

import numpy as np
import pytest

from sim.leap.carrying import Trace, Weights, carried
from sim.leap.pacing import Pace

MEMORY = np.array([0.0, 0.3, 0.9, 0.999, 1.0])


@pytest.mark.parametrize("periods", [1, 2, 7, 60])
def test_weights_are_those_of_the_recursion(periods):
    power, constant, linear = np.ones(5), np.zeros(5), np.zeros(5)
    for period in range(periods):
        power = MEMORY * power
        constant = MEMORY * constant + 1.0
        linear = MEMORY * linear + (period + 1.0)
    weights = Weights(MEMORY, periods)
    assert weights.power == pytest.approx(power)
    assert weights.constant == pytest.approx(constant)
    assert weights.linear == pytest.approx(linear)


def test_states_with_a_forcing_that_grows_evenly_are_carried_exactly():
    x, forcing, slope = np.full(5, 2.0), np.full(5, 0.5), np.full(5, 0.01)
    stepped = x.copy()
    for day in range(30):
        stepped = MEMORY * stepped + forcing + (day + 1.0) * slope
    assert carried(x, forcing, slope, Weights(MEMORY, 30)) == pytest.approx(stepped)


def test_what_is_positive_stays_positive_and_a_balance_may_change_its_sign():
    memory, falling = np.ones(2), np.full(2, -1.0)
    later = carried(np.array([1.0, -1.0]), falling, np.zeros(2), Weights(memory, 10))
    assert later[0] > 0.0
    assert later[1] == pytest.approx(-11.0)


def order_of(memory_taken: float) -> float:
    """Return the order found for x' = -0.05 x + cos(t / 40), its own rate known or not."""
    errors = []
    for leap in (8, 16):
        x, now, trace, apart = 1.0, 0.0, Trace(), None
        memory = np.array([memory_taken])

        def day(x, now):
            return np.exp(-0.05) * x + (1.0 - np.exp(-0.05)) / 0.05 * np.cos((now + 0.5) / 40.0)

        while now < 480.0:
            trace.begin(np.array([x]))
            x, now = day(x, now), now + 1.0
            trace.end(np.array([x]))
            forcing = trace.forcing(memory)
            slope = np.zeros(1) if apart is None else trace.slope(memory, leap + 1.0)
            trace.remember()
            apart = now
            weights = Weights(memory, leap)
            x, now = float(carried(np.array([x]), forcing, slope, weights)[0]), now + leap
        exact, day_now = 1.0, 0.0
        while day_now < now:
            exact, day_now = day(exact, day_now), day_now + 1.0
        errors.append(abs(x - exact))
    return np.log2(errors[1] / errors[0])


@pytest.mark.parametrize("memory", [np.exp(-0.05), np.exp(-0.03), 1.0])
def test_a_leap_is_of_second_order_whatever_memory_is_taken(memory):
    assert order_of(memory) > 1.5


def test_the_pace_follows_the_error():
    pace = Pace(tolerance=0.01, days=10.0)
    pace.heed(0.001, 10.0)
    assert 10.0 < pace.days <= 20.0
    pace.heed(0.2, pace.days)
    assert pace.days < 10.0
    pace.begin_again()
    assert pace.days == 1.0
