"""The hepatocyte: glucose output, glycogen, and the liver's traffic in fat.

Blood enters at the portal field and leaves at the central vein; on the way cells take up
insulin and oxygen, so that periportal cells see more insulin and make more glucose and
pericentral cells store more fat [Jungermann1996]. Insulin suppresses output by a fast
(glycogenolysis) and a slow (gluconeogenesis) arm, subtractively: production minus storage
[DallaMan2007]. NEFA from visceral fat, lipoprotein remnants and fat made from glucose enter one
labile pool; what is neither oxidized nor exported as VLDL becomes triglyceride, and the
diacylglycerol beside it weakens the insulin signal [Samuel2012]. The glucose carrier is GLUT2:
the GLUT4 column that every cell has is near zero here.
"""

from __future__ import annotations

from collections import namedtuple

from . import insulin_signaling as signaling
from .cell import Cell
from .compiled import equation, relax, saturating_square
from .declarations import (
    ParameterGroup,
    State,
    StateTable,
    offset_tuple,
    parameter,
    redeclare,
)
from .lipid_metabolism import after_step, during_step, oxidation_rate

# fmt: off
LIVER = ParameterGroup(
    "liver",
    *redeclare(
        signaling.SHARED_PARAMETERS,
        akt_rate=(0.152, "DallaMan2007"),
        pi3k_half_activation=(0.103, "Rizza1981"),
        diacylglycerol_half_inhibition=(3.2, "Petersen2005"),
        ceramide_half_inhibition=(5.0, "Kumashiro2011"),
        receptor_loss_half_occupancy=(0.35, "Gavin1974"),
        tnf_alpha_half_inhibition=(600, "Plomgaard2005"),
    ),
    parameter("lean_glucose_production", 0.77, "mmol/kg/min", (0.05, 5.0), "Katz1983",
              "glucose production per kg of liver at lean fasting signals, not inhibited",
              calibrated="A4"),
    parameter("insulin_suppression", 2.46, "1", (0.0, 10.0), "Rizza1981",
              "glucose production that full signal takes away", calibrated="C1"),
    parameter("fast_arm_share", 0.19, "1", (0.0, 1.0), "DallaMan2007",
              "share of the suppression through the fast arm", calibrated="B9, B15"),
    parameter("slow_arm_rate", 0.0063, "1/min", (0.0002, 0.1), "DallaMan2007",
              "rate of the slow (gluconeogenic) arm", calibrated="B9, B15"),
    parameter("production_floor", 0.06, "1", (0.0, 1.0), "Rizza1981",
              "roundness of the approach of production to zero"),
    parameter("reference_glucose", 4.95, "mmol/L", (3.0, 8.0), "Hawkins2003",
              "glucose at which its own suppression of production is counted as none"),
    parameter("bout_production_gain", 4.7, "1", (0.0, 50.0), "Wahren1971",
              "gain of production with the sympathetic drive of a full bout",
              calibrated="G20"),
    parameter("bout_production_half", 0.3, "1", (0.01, 2.0), "Wahren1971",
              "working share of muscle times intensity at half of that gain",
              calibrated="G20"),
    parameter("glucose_half_inhibition", 5.64, "mmol/L", (1.0, 50.0), "Hawkins2003",
              "scale of the suppression of production by glucose itself", calibrated="B14, E24"),
    parameter("glucose_inhibition_half_nefa", 114.0, "umol/L", (10.0, 5000.0), "Hawkins2003",
              "NEFA that blunt the suppression by glucose", calibrated="E24"),
    parameter("nefa_production_gain", 0.115, "1", (0.0, 2.0), "Roden1996",
              "gain of production with NEFA (acetyl-CoA)", calibrated="C3, E17"),
    parameter("nefa_production_half", 800.0, "umol/L", (50.0, 5000.0), "Roden1996",
              "NEFA at half of that gain"),
    parameter("glucagon_production_gain", 0.3, "1", (0.0, 5.0), "Cherrington1999",
              "gain of production with glucagon above its fasting level"),
    parameter("gluconeogenesis_share", 0.45, "1", (0.0, 1.0), "Landau1996",
              "share of fasting production made by gluconeogenesis"),
    parameter("gluconeogenesis_fat_gain", 0.2, "1", (0.0, 2.0), "Petersen2005",
              "gain of gluconeogenesis per lean content of liver triglyceride above lean",
              calibrated="A3, A4, H1"),
    parameter("insulin_gradient", 0.4, "1", (0.0, 0.95), "Jungermann1996",
              "share of insulin lost from the portal field to the central vein"),
    parameter("zonation_gluconeogenesis", 0.6, "1", (0.0, 2.0), "Jungermann1996",
              "excess of production of periportal over mean cells"),
    parameter("zonation_lipogenesis", 0.6, "1", (0.0, 2.0), "Jungermann1996",
              "excess of lipogenesis of pericentral over mean cells"),
    parameter("glycogen_lean", 250.0, "mmol/kg", (20.0, 600.0), "Taylor1996",
              "glycogen of the liver after an overnight fast, glucosyl units"),
    parameter("glycogen_maximum", 500.0, "mmol/kg", (100.0, 1000.0), "Taylor1996",
              "glycogen at which storage stops"),
    parameter("glycogen_half_depletion", 60.0, "mmol/kg", (5.0, 400.0), "Taylor1996",
              "glycogen at which glycogenolysis is halved"),
    parameter("glycogen_storage_share", 0.9, "1", (0.0, 1.0), "Taylor1996",
              "share of the liver's glucose uptake stored with room for glycogen"),
    parameter("lean_acyl_coa", 3.3, "mmol/kg", (0.2, 50.0), "Samuel2012",
              "labile fatty acids of a lean hepatocyte"),
    parameter("lean_diacylglycerol", 1.0, "mmol/kg", (0.05, 20.0), "Samuel2012",
              "diacylglycerol of a lean hepatocyte, as fatty acid"),
    parameter("lean_ceramide", 0.05, "mmol/kg", (0.001, 5.0), "Samuel2012",
              "ceramide of a lean hepatocyte, as fatty acid"),
    parameter("lean_saturated_share", 0.35, "1", (0.05, 1.0), "Ussher2010",
              "share of saturated fatty acids at which ceramide synthesis is the lean one"),
    parameter("lean_triglyceride", 70.0, "mmol/kg", (5.0, 500.0), "Szczepaniak2005",
              "triglyceride of a lean hepatocyte as fatty acid (2 % of liver mass)"),
    parameter("fat_oxidation_capacity", 0.138, "mmol/kg/min", (0.005, 1.0), "Havel1970",
              "oxidation and ketogenesis with a full labile pool",
              calibrated="lean steady state"),
    parameter("fat_oxidation_half", 3.3, "mmol/kg", (0.1, 50.0), "Havel1970",
              "labile fatty acids at half-maximal oxidation"),
    parameter("fat_oxidation_insulin_brake", 0.6, "1", (0.0, 1.0), "Havel1970",
              "share of oxidation that full signal removes (malonyl-CoA)"),
    parameter("ketogenesis_gain", 2.0, "1", (0.0, 20.0), "Kirk2009",
              "gain of oxidation with empty glycogen stores", calibrated="H3"),
    parameter("esterification_rate", 0.012, "1/min", (1e-4, 0.5), "Samuel2012",
              "esterification of labile fatty acids", calibrated="lean steady state"),
    parameter("triglyceride_lipolysis_rate", 1e-4, "1/min", (1e-7, 0.05), "Kirk2009",
              "lipolysis of liver triglyceride", calibrated="H1, H3"),
    parameter("diacylglycerol_rate", 0.01, "1/min", (1e-4, 0.5), "Samuel2012",
              "turnover of diacylglycerol"),
    parameter("diacylglycerol_store_share", 0.6, "1", (0.0, 1.0), "Samuel2012",
              "share of lean diacylglycerol that comes from the triglyceride store"),
    parameter("ceramide_rate", 0.00025, "1/min", (1e-6, 0.05), "Ussher2010",
              "turnover of ceramide (about 2 d)"),
    parameter("vldl_capacity", 0.0628, "mmol/kg/min", (0.001, 2.0), "Fabbrini2008",
              "export of fatty acids as VLDL with a full store", calibrated="E5, H1"),
    parameter("vldl_half_store", 70.0, "mmol/kg", (5.0, 1000.0), "Fabbrini2008",
              "triglyceride at half-maximal export", calibrated="E5, H1"),
    parameter("lipogenesis_share", 0.95, "1", (0.0, 1.0), "Lambert2014",
              "share of the liver's glucose not stored that becomes fat under full insulin",
              calibrated="Lambert 2014"),
    parameter("lipogenesis_half_insulin", 550.0, "pmol/L", (20.0, 10000.0), "Lambert2014",
              "lasting sinusoidal insulin at half of that: lipogenesis escapes the resistance "
              "of glucose production", calibrated="Lambert 2014"),
    parameter("receptor_variation", 0.25, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of receptor number between hepatocytes"),
    parameter("mitochondria_variation", 0.2, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of mitochondria between hepatocytes"),
    parameter("size_variation", 0.15, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of cell size"),
)
# fmt: on

HEPATOCYTE_STATES = StateTable(
    "hepatocyte",
    *signaling.SHARED_STATES,
    State("slow_arm", "1", "fast", "signal as the gluconeogenic program recalls it", 0.25),
    State("glucose_production", "mmol/kg/min", "fast", "glucose output", 0.0),
    State("production_sum", "mmol/kg", "fast", "output since the last slow step"),
    State("output_gain", "1", "slow", "zone, glycogen and fat on glucose output", 1.0),
    State("glut4_total", "lean", "fixed", "GLUT4: near zero, the carrier is GLUT2", 1e-3),
    State("glut4_surface_insulin", "share", "fixed", "surface GLUT4: near zero", 1e-6),
    State("fatty_acyl_coa", "mmol/kg", "slow", "labile fatty acids", 3.3),
    State("diacylglycerol", "lean", "slow", "diacylglycerol", 1.0),
    State("ceramide", "lean", "slow", "ceramide", 1.0),
    State("triglyceride", "mmol/kg", "slow", "neutral triglyceride, fatty acid", 70.0),
    State("glycogen", "mmol/kg", "slow", "glycogen, glucosyl units", 250.0),
    State("mitochondria", "lean", "fixed", "oxidative capacity", 1.0),
    State("zone", "1", "fixed", "0 periportal … 1 pericentral", 0.5),
    State("insulin_access", "1", "fixed", "local insulin relative to inflow", 0.8),
    State("lipid_access", "1", "fixed", "share in the fatty acids of the liver", 1.0),
    State("lipogenic_access", "1", "fixed", "share in the liver's glucose for fat", 1.0),
    State("weight", "kg", "fixed", "liver that this cell stands for", 0.0),
    State("fat_oxidation", "mmol/kg/min", "slow", "fatty acids oxidized or made ketones"),
    State("vldl_export", "mmol/kg/min", "slow", "fatty acids exported as VLDL"),
    State("lipogenesis", "mmol/kg/min", "slow", "fatty acids made from glucose"),
    State("glucose_oxidation", "mmol/kg/min", "slow", "glucose oxidized"),
    State("glucose_to_fat", "mmol/kg/min", "slow", "glucose used for lipogenesis"),
    State("gluconeogenesis", "mmol/kg/min", "slow", "glucose made from other carbon"),
    read_each_minute=(*signaling.READ_EACH_MINUTE, "output_gain", "insulin_access", "weight"),
)

HEPATOCYTE = offset_tuple("HepatocyteOffsets", HEPATOCYTE_STATES.states)

HepatocyteMinute = namedtuple("HepatocyteMinute", [
    "insulin", "bias", "glucose_factor", "receptor_fraction", "akt_fraction", "slow_fraction",
    "minutes",
])  # fmt: skip
"""What a hepatocyte meets in one fast step."""

HepatocyteQuarter = namedtuple("HepatocyteQuarter", [
    "insulin", "fatty_acids", "glucose_uptake", "saturated_share", "minutes",
    "receptor_fraction", "kinase_fraction",
])  # fmt: skip
"""What a hepatocyte meets in one slow step; inflows in mmol per kg of mean access."""


@equation
def production_drive(fast, slow, fast_share, suppression, bias, floor):
    """Return the drive of glucose production (1 = not suppressed), never below zero."""
    x = 1.0 - suppression * (fast_share * fast + (1.0 - fast_share) * slow) + bias
    return 0.5 * (x + (x * x + floor * floor) ** 0.5)


@equation
def glycogenolysis_capacity(glycogen, half_depletion):
    """Return the share of full glycogenolysis that the store still allows."""
    return glycogen / (half_depletion + glycogen)


@equation
def vldl_export_rate(triglyceride, capacity, half_store):
    """Return the rate constant (1/min) at which VLDL empties the triglyceride store."""
    return capacity / (half_store + triglyceride)


@equation
def advance_hepatocyte(state, i, now, p):
    """Advance one hepatocyte by one fast step; return its glucose output in mmol/min."""
    occupancy = signaling.receptor_occupancy(
        now.insulin * state[i + HEPATOCYTE.insulin_access], p.insulin_half_occupancy
    )
    akt = signaling.advance_signal(
        state, i, HEPATOCYTE, occupancy, now.receptor_fraction, now.akt_fraction, p
    )
    slow = relax(state[i + HEPATOCYTE.slow_arm], akt, now.slow_fraction)
    production = (
        p.lean_glucose_production
        * state[i + HEPATOCYTE.output_gain]
        * now.glucose_factor
        * production_drive(
            akt, slow, p.fast_arm_share, p.insulin_suppression, now.bias, p.production_floor
        )
    )
    state[i + HEPATOCYTE.slow_arm] = slow
    state[i + HEPATOCYTE.glucose_production] = production
    state[i + HEPATOCYTE.production_sum] += production * now.minutes
    return production * state[i + HEPATOCYTE.weight]


@equation
def advance_hepatocyte_slowly(state, i, now, p):
    """Advance lipid, glycogen and the gains of one hepatocyte by one slow step."""
    signaling.advance_receptors(
        state, i, HEPATOCYTE,
        signaling.receptor_occupancy(
            now.insulin * state[i + HEPATOCYTE.insulin_access], p.insulin_half_occupancy
        ),
        now.receptor_fraction, now.kinase_fraction, p,
    )  # fmt: skip
    minutes = now.minutes
    akt = state[i + HEPATOCYTE.akt]

    # glucose: output drains glycogen and gluconeogenesis, uptake fills glycogen
    glycogen = state[i + HEPATOCYTE.glycogen]
    output = state[i + HEPATOCYTE.production_sum] / minutes
    lysis_share = (1.0 - p.gluconeogenesis_share) * glycogenolysis_capacity(
        glycogen, p.glycogen_half_depletion
    )
    from_glycogen = output * lysis_share / (lysis_share + p.gluconeogenesis_share)
    uptake = now.glucose_uptake
    room = max(p.glycogen_maximum - glycogen, 0.0)
    stored = uptake * p.glycogen_storage_share * room / (0.1 * p.glycogen_maximum + room)
    glycogen = glycogen + stored * minutes
    from_glycogen = min(from_glycogen, 0.9 * glycogen / minutes)
    glycogen = glycogen - from_glycogen * minutes
    glycolysis = uptake - stored
    to_fat = min(
        glycolysis
        * p.lipogenesis_share
        * saturating_square(now.insulin, p.lipogenesis_half_insulin)
        * state[i + HEPATOCYTE.lipogenic_access],
        glycolysis,
    )
    lipogenesis = to_fat * FATTY_ACID_PER_GLUCOSE
    state[i + HEPATOCYTE.glycogen] = glycogen
    state[i + HEPATOCYTE.gluconeogenesis] = output - from_glycogen
    state[i + HEPATOCYTE.glucose_oxidation] = glycolysis - to_fat
    state[i + HEPATOCYTE.glucose_to_fat] = to_fat
    state[i + HEPATOCYTE.lipogenesis] = lipogenesis
    state[i + HEPATOCYTE.production_sum] = 0.0

    # fatty acids: labile pool → oxidation, diacylglycerol, ceramide, triglyceride → VLDL
    labile = state[i + HEPATOCYTE.fatty_acyl_coa]
    store = state[i + HEPATOCYTE.triglyceride]
    diacylglycerol = state[i + HEPATOCYTE.diacylglycerol] * p.lean_diacylglycerol
    ceramide = state[i + HEPATOCYTE.ceramide] * p.lean_ceramide
    depletion = 1.0 - min(glycogen / p.glycogen_lean, 1.0)
    oxidation_gain = (
        state[i + HEPATOCYTE.mitochondria]
        * (1.0 - p.fat_oxidation_insulin_brake * akt)
        * (1.0 + p.ketogenesis_gain * depletion)
    )
    lipolysis = p.triglyceride_lipolysis_rate * (1.0 + p.ketogenesis_gain * depletion)
    export = vldl_export_rate(store, p.vldl_capacity, p.vldl_half_store)
    to_diacylglycerol_from_store = (
        p.diacylglycerol_rate
        * p.lean_diacylglycerol
        * p.diacylglycerol_store_share
        / p.lean_triglyceride
    )
    to_diacylglycerol_from_labile = (
        p.diacylglycerol_rate
        * p.lean_diacylglycerol
        * (1.0 - p.diacylglycerol_store_share)
        / p.lean_acyl_coa
    )
    to_ceramide = (
        p.ceramide_rate
        * p.lean_ceramide
        / p.lean_acyl_coa
        * now.saturated_share
        / p.lean_saturated_share
    )
    emptying = lipolysis + export + to_diacylglycerol_from_store
    new_store = after_step(store, 0.0, emptying, minutes)
    mean_store = during_step(store, 0.0, emptying, minutes)
    new_ceramide = after_step(ceramide, 0.0, p.ceramide_rate, minutes)
    inflow = (
        now.fatty_acids * state[i + HEPATOCYTE.lipid_access]
        + lipogenesis * minutes
        + lipolysis * minutes * mean_store
        + (ceramide - new_ceramide)
    )
    mean_labile = labile
    for _ in range(2):  # the second pass takes the rates in the middle of the step
        oxidation = oxidation_gain * oxidation_rate(
            mean_labile, p.fat_oxidation_half, p.fat_oxidation_capacity
        )
        loss = oxidation + p.esterification_rate + to_diacylglycerol_from_labile + to_ceramide
        mean_labile = during_step(labile, inflow, loss, minutes)
    new_labile = after_step(labile, inflow, loss, minutes)
    made = (
        to_diacylglycerol_from_store * mean_store + to_diacylglycerol_from_labile * mean_labile
    ) * minutes
    new_diacylglycerol = after_step(diacylglycerol, made, p.diacylglycerol_rate, minutes)
    state[i + HEPATOCYTE.fatty_acyl_coa] = new_labile
    state[i + HEPATOCYTE.triglyceride] = (
        new_store
        + p.esterification_rate * mean_labile * minutes
        + (diacylglycerol + made - new_diacylglycerol)
    )
    state[i + HEPATOCYTE.diacylglycerol] = new_diacylglycerol / p.lean_diacylglycerol
    state[i + HEPATOCYTE.ceramide] = (
        new_ceramide + to_ceramide * mean_labile * minutes
    ) / p.lean_ceramide
    state[i + HEPATOCYTE.fat_oxidation] = oxidation * mean_labile
    state[i + HEPATOCYTE.vldl_export] = export * mean_store

    # what the fast clock uses until the next slow step
    state[i + HEPATOCYTE.output_gain] = (
        1.0 + p.zonation_gluconeogenesis * (0.5 - state[i + HEPATOCYTE.zone])
    ) * (
        (1.0 - p.gluconeogenesis_share)
        * glycogenolysis_capacity(glycogen, p.glycogen_half_depletion)
        / glycogenolysis_capacity(p.glycogen_lean, p.glycogen_half_depletion)
        + p.gluconeogenesis_share
        * (
            1.0
            + p.gluconeogenesis_fat_gain
            * max(state[i + HEPATOCYTE.triglyceride] / p.lean_triglyceride - 1.0, 0.0)
        )
    )
    state[i + HEPATOCYTE.signal_gain] = (
        signaling.diacylglycerol_inhibition(
            state[i + HEPATOCYTE.diacylglycerol],
            p.diacylglycerol_half_inhibition,
            p.diacylglycerol_gain,
        )
        * signaling.cytokine_inhibition(
            state[i + HEPATOCYTE.tnf_alpha], p.tnf_alpha_half_inhibition, p.cytokine_gain
        )
        * state[i + HEPATOCYTE.receptor_kinase]
    )
    state[i + HEPATOCYTE.akt_gain] = signaling.ceramide_inhibition(
        state[i + HEPATOCYTE.ceramide], p.ceramide_half_inhibition, p.ceramide_gain
    )


FATTY_ACID_PER_GLUCOSE = 0.222
"""Fatty acids (mmol) made from 1 mmol of glucose: 8 acetyl-CoA of 4 to 4.5 glucose each."""


class Hepatocyte(Cell):
    """A hepatocyte at its place between the portal field and the central vein."""

    states = HEPATOCYTE_STATES
