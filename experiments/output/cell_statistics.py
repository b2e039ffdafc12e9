"""Statistics over the cells of every tissue at one moment, as tidy rows.

Each cell counts with the tissue it stands for. Groups are all cells of a tissue and, in muscle,
those of a region or a fiber type, in the liver those of a zone; the two fat depots are tissues of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.output.insulin_response import NON_RESPONDING, insulin_response

if TYPE_CHECKING:
    from sim.tissue import Tissue

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}

GROUPS = {
    "fiber_type": ("type_1", "type_2a", "type_2x"),
    "region": ("trunk_and_arms", "left_leg", "right_leg"),
    "zone": ("periportal", "middle", "pericentral"),
}
"""Groups of cells by the state that tells them apart; zones are thirds of the way."""

LEFT_OUT = ("_sum", "_fraction", "_capacity")
"""Endings of states that serve the computation and say nothing about the cell."""

RESPONSE_EDGES = np.linspace(0.0, 2.0, 81)
"""Edges of the histogram of insulin response; what lies beyond goes to the last bin."""


class Row(NamedTuple):
    """One statistic over one group of cells."""

    tissue: str
    group: str
    state: str
    statistic: str
    value: float
    unit: str


def told_states(tissue: Tissue) -> list[str]:
    """Names of the states that are reported: those that change and mean something by themselves."""
    return [
        name
        for name, state in tissue.states.items()
        if state.clock in ("fast", "slow", "fate")
        and name not in ("weight", "half_release")
        and not name.endswith(LEFT_OUT)
    ]


def statistics_of(tissue: Tissue, parameters: Any) -> Iterator[Row]:
    """Yield the statistics of every reported state and of the insulin response of a tissue."""
    weights = np.asarray(tissue.weights, dtype=float)
    if not weights.sum() > 0.0:
        return
    members = groups_of(tissue)
    for state in told_states(tissue):
        unit = tissue.states[state].unit
        for group, statistic, value in over_groups(tissue.column(state), weights, members):
            yield Row(tissue.name, group, state, statistic, value, unit)
    response = insulin_response(tissue, parameters)
    for group, statistic, value in over_groups(response, weights, members):
        yield Row(tissue.name, group, "insulin_response", statistic, value, "1")
    for group, mask in members.items():
        chosen = weights if mask is None else weights * mask
        value = float(chosen[response < NON_RESPONDING].sum() / chosen.sum())
        yield Row(tissue.name, group, "insulin_response", "share_non_responding", value, "1")


def groups_of(tissue: Tissue) -> dict[str, np.ndarray | None]:
    """Masks of the groups of a tissue that have cells; None stands for all cells."""
    found: dict[str, np.ndarray | None] = {"all": None}
    for state, names in GROUPS.items():
        if state in tissue.states:
            values = tissue.column(state)
            code = np.minimum(3 * values, 2) if state == "zone" else values
            masks = {name: code.astype(int) == place for place, name in enumerate(names)}
            found.update({name: mask for name, mask in masks.items() if mask.any()})
    return found


def over_groups(
    values: np.ndarray, weights: np.ndarray, members: dict[str, np.ndarray | None]
) -> Iterator[tuple[str, str, float]]:
    """Yield group, statistic and value: weighted mean, SD and quantiles; sorts only once."""
    order = np.argsort(values, kind="stable")
    ranked, ranked_weights = values[order], weights[order]
    for group, mask in members.items():
        chosen, share = ranked, ranked_weights
        if mask is not None:
            inside = mask[order]
            chosen, share = ranked[inside], ranked_weights[inside]
        total = share.sum()
        if not total > 0.0:
            continue
        share = share / total
        mean = float(share @ chosen)
        yield group, "mean", mean
        yield group, "sd", float(np.sqrt(share @ (chosen - mean) ** 2))
        middles = np.cumsum(share) - 0.5 * share
        for name, value in zip(
            QUANTILES, np.interp(list(QUANTILES.values()), middles, chosen), strict=True
        ):
            yield group, name, float(value)


def response_histogram(tissue: Tissue, parameters: Any) -> np.ndarray:
    """Return the share of the tissue in each bin of insulin response (see RESPONSE_EDGES)."""
    response = np.clip(insulin_response(tissue, parameters), 0.0, RESPONSE_EDGES[-1] - 1e-9)
    counts, _ = np.histogram(response, RESPONSE_EDGES, weights=tissue.weights)
    return counts / max(counts.sum(), 1e-300)
