"""Receptor → IRS → PI3K → Akt: the insulin signal, the same equations in every cell.

Insulin occupies receptors (one class of sites); the activated receptor phosphorylates IRS-1,
which recruits PI3K; Akt needs two phosphorylations (T308 and S473), so where both count its
activation goes with the square of PI3K. Few occupied receptors already drive PI3K half-way:
the rest are *spare receptors* [Rizza1981]. Resistance enters at three places. Diacylglycerol,
through novel protein kinase C, and TNF-alpha, through serine kinases, weaken the step from the
receptor to IRS-1; ceramide, through PP2A and atypical PKC, weakens Akt [Samuel2012,
Petersen2018]. Chronic exposure to insulin can lower receptor number [Gavin1974] and kinase
gain [Catalano2014].

Activities are shares of the maximal activity of an average healthy cell (0 to about 1).
"""

from .compiled import equation, relax
from .declarations import State, parameter

# fmt: off
SHARED_PARAMETERS = (
    parameter(
        "insulin_half_occupancy", 2848.0, "pmol/L", (100.0, 20000.0), "Rizza1981",
        "interstitial insulin at which half of the receptors are occupied",
        calibrated="C1",
    ),
    parameter(
        "receptor_rate", 1.0, "1/min", (0.01, 20.0), "Wojtaszewski2000",
        "rate at which receptor activity follows occupancy",
    ),
    parameter(
        "pi3k_half_activation", 0.0639, "1", (0.001, 1.0), "Rizza1981",
        "IRS-1 activity at half-maximal PI3K: small means many spare receptors",
        calibrated="C1, D1",
    ),
    parameter(
        "pi3k_constitutive", 0.08, "1", (0.0, 1.0), "Kim1999",
        "PI3K activity bound to IRS-1 that is measured without insulin, alike in lean, obese and "
        "diabetic muscle, and does not reach Akt", calibrated="D1",
    ),
    parameter(
        "akt_rate", 1.0, "1/min", (0.01, 20.0), "Wojtaszewski2000",
        "rate at which Akt follows PI3K",
    ),
    parameter(
        "akt_two_site_share", 0.0, "1", (0.0, 1.0), "Petersen2018",
        "share of the Akt effect that needs both phosphorylations (square of PI3K)",
    ),
    parameter(
        "diacylglycerol_gain", 1.0, "1", (0.0, 5.0), "Samuel2012",
        "strength of diacylglycerol on the step from receptor to IRS-1; 0 removes it",
        plausible=(0.0, 2.0),
    ),
    parameter(
        "diacylglycerol_half_inhibition", 1.38, "lean", (0.2, 20.0), "Itani2002",
        "diacylglycerol, as a multiple of the lean content, that halves the step to IRS-1",
        calibrated="E9, E10, E14",
    ),
    parameter(
        "ceramide_gain", 1.0, "1", (0.0, 5.0), "Ussher2010",
        "strength of ceramide on Akt; 0 removes it", plausible=(0.0, 2.0),
    ),
    parameter(
        "ceramide_half_inhibition", 1.95, "lean", (0.2, 50.0), "Ussher2010",
        "ceramide, as a multiple of the lean content, that halves Akt", calibrated="E18",
    ),
    parameter(
        "cytokine_gain", 1.0, "1", (0.0, 5.0), "Plomgaard2005",
        "strength of local TNF-alpha on the step from receptor to IRS-1; 0 removes it",
        plausible=(0.0, 2.0),
    ),
    parameter(
        "tnf_alpha_half_inhibition", 36.0, "pg/ml", (1.0, 1000.0), "Plomgaard2005",
        "local TNF-alpha that halves the step to IRS-1", calibrated="F1",
    ),
    parameter(
        "receptor_loss_gain", 1.0, "1", (0.0, 5.0), "Gavin1974",
        "strength of receptor loss under lasting occupancy; 0 removes it",
        plausible=(0.0, 2.0),
    ),
    parameter(
        "receptor_loss_half_occupancy", 0.08, "1", (0.001, 1.0), "Gavin1974",
        "lasting occupancy that halves the number of receptors",
        calibrated="D14, D15; in the liver A3",
    ),
    parameter(
        "receptor_turnover_rate", 0.0012, "1/min", (1e-5, 0.1), "Gavin1974",
        "turnover of the receptor protein (half-life about 10 h)",
    ),
    parameter(
        "kinase_loss_gain", 0.0, "1", (0.0, 5.0), "Catalano2014",
        "strength of the loss of receptor kinase gain under lasting occupancy; 0 (default: "
        "no measured size in humans) removes it",
    ),
    parameter(
        "kinase_recovery_rate", 0.00035, "1/min", (1e-5, 0.1), "Catalano2014",
        "rate at which the gain of the receptor kinase adapts (half-time about 33 h)",
    ),
)
# fmt: on
"""Parameters that every cell type has; a cell type redeclares those in which it differs."""

SHARED_STATES = (
    State("receptor_number", "lean", "slow", "insulin receptors at the surface", 1.0),
    State("receptor_number_at_birth", "lean", "fixed", "receptors without any loss", 1.0),
    State("receptor_kinase", "1", "slow", "gain of the receptor kinase", 1.0),
    State("signal_gain", "1", "slow", "receptor to IRS-1: what inhibition leaves of it", 1.0),
    State("akt_gain", "1", "slow", "PI3K to Akt: what inhibition leaves of it", 1.0),
    State("receptor_activity", "1", "fast", "activated receptors, share of the lean number"),
    State("irs1", "1", "fast", "tyrosine phosphorylation of IRS-1"),
    State("pi3k", "1", "fast", "PI3K activity bound to IRS-1, with and without insulin"),
    State("akt", "1", "fast", "Akt activity"),
    State("tnf_alpha", "pg/ml", "slow", "local TNF-alpha", 1.0),
)

READ_EACH_MINUTE = ("receptor_number", "signal_gain", "akt_gain")
"""Slow states of the chain that the rule of a minute reads."""

TRACE = 1e-12
"""Receptor activity without insulin: keeps the chain above subnormal numbers, which are slow."""


@equation
def receptor_occupancy(insulin, half_occupancy):
    """Return the share of receptors that carry insulin (insulin in pmol/L)."""
    return insulin / (half_occupancy + insulin)


@equation
def diacylglycerol_inhibition(diacylglycerol, half_inhibition, gain):
    """Return what novel PKC leaves of the step receptor → IRS-1 (diacylglycerol: lean = 1)."""
    x = diacylglycerol / half_inhibition
    return 1.0 / (1.0 + gain * x * x * x * x)


@equation
def ceramide_inhibition(ceramide, half_inhibition, gain):
    """Return what PP2A and atypical PKC leave of Akt (ceramide: lean = 1)."""
    x = ceramide / half_inhibition
    return 1.0 / (1.0 + gain * x * x * x)


@equation
def above_floor(share, floor):
    """Return what an inhibitor leaves if it cannot take more than ``1 - floor``."""
    return floor + (1.0 - floor) * share


@equation
def cytokine_inhibition(tnf_alpha, half_inhibition, gain):
    """Return what serine kinases leave of the step receptor → IRS-1 (TNF-alpha in pg/ml)."""
    return 1.0 / (1.0 + gain * tnf_alpha / half_inhibition)


@equation
def receptor_number_target(number_at_birth, occupancy, half_occupancy, gain):
    """Return the surface receptors that lasting occupancy allows (lean = 1)."""
    return number_at_birth / (1.0 + gain * occupancy / half_occupancy)


@equation
def kinase_gain_target(occupancy, half_occupancy, gain):
    """Return the gain of the receptor kinase that lasting occupancy allows."""
    return 1.0 / (1.0 + gain * occupancy / half_occupancy)


@equation
def pi3k_activity(irs1, half_activation):
    """Return PI3K activity for a tyrosine phosphorylation of IRS-1."""
    return irs1 / (half_activation + irs1)


@equation
def akt_target(pi3k, two_site_share, akt_gain):
    """Return the Akt activity that PI3K drives, less what ceramide takes."""
    return akt_gain * pi3k * (1.0 - two_site_share + two_site_share * pi3k)


@equation
def advance_signal(state, i, at, occupancy, receptor_fraction, akt_fraction, p):
    """Advance the chain of one cell by one fast step; return its Akt activity."""
    receptor = relax(
        state[i + at.receptor_activity],
        state[i + at.receptor_number] * occupancy + TRACE,
        receptor_fraction,
    )
    irs1 = receptor * state[i + at.signal_gain]
    pi3k = pi3k_activity(irs1, p.pi3k_half_activation)
    akt = relax(
        state[i + at.akt],
        akt_target(pi3k, p.akt_two_site_share, state[i + at.akt_gain]),
        akt_fraction,
    )
    state[i + at.receptor_activity] = receptor
    state[i + at.irs1] = irs1
    state[i + at.pi3k] = pi3k + p.pi3k_constitutive
    state[i + at.akt] = akt
    return akt


@equation
def advance_receptors(state, i, at, occupancy, turnover_fraction, kinase_fraction, p):
    """Advance receptor number and kinase gain of one cell by one slow step."""
    state[i + at.receptor_number] = relax(
        state[i + at.receptor_number],
        receptor_number_target(
            state[i + at.receptor_number_at_birth],
            occupancy,
            p.receptor_loss_half_occupancy,
            p.receptor_loss_gain,
        ),
        turnover_fraction,
    )
    state[i + at.receptor_kinase] = relax(
        state[i + at.receptor_kinase],
        kinase_gain_target(occupancy, p.receptor_loss_half_occupancy, p.kinase_loss_gain),
        kinase_fraction,
    )
