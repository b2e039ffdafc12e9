"""When branches that have lived together part."""

from collections.abc import Sequence
from typing import Any

from experiments.protocol.acts import Act
from experiments.protocol.branch import Branch


def divergence(branches: Sequence[Branch]) -> float:
    """Earliest time at which the agendas of branches differ, or a test or condition stands."""

    def described(branch: Branch) -> list[tuple[Any, Any, Act]]:
        return [
            (order, act.data, act)
            for order, _, act in sorted(branch.agenda, key=lambda item: item[:2])
        ]

    lists = [described(branch) for branch in branches]
    fork = min(
        (act.time for entries in lists for _, _, act in entries if act.verb in ("test", "watch")),
        default=float("inf"),
    )
    for entries in zip(*lists, strict=False):
        if any(entry[:2] != entries[0][:2] for entry in entries[1:]):
            return min([fork, *(entry[2].time for entry in entries)])
    lengths = {len(entries) for entries in lists}
    if len(lengths) > 1:
        shortest = min(lengths)
        return min(
            [fork, *(entries[shortest][2].time for entries in lists if len(entries) > shortest)]
        )
    return fork if fork < float("inf") else 0.0
