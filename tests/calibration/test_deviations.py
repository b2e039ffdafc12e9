"""From checks to residuals."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.calibration.deviations import (
    NO_NUMBER,
    cost_by_target,
    residuals,
    softened,
    terms_of,
    unsoftened,
)


def result(target, key, deviation, *, state="inside", holds=None):
    return SimpleNamespace(
        target=SimpleNamespace(id=target), key=key, deviation=deviation, state=state,
        skipped=state == "skipped", check=SimpleNamespace(holds=holds),
    )  # fmt: skip


def card(*results):
    by_target = {}
    for one in results:
        by_target.setdefault(one.target.id, []).append(one)
    return SimpleNamespace(results=list(results), by_target=by_target)


CARD = card(
    result("C1", "a", 0.5),
    result("C1", "b", -2.0, state="outside"),
    result("C1", "c", None, holds=True),
    result("C1", "d", None, state="not represented"),
    result("C2", "a", None, state="outside"),
    result("C2", "b", 0.1, state="skipped"),
    result("D1", "a", 1.0),
)


def test_small_deviations_count_by_their_square_large_ones_by_their_size():
    assert softened(0.0) == 0.0
    assert softened(-0.1) ** 2 == pytest.approx(0.01, rel=0.01)
    assert softened(-0.1) < 0.0
    assert softened(50.0) ** 2 == pytest.approx(2 * 50 - 2, rel=0.01)
    assert softened(None) == softened(math.inf) == softened(NO_NUMBER)


def test_only_bands_of_fitted_targets_count_and_every_target_counts_the_same():
    terms = terms_of(CARD, ["C1", "C2"])
    assert [term.place for term in terms] == ["C1.a", "C1.b", "C2.a"]
    assert [term.weight for term in terms] == [0.5, 0.5, 1.0]


def test_the_sum_of_squares_is_shared_out_among_targets():
    terms = terms_of(CARD, ["C1", "D1"])
    values = residuals(CARD, terms)
    costs = cost_by_target(values, terms)
    assert sum(costs.values()) == pytest.approx(float(values @ values))
    assert costs["D1"] == pytest.approx(softened(1.0) ** 2)
    assert costs["C1"] == pytest.approx((softened(0.5) ** 2 + softened(-2.0) ** 2) / 2)


def test_derivatives_are_given_back_what_softening_took():
    terms = terms_of(CARD, ["C1", "C2"])
    step = 1e-5

    def values(d):
        return np.array([math.sqrt(t.weight) * softened(x) for t, x in zip(terms, d, strict=True)])

    far = values([0.0, -3.0, None])
    slopes = (values([step, -3.0 + step, None]) - far) / step
    told = unsoftened(slopes[:, None], far, terms)
    assert told[:, 0] == pytest.approx([math.sqrt(0.5), math.sqrt(0.5), 0.0], rel=1e-3)
