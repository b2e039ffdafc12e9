"""Indices on functions whose sensitivity is known; the A-test on known distributions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.sensitivity.analyzing import indices
from experiments.sensitivity.consistency import consistency, seeds_needed
from experiments.sensitivity.prcc import partial_rank_correlations, ranks
from experiments.sensitivity.sampling import unit_design
from experiments.sweep.designs import latin_hypercube

LABELS = ["x1", "x2", "x3"]


def ishigami(shares):
    """The function of Ishigami, whose Sobol' indices are known."""
    x = (2.0 * shares - 1.0) * math.pi
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


KNOWN = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}


def table(rows):
    return {(row["parameter"], row["index"]): row for row in rows}


@pytest.mark.parametrize(
    ("method", "design", "size"), [("sobol", "saltelli", 1024), ("efast", "efast", 1025)]
)
def test_variance_shares_of_the_ishigami_function(method, design, size):
    pytest.importorskip("SALib")
    shares = unit_design(design, 3, size, 1)
    found = table(indices(method, shares, ishigami(shares), LABELS))
    for index, known in KNOWN.items():
        for label, value in zip(LABELS, known, strict=True):
            assert found[label, index]["value"] == pytest.approx(value, abs=0.06)
    assert found["x1", "first"]["low"] < KNOWN["first"][0] < found["x1", "first"]["high"]


def test_morris_effects_of_a_linear_function():
    pytest.importorskip("SALib")
    shares = unit_design("morris", 3, 10, 1)
    found = table(indices("morris", shares, shares @ [3.0, -2.0, 0.0], LABELS))
    assert [found[label, "mu_star"]["value"] for label in LABELS] == pytest.approx(
        [3, 2, 0], abs=1e-9
    )
    assert found["x2", "mu"]["value"] == pytest.approx(-2.0)
    assert found["x1", "sigma"]["value"] == pytest.approx(0.0, abs=1e-9)


def test_salib_leaves_the_global_generator_as_it_was():
    pytest.importorskip("SALib")
    np.random.seed(7)
    expected = np.random.random(3)
    np.random.seed(7)
    shares = unit_design("morris", 3, 4, 1)
    indices("morris", shares, ishigami(shares), LABELS)
    assert np.array_equal(np.random.random(3), expected)


def test_prcc_sees_monotone_effects_through_any_scale():
    shares = latin_hypercube(3, 200, 1)
    noise = np.random.default_rng(1).normal(0, 0.3, 200)
    values = np.exp(3.0 * shares[:, 0] - 3.0 * shares[:, 1] ** 3 + noise)
    strong, falling, nothing = partial_rank_correlations(shares, values)
    assert strong.low > 0.8
    assert falling.high < -0.7
    assert nothing.low < 0.0 < nothing.high


def test_prcc_of_two_parameters_is_the_textbook_formula():
    shares = np.random.default_rng(3).random((40, 2))
    values = shares[:, 0] - 0.5 * shares[:, 1] + 0.3 * np.random.default_rng(4).random(40)
    a, b, y = ranks(shares[:, 0]), ranks(shares[:, 1]), ranks(values)

    def r(p, q):
        return np.corrcoef(p, q)[0, 1]

    expected = (r(a, y) - r(a, b) * r(b, y)) / math.sqrt((1 - r(a, b) ** 2) * (1 - r(b, y) ** 2))
    assert partial_rank_correlations(shares, values)[0].value == pytest.approx(expected)


@given(st.integers(0, 1000))
def test_prcc_does_not_care_about_the_order_of_runs_or_monotone_scales(seed):
    rng = np.random.default_rng(seed)
    shares, values = rng.random((30, 3)), rng.random(30)
    order = rng.permutation(30)
    one = partial_rank_correlations(shares, values)
    other = partial_rank_correlations(np.exp(shares[order]), 5.0 * values[order] ** 3)
    for a, b in zip(one, other, strict=True):
        assert a.value == pytest.approx(b.value, abs=1e-9)
        assert -1.0 <= a.low <= a.value <= a.high <= 1.0


def test_missing_values_and_no_variation_are_reasons_not_numbers():
    shares = unit_design("morris", 3, 4, 1) if _has_salib() else latin_hypercube(3, 16, 1)
    method = "morris" if _has_salib() else "prcc"
    values = ishigami(shares)
    flat = indices(method, shares, np.ones(len(shares)), LABELS)
    assert {row["reason"] for row in flat} == {"the measure does not vary"}
    values[0] = np.nan
    if method == "morris":
        broken = indices(method, shares, values, LABELS)
        assert all(row["value"] is None and "have no value" in row["reason"] for row in broken)
    left = indices("prcc", shares, values, LABELS)
    assert all(row["value"] is not None for row in left)


def _has_salib():
    try:
        import SALib  # noqa: F401
    except ImportError:
        return False
    return True


def test_the_a_test_asks_for_as_many_seeds_as_published():
    # Groups of normal draws need some 300 runs to differ by less than a small effect [Alden2013].
    pilot = np.random.default_rng(1).normal(0.0, 1.0, 200)
    rows = consistency(pilot)
    needed = [seeds_needed(rows, difference) for difference in ("large", "medium", "small")]
    assert needed == sorted(needed)
    assert 5 <= needed[0] <= 20
    assert 30 <= needed[1] <= 75
    assert 150 <= needed[2] <= 300


def test_runs_without_chance_need_one_seed():
    assert seeds_needed(consistency([4.2] * 10), "small") == 1
