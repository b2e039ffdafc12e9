"""Statistics across people: published examples, coverage, symmetry, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.agreement import (
    a_measure,
    a_measure_effect,
    bootstrap,
    coefficient_of_variation,
    mean,
    pearson,
    prevalence,
    spearman,
    standard_deviation,
)
from experiments.indices.slopes import linear_slope, log_log_slope, variance_explained

samples = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


def with_correlation(r, n):
    """Two samples of n values whose Pearson correlation is exactly r."""
    x = np.arange(n, dtype=float) - (n - 1) / 2
    y = x**2 - np.mean(x**2)
    return x, r * x / np.linalg.norm(x) + np.sqrt(1 - r * r) * y / np.linalg.norm(y)


@pytest.mark.parametrize(
    ("r", "n", "low", "high"),
    [
        (0.50, 50, 0.2574879, 0.6832563),  # printed output of a textbook function
        (-0.654, 34, -0.81, -0.40),  # Online Statistics Education, confidence interval of r
    ],
)
def test_pearson_intervals_equal_printed_ones(r, n, low, high):
    found = pearson(*with_correlation(r, n))
    assert found.value == pytest.approx(r)
    assert found.low == pytest.approx(low, abs=1e-6 if n == 50 else 0.01)
    assert found.high == pytest.approx(high, abs=1e-6 if n == 50 else 0.01)


def test_spearman_equals_the_example_of_its_authors():
    # Printed in the statpsych documentation of D. G. Bonett.
    y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    found = spearman(x, y)
    assert found.value == pytest.approx(0.8699639, abs=1e-7)
    assert found.low == pytest.approx(0.5840951, abs=1e-6)
    assert found.high == pytest.approx(0.9638297, abs=1e-6)


@pytest.mark.parametrize(
    ("cases", "people", "low", "high"),
    [
        (6, 32, 0.08889545, 0.35309155),  # printed output for 6 efficient cars of 32
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, comparison of seven methods
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_equal_printed_ones(cases, people, low, high):
    found = prevalence(cases, people)
    assert found.value == cases / people
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_mean_and_standard_deviation_by_tables():
    # n = 4: t = 3.182446; chi-square of 3 degrees: 9.348404 and 0.215795.
    found = mean([2.0, 4.0, 6.0, 8.0])
    spread = np.sqrt(20 / 3)
    assert found.value == 5
    assert found.high - 5 == pytest.approx(3.182446 * spread / 2, rel=1e-6)
    deviation = standard_deviation([2.0, 4.0, 6.0, 8.0])
    assert deviation.value == pytest.approx(spread)
    assert deviation.low == pytest.approx(spread * np.sqrt(3 / 9.348404), rel=1e-5)
    assert deviation.high == pytest.approx(spread * np.sqrt(3 / 0.215795), rel=1e-5)
    assert coefficient_of_variation([2.0, 4.0, 6.0, 8.0]) == pytest.approx(100 * spread / 5)


def test_a_measure_by_hand():
    # Of nine pairs five are larger, two equal: (5 + 1) / 9.
    assert a_measure([1, 4, 6], [2, 4, 1]) == pytest.approx((0 + 0.5 + 2.5 + 3) / 9)
    assert a_measure([5, 6], [1, 2, 3]) == 1.0
    assert a_measure([2, 2], [2, 2]) == 0.5


def test_a_measure_effects_at_the_published_cutoffs():
    found = [a_measure_effect(value) for value in (0.5, 0.55, 0.56, 0.64, 0.71, 0.44, 0.29, 1.0)]
    assert found == ["none", "none", "small", "medium", "large", "small", "large", "large"]


@given(samples, samples)
def test_a_measure_is_the_share_of_pairs_and_antisymmetric(first, second):
    pairs = np.sign(np.subtract.outer(first, second))
    assert a_measure(first, second) == pytest.approx(0.5 + 0.5 * pairs.mean())
    assert a_measure(first, second) + a_measure(second, first) == pytest.approx(1.0)


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    hits = {"mean": 0, "spread": 0, "pearson": 0}
    for _ in range(400):
        x = rng.normal(3.0, 2.0, 20)
        y = 0.6 * (x - 3.0) / 2.0 + 0.8 * rng.normal(size=20)
        hits["mean"] += mean(x).low <= 3.0 <= mean(x).high
        hits["spread"] += standard_deviation(x).low <= 2.0 <= standard_deviation(x).high
        hits["pearson"] += pearson(x, y).low <= 0.6 <= pearson(x, y).high
    assert all(0.92 <= count / 400 <= 0.98 for count in hits.values())


def test_bootstrap_is_repeatable_and_near_the_known_interval():
    sample = np.random.default_rng(3).normal(10.0, 2.0, 40)
    found = bootstrap(sample, np.mean, 7)
    assert found == bootstrap(sample, np.mean, np.random.default_rng(7))
    assert found != bootstrap(sample, np.mean, 8)
    known = mean(sample)
    assert found.value == pytest.approx(known.value)
    assert found.low == pytest.approx(known.low, abs=0.15)
    assert found.high == pytest.approx(known.high, abs=0.15)


@given(st.integers(0, 50), st.integers(1, 50))
def test_prevalence_interval_holds_the_share_within_0_and_1(cases, more):
    found = prevalence(cases, cases + more)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=5, max_size=25))
def test_correlations_do_not_depend_on_units_and_turn_with_the_sign(pairs):
    x, y = np.round(np.array(pairs).T, 3)
    try:
        r, rank = pearson(x, y), spearman(x, y)
    except Undefined:
        return
    assert pearson(3.0 * x + 1.0, 0.5 * y).value == pytest.approx(r.value, abs=1e-9)
    assert pearson(x, -y).value == pytest.approx(-r.value, abs=1e-9)
    assert spearman(np.sinh(x / 10.0), y).value == pytest.approx(rank.value)
    assert r.low <= r.value <= r.high


def test_slopes_by_hand():
    # Points 0,1 1,3 2,4: slope 1.5, intercept 7/6, t(1) = 12.7062, error 0.288675.
    found = linear_slope([0, 1, 2], [1, 3, 4])
    assert found.slope == pytest.approx(1.5)
    assert found.intercept == pytest.approx(7 / 6)
    assert found.high - 1.5 == pytest.approx(12.7062 * 0.2886751, rel=1e-5)
    assert found.r_squared == pytest.approx(1 - (1 / 6) / (14 / 3))
    assert linear_slope([0, 2], [1, 5]).low is None


def test_a_hyperbola_has_slope_minus_1():
    sensitivity = np.array([1.0, 2.0, 4.0, 7.0])
    found = log_log_slope(sensitivity, 1200.0 / sensitivity)
    assert found.slope == pytest.approx(-1.0)
    assert found.low == pytest.approx(-1.0, abs=1e-6)


def test_variance_explained_by_known_parts():
    rng = np.random.default_rng(2)
    a, b, noise = rng.normal(size=(3, 4000))
    y = 0.5 * a + 0.5 * b + np.sqrt(0.5) * noise
    assert variance_explained(y, a) == pytest.approx(0.25, abs=0.03)
    assert variance_explained(y, a, b) == pytest.approx(0.5, abs=0.03)
    assert variance_explained(y, 1000.0 + 3.0 * a) == pytest.approx(variance_explained(y, a))
    assert variance_explained(y, a) == pytest.approx(pearson(y, a).value ** 2)


def test_statistics_without_value_are_undefined():
    for trial, message in (
        (lambda: mean([1.0]), "at least 2"),
        (lambda: standard_deviation([]), "at least 2"),
        (lambda: coefficient_of_variation([-1.0, 1.0]), "other than 0"),
        (lambda: prevalence(0, 0), "at least one person"),
        (lambda: pearson([1, 2, 3], [1, 2, 3]), "at least 4 pairs"),
        (lambda: pearson([1, 1, 1, 1], [1, 2, 3, 4]), "to vary"),
        (lambda: spearman([1, 2, 3, 4], [2, 2, 2, 2]), "to vary"),
        (lambda: a_measure([], [1]), "at least 1"),
        (lambda: linear_slope([1, 1], [1, 2]), "two different"),
        (lambda: variance_explained([1, 1, 1], [1, 2, 3]), "does not vary"),
        (lambda: variance_explained([1, 2], [1, 2]), "more than 2 values"),
    ):
        with pytest.raises(Undefined, match=message):
            trial()


def test_bad_input_is_told():
    for trial, message in (
        (lambda: prevalence(5, 3), "at most the number"),
        (lambda: prevalence(1.5, 3), "whole numbers"),
        (lambda: pearson([1, 2, 3, 4], [1, 2, 3]), "equally many"),
        (lambda: mean([1, 2], confidence=95), "between 0 and 1"),
        (lambda: mean([1, float("nan")]), "value 2 is not"),
        (lambda: log_log_slope([0, 1], [1, 2]), "above 0"),
        (lambda: a_measure_effect(1.2), "between 0 and 1"),
        (lambda: bootstrap([1, 2, 3], np.mean, 1, resamples=5), "100 or more"),
        (lambda: variance_explained([1, 2, 3]), "at least one predictor"),
    ):
        with pytest.raises(UserError, match=message):
            trial()


def test_perfect_correlations_have_no_width():
    assert pearson([1, 2, 3, 4], [2, 4, 6, 8]).low == pytest.approx(1.0)
