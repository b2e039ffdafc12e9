"""Fatty acids inside muscle and liver cells: four separate pools with closed books.

Plasma NEFA and the fatty acids of triglyceride-rich lipoproteins enter a labile pool (fatty
acyl-CoA and the fatty acids that exchange with it within hours). From there they are oxidized
as far as mitochondria allow, esterified to diacylglycerol and triglyceride, or, together with
saturated fatty acids, built into ceramide. Neutral triglyceride is inert; diacylglycerol and
ceramide act on the insulin signal [Samuel2012]. Diacylglycerol synthesis is steep in acyl-CoA:
an overflow of oxidation and storage. That steepness (exponent 4) is calibrated to the lag of
the lipid-infusion experiments [Itani2002, Roden1996], not observed directly.

All pools in mmol fatty acid per kg of tissue.
"""

from .compiled import equation
from .declarations import parameter

# fmt: off
FIBER_LIPID_PARAMETERS = (
    parameter("lean_acyl_coa", 0.8, "mmol/kg", (0.05, 10.0), "Itani2002",
              "labile fatty acids of a lean fiber", calibrated="E9, E10"),
    parameter("lean_diacylglycerol", 0.006, "mmol/kg", (0.001, 1.0), "Itani2002",
              "signaling diacylglycerol of a lean fiber, as fatty acid"),
    parameter("lean_ceramide", 0.02, "mmol/kg", (0.001, 1.0), "Ussher2010",
              "ceramide of a lean fiber, as fatty acid"),
    parameter("lean_triglyceride", 10.0, "mmol/kg", (1.0, 100.0), "Goodpaster2001",
              "intramyocellular triglyceride of a lean fiber, as fatty acid"),
    parameter("fat_oxidation_capacity", 0.0176, "mmol/kg/min", (0.0005, 0.2), "Romijn1993",
              "fat oxidation of resting muscle with a full labile pool",
              calibrated="lean steady state"),
    parameter("fat_oxidation_half", 2.0, "mmol/kg", (0.01, 20.0), "Morino2005",
              "labile fatty acids at half-maximal oxidation", calibrated="J1"),
    parameter("fat_oxidation_insulin_brake", 0.5, "1", (0.0, 1.0), "Thiebaud1982",
              "share of fat oxidation that full Akt activity removes"),
    parameter("esterification_rate", 0.00041, "1/min", (1e-6, 0.05), "Bajpeyi2012",
              "direct esterification of labile fatty acids to triglyceride",
              calibrated="E3, G11"),
    parameter("triglyceride_lipolysis_rate", 3.5e-5, "1/min", (1e-7, 0.01), "Bajpeyi2012",
              "lipolysis of intramyocellular triglyceride", calibrated="G11, H1"),
    parameter("diacylglycerol_rate", 0.0085, "1/min", (0.0005, 0.2), "Itani2002",
              "turnover of diacylglycerol", calibrated="E9, E22"),
    parameter("ceramide_rate", 0.00025, "1/min", (1e-6, 0.05), "Ussher2010",
              "turnover of ceramide (about 2 d)"),
    parameter("lean_saturated_share", 0.35, "1", (0.05, 1.0), "Ussher2010",
              "share of saturated fatty acids at which ceramide synthesis is the lean one"),
    parameter("training_esterification_gain", 1.5, "1", (0.0, 10.0), "Bajpeyi2012",
              "gain of esterification to inert triglyceride with aerobic training",
              calibrated="G11"),
    parameter("training_fat_uptake_gain", 1.0, "1", (0.0, 10.0), "Talanian2010",
              "gain of the uptake of fatty acids with aerobic training (FAT/CD36, FABPpm)",
              calibrated="G2"),
    parameter("ceramide_synthesis_gain", 1.0, "1", (0.0, 5.0), "Ussher2010",
              "synthesis of ceramide; 0 as under myriocin", plausible=(0.0, 2.0)),
)
# fmt: on
"""Fatty acids in a muscle fiber."""


@equation
def overflow_synthesis_rate(acyl_coa, lean_acyl_coa, rate, lean_diacylglycerol):
    """Return the rate constant (1/min) at which the labile pool loses acids to diacylglycerol.

    Multiplied by the pool it gives ``rate × lean_diacylglycerol × (acyl_coa/lean)⁴``.
    """
    x = acyl_coa / lean_acyl_coa
    return rate * lean_diacylglycerol * x * x * x / lean_acyl_coa


@equation
def ceramide_synthesis_rate(acyl_coa, lean_acyl_coa, rate, lean_ceramide, saturated_ratio):
    """Return the rate constant (1/min) at which the labile pool loses acids to ceramide.

    Goes with the square of acyl-CoA in all (calibrated) and with the saturated share.
    """
    return rate * lean_ceramide * saturated_ratio * acyl_coa / (lean_acyl_coa * lean_acyl_coa)


@equation
def oxidation_rate(acyl_coa, half, capacity):
    """Return the rate constant (1/min) of oxidation limited by mitochondria."""
    return capacity / (half + acyl_coa)


@equation
def uptake_against_pool(acyl_coa, lean_acyl_coa):
    """Return the uptake of fatty acids against the cell's own labile pool (lean pool: 1)."""
    return 2.0 / (1.0 + acyl_coa / lean_acyl_coa)


@equation
def after_step(pool, inflow, loss_rate, duration):
    """Return a pool after a step with an even inflow (amount) and a first-order loss.

    Second order in the step and positive at any length: exp(-x) is taken as 1/(1 + x + x²/2).
    The loss to book is ``loss_rate × duration × during_step(...)``.
    """
    x = loss_rate * duration
    return (pool + inflow * (1.0 + 0.5 * x)) / (1.0 + x + 0.5 * x * x)


@equation
def during_step(pool, inflow, loss_rate, duration):
    """Return the mean of a pool during that step: what losses in proportion to it have met."""
    x = loss_rate * duration
    return (pool * (1.0 + 0.5 * x) + 0.5 * inflow * (1.0 + x)) / (1.0 + x + 0.5 * x * x)
