"""The muscle fiber: where most insulin-stimulated glucose goes, and where contraction acts.

Interstitial insulin drives the shared signaling chain; Akt releases GLUT4 into the cycling
pool; insulin also opens nutritive capillaries, slowly, and that together with the slow release
makes uptake follow Akt with a half-time of about half an hour although Akt itself needs a
minute or two [Wojtaszewski2000]. Fatty acids that outrun oxidation become diacylglycerol,
ceramide and inert triglyceride [Itani2002]. A bout of exercise recruits fibers from type I
upward [Vollestad1984], brings carriers to the surface without Akt, burns glycogen, and leaves a
memory distal to Akt that fades within about three days [Oshida1991]. Training raises GLUT4,
mitochondria and capillaries; disuse lowers the gain of the signal within days, without any lipid
[Stuart1988]. Lengthening work breaks fibers and inflames them for days (`agents/damage.py`).
"""

from __future__ import annotations

from collections import namedtuple

from . import insulin_signaling as signaling
from .cell import Cell
from .compiled import equation, relax
from .contraction import (
    CONTRACTION_PARAMETERS,
    TRAINING_PARAMETERS,
    advance_training,
    contraction_signal,
    disuse_inhibition,
    fat_use_in_contraction,
    training_effect,
)
from .damage import (
    DAMAGE_PARAMETERS,
    DAMAGE_STATES,
    advance_damage,
    nitric_oxide_inhibition,
)
from .declarations import (
    ParameterGroup,
    State,
    StateTable,
    offset_tuple,
    parameter,
    redeclare,
)
from .glucose_transport import (
    TRANSPORT_PARAMETERS,
    capillary_target,
    cycling_target,
    glucotoxic_inhibition,
    steady_surface_share,
    uptake_through_three,
)
from .lipid_metabolism import (
    FIBER_LIPID_PARAMETERS,
    after_step,
    ceramide_synthesis_rate,
    during_step,
    overflow_synthesis_rate,
    oxidation_rate,
    uptake_against_pool,
)
from .muscle_glycogen import (
    GLYCOGEN_PARAMETERS,
    GLYCOGEN_STATES,
    advance_glycogen,
    advance_synthase,
)

# fmt: off
MUSCLE = ParameterGroup(
    "muscle",
    *redeclare(
        signaling.SHARED_PARAMETERS,
        pi3k_half_activation=(0.05, "Rizza1981"),
        receptor_rate=(2.0, "Wojtaszewski2000"),
        akt_rate=(2.0, "Wojtaszewski2000"),
        diacylglycerol_half_inhibition=(1.42, "Itani2002"),
    ),
    *TRANSPORT_PARAMETERS,
    *CONTRACTION_PARAMETERS,
    *TRAINING_PARAMETERS,
    *DAMAGE_PARAMETERS,
    *FIBER_LIPID_PARAMETERS,
    *GLYCOGEN_PARAMETERS,
    # where inhibition ends, and what lies behind Akt
    parameter("ceramide_floor", 0.55, "1", (0.0, 1.0), "Krook1998",
              "share of Akt activity that ceramide cannot take", calibrated="D3"),
    parameter("ceramide_release_loss", 1.6, "1", (0.0, 10.0), "JeBailey2007",
              "rise, under unlimited ceramide, of the Akt activity that half release of GLUT4 "
              "needs: Rac1 and actin behind Akt; 0 removes it", calibrated="C2, D3"),
    parameter("ikba_loss", 5.6, "1", (0.0, 50.0), "Itani2002",
              "loss of IkBa to full activation of PKC and IKK", calibrated="E9"),
    # differences between fibers
    parameter("receptor_variation", 0.25, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of receptor number between fibers", calibrated="D11"),
    parameter("glut4_variation", 0.25, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of GLUT4 content between fibers", calibrated="D11"),
    parameter("mitochondria_variation", 0.15, "1", (0.0, 1.0), "Morino2005",
              "coefficient of variation of mitochondria within a fiber type"),
    parameter("size_variation", 0.2, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of fiber size"),
    parameter("type_1_share", 0.5, "1", (0.0, 1.0), "Vollestad1984",
              "share of type I fibers"),
    parameter("type_2a_share", 0.35, "1", (0.0, 1.0), "Vollestad1984",
              "share of type IIa fibers; the rest is type IIx"),
)
# fmt: on

FIBER_STATES = StateTable(
    "muscle fiber",
    *signaling.SHARED_STATES,
    *GLYCOGEN_STATES,
    State("glut4_cycling", "share", "fast", "GLUT4 in the cycling pool", 0.03),
    State("glut4_surface_insulin", "share", "fast", "surface GLUT4 by the insulin route", 0.013),
    State("glut4_surface_contraction", "share", "fast", "surface GLUT4 by contraction", 1e-9),
    State("capillary_recruitment", "share", "fast", "perfused capillaries", 0.28),
    State("ampk", "1", "fast", "AMPK activity above rest", 1e-9),
    State("calcium_rac1", "1", "fast", "calcium and Rac1 signal above rest", 1e-9),
    State("glucose_uptake", "mmol/kg/min", "fast", "glucose uptake", 0.0),
    State("uptake_sum", "mmol/kg", "fast", "uptake since the last slow step"),
    State("recruitment", "1", "event", "share of full contraction in the bout now"),
    State("resistance_share", "1", "event", "share of resistance work in the bout now"),
    *DAMAGE_STATES,
    State("half_release", "1", "slow", "Akt for half release, squared, with the memory", 0.123),
    State("half_capillary", "(pmol/L)^2", "slow", "insulin for half recruitment, squared", 1.4e5),
    State("release_fraction", "1", "slow", "share of GLUT4 release done in a fast step", 0.02),
    State("capillary_fraction", "1", "slow", "share of recruitment done in a fast step", 0.047),
    State("glut4_total", "lean", "slow", "GLUT4 content", 1.0),
    State("glut4_exocytosis", "1/min", "slow", "exocytosis per carrier inside the fiber", 0.01),
    State("ikba", "1", "slow", "IkBa that PKC and IKK leave", 0.5),
    State("glut4_at_birth", "lean", "fixed", "GLUT4 content untrained", 1.0),
    State("fatty_acyl_coa", "mmol/kg", "slow", "labile fatty acids", 0.8),
    State("diacylglycerol", "lean", "slow", "signaling diacylglycerol", 1.0),
    State("ceramide", "lean", "slow", "ceramide", 1.0),
    State("intramyocellular_lipid", "mmol/kg", "slow", "neutral triglyceride, fatty acid", 10.0),
    State("mitochondria", "lean", "slow", "mitochondrial capacity", 1.0),
    State("mitochondria_at_birth", "lean", "fixed", "mitochondrial capacity untrained", 1.0),
    State("hexosamine", "mmol/L", "slow", "lasting excess of glucose as the fiber feels it", 0.2),
    State("post_exercise_memory", "1", "slow", "memory of the last bouts", 1e-9),
    State("aerobic_load", "min/d", "slow", "aerobic training load", 1e-9),
    State("resistance_load", "min/d", "slow", "resistance training load", 1e-9),
    State("activity_memory", "1", "slow", "ordinary daily activity as the fiber recalls it", 1.0),
    State("size", "lean", "slow", "fiber size", 1.0),
    State("size_at_birth", "lean", "fixed", "fiber size untrained", 1.0),
    State("capillary_density", "lean", "slow", "capillaries around the fiber", 1.0),
    State("weight", "kg", "fixed", "untrained muscle that this fiber stands for", 0.0),
    State("lipid_access", "1", "fixed", "share in the fatty acids of its tissue", 1.0),
    State("lipid_uptake", "1", "slow", "uptake of fatty acids against its own labile pool", 1.0),
    State("capillary_access", "1", "fixed", "closeness to capillaries", 1.0),
    State("fiber_type", "code", "fixed", "0 type I, 1 type IIa, 2 type IIx", 0.0),
    State("recruitment_threshold", "%", "fixed", "intensity at which the fiber is recruited"),
    State("region", "code", "fixed", "0 trunk and arms, 1 left leg, 2 right leg"),
    State("fat_oxidation", "mmol/kg/min", "slow", "fatty acids oxidized", 0.0),
    read_each_minute=(
        *signaling.READ_EACH_MINUTE, "recruitment", "half_release", "half_capillary",
        "release_fraction", "capillary_fraction", "glut4_total", "post_exercise_memory", "size",
        "weight", "capillary_access", "capillary_density",
    ),
)  # fmt: skip

FIBER = offset_tuple("FiberOffsets", FIBER_STATES.states)

FiberMinute = namedtuple("FiberMinute", [
    "occupancy", "insulin_square", "glucose", "transport_factor", "phosphorylation_factor",
    "receptor_fraction", "akt_fraction", "surface_fraction", "ampk_fraction",
    "calcium_fraction", "gsk3_fraction", "synthase_fraction", "minutes",
])  # fmt: skip
"""What a fiber meets in one fast step: concentrations at its place and step fractions."""

FiberQuarter = namedtuple("FiberQuarter", [
    "occupancy", "fatty_acids", "saturated_share", "activity", "awake", "minutes",
    "fast_minutes", "receptor_fraction", "kinase_fraction", "glut4_fraction",
    "mitochondria_fraction", "density_fraction", "size_fraction", "disuse_fraction", "glucose",
    "hexosamine_fraction", "load_fraction", "contraction_cost", "fat_as_glucose",
])  # fmt: skip
"""What a fiber meets in one slow step: ``fatty_acids`` in mmol per kg of mean access,
``contraction_cost`` in mmol glucose/kg/min of full effort, ``fat_as_glucose`` in mmol glucose
of the energy of 1 mmol fatty acid."""


@equation
def advance_fiber(state, i, now, p):
    """Advance one fiber by one fast step; return its glucose uptake in mmol/min."""
    akt = signaling.advance_signal(
        state, i, FIBER, now.occupancy, now.receptor_fraction, now.akt_fraction, p
    )
    advance_synthase(state, i, FIBER, akt, now.gsk3_fraction, now.synthase_fraction)
    target = cycling_target(
        akt, p.glut4_basal_cycling, p.glut4_maximal_cycling, state[i + FIBER.half_release]
    )
    cycling = relax(state[i + FIBER.glut4_cycling], target, state[i + FIBER.release_fraction])
    surface = relax(
        state[i + FIBER.glut4_surface_insulin],
        steady_surface_share(cycling, p.glut4_exocytosis_rate, p.glut4_endocytosis_rate),
        now.surface_fraction,
    )
    ampk = relax(state[i + FIBER.ampk], state[i + FIBER.recruitment] + 1e-9, now.ampk_fraction)
    calcium = relax(
        state[i + FIBER.calcium_rac1], state[i + FIBER.recruitment] + 1e-9, now.calcium_fraction
    )
    contraction = contraction_signal(ampk, calcium, p.ampk_gain, p.calcium_rac1_gain)
    by_contraction = relax(
        state[i + FIBER.glut4_surface_contraction],
        p.glut4_contraction_share * contraction,
        now.surface_fraction,
    )
    recruited = relax(
        state[i + FIBER.capillary_recruitment],
        capillary_target(
            now.insulin_square, state[i + FIBER.half_capillary], p.capillary_basal_recruitment
        ),
        state[i + FIBER.capillary_fraction],
    )
    memory = state[i + FIBER.post_exercise_memory] * p.memory_gain
    opened = (
        p.capillary_basal_recruitment
        + (recruited - p.capillary_basal_recruitment) * (1.0 + p.memory_delivery * memory)
        + p.contraction_capillary_gain * contraction
    ) * state[i + FIBER.capillary_access]
    uptake = (
        uptake_through_three(
            now.glucose,
            p.delivery_conductance
            * state[i + FIBER.capillary_density]
            * (1.0 + p.delivery_recruitment * opened + p.contraction_delivery_gain * contraction),
            now.transport_factor
            * opened
            * (state[i + FIBER.glut4_total] * (surface + by_contraction) + p.glut1_equivalent)
            * (1.0 + p.contraction_transport_gain * contraction),
            now.phosphorylation_factor
            * (
                1.0
                + p.memory_phosphorylation * memory
                + p.contraction_phosphorylation_gain * contraction
            ),
        )
        * state[i + FIBER.size]
    )
    state[i + FIBER.glut4_cycling] = cycling
    state[i + FIBER.glut4_surface_insulin] = surface
    state[i + FIBER.glut4_surface_contraction] = by_contraction
    state[i + FIBER.ampk] = ampk
    state[i + FIBER.calcium_rac1] = calcium
    state[i + FIBER.capillary_recruitment] = recruited
    state[i + FIBER.glucose_uptake] = uptake
    state[i + FIBER.uptake_sum] += uptake * now.minutes
    return uptake * state[i + FIBER.weight]


@equation
def advance_fiber_slowly(state, i, now, p):
    """Advance lipid, glycogen, adaptation and the gains of one fiber by one slow step."""
    signaling.advance_receptors(
        state, i, FIBER, now.occupancy, now.receptor_fraction, now.kinase_fraction, p
    )
    akt = state[i + FIBER.akt]
    effort = state[i + FIBER.recruitment]
    mitochondria = state[i + FIBER.mitochondria]

    # fatty acids: labile pool → oxidation, diacylglycerol, ceramide, triglyceride
    minutes = now.minutes
    labile = state[i + FIBER.fatty_acyl_coa]
    store = state[i + FIBER.intramyocellular_lipid]
    diacylglycerol = state[i + FIBER.diacylglycerol] * p.lean_diacylglycerol
    ceramide = state[i + FIBER.ceramide] * p.lean_ceramide
    fat_use = fat_use_in_contraction(effort, p.carnitine_half_effort)
    driven = 1.0 + p.bout_fat_oxidation_gain * fat_use
    oxidation_gain = mitochondria * driven * (1.0 - p.fat_oxidation_insulin_brake * akt)
    trained = training_effect(state[i + FIBER.aerobic_load], p.training_half_load)
    esterification = p.esterification_rate * (1.0 + p.training_esterification_gain * trained)
    lipolysis = p.triglyceride_lipolysis_rate * (1.0 + p.bout_lipolysis_gain * fat_use)
    new_store = after_step(store, 0.0, lipolysis, minutes)
    new_ceramide = after_step(ceramide, 0.0, p.ceramide_rate, minutes)
    inflow = (
        now.fatty_acids * state[i + FIBER.lipid_uptake]
        + (store - new_store)
        + (ceramide - new_ceramide)
    )
    mean_labile = labile
    for _ in range(2):  # the second pass takes the rates in the middle of the step
        oxidation = oxidation_gain * oxidation_rate(
            mean_labile, p.fat_oxidation_half, p.fat_oxidation_capacity
        )
        to_diacylglycerol = overflow_synthesis_rate(
            mean_labile, p.lean_acyl_coa, p.diacylglycerol_rate, p.lean_diacylglycerol
        )
        to_ceramide = ceramide_synthesis_rate(
            mean_labile,
            p.lean_acyl_coa,
            p.ceramide_rate * p.ceramide_synthesis_gain,
            p.lean_ceramide,
            now.saturated_share / p.lean_saturated_share,
        )
        loss = oxidation + esterification + to_diacylglycerol + to_ceramide
        mean_labile = during_step(labile, inflow, loss, minutes)
    new_labile = after_step(labile, inflow, loss, minutes)
    made = to_diacylglycerol * mean_labile * minutes
    new_diacylglycerol = after_step(diacylglycerol, made, p.diacylglycerol_rate, minutes)
    state[i + FIBER.fat_oxidation] = oxidation * mean_labile
    state[i + FIBER.fatty_acyl_coa] = new_labile
    state[i + FIBER.intramyocellular_lipid] = (
        new_store
        + esterification * mean_labile * minutes
        + (diacylglycerol + made - new_diacylglycerol)
    )
    state[i + FIBER.diacylglycerol] = new_diacylglycerol / p.lean_diacylglycerol
    state[i + FIBER.ceramide] = (
        new_ceramide + to_ceramide * mean_labile * minutes
    ) / p.lean_ceramide

    from_fat = oxidation * mean_labile * now.fat_as_glucose * (1.0 - 1.0 / driven)
    new_glycogen = advance_glycogen(state, i, FIBER, now, from_fat, p)

    advance_training(state, i, FIBER, now, new_glycogen, new_labile, p)
    advance_damage(state, i, FIBER, minutes, p)
    memory = state[i + FIBER.post_exercise_memory]
    activity = state[i + FIBER.activity_memory]
    idle = 1.0 - min(activity, 1.0)

    # what the fast clock and the next slow step use
    state[i + FIBER.lipid_uptake] = (
        state[i + FIBER.lipid_access]
        * uptake_against_pool(new_labile, p.lean_acyl_coa)
        * (1.0 + p.training_fat_uptake_gain * trained)
        * (1.0 + p.bout_fat_uptake_gain * fat_use)
    )
    speed = 1.0 + p.memory_speed * memory * p.memory_gain
    hexosamine = relax(
        state[i + FIBER.hexosamine],
        max(now.glucose - p.glucotoxic_onset, 0.0),
        now.hexosamine_fraction,
    )
    state[i + FIBER.hexosamine] = hexosamine
    spared = signaling.ceramide_inhibition(
        state[i + FIBER.ceramide], p.ceramide_half_inhibition, p.ceramide_gain
    )
    release = (
        p.glut4_half_release
        * (1.0 + p.disuse_release_loss * idle)
        * (1.0 + p.ceramide_release_loss * (1.0 - spared))
        / glucotoxic_inhibition(hexosamine, p.glucotoxic_half, p.glucotoxic_gain)
        / (1.0 + p.memory_glut4_release * memory * p.memory_gain)
    )
    state[i + FIBER.half_release] = release * release
    capillary = p.capillary_half_insulin * (1.0 + p.disuse_capillary_loss * idle)
    state[i + FIBER.half_capillary] = capillary * capillary
    state[i + FIBER.release_fraction] = 1.0 - 1.0 / (
        1.0 + p.glut4_release_rate * speed * now.fast_minutes
    )
    state[i + FIBER.capillary_fraction] = 1.0 - 1.0 / (
        1.0 + p.capillary_recruitment_rate * speed * now.fast_minutes
    )
    kept = signaling.diacylglycerol_inhibition(
        state[i + FIBER.diacylglycerol], p.diacylglycerol_half_inhibition, p.diacylglycerol_gain
    )
    state[i + FIBER.signal_gain] = (
        kept
        * signaling.cytokine_inhibition(
            state[i + FIBER.tnf_alpha], p.tnf_alpha_half_inhibition, p.cytokine_gain
        )
        * disuse_inhibition(activity, p.disuse_gain)
        * state[i + FIBER.receptor_kinase]
    )
    state[i + FIBER.akt_gain] = signaling.above_floor(
        spared, p.ceramide_floor
    ) * nitric_oxide_inhibition(state[i + FIBER.leukocytes], p.leukocyte_akt_gain)
    inside = 1.0 - state[i + FIBER.glut4_surface_insulin]
    state[i + FIBER.glut4_exocytosis] = (
        p.glut4_exocytosis_rate
        * max(state[i + FIBER.glut4_cycling] - state[i + FIBER.glut4_surface_insulin], 0.0)
        / inside
    )
    state[i + FIBER.ikba] = 1.0 / (1.0 + p.ikba_loss * (1.0 - kept))


class MuscleFiber(Cell):
    """A muscle fiber: recruited in a bout if its threshold lies below the intensity."""

    states = FIBER_STATES

    def contract(
        self,
        intensity: float,
        resistance_share: float,
        lengthening_share: float = 0.0,
        effort: float = 1.0,
    ) -> None:
        """Join a bout of an intensity (% of maximum) if the threshold allows, else rest.

        ``effort`` is that of a recruited fiber at an intensity of 100 %.
        """
        recruited = intensity >= self.recruitment_threshold
        self.recruitment = intensity / 100.0 * effort if recruited else 0.0
        self.resistance_share = resistance_share if recruited else 0.0
        self.lengthening_share = lengthening_share if recruited else 0.0
