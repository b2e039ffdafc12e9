"""Fair shares: what defines them, exactly and by sampled orders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.explain.shapley import (
    all_coalitions,
    coalitions_of,
    exact_shares,
    sampled_orders,
    shares_by_orders,
)

NAMES = ("a", "b", "c", "d")
values = st.lists(st.floats(-10, 10), min_size=16, max_size=16)


def game(numbers):
    table = dict(zip(all_coalitions(NAMES), numbers, strict=True))
    return lambda coalition: table[frozenset(coalition)]


@given(values)
def test_shares_add_up_to_what_all_do_together(numbers):
    value = game(numbers)
    whole = value(frozenset(NAMES)) - value(frozenset())
    assert sum(exact_shares(NAMES, value).values()) == pytest.approx(whole, abs=1e-9)
    orders = sampled_orders(NAMES, 6, 1)
    assert sum(shares_by_orders(NAMES, orders, value).values()) == pytest.approx(whole, abs=1e-9)


def test_who_does_nothing_gets_nothing_and_alike_get_alike():
    def value(coalition):
        return 3.0 * ("a" in coalition and "b" in coalition) + 2.0 * ("c" in coalition)

    shares = exact_shares(NAMES, value)
    assert shares == pytest.approx({"a": 1.5, "b": 1.5, "c": 2.0, "d": 0.0})


@given(values)
def test_all_orders_give_the_exact_shares(numbers):
    from itertools import permutations

    value = game(numbers)
    every = shares_by_orders(NAMES, list(permutations(NAMES)), value)
    assert every == pytest.approx(exact_shares(NAMES, value), abs=1e-9)


@given(st.integers(1, 8), st.integers(0, 100))
def test_orders_come_with_their_reverse(count, seed):
    orders = sampled_orders(NAMES, count, seed)
    assert len(orders) == count
    for one, other in zip(orders[::2], orders[1::2], strict=False):
        assert one == other[::-1]
    assert all(sorted(order) == sorted(NAMES) for order in orders)


def test_a_pair_of_reversed_orders_is_exact_for_pairwise_games():
    def value(coalition):
        return len(coalition) ** 2 + 2.0 * ("a" in coalition and "d" in coalition)

    orders = sampled_orders(NAMES, 2, 5)
    assert shares_by_orders(NAMES, orders, value) == pytest.approx(exact_shares(NAMES, value))


def test_coalitions_are_visited_once_from_none_to_all():
    found = coalitions_of(sampled_orders(NAMES, 4, 1))
    assert len(found) == len(set(found))
    assert found[0] == frozenset()
    assert frozenset(NAMES) in found
