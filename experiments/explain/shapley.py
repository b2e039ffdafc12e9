"""Fair shares of what several things do together [Shapley1953].

The share of one is what it adds when the others come before it in some order, averaged over all
orders. With few of them all orders count; with more, orders are sampled, each together with its
reverse, so that what comes first in one comes last in the other [Castro2009].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from math import factorial

import numpy as np

Coalition = frozenset[str]


def sampled_orders(names: Sequence[str], count: int, seed: int) -> list[tuple[str, ...]]:
    """Return ``count`` orders, every second one the reverse of the one before."""
    rng = np.random.default_rng(seed)
    orders: list[tuple[str, ...]] = []
    while len(orders) < count:
        order = tuple(names[place] for place in rng.permutation(len(names)))
        orders += [order, order[::-1]]
    return orders[:count]


def coalitions_of(orders: Iterable[Sequence[str]]) -> list[Coalition]:
    """Return every coalition that orders pass through, each once, from none to all."""
    found: dict[Coalition, None] = {}
    for order in orders:
        for place in range(len(order) + 1):
            found.setdefault(frozenset(order[:place]))
    return list(found)


def all_coalitions(names: Sequence[str]) -> list[Coalition]:
    """Return every coalition there is."""
    return [frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)]


def singles_and_rests(names: Sequence[str]) -> list[Coalition]:
    """Return each one alone, and all but each."""
    return [frozenset([n]) for n in names] + [frozenset(names) - {n} for n in names]


def shares_by_orders(
    names: Sequence[str], orders: Sequence[Sequence[str]], value: Callable[[Coalition], float]
) -> dict[str, float]:
    """Return the mean of what each adds over orders."""
    total = dict.fromkeys(names, 0.0)
    for order in orders:
        for place, name in enumerate(order):
            before = frozenset(order[:place])
            total[name] += value(before | {name}) - value(before)
    return {name: total[name] / len(orders) for name in names}


def exact_shares(names: Sequence[str], value: Callable[[Coalition], float]) -> dict[str, float]:
    """Return the shares over all orders, from the values of all coalitions."""
    count = len(names)
    shares = {}
    for name in names:
        others = [other for other in names if other != name]
        total = 0.0
        for coalition in all_coalitions(others):
            size = len(coalition)
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            total += weight * (value(coalition | {name}) - value(coalition))
        shares[name] = total
    return shares
