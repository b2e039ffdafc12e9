"""The search on functions whose least squares are known, and what derivatives tell."""

import numpy as np
import pytest

from experiments.calibration.fitting import Search
from experiments.calibration.identifying import identify

UNBOUNDED = (np.full(2, -np.inf), np.full(2, np.inf))


class Counted:
    """A function that counts how often it is asked."""

    def __init__(self, function):
        self.function, self.asked = function, []

    def __call__(self, places):
        self.asked += [tuple(place) for place in places]
        return [self.function(place) for place in places]


def line(place):
    """Residuals 3 (a - 1) and 3 (b + 1)."""
    return 3.0 * (place - np.array([1.0, -1.0]))


def test_the_least_of_deviations_and_moves_is_found():
    """9 (a - 1)² + a² is least at 0.9."""
    best = Search(Counted(line), UNBOUNDED).run(np.zeros(2)).best
    assert best.places == pytest.approx([0.9, -0.9], abs=1e-6)
    assert best.deviations == pytest.approx(0.18)
    assert best.moves == pytest.approx(1.62)


def test_a_stronger_prior_holds_parameters_back():
    places = [
        Search(Counted(line), UNBOUNDED, prior=p).run(np.zeros(2)).best.places for p in (0.0, 9.0)
    ]
    assert places[0] == pytest.approx([1.0, -1.0], abs=1e-6)
    assert places[1] == pytest.approx([0.5, -0.5], abs=1e-6)


def test_a_curved_valley_within_bounds():
    def valley(place):
        a, b = place
        return np.array([5.0 * (b - a * a), 1.5 - a])

    limits = (np.array([-2.0, -2.0]), np.array([1.0, 2.0]))
    found = Search(Counted(valley), limits, prior=1e-6).run(np.zeros(2))
    assert found.best.places == pytest.approx([1.0, 1.0], abs=0.03)
    assert np.all(found.best.places <= limits[1])


def test_nothing_is_asked_twice_and_the_budget_holds():
    function = Counted(line)
    search = Search(function, UNBOUNDED, budget=4)
    found = search.run(np.zeros(2))
    assert len(function.asked) == len(set(function.asked)) == found.evaluations <= 4
    assert found.ended == "no evaluation is left"
    assert found.best.total < found.trace[0].total


def test_a_larger_budget_goes_the_same_way_on():
    def bent(place):
        return np.array([4.0 * np.exp(place[0]) - 12.0, 3.0 * place[1] + place[1] ** 3 - 6.0])

    short, whole = (Search(Counted(bent), UNBOUNDED, budget=b).run(np.zeros(2)) for b in (5, 100))
    assert len(short.trace) < len(whole.trace)
    for before, after in zip(short.trace, whole.trace, strict=False):
        assert np.array_equal(before.places, after.places)
    assert whole.best.total < short.best.total


def test_derivatives_alone():
    function = Counted(line)
    found = Search(function, UNBOUNDED).derivatives_at(np.zeros(2))
    assert found.derivatives.slopes == pytest.approx(3.0 * np.eye(2))
    assert len(function.asked) == 3
    assert found.best.number == 0


def test_what_is_not_felt_is_not_constrained():
    jacobian = np.array([[4.0, 0.0, 0.1], [0.0, 0.0, 0.0]])
    found = identify(jacobian, ["a", "b", "c"], ["C1.x", "C1.y"])
    by_name = {known.name: known for known in found.parameters}
    assert [by_name[n].is_constrained for n in "abc"] == [True, False, False]
    assert by_name["a"].kept == pytest.approx(1 / np.sqrt(17), rel=0.01)
    assert by_name["b"].kept == pytest.approx(1.0)
    assert by_name["a"].checks == ("C1.x",)
    assert found.effective == pytest.approx(16 / 17, rel=0.01)


def test_two_parameters_that_do_the_same_are_known_only_together():
    found = identify(np.array([[5.0, 5.0]]), ["a", "b"], ["C1.x"])
    a = found.parameters[0]
    assert a.confused_with == "b"
    assert a.correlation < -0.9
    assert a.alone < 0.25 < 0.6 < a.kept
    assert [direction.determined for direction in found.directions] == [True, False]
    assert found.directions[1].strength == pytest.approx(0.0, abs=1e-9)


def test_a_search_may_begin_elsewhere_and_is_pulled_to_the_middle_all_the_same():
    best = Search(Counted(line), UNBOUNDED).run(np.array([3.0, 3.0])).best
    assert best.places == pytest.approx([0.9, -0.9], abs=1e-6)
