"""One fast step of the blood: gut, glucose, insulin, C-peptide, glucagon, fatty acids.

What the cells took up or released is known for the step (they went first) and enters as constant
flows; everything else advances in short explicit sub-steps. Each transfer is computed once and
booked on both sides, so amounts are conserved to rounding.
"""

from collections import namedtuple

from agents.compiled import part, relax, saturating, step_fraction
from agents.lipid_metabolism import after_step

from .fat_transport import muscle_nefa_uptake, stored_share
from .glucose import brain_uptake, first_pass_share, held_infusion, renal_loss
from .gut import emptying_rate
from .pancreas import basal_share, hepatic_extraction, second_phase_target

CellFlows = namedtuple("CellFlows", ["muscle_uptake", "fat_uptake", "production", "lipolysis"])
"""Flows of all cells during the step, mmol/min."""


@part
def advance_gut(b, p, minutes):
    """Advance stomach and intestine; return absorbed glucose (mmol), fat (mmol), protein (kJ)."""
    e = p.energy
    content = (
        (b.stomach_rapid + b.stomach_slow) * e.glucose_energy
        + b.stomach_fat * e.fatty_acid_energy
        + b.stomach_protein
    )
    out = emptying_rate(content, p.gut.emptying_maximum, p.gut.emptying_half_content) * minutes
    rapid = b.gut_rapid * p.gut.rapid_absorption_rate * minutes
    slow = b.gut_slow * p.gut.slow_absorption_rate * minutes
    fat = b.gut_fat * p.gut.fat_absorption_rate * minutes
    protein = b.gut_protein * p.gut.protein_absorption_rate * minutes
    b.gut_rapid += b.stomach_rapid * out - rapid
    b.gut_slow += b.stomach_slow * out - slow
    b.gut_fat += b.stomach_fat * out - fat
    b.gut_protein += b.stomach_protein * out - protein
    b.stomach_rapid += b.eating_rapid * minutes - b.stomach_rapid * out
    b.stomach_slow += b.eating_slow * minutes - b.stomach_slow * out
    b.stomach_fat += b.eating_fat * minutes - b.stomach_fat * out
    b.stomach_protein += b.eating_protein * minutes - b.stomach_protein * out
    return rapid + slow, fat, protein


@part
def advance_insulin(b, p, glucose, appearance, minutes):
    """Advance secretion, extraction, plasma and interstitial insulin, and C-peptide.

    ``glucose`` (mmol/L) is the mean of the sub-step: what the islets have felt.
    """
    k = p.pancreas
    scale = k.reference_weight * k.secretion_gain * b.beta_cell_mass * b.beta_cell_function
    rise = glucose - k.threshold_glucose + b.beta_cell_shift
    second_phase = relax(
        b.secretion_second_phase,
        second_phase_target(
            rise,
            k.second_phase_gain * (1.0 + b.beta_cell_potentiation),
            k.second_phase_saturation,
        ),
        step_fraction(k.second_phase_rate, minutes),
    )
    mean_second_phase = 0.5 * (b.secretion_second_phase + second_phase)
    b.secretion_second_phase = second_phase
    felt = (glucose - b.glucose_seen) * step_fraction(1.0 / k.first_phase_delay, minutes)
    speed = max(felt, 0.0) / minutes
    b.glucose_seen += felt
    incretin = 1.0 + k.incretin_gain * appearance / (appearance + k.incretin_half_appearance)
    secretion = scale * (
        k.basal_secretion * basal_share(rise, k.low_glucose_width)
        + (mean_second_phase + k.first_phase_gain * speed) * incretin
    )
    flow = k.hepatic_flow * k.reference_weight
    sinusoid = b.insulin + secretion / flow
    extraction = hepatic_extraction(
        sinusoid,
        k.maximal_extraction,
        k.extraction_half_insulin,
        b.liver_triglyceride / p.liver.lean_triglyceride,
        k.extraction_fat_loss,
    )
    volume = k.insulin_volume * b.lean_mass
    clearance = k.peripheral_clearance * k.reference_weight + extraction * flow
    b.insulin_plasma = after_step(
        b.insulin_plasma,
        ((1.0 - extraction) * secretion + b.insulin_infusion) * minutes,
        clearance / volume,
        minutes,
    )
    b.insulin = b.insulin_plasma / volume
    b.insulin_secretion = secretion
    b.insulin_sinusoid = sinusoid
    b.insulin_extraction = extraction
    b.insulin_muscle = relax(
        b.insulin_muscle,
        b.insulin,
        step_fraction(k.muscle_interstitial_rate * b.vascular_function, minutes),
    )
    b.insulin_fat = relax(b.insulin_fat, b.insulin, step_fraction(k.fat_interstitial_rate, minutes))
    forward = b.c_peptide_plasma * k.c_peptide_to_slow_rate * minutes
    back = b.c_peptide_slow * k.c_peptide_from_slow_rate * minutes
    b.c_peptide_slow += forward - back
    b.c_peptide_plasma += (
        secretion * minutes
        - forward
        + back
        - b.c_peptide_plasma * k.c_peptide_clearance_rate * minutes
    )
    b.c_peptide = b.c_peptide_plasma / k.c_peptide_volume


@part
def advance_glucagon(b, p, minutes):
    """Advance plasma glucagon: low glucose and amino acids raise it, insulin restrains it."""
    k = p.pancreas
    low = 1.0 + k.glucagon_low_glucose_gain * max(
        k.threshold_glucose - k.glucagon_fall - b.glucose, 0.0
    )
    restraint = 1.0 / (
        1.0 + max(b.insulin - k.glucagon_insulin_onset, 0.0) / k.glucagon_insulin_half
    )
    feed = 1.0 + k.glucagon_amino_acid_gain * max(b.amino_acids / k.glucagon_amino_acids - 1.0, 0.0)
    target = k.glucagon_basal * k.glucagon_gain * low * restraint * feed
    target += b.glucagon_infusion * 1000.0 / (k.glucagon_volume * 1000.0 * k.glucagon_rate)
    b.glucagon += (target - b.glucagon) * k.glucagon_rate * minutes


@part
def advance_fat(b, p, absorbed_fat, lipolysis, minutes):
    """Advance NEFA, chylomicrons and VLDL of one sub-step (lipolysis in mmol/min)."""
    f = p.fat_transport
    lean = b.lean_mass
    volume = f.nefa_volume * lean
    before = b.nefa
    nefa = b.nefa_plasma / volume * 1000.0
    clearance = lean * minutes / 1000.0 / (1.0 + nefa / f.nefa_uptake_half)
    to_muscle = (
        muscle_nefa_uptake(nefa, f.nefa_muscle_capacity * lean, f.nefa_muscle_half)
        * b.muscle_lipid_uptake
        * minutes
    )
    to_liver = (
        f.nefa_liver_clearance * clearance * nefa
        + f.portal_excess * b.visceral_lipolysis_share * f.nefa_liver_clearance * clearance * nefa
    )
    to_rest = f.nefa_rest_clearance * clearance * nefa
    capacity = b.storage_capacity_visceral + b.storage_capacity_subcutaneous
    to_fat = f.nefa_fat_clearance * clearance * nefa * min(capacity, 3.0)

    from_chylomicron = b.chylomicron * f.chylomicron_rate * minutes
    from_vldl = b.vldl * f.vldl_rate * minutes
    freed = from_chylomicron + from_vldl
    muscle_part = freed * f.lipase_muscle_share * min(b.muscle_lipid_uptake, 1.5)
    rest_part = freed * f.lipase_rest_share
    liver_part = freed * f.remnant_share
    fat_part = freed - muscle_part - rest_part - liver_part
    kept = fat_part * stored_share(capacity, f.spillover_half_capacity)
    spilled = fat_part - kept

    infused = (b.lipid_infusion + b.held_lipid_infusion) * minutes
    freed_at_once = infused * f.infused_lipid_to_nefa_share
    b.chylomicron += absorbed_fat + infused - freed_at_once - from_chylomicron
    # what the rest needs no longer, as far as the last slow step and activity now tell
    need = (
        b.rest_power + p.energy.activity_cost * b.weight * b.activity * b.awake + b.bout_power
    ) / p.energy.fatty_acid_energy
    surplus = max(to_rest + rest_part - max(need, 0.0) * minutes, 0.0)
    b.vldl += (b.vldl_export + b.returned_fat) * minutes + surplus - from_vldl
    b.nefa_plasma += (
        lipolysis * minutes + spilled + freed_at_once - to_muscle - to_liver - to_rest - to_fat
    )
    b.nefa = b.nefa_plasma / volume * 1000.0
    b.triglyceride = (b.chylomicron + b.vldl) / 3.0 / f.plasma_volume
    b.muscle_fat_sum += to_muscle + muscle_part
    b.liver_fat_sum += to_liver + liver_part
    b.rest_fat_sum += to_rest + rest_part - surplus
    b.stored_fat_sum += to_fat + kept
    b.held_lipid_infusion = (
        held_infusion(
            b.held_lipid_infusion, b.nefa / 1000.0, before / 1000.0, b.nefa_hold / 1000.0,
            volume, 0.5, 0.05, minutes,
        )
        if b.nefa_hold > 0.0
        else 0.0
    )  # fmt: skip


@part
def advance_blood(b, p, flows, self_activation, minutes, substeps):
    """Advance everything in the blood by one fast step of ``minutes``."""
    g = p.glucose
    lean = b.lean_mass
    volume = g.volume * lean
    span = minutes / substeps
    meal = kept_sum = spleen = brain_sum = other_sum = lost_sum = infused = fat_infused = 0.0
    for _ in range(substeps):
        absorbed, fat, protein = advance_gut(b, p, span)
        share = first_pass_share(
            b.liver_signal / g.fasting_liver_signal, g.first_pass_share, g.first_pass_half_signal
        )
        kept = absorbed * share
        brain = (
            brain_uptake(b.glucose, g.brain_uptake, g.brain_half_uptake, g.brain_reference_glucose)
            * span
        )
        other = g.other_clearance * lean * b.glucose * span
        portal = absorbed / span * 1000.0 / p.pancreas.reference_weight
        splanchnic = (
            g.splanchnic_clearance
            * lean
            * self_activation
            * (1.0 + g.splanchnic_insulin_gain * b.liver_signal)
            * (1.0 + g.portal_signal_gain * saturating(portal, g.portal_signal_half_appearance))
            * b.glucose
            * span
        )
        lost = renal_loss(b.glucose, g.renal_threshold, g.renal_clearance) * span
        infusion = (b.glucose_infusion + b.held_glucose_infusion) * span
        forward = b.glucose_plasma * g.to_slow_rate * span
        back = b.glucose_slow * g.from_slow_rate * span
        before = b.glucose
        b.glucose_slow += forward - back
        b.glucose_plasma += (
            flows.production * span
            + absorbed
            - kept
            + infusion
            + back
            - forward
            - (flows.muscle_uptake + flows.fat_uptake) * span
            - brain
            - other
            - splanchnic
            - lost
        )
        b.glucose = b.glucose_plasma / volume
        b.held_glucose_infusion = (
            held_infusion(
                b.held_glucose_infusion,
                b.glucose,
                before,
                b.glucose_hold,
                volume,
                g.hold_proportional,
                g.hold_integral,
                span,
            )
            if b.glucose_hold > 0.0
            else 0.0
        )
        appearance = (absorbed - kept) / span * 1000.0 / p.pancreas.reference_weight
        advance_insulin(b, p, 0.5 * (before + b.glucose), appearance, span)
        advance_glucagon(b, p, span)
        b.amino_acids += protein + b.amino_acid_infusion * span
        b.absorbed_energy_sum += (
            absorbed * p.energy.glucose_energy + fat * p.energy.fatty_acid_energy + protein
        )
        fat_infused += (b.lipid_infusion + b.held_lipid_infusion) * span
        advance_fat(b, p, fat, flows.lipolysis, span)
        meal += absorbed
        kept_sum += kept
        spleen += splanchnic
        brain_sum += brain
        other_sum += other
        lost_sum += lost
        infused += infusion
    b.lactate += other_sum + flows.fat_uptake * minutes
    b.liver_glucose_sum += kept_sum + spleen
    b.oxidized_glucose_sum += brain_sum
    per_kg = 1000.0 / (b.weight * minutes)
    b.egp = flows.production * minutes * per_kg
    b.ra_meal = (meal - kept_sum) * per_kg
    b.first_pass_uptake = kept_sum * per_kg
    b.muscle_uptake = flows.muscle_uptake * minutes * per_kg
    b.fat_uptake = flows.fat_uptake * minutes * per_kg
    b.splanchnic_uptake = spleen * per_kg
    b.brain_uptake = brain_sum * per_kg
    b.other_uptake = other_sum * per_kg
    b.renal_loss = lost_sum * per_kg
    b.rd = (
        (flows.muscle_uptake + flows.fat_uptake) * minutes + spleen + brain_sum + other_sum
    ) * per_kg
    b.splanchnic_output = (flows.production * minutes + meal - kept_sum - spleen) * per_kg
    b.glucose_infusion_rate = infused * per_kg
    b.lipid_infusion_rate = fat_infused * per_kg
    b.lipolysis = flows.lipolysis * minutes * per_kg

    e = p.energy
    eaten = (b.eating_rapid + b.eating_slow) * minutes
    b.energy_in += (
        (eaten + infused) * e.glucose_energy
        + (b.eating_fat * minutes + fat_infused) * e.fatty_acid_energy
        + (b.eating_protein + b.amino_acid_infusion) * minutes
    )
    b.infused_energy_sum += (
        (infused - lost_sum) * e.glucose_energy
        + fat_infused * e.fatty_acid_energy
        + b.amino_acid_infusion * minutes
    )
    b.energy_lost += lost_sum * e.glucose_energy
    b.carbon_in += eaten + infused
    b.carbon_out += lost_sum + brain_sum
    b.energy_out += brain_sum * e.glucose_energy
    b.fat_in += b.eating_fat * minutes + fat_infused
