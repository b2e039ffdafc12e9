"""Islets and the insulin they send: two phases, incretin, liver extraction, three slow clocks.

Secretion answers the level of glucose (second phase), its rise (first phase) and glucose coming
from the gut (incretin effect). What leaves the pancreas meets the liver first. Demand is met on
three clocks: a shift of the threshold and time-dependent potentiation of the second phase
[Nesher2002] within days, secretory capacity within months, beta-cell
mass within decades [Ha2016]. Lasting hyperglycemia and fatty acids lower capacity and mass.
"""

from agents.compiled import equation
from agents.declarations import ParameterGroup, parameter

# fmt: off
PANCREAS = ParameterGroup(
    "pancreas",
    parameter("secretion_gain", 1.0, "1", (0.0, 5.0), "DallaMan2007",
              "all insulin secretion; 0 in a pancreatic clamp", plausible=(0.5, 1.5)),
    parameter("glucagon_gain", 1.0, "1", (0.0, 5.0), "DallaMan2007",
              "all glucagon secretion; 0 in a pancreatic clamp", plausible=(0.5, 1.5)),
    parameter("reference_weight", 70.0, "kg", (1.0, 300.0), "DallaMan2007",
              "weight to which secretion per kg refers: islets do not grow with fat"),
    parameter("basal_secretion", 0.946, "pmol/kg/min", (0.05, 10.0), "DallaMan2007",
              "secretion at the threshold glucose", calibrated="A2"),
    parameter("threshold_glucose", 5.03, "mmol/L", (3.0, 8.0), "DallaMan2007",
              "glucose above which secretion rises", calibrated="A2"),
    parameter("low_glucose_width", 0.5, "mmol/L", (0.05, 5.0), "DallaMan2007",
              "fall of glucose below the threshold that halves basal secretion"),
    parameter("second_phase_gain", 1.55, "pmol/kg/min per mmol/L", (0.0, 20.0), "DallaMan2007",
              "second-phase secretion per rise of glucose", calibrated="B9, B14"),
    parameter("second_phase_saturation", 16.3, "mmol/L", (1.0, 100.0), "DallaMan2007",
              "rise of glucose at half-maximal second phase"),
    parameter("second_phase_rate", 0.055, "1/min", (0.005, 2.0), "DallaMan2007",
              "rate at which the second phase follows glucose", calibrated="B1, B2, B9"),
    parameter("first_phase_gain", 12.0, "pmol/kg per mmol/L", (0.0, 200.0), "DallaMan2007",
              "insulin released per rise of glucose", calibrated="B1, B2, B5"),
    parameter("first_phase_delay", 3.0, "min", (0.2, 30.0), "DallaMan2007",
              "time over which a rise of glucose is felt"),
    parameter("incretin_gain", 0.45, "1", (0.0, 10.0), "Nauck1986",
              "gain of secretion with glucose coming from the gut; 0 removes it",
              calibrated="B1, B2, B5"),
    parameter("incretin_half_appearance", 15.0, "umol/kg/min", (0.5, 200.0), "Nauck1986",
              "appearance of gut glucose at half of that gain"),
    parameter("insulin_volume", 0.0614, "l/kg", (0.01, 0.5), "DallaMan2007",
              "plasma space of insulin per kg of lean mass"),
    parameter("peripheral_clearance", 0.00851, "l/kg/min", (0.0005, 0.1), "DallaMan2007",
              "clearance outside the liver per kg of reference weight", calibrated="B9"),
    parameter("hepatic_flow", 0.0175, "l/kg/min", (0.002, 0.1), "DallaMan2007",
              "plasma flow through the liver per kg of reference weight"),
    parameter("maximal_extraction", 0.531, "1", (0.0, 0.95), "DallaMan2007",
              "share of insulin the lean liver keeps at low insulin", calibrated="B9, C7"),
    parameter("extraction_half_insulin", 900.0, "pmol/L", (50.0, 20000.0), "DallaMan2007",
              "sinusoidal insulin that halves extraction"),
    parameter("extraction_fat_loss", 0.06, "1", (0.0, 5.0), "Kotronen2008",
              "loss of extraction per lean content of liver fat above lean",
              calibrated="A3, I7"),
    parameter("muscle_interstitial_rate", 0.8, "1/min", (0.005, 2.0), "Sjostrand2005",
              "exchange of insulin between plasma and muscle interstitium, lean vessels",
              calibrated="B17"),
    parameter("fat_interstitial_rate", 0.1, "1/min", (0.005, 2.0), "Sjostrand2005",
              "exchange of insulin between plasma and the interstitium of fat"),
    parameter("vascular_nefa_half", 900.0, "umol/L", (50.0, 10000.0), "Sjostrand2005",
              "lasting NEFA that halves microvascular function", calibrated="B17"),
    parameter("vascular_lean_nefa", 350.0, "umol/L", (50.0, 2000.0), "Sjostrand2005",
              "mean NEFA of a lean person, the unit of microvascular function"),
    parameter("vascular_rate", 3.5e-4, "1/min", (1e-6, 0.01), "Sjostrand2005",
              "rate at which microvascular function adapts (about 2 d)"),
    parameter("c_peptide_volume", 4.04, "l", (0.5, 20.0), "VanCauter1992",
              "plasma space of C-peptide"),
    parameter("c_peptide_clearance_rate", 0.062, "1/min", (0.001, 1.0), "VanCauter1992",
              "loss of C-peptide from plasma"),
    parameter("c_peptide_to_slow_rate", 0.052, "1/min", (0.001, 1.0), "VanCauter1992",
              "exchange of C-peptide to its slow space"),
    parameter("c_peptide_from_slow_rate", 0.050, "1/min", (0.001, 1.0), "VanCauter1992",
              "exchange of C-peptide from its slow space"),
    parameter("glucagon_basal", 70.0, "pg/ml", (5.0, 300.0), "Cherrington1999",
              "fasting plasma glucagon"),
    parameter("glucagon_rate", 0.1, "1/min", (0.01, 1.0), "Cherrington1999",
              "turnover of plasma glucagon"),
    parameter("glucagon_low_glucose_gain", 1.5, "1/(mmol/L)", (0.0, 20.0), "Cherrington1999",
              "rise of glucagon per fall of glucose below the threshold"),
    parameter("glucagon_insulin_half", 400.0, "pmol/L", (10.0, 10000.0), "Cherrington1999",
              "rise of insulin that halves glucagon"),
    parameter("glucagon_amino_acid_gain", 0.3, "1", (0.0, 5.0), "Cherrington1999",
              "rise of glucagon when amino acids double"),
    parameter("glucagon_fall", 0.4, "mmol/L", (0.0, 3.0), "Cherrington1999",
              "fall of glucose below the threshold of secretion at which glucagon rises"),
    parameter("glucagon_insulin_onset", 30.0, "pmol/L", (0.0, 500.0), "Cherrington1999",
              "insulin above which glucagon is restrained"),
    parameter("glucagon_amino_acids", 600.0, "kJ", (50.0, 5000.0), "Cherrington1999",
              "circulating amino acids above which glucagon rises"),
    parameter("glucagon_volume", 10.0, "l", (1.0, 50.0), "Cherrington1999",
              "distribution of infused glucagon"),
    # the three clocks
    parameter("workload_glucose", 5.81, "mmol/L", (4.0, 8.0), "Ha2016",
              "two-day mean glucose of a lean person: no demand below it",
              calibrated="lean steady state"),
    parameter("shift_maximum", 0.7, "mmol/L", (0.0, 5.0), "Ha2016",
              "largest left shift of the threshold", calibrated="A3, I1"),
    parameter("shift_width", 0.5, "mmol/L", (0.05, 5.0), "Ha2016",
              "rise of mean glucose that drives the shift", calibrated="I1"),
    parameter("potentiation_maximum", 3.0, "1", (0.0, 10.0), "Nesher2002",
              "largest gain of the second phase after days of high glucose; 0 removes it",
              calibrated="I7"),
    parameter("potentiation_onset", 6.7, "mmol/L", (4.0, 15.0), "Nesher2002",
              "two-day mean glucose at which potentiation begins", calibrated="I7"),
    parameter("potentiation_width", 1.0, "mmol/L", (0.05, 10.0), "Nesher2002",
              "rise of mean glucose that drives potentiation", calibrated="I7"),
    parameter("shift_rate", 3.25e-4, "1/min", (1e-6, 0.01), "Ha2016",
              "adaptation of the threshold (2.14 d)"),
    parameter("exposure_rate", 1.0 / 1440.0, "1/min", (1e-5, 0.1), "Gavin1974",
              "averaging of the insulin to which receptors are lastingly exposed (1 d)"),
    parameter("function_idle_loss", 0.3, "1", (0.0, 1.0), "Ha2016",
              "loss of secretory capacity without any demand"),
    parameter("function_maximum_gain", 1.2, "1", (0.0, 10.0), "Ha2016",
              "largest gain of secretory capacity under demand", calibrated="I1, I7"),
    parameter("function_width", 0.5, "mmol/L", (0.05, 5.0), "Ha2016",
              "rise of mean glucose that drives capacity", calibrated="I1"),
    parameter("function_rate", 1.5e-6, "1/min", (1e-8, 0.001), "Ha2016",
              "loss of capacity (463 d)", calibrated="I1"),
    parameter("function_recovery_rate", 1.24e-5, "1/min", (1e-8, 0.001), "Lim2011",
              "rise of capacity under demand and after relief (56 d)", calibrated="remission"),
    parameter("glucotoxic_floor", 0.2, "1", (0.0, 1.0), "Ha2016",
              "share of capacity that hyperglycemia cannot take", calibrated="I1, B5"),
    parameter("glucotoxic_glucose", 7.1, "mmol/L", (5.0, 20.0), "Ha2016",
              "mean glucose that halves capacity; the top of the bounds removes it",
              calibrated="I1"),
    parameter("glucotoxic_exponent", 8.0, "1", (1.0, 20.0), "Ha2016",
              "steepness of that loss", calibrated="I1"),
    parameter("lipotoxicity", 0.4, "1", (0.0, 2.0), "Kashyap2003",
              "loss of capacity when mean NEFA double; 0 removes it", calibrated="I1"),
    parameter("lipotoxic_nefa", 380.0, "umol/L", (50.0, 3000.0), "Kashyap2003",
              "mean NEFA above which capacity is lost", calibrated="I1"),
    parameter("mass_rate", 9.5e-8, "1/min", (1e-10, 1e-4), "Ha2016",
              "adaptation of beta-cell mass (20 y)"),
    parameter("mass_gain", 0.5, "1/(mmol/L)", (0.0, 10.0), "Ha2016",
              "growth of mass per rise of mean glucose", calibrated="I1"),
    parameter("mass_largest", 2.0, "1", (1.0, 5.0), "Ha2016",
              "largest beta-cell mass relative to the inherited one"),
    parameter("mass_return", 0.15, "1", (0.0, 5.0), "Ha2016",
              "return of mass to the inherited one without demand"),
    parameter("mass_toxic_saturation", 0.3, "1/(mmol/L)", (0.0, 5.0), "Ha2016",
              "saturation of the loss of mass under high glucose"),
    parameter("mass_glucotoxicity", 2.2, "1/(mmol/L)", (0.0, 20.0), "Ha2016",
              "loss of mass per rise of mean glucose above its toxic onset", calibrated="I1"),
    parameter("mass_toxic_onset", 6.5, "mmol/L", (5.0, 20.0), "Ha2016",
              "mean glucose above which mass is lost", calibrated="I1"),
    parameter("glycation_rate", 2.3e-5, "1/min", (1e-7, 1e-3), "Nathan2008",
              "replacement of hemoglobin (about 30 d mean memory)"),
)
# fmt: on


@equation
def second_phase_target(rise, gain, saturation):
    """Return second-phase secretion (pmol/kg/min) for a rise above the threshold (mmol/L)."""
    above = max(rise, 0.0)
    return gain * above / (1.0 + above / saturation)


@equation
def basal_share(rise, width):
    """Return the share of basal secretion left when glucose falls below the threshold."""
    x = min(rise, 0.0) / width
    return 1.0 / (1.0 + x * x)


@equation
def hepatic_extraction(sinusoid, maximal, half, liver_fat_ratio, fat_loss):
    """Return the share of insulin that the liver keeps."""
    return maximal / (1.0 + sinusoid / half) / (1.0 + fat_loss * max(liver_fat_ratio - 1.0, 0.0))


@equation
def demand(glucose_mean, workload, width):
    """Return the demand on the islets (-1 to 1) felt as mean glucose above its set point."""
    x = (glucose_mean - workload) / width
    return x / (1.0 + abs(x))


@equation
def potentiation_target(called, maximum, function):
    """Return the gain of the second phase that lasting glucose calls for; worn cells lack it."""
    health = min(function, 1.0)
    return maximum * max(called, 0.0) * health * health * health


@equation
def glucotoxic_factor(glucose_mean, half, exponent, floor):
    """Return the share of secretory capacity that hyperglycemia leaves, never below a floor."""
    return floor + (1.0 - floor) / (1.0 + (glucose_mean / half) ** exponent)


@equation
def glycation_target(glucose):
    """Return the HbA1c (%) that a lasting glucose (mmol/L) leads to [Nathan2008]."""
    return (glucose * 18.02 + 46.7) / 28.7


@equation
def lipotoxic_factor(nefa_mean, onset, strength):
    """Return the share of secretory capacity that fatty acids leave."""
    return 1.0 / (1.0 + strength * max(nefa_mean / onset - 1.0, 0.0))
