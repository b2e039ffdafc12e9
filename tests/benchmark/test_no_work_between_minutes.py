"""Between two events nothing happens in Python and nothing is allocated."""

import sys
import tracemalloc
from collections import Counter

import pytest
from numba.core.runtime import _nrt_python, rtsys

from sim.bath import Bath
from sim.body import Body
from sim.step import advance


@pytest.fixture
def body():
    body = Body(cells=64, settle_days=0.0)
    body.run_for(1440.0)
    return body


def calls_during(work) -> Counter:
    """Return how often Python called something, by name."""
    counted = Counter()

    def count(frame, event, argument):
        if event == "call":
            counted[frame.f_code.co_name] += 1
        elif event == "c_call":
            counted[getattr(argument, "__name__", "?")] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_a_day_takes_few_calls_per_event(body):
    counted = calls_during(lambda: body.run_for(1440.0))
    events = counted["_advance"]
    assert 5 <= events <= 12
    assert counted.total() < 250 * events


def test_calls_do_not_grow_with_the_minutes(body):
    body.agenda.entries.clear()
    short = calls_during(lambda: body.run_for(60.0))
    long = calls_during(lambda: body.run_for(6000.0))
    assert short["_advance"] == long["_advance"] == 1
    assert abs(short.total() - long.total()) <= 2


def test_calls_do_not_grow_with_smaller_steps(body):
    fine = Body(cells=64, settle_days=0.0, minutes_per_step=0.25)
    fine.run_for(1440.0)
    for one in (body, fine):
        one.agenda.entries.clear()
    counts = [calls_during(lambda: one.run_for(240.0)).total() for one in (body, fine)]  # noqa: B023
    assert abs(counts[0] - counts[1]) <= 2


def test_compiled_code_allocates_nothing_per_minute(body):
    body.agenda.entries.clear()
    _nrt_python.memsys_enable_stats()
    try:
        made = []
        for minutes in (60.0, 6000.0):
            before = rtsys.get_allocation_stats()
            body.run_for(minutes)
            after = rtsys.get_allocation_stats()
            made.append((after.alloc - before.alloc, after.mi_alloc - before.mi_alloc))
            assert after.free - before.free == after.alloc - before.alloc
    finally:
        _nrt_python.memsys_disable_stats()
    assert made[0] == made[1]


def test_python_keeps_nothing_of_a_day_that_is_not_recorded(body):
    body.run_for(1440.0)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        body.run_for(1440.0)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 20_000
    assert peak - before < 200_000


def test_one_compilation_serves_bodies_baths_steps_and_recording(body):
    before = len(advance.signatures)
    body.start_recording(60.0)
    body.run_for(120.0)
    body.branch().run_for(15.0)
    Body(cells=80, settle_days=0.0, minutes_per_step=5.0).run_for(30.0)
    Bath("muscle", cells=3, rest=15.0)
    assert len(advance.signatures) == before
    assert before <= 2  # one for each precision
