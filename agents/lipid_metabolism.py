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


@equation
def overflow_synthesis_rate(acyl_coa, lean_acyl_coa, rate, lean_diacylglycerol):
    """Return the rate constant (1/min) at which the labile pool loses acids to diacylglycerol.

    Multiplied by the pool it gives ``rate × lean_diacylglycerol × (acyl_coa/lean)⁴``.
    """
    x = acyl_coa / lean_acyl_coa
    return rate * lean_diacylglycerol * x * x * x / lean_acyl_coa


@equation
def oxidation_rate(acyl_coa, half, capacity):
    """Return the rate constant (1/min) of oxidation limited by mitochondria."""
    return capacity / (half + acyl_coa)


@equation
def after_step(pool, inflow, loss_rate, duration):
    """Return a pool after a step with an inflow (amount) and a first-order loss, implicit.

    Positive at any step length; the loss to book is ``loss_rate × duration × result``.
    """
    return (pool + inflow) / (1.0 + loss_rate * duration)
