"""Shares of a day: what is inside what, the table, what is refused."""

import pytest

from agents.declarations import UserError
from experiments.benchmark import main
from experiments.benchmark.shares import EVENTS, INSIDE, PARTS, day_of, text


def test_the_table_tells_shares_of_the_day_dearest_first():
    told = text({
        "bodies": [
            {"cells": 1000, "day_ms": 20.0, "parts_ms": {"blood": 4.0, "fibers": 10.0},
             "rest_ms": 6.0},
        ]
    }).splitlines()  # fmt: skip
    assert [line.split()[0] for line in told[1:]] == ["fibers", "blood", "rest", "a"]
    assert [line.split()[-1] for line in told] == ["1,000", "50.0", "20.0", "30.0", "20.0"]


def test_parts_inside_others_are_timed_as_well():
    for outer, inner in INSIDE.items():
        assert {outer, *inner} <= set(PARTS)


@pytest.mark.parametrize("cells", ["3", "2000000"])
def test_bodies_that_are_too_small_or_large_are_refused(cells):
    with pytest.raises(UserError, match="64 to 1000000"):
        main(["--profile", "--cells", cells])


@pytest.mark.slow
def test_parts_add_up_to_the_day():
    told = day_of(256, turns=2)
    assert set(told["parts_ms"]) == {*PARTS, EVENTS}
    assert sum(told["parts_ms"].values()) + told["rest_ms"] == pytest.approx(told["day_ms"])
    for name in PARTS.keys() - INSIDE.keys():
        assert told["parts_ms"][name] > 0.0
