"""The scale on which parameters move, and which of them may."""

import math

import numpy as np
import pytest

from agents.declarations import UserError, parameter
from experiments.calibration.free import FreeParameter, Space, free_parameters

DECLARED = {
    p.name: p
    for p in (
        parameter("a.rate", 2.0, "1/min", (0.1, 8.0), "X2000", "a rate", calibrated="C1"),
        parameter("a.shift", 0.0, "1", (-1.0, 1.0), "X2000", "a shift", plausible=(-1.0, 1.0),
                  calibrated="C1"),
        parameter("b.rate", 3.0, "1/min", (1.0, 9.0), "X2000", "another", calibrated="D1"),
        parameter("b.known", 3.0, "1/min", (1.0, 9.0), "X2000", "of a paper"),
    )
}  # fmt: skip


def test_the_declared_value_is_zero_and_the_plausible_range_four_units():
    free = FreeParameter(DECLARED["a.rate"], 2.0)
    assert free.value(0.0) == 2.0
    assert free.value(2.0) == pytest.approx(4.0, rel=1e-5)
    assert free.value(-2.0) == pytest.approx(1.0, rel=1e-5)
    assert free.place(4.0) == pytest.approx(2.0)


def test_what_may_be_zero_moves_by_amounts():
    free = FreeParameter(DECLARED["a.shift"], 0.0)
    assert not free.by_factors
    assert free.value(1.0) == 0.5
    assert free.place(-0.5) == -1.0


def test_nothing_leaves_its_bounds():
    space = Space([FreeParameter(DECLARED["a.rate"], 2.0)])
    low, high = space.limits
    assert space.settings(low)["a.rate"] == pytest.approx(0.1)
    assert space.settings(high + 5.0)["a.rate"] == 8.0
    assert np.all(low < 0.0) and np.all(high > 0.0)


def test_a_bound_of_zero_is_infinitely_far_for_what_moves_by_factors():
    declared = parameter("c.share", 0.5, "1", (0.0, 1.0), "X2000", "a share", calibrated="C1")
    assert FreeParameter(declared, 0.5).limits[0] == -math.inf


def test_declared_values_are_no_changes():
    space = Space([FreeParameter(p, p.default) for p in DECLARED.values()])
    assert space.changes(np.zeros(4)) == {}
    assert space.changes([0.0, 0.0, 1.0, 0.0]).keys() == {"b.rate"}


def test_patterns_choose_calibrated_parameters():
    assert free_parameters(["a.*"], declared=DECLARED).names == ["a.rate", "a.shift"]
    assert free_parameters(declared=DECLARED).names == ["a.rate", "a.shift", "b.rate"]
    started = free_parameters(["b.rate"], {"b.rate": 4.0}, DECLARED)
    assert started.settings(started.start) == {"b.rate": 4.0}
    assert started.settings([0.0]) == {"b.rate": 3.0}


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("b.known", "b.known has the value of its source, X2000"),
        ("b.rat", "There is no calibrated parameter 'b.rat'; did you mean b.rate"),
    ],
)
def test_what_cannot_move_is_refused(pattern, sentence):
    with pytest.raises(UserError, match=sentence):
        free_parameters([pattern], declared=DECLARED)


def test_what_moves_by_factors_cannot_begin_at_nothing():
    declared = parameter("c.share", 0.5, "1", (0.0, 1.0), "X2000", "a share", calibrated="C1")
    with pytest.raises(UserError, match="cannot begin at 0"):
        free_parameters(["c.share"], {"c.share": 0.0}, {"c.share": declared})


def test_every_calibrated_parameter_of_the_model_can_move():
    space = free_parameters()
    low, high = space.limits
    assert len(space) > 100
    assert np.all(low < high)
    assert space.settings(np.zeros(len(space))) == {p.name: p.start for p in space.free}
