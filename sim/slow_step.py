"""The slow clock of all tissues: cytokine fields, lipids, glycogen, gains, fuel, islets."""

from agents.adipocyte import (
    ADIPOCYTE,
    ADIPOCYTE_STATES,
    FATTY_ACID_PER_KILOGRAM,
    AdipocyteQuarter,
    advance_adipocyte_slowly,
)
from agents.compiled import equation, kernel, relax, step_fraction
from agents.declarations import WIDTH
from agents.hepatocyte import (
    HEPATOCYTE,
    HEPATOCYTE_STATES,
    HepatocyteQuarter,
    advance_hepatocyte_slowly,
)
from agents.insulin_signaling import receptor_occupancy
from agents.muscle_fiber import FIBER, FIBER_STATES, FiberQuarter, advance_fiber_slowly

from .adaptation import adapt_islets, adapt_vessels
from .cytokines import diffuse
from .fuel import CellFuel, burn_fuel

FIBER_BLOCK = len(FIBER_STATES) * WIDTH
HEPATOCYTE_BLOCK = len(HEPATOCYTE_STATES) * WIDTH
ADIPOCYTE_BLOCK = len(ADIPOCYTE_STATES) * WIDTH


@kernel
def weighted_sum(columns, block, value, weight):
    """Return the sum of a state times its weight over a tissue (offsets inside a block)."""
    total = 0.0
    for k in range(columns.size // block):
        first = k * block
        for j in range(WIDTH):
            total += columns[first + j + value] * columns[first + j + weight]
    return total


@kernel
def spread_cytokine(columns, block, at, source_at, weight_at, field, source, sites, rows, across,
                    supply, spread, loss, minutes, factor):  # fmt: skip
    """Send secretion to the lattice, spread it, and give each cell its local level."""
    source[:] = supply
    cell = 0
    if source_at >= 0:
        for k in range(columns.size // block):
            first = k * block
            for j in range(WIDTH):
                if columns[first + j + weight_at] > 0.0:
                    source[sites[cell]] += columns[first + j + source_at]
                cell += 1
    diffuse(field, source, rows, across, spread, loss, minutes, factor)
    cell = 0
    for k in range(columns.size // block):
        first = k * block
        for j in range(WIDTH):
            columns[first + j + at] = field[sites[cell]]
            cell += 1


@equation
def spread_cytokines(b, cells, p, minutes):
    """Advance the TNF-alpha fields of the four tissues and the cytokines of the blood."""
    c = p.cytokines
    factor = cells.lanes[2]
    loss = c.loss_rate
    for tissue in range(4):
        rows, across = cells.shapes[tissue, 0], cells.shapes[tissue, 1]
        spread = c.diffusion / (cells.spacing[tissue] * cells.spacing[tissue]) * minutes
        level = b.portal_tnf_alpha if tissue == 1 else b.tnf_alpha
        supply = c.capillary_exchange * level
        field = cells.fields[tissue]
        source = cells.sources[tissue]
        sites = cells.sites[tissue]
        if tissue == 0:
            spread_cytokine(cells.muscle, FIBER_BLOCK, FIBER.tnf_alpha, -1, FIBER.weight,
                            field, source, sites, rows, across, supply, spread, loss, minutes,
                            factor)  # fmt: skip
        elif tissue == 1:
            spread_cytokine(cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.tnf_alpha, -1,
                            HEPATOCYTE.weight, field, source, sites, rows, across, supply,
                            spread, loss, minutes, factor)  # fmt: skip
        elif tissue == 2:
            spread_cytokine(cells.visceral, ADIPOCYTE_BLOCK, ADIPOCYTE.tnf_alpha,
                            ADIPOCYTE.tnf_source, ADIPOCYTE.weight, field, source, sites, rows,
                            across, supply, spread, loss, minutes, factor)  # fmt: skip
        else:
            spread_cytokine(cells.subcutaneous, ADIPOCYTE_BLOCK, ADIPOCYTE.tnf_alpha,
                            ADIPOCYTE.tnf_source, ADIPOCYTE.weight, field, source, sites, rows,
                            across, supply, spread, loss, minutes, factor)  # fmt: skip

    visceral = weighted_sum(
        cells.visceral, ADIPOCYTE_BLOCK, ADIPOCYTE.macrophages, ADIPOCYTE.number
    )
    subcutaneous = weighted_sum(
        cells.subcutaneous, ADIPOCYTE_BLOCK, ADIPOCYTE.macrophages, ADIPOCYTE.number
    )
    # macrophages in 1e9; the visceral ones drain into the portal vein
    systemic = b.tone * (visceral + 0.3 * subcutaneous)
    tnf_target = (
        c.tnf_alpha_basal
        + c.drain_to_plasma * systemic
        + b.tnf_alpha_infusion / (c.distribution_volume * c.plasma_rate)
    )
    b.tnf_alpha = relax(b.tnf_alpha, tnf_target, step_fraction(c.plasma_rate, minutes))
    b.portal_tnf_alpha = b.tnf_alpha + c.portal_drain * b.tone * visceral
    b.interleukin_6 = relax(
        b.interleukin_6,
        c.interleukin_6_basal
        + c.interleukin_6_drain * b.tone * (visceral + 0.5 * subcutaneous)
        + c.muscle_interleukin_6 * b.bout_intensity / c.interleukin_6_plasma_rate
        + b.interleukin_6_infusion / (c.distribution_volume * c.interleukin_6_plasma_rate),
        step_fraction(c.interleukin_6_plasma_rate, minutes),
    )


@kernel
def advance_muscle_slowly(columns, now, p):
    """Advance all fibers by one slow step."""
    for k in range(columns.size // FIBER_BLOCK):
        first = k * FIBER_BLOCK
        for j in range(WIDTH):
            advance_fiber_slowly(columns, first + j, now, p)


@kernel
def advance_liver_slowly(columns, now, p):
    """Advance all hepatocytes by one slow step."""
    for k in range(columns.size // HEPATOCYTE_BLOCK):
        first = k * HEPATOCYTE_BLOCK
        for j in range(WIDTH):
            advance_hepatocyte_slowly(columns, first + j, now, p)


@kernel
def advance_fat_slowly(columns, now, p):
    """Advance all adipocytes of a depot by one slow step."""
    for k in range(columns.size // ADIPOCYTE_BLOCK):
        first = k * ADIPOCYTE_BLOCK
        for j in range(WIDTH):
            advance_adipocyte_slowly(columns, first + j, now, p)


@equation
def adipocyte_quarter(b, p, stored, capacity, lean_surface, minutes):
    """Return what the adipocytes of one depot meet in a slow step."""
    return AdipocyteQuarter(
        receptor_occupancy(b.insulin_mean, p.insulin_half_occupancy),
        stored / max(capacity, 1e-12),
        b.tone,
        minutes,
        step_fraction(p.receptor_turnover_rate, minutes),
        step_fraction(p.kinase_recovery_rate, minutes),
        step_fraction(p.glut4_turnover_rate, minutes),
        step_fraction(p.macrophage_rate, minutes),
        lean_surface,
    )


@equation
def advance_cells_slowly(b, cells, p, minutes, fast_minutes):
    """Advance the slow states of all cells by one slow step."""
    spread_cytokines(b, cells, p, minutes)

    # fatty acids to fibers, by their access
    m = p.muscle
    access = weighted_sum(cells.muscle, FIBER_BLOCK, FIBER.lipid_uptake, FIBER.weight)
    advance_muscle_slowly(
        cells.muscle,
        FiberQuarter(
            receptor_occupancy(b.insulin_mean, m.insulin_half_occupancy),
            b.muscle_fat_sum / access,
            b.fat_saturated_share,
            b.activity,
            b.awake,
            minutes,
            fast_minutes,
            step_fraction(m.receptor_turnover_rate, minutes),
            step_fraction(m.kinase_recovery_rate, minutes),
            step_fraction(m.glut4_turnover_rate, minutes),
            step_fraction(m.mitochondria_turnover_rate, minutes),
            step_fraction(m.size_turnover_rate, minutes),
            step_fraction(m.disuse_rate, minutes),
            b.glucose,
            step_fraction(m.hexosamine_rate, minutes),
            step_fraction(m.training_memory_rate, minutes),
        ),
        m,
    )
    b.muscle_fat_sum = 0.0

    # fatty acids and glucose to hepatocytes
    h = p.liver
    access = weighted_sum(cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.lipid_access, HEPATOCYTE.weight)
    advance_liver_slowly(
        cells.liver,
        HepatocyteQuarter(
            b.sinusoid_mean,
            b.liver_fat_sum / access,
            b.liver_glucose_sum / (b.liver_mass * minutes),
            b.fat_saturated_share,
            minutes,
            step_fraction(h.receptor_turnover_rate, minutes),
            step_fraction(h.kinase_recovery_rate, minutes),
        ),
        h,
    )
    b.liver_fat_sum = 0.0
    b.liver_glucose_sum = 0.0

    # fatty acids to adipocytes, by their surface and what room they have left
    total = b.storage_capacity_visceral + b.storage_capacity_subcutaneous
    to_visceral = b.stored_fat_sum * b.storage_capacity_visceral / max(total, 1e-12)
    advance_fat_slowly(
        cells.visceral,
        adipocyte_quarter(
            b, p.visceral, to_visceral, b.storage_capacity_visceral, b.lean_surface, minutes
        ),
        p.visceral,
    )
    advance_fat_slowly(
        cells.subcutaneous,
        adipocyte_quarter(
            b,
            p.subcutaneous,
            b.stored_fat_sum - to_visceral,
            b.storage_capacity_subcutaneous,
            b.lean_surface,
            minutes,
        ),
        p.subcutaneous,
    )
    b.stored_fat_sum = 0.0


@equation
def advance_slowly(b, cells, p, minutes, fast_minutes):
    """Advance all slow states of cells and body by one slow step."""
    h = p.liver
    advance_cells_slowly(b, cells, p, minutes, fast_minutes)
    summarize(b, cells)
    burn_fuel(b, p, cell_fuel(b, cells, minutes), minutes)
    b.weight = (
        b.lean_mass
        + b.fat_mass
        + (glycogen_mass(cells) - b.glycogen_reference) * (1.0 + p.energy.glycogen_water)
    )
    glycogen = (
        weighted_sum(cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.glycogen, HEPATOCYTE.weight)
        / b.liver_mass
    )
    empty = 1.0 - min(glycogen / h.glycogen_lean, 1.0)
    b.adrenergic = p.energy.sympathetic_gain * empty + b.bout_intensity
    adapt_islets(b, p, minutes)
    adapt_vessels(b, p, minutes)
    eaten = b.chylomicron / (b.chylomicron + 1.0)
    b.fat_saturated_share = relax(
        b.fat_saturated_share,
        b.lipid_infusion_saturated_share
        if b.lipid_infusion + b.held_lipid_infusion > 0.0
        else b.eating_saturated_share,
        step_fraction(p.fat_transport.dietary_fat_memory_rate, minutes) * eaten,
    )


@equation
def summarize(b, cells):
    """Bring the sums over cells that the blood needs up to date."""
    b.storage_capacity_visceral = weighted_sum(
        cells.visceral, ADIPOCYTE_BLOCK, ADIPOCYTE.storage_capacity, ADIPOCYTE.weight
    )
    b.storage_capacity_subcutaneous = weighted_sum(
        cells.subcutaneous, ADIPOCYTE_BLOCK, ADIPOCYTE.storage_capacity, ADIPOCYTE.weight
    )
    b.vldl_export = weighted_sum(
        cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.vldl_export, HEPATOCYTE.weight
    )
    b.muscle_lipid_uptake = (
        weighted_sum(cells.muscle, FIBER_BLOCK, FIBER.lipid_uptake, FIBER.weight) / b.muscle_mass
    )
    b.liver_triglyceride = (
        weighted_sum(cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.triglyceride, HEPATOCYTE.weight)
        / b.liver_mass
    )
    b.visceral_fat_number = weighted_sum(
        cells.visceral, ADIPOCYTE_BLOCK, ADIPOCYTE.number, ADIPOCYTE.weight
    )
    b.subcutaneous_fat_number = weighted_sum(
        cells.subcutaneous, ADIPOCYTE_BLOCK, ADIPOCYTE.number, ADIPOCYTE.weight
    )
    stored = weighted_sum(
        cells.visceral, ADIPOCYTE_BLOCK, ADIPOCYTE.lipid, ADIPOCYTE.number
    ) + weighted_sum(cells.subcutaneous, ADIPOCYTE_BLOCK, ADIPOCYTE.lipid, ADIPOCYTE.number)
    in_muscle = weighted_sum(cells.muscle, FIBER_BLOCK, FIBER.intramyocellular_lipid, FIBER.weight)
    b.fat_mass = (
        stored + (in_muscle + b.liver_triglyceride * b.liver_mass) / FATTY_ACID_PER_KILOGRAM
    )


@equation
def cell_fuel(b, cells, minutes):
    """Return what all cells burned, released and made in the slow step."""
    fiber, hepatocyte = cells.muscle, cells.liver
    return CellFuel(
        weighted_sum(fiber, FIBER_BLOCK, FIBER.fat_oxidation, FIBER.weight) * minutes,
        weighted_sum(hepatocyte, HEPATOCYTE_BLOCK, HEPATOCYTE.fat_oxidation, HEPATOCYTE.weight)
        * minutes,
        weighted_sum(fiber, FIBER_BLOCK, FIBER.glucose_oxidation, FIBER.weight) * minutes,
        weighted_sum(hepatocyte, HEPATOCYTE_BLOCK, HEPATOCYTE.glucose_oxidation, HEPATOCYTE.weight)
        * minutes,
        weighted_sum(fiber, FIBER_BLOCK, FIBER.lactate_release, FIBER.weight) * minutes,
        weighted_sum(hepatocyte, HEPATOCYTE_BLOCK, HEPATOCYTE.gluconeogenesis, HEPATOCYTE.weight)
        * minutes,
        weighted_sum(hepatocyte, HEPATOCYTE_BLOCK, HEPATOCYTE.glucose_to_fat, HEPATOCYTE.weight)
        * minutes,
        weighted_sum(hepatocyte, HEPATOCYTE_BLOCK, HEPATOCYTE.lipogenesis, HEPATOCYTE.weight)
        * minutes,
        weighted_sum(fiber, FIBER_BLOCK, FIBER.size, FIBER.weight) / b.muscle_mass,
    )


@equation
def glycogen_mass(cells):
    """Return all glycogen of muscle and liver in kg (0.162 kg per mol glucosyl)."""
    return 1.62e-4 * (
        weighted_sum(cells.muscle, FIBER_BLOCK, FIBER.glycogen, FIBER.weight)
        + weighted_sum(cells.liver, HEPATOCYTE_BLOCK, HEPATOCYTE.glycogen, HEPATOCYTE.weight)
    )
