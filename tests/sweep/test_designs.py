"""Designs: what they visit, in which order, and that they fill their space."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.sweep.axes import Axis
from experiments.sweep.designs import (
    Grid,
    Sampled,
    design_of,
    latin_hypercube,
    one_at_a_time,
    sobol_sequence,
)

levels = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4)


def axes_of(values):
    return tuple(
        Axis(f"x{number}", (f"x{number}",), values=tuple(listed))
        for number, listed in enumerate(values)
    )


@given(levels)
def test_a_grid_visits_every_combination_once_the_last_axis_fastest(values):
    grid = Grid(axes_of(values))
    visited = [tuple(grid[number].values()) for number in range(len(grid))]
    assert visited == list(itertools.product(*values))


@given(st.integers(1, 6), st.integers(1, 60), st.integers(0, 100))
def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_axis(dimensions, size, seed):
    points = latin_hypercube(dimensions, size, seed)
    assert points.shape == (size, dimensions)
    for column in points.T:
        assert sorted((column * size).astype(int)) == list(range(size))


@given(st.integers(1, 6), st.integers(0, 6), st.integers(0, 100))
def test_a_sobol_sequence_is_balanced(dimensions, exponent, seed):
    points = sobol_sequence(dimensions, 2**exponent, seed)
    assert points.shape == (2**exponent, dimensions)
    for column in points.T:
        assert sorted((column * 2**exponent).astype(int)) == list(range(2**exponent))


@given(st.integers(0, 1000))
def test_sampled_designs_depend_on_their_seed_alone(seed):
    assert np.array_equal(latin_hypercube(3, 8, seed), latin_hypercube(3, 8, seed))
    assert not np.array_equal(latin_hypercube(3, 8, seed), latin_hypercube(3, 8, seed + 1))


def test_a_sobol_design_of_another_size_is_refused_with_the_two_nearest():
    with pytest.raises(UserError, match="64 or 128 instead of 100"):
        sobol_sequence(2, 100, 1)


@given(levels)
def test_one_at_a_time_changes_one_axis_from_the_base(values):
    axes = tuple(
        Axis(f"x{number}", (f"x{number}",), values=tuple(listed), base=listed[0])
        for number, listed in enumerate(values)
    )
    base, *points = one_at_a_time(axes)
    assert base == {f"x{number}": listed[0] for number, listed in enumerate(values)}
    for point in points:
        assert sum(point[label] != base[label] for label in base) == 1
    expected = sum(sum(v != listed[0] for v in listed) for listed in values)
    assert len(points) == expected


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.floats(0.0, 1.0))
def test_a_linear_range_stays_inside_its_ends(low, width, share):
    axis = Axis("x", ("x",), low=low, high=low + width)
    assert low <= axis.at(share) <= low + width
    assert axis.at(0.0) == low
    assert axis.at(1.0) == low + width


@given(st.floats(1e-6, 1e3), st.floats(1.001, 1e3), st.floats(0.0, 1.0))
def test_a_logarithmic_range_takes_equal_ratios(low, ratio, share):
    axis = Axis("x", ("x",), low=low, high=low * ratio, logarithmic=True)
    assert axis.at(share) == pytest.approx(low * ratio**share, rel=1e-9)
    assert low <= axis.at(share) <= low * ratio


def test_a_range_with_a_unit_writes_it_and_tells_the_number():
    axis = Axis("dose", ("events.glucose.dose",), low=50.0, high=100.0, unit="g", steps=3)
    assert axis.levels() == ("50.0 g", "75.0 g", "100.0 g")
    assert [axis.told(value) for value in axis.levels()] == [50.0, 75.0, 100.0]


def test_values_are_drawn_evenly_by_a_sampled_design():
    axis = Axis("diet", ("diet",), values=("a", "b", "c"))
    design = Sampled((axis,), latin_hypercube(1, 30, 1))
    drawn = [design[number]["diet"] for number in range(30)]
    assert {name: drawn.count(name) for name in "abc"} == {"a": 10, "b": 10, "c": 10}


@pytest.mark.parametrize(
    ("kind", "size", "runs"),
    [("morris", 4, 4 * 4), ("saltelli", 8, 8 * 5), ("efast", 65, 65 * 3 * 3)],
)
def test_designs_of_sensitivity_have_the_size_their_method_needs(kind, size, runs):
    axes = tuple(Axis(f"x{n}", (f"x{n}",), low=0.0, high=1.0) for n in range(3))
    design = design_of(kind, axes, size, seed=1)
    assert len(design) == runs
    values = np.array([list(design[number].values()) for number in range(runs)])
    assert values.min() >= 0.0
    assert values.max() <= 1.0
