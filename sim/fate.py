"""The daily fate of adipocytes: some die, precursors replace them, full depots recruit more.

How many cells meet which fate is drawn for the depot; what happens then is told by the agents.
"""

from __future__ import annotations

import numpy as np

from agents.adipocyte import Adipocyte

from .tissue import Tissue


def spend_a_day(
    tissue: Tissue, p, rng: np.random.Generator, expandability: float = 1.0
) -> tuple[int, int]:
    """Let the cells of a depot live a day; return the numbers of deaths and births.

    Who inherited less room in each cell also recruits fewer precursors.
    """
    count = len(tissue)
    weights = tissue.weights
    fullness = np.dot(tissue.column("fullness"), weights) / weights.sum()
    pressure = max(fullness - p["recruitment_onset"], 0.0)
    deaths = min(rng.binomial(count, min(p["turnover_rate"] / 365.0, 1.0)), count - 1)
    expected = p["recruitment_rate"] / 365.0 * pressure * count * expandability**2
    births = deaths + rng.poisson(expected)
    tissue.put("age", tissue.column("age") + 1.0)

    if deaths:
        left = 0.0
        for row in rng.choice(tissue.rows, deaths, replace=False):
            cell: Adipocyte = tissue.agent(int(row))
            left += cell.die()
            tissue.forget(int(row))
        tissue.rows = tissue.rows[tissue.columns.get("weight", tissue.rows) > 0.0]
        # the depot takes over the lipid of the dead
        number = tissue.column("number")
        room = np.sqrt(np.maximum(tissue.column("lipid"), 0.0))
        tissue.put("lipid", tissue.column("lipid") + left * room / np.sum(number * room))
    if births:
        free = np.flatnonzero(tissue.columns.view("weight") == 0.0)
        while len(free) < births:
            tissue.make_room(rng)
            free = np.flatnonzero(tissue.columns.view("weight") == 0.0)
        mothers = rng.choice(tissue.rows, births)
        for mother, row in zip(mothers, free[:births], strict=True):
            newborn: Adipocyte = tissue.agent(int(row))
            tissue.agent(int(mother)).divide_from_precursor(newborn)
        tissue.rows = np.sort(np.concatenate([tissue.rows, free[:births]]))
    return deaths, births
