"""What becomes of the glucose that a muscle fiber takes up: glycogen, oxidation, lactate.

Akt silences GSK3 within minutes; glycogen synthase wakes up more slowly [Wojtaszewski2000] and
decides, with the room left for glycogen, how much is stored. A working fiber calls on glycogen
for what fatty acids and blood glucose do not cover [Romijn1993].
"""

from .compiled import equation, relax
from .contraction import glycogen_for_contraction
from .declarations import State, parameter
from .lipid_metabolism import after_step, during_step

# fmt: off
GLYCOGEN_PARAMETERS = (
    parameter("glycogen_lean", 85.0, "mmol/kg", (10.0, 200.0), "Roden1996",
              "glycogen of rested muscle, glucosyl units"),
    parameter("glycogen_maximum", 150.0, "mmol/kg", (50.0, 400.0), "Roden1996",
              "glycogen at which storage stops"),
    parameter("gsk3_rate", 1.0, "1/min", (0.01, 20.0), "Wojtaszewski2000",
              "rate at which GSK3 follows Akt"),
    parameter("glycogen_synthase_rate", 0.041, "1/min", (0.001, 2.0), "Wojtaszewski2000",
              "rate at which glycogen synthase follows the release from GSK3 (half-time 17 min)"),
    parameter("glycogen_storage_share", 0.82, "1", (0.0, 1.0), "Thiebaud1982",
              "share of uptake stored under full glycogen synthase with room for glycogen",
              calibrated="C8"),
    parameter("glycogen_storage_half_synthase", 0.0524, "1", (0.001, 1.0), "Thiebaud1982",
              "glycogen synthase activity at half of that share", calibrated="C8"),
    parameter("glycogen_activity_rate", 1.1e-4, "1/min", (0.0, 0.01), "Romijn1993",
              "glycogen used by ordinary waking activity", calibrated="lean steady state"),
    parameter("glucose_oxidized_share", 0.55, "1", (0.0, 1.0), "Thiebaud1982",
              "share of glucose not stored that a resting fiber oxidizes; the rest is lactate"),
    parameter("working_oxidized_share", 0.85, "1", (0.0, 1.0), "Romijn1993",
              "share of glucose and glycogen that a working fiber oxidizes; the rest is lactate"),
    parameter("bout_glycogen_half", 10.0, "mmol/kg", (0.5, 100.0), "Romijn1993",
              "glycogen at which glycogenolysis covers only half of what a bout asks for"),
)
# fmt: on
"""Glycogen and the fate of glucose in a muscle fiber."""

GLYCOGEN_STATES = (
    State("gsk3", "1", "fast", "GSK3 activity", 0.75),
    State("glycogen_synthase", "1", "fast", "glycogen synthase activity", 0.25),
    State("glycogen", "mmol/kg", "slow", "glycogen, glucosyl units", 85.0),
    State("glucose_oxidation", "mmol/kg/min", "slow", "glucose and glycogen oxidized", 0.0),
    State("glycogen_synthesis", "mmol/kg/min", "slow", "uptake stored as glycogen", 0.0),
    State("lactate_release", "mmol/kg/min", "slow", "lactate released, as glucose", 0.0),
)


@equation
def advance_synthase(state, i, at, akt, gsk3_fraction, synthase_fraction):
    """Advance GSK3 and glycogen synthase of one fiber by one fast step."""
    gsk3 = relax(state[i + at.gsk3], 1.0 - akt, gsk3_fraction)
    state[i + at.gsk3] = gsk3
    state[i + at.glycogen_synthase] = relax(
        state[i + at.glycogen_synthase], 1.0 - gsk3, synthase_fraction
    )


@equation
def stored_share(synthase, room, p):
    """Return the share of glucose taken up that is stored (room for glycogen in mmol/kg)."""
    return (
        p.glycogen_storage_share
        * synthase
        / (p.glycogen_storage_half_synthase + synthase)
        * room
        / (0.2 * p.glycogen_lean + room)
    )


@equation
def advance_glycogen(state, i, at, now, from_fat, p):
    """Advance glycogen of one fiber by one slow step; return it.

    ``from_fat`` is what fatty acids give to contraction, as mmol glucose/kg/min.
    """
    minutes = now.minutes
    effort = state[i + at.recruitment]
    uptake = state[i + at.uptake_sum] / minutes
    glycogen = state[i + at.glycogen]
    room = max(p.glycogen_maximum - glycogen, 0.0)
    stored = uptake * stored_share(state[i + at.glycogen_synthase], room, p)
    oxidized = p.working_oxidized_share if effort > 0.0 else p.glucose_oxidized_share
    missing = max(now.contraction_cost * effort - from_fat - (uptake - stored) * oxidized, 0.0)
    used_rate = p.glycogen_activity_rate * now.activity * now.awake + glycogen_for_contraction(
        missing / oxidized, glycogen, p.bout_glycogen_half, minutes
    )
    new_glycogen = after_step(glycogen, stored * minutes, used_rate, minutes)
    burned = (
        uptake - stored + used_rate * during_step(glycogen, stored * minutes, used_rate, minutes)
    )
    state[i + at.glycogen] = new_glycogen
    state[i + at.glycogen_synthesis] = stored
    state[i + at.glucose_oxidation] = burned * oxidized
    state[i + at.lactate_release] = burned * (1.0 - oxidized)
    state[i + at.uptake_sum] = 0.0
    return new_glycogen
