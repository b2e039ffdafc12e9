"""A bout: which fibers it recruits and what it costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.contraction import fat_use_in_contraction

from .tissue import Tissue


class BoutMode(NamedTuple):
    """What kind of work a bout is.

    ``effort`` is that of a recruited fiber, and ``cost`` the energy of the bout as a share of the
    energy at maximal oxygen uptake, both at an intensity of 100 %.
    """

    resistance_share: float
    lengthening_share: float
    effort: float
    cost: float


BOUT_MODES = {
    "aerobic": BoutMode(0.0, 0.0, 1.0, 1.0),
    "mixed": BoutMode(0.5, 0.0, 1.0, 0.7),
    "resistance": BoutMode(1.0, 0.0, 1.0, 0.4),
    "eccentric": BoutMode(1.0, 1.0, 0.6, 0.2),
}
"""The modes of exercise.

Resistance work with its pauses costs 40 % of what aerobic work does. Muscle that is lengthened
bears the same load with less activation and about a third of the energy [Penailillo2017]; its
maximal load, which is 100 % of an eccentric bout, is taken as half again as high, so that such a
bout costs half of what resistance work does. Ordinary resistance training has phases that
lengthen muscle too, but a program that rises step by step leaves no damage that could be
measured: only eccentric bouts damage fibers.
"""

LIMBS = {
    "whole_body": frozenset({0.0, 1.0, 2.0}),
    "left_leg": frozenset({1.0}),
    "right_leg": frozenset({2.0}),
    "legs": frozenset({1.0, 2.0}),
}
"""Regions of muscle that a bout of a limb drives."""


def recruit(muscle: Tissue, bouts: list[dict], p) -> float:
    """Set recruitment of all fibers; return mean recruitment by mass (0-1).

    ``p`` holds the parameters of muscle in force.
    """
    region = muscle.column("region")
    threshold = muscle.column("recruitment_threshold")
    effort = np.zeros(len(muscle))
    resistance = np.zeros(len(muscle))
    lengthening = np.zeros(len(muscle))
    for bout in bouts:
        driven = np.isin(region, list(LIMBS[bout["limb"]])) & (threshold <= bout["intensity"])
        mode = BOUT_MODES[bout["mode"]]
        effort[driven] = bout["intensity"] / 100.0 * mode.effort
        resistance[driven] = mode.resistance_share
        lengthening[driven] = mode.lengthening_share
    before = muscle.column("recruitment")
    muscle.put("recruitment", effort)
    muscle.put("resistance_share", resistance)
    muscle.put("lengthening_share", lengthening)
    muscle.put(
        "lipid_uptake",
        muscle.column("lipid_uptake") * uptake_gain(effort, p) / uptake_gain(before, p),
    )
    return float(np.average(effort, weights=muscle.weights))


def uptake_gain(effort: np.ndarray, p) -> np.ndarray:
    """Return how contraction raises the uptake of fatty acids of each fiber (1 at rest).

    Uptake follows the beginning and the end of a bout at once, not with the slow clock.
    """
    levels, which = np.unique(effort, return_inverse=True)
    half = float(p["carnitine_half_effort"])
    use = np.array([fat_use_in_contraction(float(level), half) for level in levels])
    return 1.0 + float(p["bout_fat_uptake_gain"]) * use[which]


def bout_power(body, bouts: list[dict]) -> float:
    """Return the energy cost of the bouts above rest in kJ/min.

    At 100 % of aerobic work the whole body spends its maximal oxygen uptake (20.9 kJ per l).
    """
    maximal = body.value("vo2max") * body.weight / 1000.0 * 20.9
    muscle = body.tissues["muscle"]
    region, mass = muscle.column("region"), muscle.weights
    power = 0.0
    for bout in bouts:
        share = mass[np.isin(region, list(LIMBS[bout["limb"]]))].sum() / mass.sum()
        share = min(1.0, share * 1.6) if bout["limb"] != "whole_body" else 1.0
        power += BOUT_MODES[bout["mode"]].cost * bout["intensity"] / 100.0 * maximal * share
    return power
