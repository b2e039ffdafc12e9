"""Plasma glucose: two pools, the tissues that need no insulin, the splanchnic bed, the kidney.

The two-pool form is that of Dalla Man, Rizza and Cobelli [DallaMan2007]; the cells of muscle and
fat take their glucose from the fast pool through conductances of their own.
"""

from agents.compiled import equation
from agents.declarations import ParameterGroup, parameter

# fmt: off
GLUCOSE = ParameterGroup(
    "glucose",
    parameter("volume", 0.231, "l/kg", (0.05, 1.0), "DallaMan2007",
              "volume of the fast pool per kg of lean mass"),
    parameter("to_slow_rate", 0.0147, "1/min", (0.005, 0.5), "DallaMan2007",
              "exchange from the fast to the slow pool", calibrated="B9, B14"),
    parameter("from_slow_rate", 0.124, "1/min", (0.005, 0.5), "DallaMan2007",
              "exchange from the slow to the fast pool", calibrated="B9, B14"),
    parameter("brain_uptake", 0.32, "mmol/min", (0.05, 1.0), "DeFronzo2009",
              "uptake of the brain at normal glucose, 70 kg man"),
    parameter("brain_half_uptake", 0.5, "mmol/L", (0.05, 5.0), "DallaMan2007",
              "glucose at half-maximal brain uptake"),
    parameter("brain_reference_glucose", 5.0, "mmol/L", (3.0, 8.0), "DeFronzo2009",
              "glucose at which the brain takes up brain_uptake"),
    parameter("other_clearance", 1.6e-4, "l/kg/min", (0.0, 0.01), "DeFronzo2009",
              "clearance by blood cells and the rest per kg of lean mass"),
    parameter("splanchnic_clearance", 0.000379, "l/kg/min", (0.0, 0.01), "DeFronzo2009",
              "clearance by liver and gut from the circulation per kg of lean mass",
              calibrated="B11, C7"),
    parameter("splanchnic_insulin_gain", 1.94, "1", (0.0, 20.0), "DeFronzo2009",
              "gain of that clearance with the hepatic insulin signal", calibrated="C7, E23"),
    parameter("portal_signal_gain", 0.55, "1", (0.0, 10.0), "Cherrington1999",
              "gain of that clearance while glucose comes from the gut (portal signal); 0 removes "
              "it", calibrated="B11, E23"),
    parameter("portal_signal_half_appearance", 10.0, "umol/kg/min", (0.5, 200.0),
              "Cherrington1999", "glucose from the gut at half of the portal signal"),
    parameter("first_pass_share", 0.156, "1", (0.0, 0.9), "Ferrannini1985",
              "share of absorbed glucose kept by the liver at its fasting signal",
              calibrated="B11, B12"),
    parameter("first_pass_half_signal", 2.0, "1", (1.1, 20.0), "Ferrannini1985",
              "signal, relative to fasting, scaling the rise of the first-pass share"),
    parameter("fasting_liver_signal", 0.25, "1", (0.01, 1.0), "Ferrannini1985",
              "hepatic signal of a lean fasting person, the unit of the first-pass share"),
    parameter("renal_threshold", 10.0, "mmol/L", (5.0, 20.0), "DallaMan2007",
              "glucose above which the kidney loses glucose"),
    parameter("renal_clearance", 0.06, "l/min", (0.0, 0.2), "DallaMan2007",
              "clearance of glucose above the threshold"),
    parameter("hold_proportional", 0.3, "1/min", (0.0, 5.0), "DeFronzo1979",
              "proportional gain of the clamp's feedback, per volume"),
    parameter("hold_integral", 0.03, "1/min2", (0.0, 1.0), "DeFronzo1979",
              "integral gain of the clamp's feedback, per volume"),
)
# fmt: on


@equation
def brain_uptake(glucose, uptake, half, reference):
    """Return brain uptake in mmol/min; ``uptake`` is the one at the reference glucose."""
    return uptake * (glucose / (half + glucose)) / (reference / (half + reference))


@equation
def first_pass_share(signal_ratio, fasting_share, half):
    """Return the share of absorbed glucose that the liver keeps on its first pass."""
    return min(fasting_share * signal_ratio / (1.0 + (signal_ratio - 1.0) / half), 0.9)


@equation
def renal_loss(glucose, threshold, clearance):
    """Return the glucose lost in urine, mmol/min."""
    return clearance * max(glucose - threshold, 0.0)


@equation
def held_infusion(rate, value, before, target, volume, proportional, integral, duration):
    """Return the infusion (amount/min) that feedback sets to hold a concentration."""
    change = volume * (integral * (target - value) * duration - proportional * (value - before))
    return max(rate + change, 0.0)
