"""The states of the body around the cells: blood, gut, islets, composition, inputs, books.

One record of floats, declared here line by line; the compiled step reads and writes it by name.
Amounts are absolute (mmol, pmol, kJ); fluxes that people compare are also kept per kg of body
weight (umol/kg/min).
"""

from __future__ import annotations

import numpy as np

from agents.declarations import State

# fmt: off
BODY_STATES: tuple[State, ...] = (
    State("time", "min", "fast", "time since the start of the run"),
    # blood and slow pools
    State("glucose", "mmol/L", "fast", "plasma glucose", 4.95),
    State("glucose_plasma", "mmol", "fast", "glucose in plasma and what mixes with it fast"),
    State("glucose_slow", "mmol", "fast", "glucose in the slowly exchanging pool"),
    State("insulin", "pmol/L", "fast", "plasma insulin", 28.0),
    State("insulin_plasma", "pmol", "fast", "insulin in its plasma space"),
    State("insulin_sinusoid", "pmol/L", "fast", "insulin entering the liver", 68.0),
    State("insulin_muscle", "pmol/L", "fast", "insulin in the interstitium of muscle", 28.0),
    State("insulin_fat", "pmol/L", "fast", "insulin in the interstitium of fat", 28.0),
    State("insulin_secretion", "pmol/min", "fast", "insulin secretion", 60.0),
    State("insulin_extraction", "1", "fast", "share of portal insulin the liver keeps", 0.5),
    State("secretion_second_phase", "pmol/kg/min", "fast", "glucose-driven secretion"),
    State("glucose_seen", "mmol/L", "fast", "glucose as the first phase recalls it", 4.95),
    State("c_peptide", "pmol/L", "fast", "plasma C-peptide", 300.0),
    State("c_peptide_plasma", "pmol", "fast", "C-peptide in plasma"),
    State("c_peptide_slow", "pmol", "fast", "C-peptide in its slow space"),
    State("glucagon", "pg/ml", "fast", "plasma glucagon", 70.0),
    State("nefa", "umol/L", "fast", "plasma non-esterified fatty acids", 440.0),
    State("nefa_plasma", "mmol", "fast", "non-esterified fatty acids in plasma"),
    State("chylomicron", "mmol", "fast", "fatty acids in chylomicrons", 0.5),
    State("vldl", "mmol", "fast", "fatty acids in VLDL", 7.0),
    State("triglyceride", "mmol/L", "fast", "plasma triglyceride", 0.8),
    State("lactate", "mmol", "fast", "lactate and other carbon between tissues, as glucose", 20.0),
    State("amino_acids", "kJ", "fast", "amino acids between gut, lean tissue and liver", 600.0),
    State("tnf_alpha", "pg/ml", "slow", "plasma TNF-alpha", 3.0),
    State("interleukin_6", "pg/ml", "slow", "plasma IL-6", 2.0),
    State("portal_tnf_alpha", "pg/ml", "slow", "TNF-alpha in portal blood", 3.0),
    # gut
    State("stomach_rapid", "mmol", "fast", "rapidly available carbohydrate in the stomach"),
    State("stomach_slow", "mmol", "fast", "slowly available carbohydrate in the stomach"),
    State("stomach_fat", "mmol", "fast", "fatty acids in the stomach"),
    State("stomach_protein", "kJ", "fast", "protein in the stomach"),
    State("gut_rapid", "mmol", "fast", "rapidly available carbohydrate in the intestine"),
    State("gut_slow", "mmol", "fast", "slowly available carbohydrate in the intestine"),
    State("gut_fat", "mmol", "fast", "fatty acids in the intestine"),
    State("gut_protein", "kJ", "fast", "protein in the intestine"),
    State("fat_saturated_share", "1", "slow", "saturated share of the fat eaten of late", 0.35),
    # islets on their slow clocks
    State("beta_cell_mass", "lean", "slow", "beta-cell mass", 1.0),
    State("beta_cell_function", "lean", "slow", "secretory capacity per beta cell", 1.0),
    State("beta_cell_potentiation", "1", "slow", "further second phase after lasting glucose", 0.0),
    State("beta_cell_shift", "mmol/L", "slow", "left shift of the secretion threshold", 0.0),
    State("glucose_mean", "mmol/L", "slow", "glucose averaged over about two days", 5.3),
    State("nefa_mean", "umol/L", "slow", "NEFA averaged over about two days", 350.0),
    State("insulin_mean", "pmol/L", "slow", "insulin averaged over about a day", 70.0),
    State("sinusoid_mean", "pmol/L", "slow", "insulin entering the liver, daily average", 170.0),
    State("beta_cell_capacity", "lean", "slow", "beta-cell mass that is maintained", 1.0),
    State("age", "y", "slow", "age"),
    State("glycated_hemoglobin", "%", "slow", "HbA1c", 5.2),
    # energy and composition
    State("lean_mass", "kg", "slow", "fat-free mass without the swing of glycogen", 57.0),
    State("muscle_mass", "kg", "fixed", "untrained skeletal muscle", 28.0),
    State("liver_mass", "kg", "fixed", "liver without its fat", 1.5),
    State("fat_mass", "kg", "slow", "all fat of the body", 13.0),
    State("weight", "kg", "slow", "body weight", 70.0),
    State("glycogen_reference", "kg", "fixed", "glycogen at the start, in kg"),
    State("lean_surface", "1", "fixed", "storage surface of the lean depots"),
    State("muscle_size", "lean", "slow", "mean fiber size", 1.0),
    State("visceral_fat_number", "1e9", "slow", "visceral adipocytes"),
    State("subcutaneous_fat_number", "1e9", "slow", "subcutaneous adipocytes"),
    State("energy_balance", "kJ/min", "slow", "energy balance averaged over days"),
    State("energy_expenditure", "kJ/min", "slow", "energy expenditure", 6.0),
    State("adaptation", "1", "slow", "adaptive change of expenditure", 0.0),
    State("adrenergic", "1", "slow", "sympathetic drive above rest", 0.0),
    # inputs: set by events, constant between them
    State("eating_rapid", "mmol/min", "input", "rapidly available carbohydrate being eaten"),
    State("eating_slow", "mmol/min", "input", "slowly available carbohydrate being eaten"),
    State("eating_fat", "mmol/min", "input", "fatty acids being eaten"),
    State("eating_protein", "kJ/min", "input", "protein being eaten"),
    State("eating_saturated_share", "1", "input", "saturated share of that fat", 0.35),
    State("glucose_infusion", "mmol/min", "input", "glucose into a vein"),
    State("insulin_infusion", "pmol/min", "input", "insulin into a vein"),
    State("lipid_infusion", "mmol/min", "input", "fatty acids into a vein, with heparin"),
    State("lipid_infusion_saturated_share", "1", "input", "saturated share of them", 0.15),
    State("glucagon_infusion", "ng/min", "input", "glucagon into a vein"),
    State("tnf_alpha_infusion", "ng/min", "input", "TNF-alpha into a vein"),
    State("interleukin_6_infusion", "ng/min", "input", "IL-6 into a vein"),
    State("amino_acid_infusion", "kJ/min", "input", "amino acids into a vein"),
    State("glucose_hold", "mmol/L", "input", "glucose to hold by infusion; 0 none"),
    State("nefa_hold", "umol/L", "input", "NEFA to hold by infusion; 0 none"),
    State("held_glucose_infusion", "mmol/min", "fast", "glucose that the hold infuses"),
    State("held_lipid_infusion", "mmol/min", "fast", "fatty acids that the hold infuses"),
    State("activity", "1", "input", "ordinary daily activity, 1 = habitual 8,000 steps", 1.0),
    State("tone", "1", "fixed", "inherited inflammatory tone", 1.0),
    State("awake", "1", "input", "1 awake, 0 asleep", 0.0),
    State("bout_power", "kJ/min", "input", "energy of the bout now, above rest"),
    State("bout_intensity", "1", "input", "intensity of the bout now", 0.0),
    # fluxes of the last minute, for people
    State("egp", "umol/kg/min", "flux", "endogenous glucose production"),
    State("ra_meal", "umol/kg/min", "flux", "glucose of meals reaching the systemic blood"),
    State("rd", "umol/kg/min", "flux", "glucose leaving plasma into all tissues"),
    State("glucose_infusion_rate", "umol/kg/min", "flux", "glucose infused"),
    State("lipid_infusion_rate", "umol/kg/min", "flux", "fatty acids infused"),
    State("muscle_uptake", "umol/kg/min", "flux", "glucose uptake of muscle"),
    State("fat_uptake", "umol/kg/min", "flux", "glucose uptake of fat"),
    State("splanchnic_uptake", "umol/kg/min", "flux", "glucose uptake of liver and gut"),
    State("brain_uptake", "umol/kg/min", "flux", "glucose uptake of the brain"),
    State("other_uptake", "umol/kg/min", "flux", "glucose uptake of blood cells and the rest"),
    State("renal_loss", "umol/kg/min", "flux", "glucose lost in urine"),
    State("lipolysis", "umol/kg/min", "flux", "fatty acids released by fat cells"),
    State("splanchnic_output", "umol/kg/min", "flux", "net glucose output of liver and gut"),
    State("first_pass_uptake", "umol/kg/min", "flux", "meal glucose kept on its first pass"),
    State("fat_oxidation", "kJ/min", "flux", "energy from fatty acids"),
    State("carbohydrate_oxidation", "kJ/min", "flux", "energy from glucose"),
    State("protein_oxidation", "kJ/min", "flux", "energy from amino acids"),
    # signals and rates handed from the cells to the body
    State("liver_signal", "1", "fast", "mean insulin signal of hepatocytes", 0.25),
    State("fat_signal", "1", "slow", "mean insulin signal of adipocytes", 0.1),
    State("storage_capacity_visceral", "1", "slow", "share of storage, visceral", 0.16),
    State("storage_capacity_subcutaneous", "1", "slow", "share of storage, subcutaneous", 0.84),
    State("muscle_lipid_uptake", "1", "slow", "uptake of fatty acids of muscle, lean 1", 1.0),
    State("expenditure_mean", "kJ/min", "slow", "energy expenditure averaged over a week", 6.9),
    State("vldl_export", "mmol/min", "slow", "fatty acids leaving the liver as VLDL", 0.05),
    State("returned_fat", "mmol/min", "slow", "fatty acids left over, returned as VLDL"),
    State("rest_power", "kJ/min", "slow", "energy other tissues need of fat, without activity"),
    State("vascular_function", "1", "slow", "microvascular function, lean = 1", 1.0),
    State("liver_triglyceride", "mmol/kg", "slow", "mean liver triglyceride", 70.0),
    State("visceral_lipolysis_share", "1", "slow", "share of lipolysis that is visceral", 0.15),
    # sums since the last slow step
    State("muscle_fat_sum", "mmol", "sum", "fatty acids entering muscle"),
    State("liver_fat_sum", "mmol", "sum", "fatty acids entering the liver"),
    State("rest_fat_sum", "mmol", "sum", "fatty acids entering the rest of the body"),
    State("stored_fat_sum", "mmol", "sum", "fatty acids entering adipocytes"),
    State("liver_glucose_sum", "mmol", "sum", "glucose entering hepatocytes"),
    State("oxidized_glucose_sum", "mmol", "sum", "plasma glucose oxidized in brain and rest"),
    State("absorbed_energy_sum", "kJ", "sum", "energy absorbed from the gut"),
    State("infused_energy_sum", "kJ", "sum", "energy infused less energy lost in urine"),
    # books
    State("energy_in", "kJ", "book", "energy eaten or infused since the start"),
    State("energy_out", "kJ", "book", "heat given off since the start"),
    State("energy_lost", "kJ", "book", "energy lost in urine since the start"),
    State("carbon_in", "mmol", "book", "glucose eaten, infused or newly made since the start"),
    State("carbon_out", "mmol", "book", "glucose burned, lost or made into fat since the start"),
    State("fat_in", "mmol", "book", "fatty acids eaten, infused or newly made since the start"),
    State("fat_out", "mmol", "book", "fatty acids burned since the start"),
    State("fat_stored", "mmol", "book", "fatty acids that adipocytes took up since the start"),
)
# fmt: on

BODY_DTYPE = np.dtype([(state.name, "f8") for state in BODY_STATES])


def new_body_state() -> np.ndarray:
    """Return a one-element record array with the declared initial values."""
    values = np.zeros(1, BODY_DTYPE)
    for state in BODY_STATES:
        values[state.name] = state.initial
    return values
