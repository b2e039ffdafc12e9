"""The slow clock of all tissues: cytokine fields, lipids, glycogen, gains, fuel, islets."""

from agents.adipocyte import ADIPOCYTE, FATTY_ACID_PER_KILOGRAM
from agents.compiled import part, relax, step_fraction, without_trace
from agents.hepatocyte import HEPATOCYTE
from agents.muscle_fiber import FIBER

from .adaptation import adapt_islets, adapt_vessels
from .cytokines import spread_cytokines
from .energy import bout_drive
from .fuel import CellFuel, burn_fuel
from .passes import advance_pieces_slowly
from .sharing import QUARTER, publish, wait_for_helpers
from .sums import over_adipocytes, over_fibers, over_hepatocytes


@part
def advance_cells_slowly(body, cells, p, minutes, fast_minutes, board):
    """Advance the slow states of all cells by one slow step."""
    b, lane = body[0], cells.lanes[0]
    spread_cytokines(body, cells, p, minutes, board)

    # fatty acids go to cells by their access
    cells.access[0] = over_fibers(cells.muscle, FIBER.lipid_uptake, lane)
    cells.access[1] = over_hepatocytes(cells.liver, HEPATOCYTE.lipid_access, lane)
    pieces = cells.pieces.shape[0]
    key = publish(board, QUARTER, pieces)
    own = advance_pieces_slowly(board, key, False, body, cells, p, minutes, fast_minutes)
    wait_for_helpers(board, pieces, own)
    b.muscle_fat_sum = 0.0
    b.liver_fat_sum = 0.0
    b.liver_glucose_sum = 0.0
    b.fat_stored += b.stored_fat_sum
    b.stored_fat_sum = 0.0


@part
def advance_slowly(body, cells, p, minutes, fast_minutes, bath, board):
    """Advance all slow states by one slow step; what cells in a bath secrete is washed away."""
    b = body[0]
    tnf_alpha = b.tnf_alpha
    advance_cells_slowly(body, cells, p, minutes, fast_minutes, board)
    summarize(b, cells)
    if bath:
        b.tnf_alpha = tnf_alpha
        b.portal_tnf_alpha = tnf_alpha
    else:
        advance_body_slowly(b, cells, p, minutes)


@part
def advance_body_slowly(b, cells, p, minutes):
    """Advance fuel, weight, sympathetic drive, islets and vessels by one slow step."""
    h = p.liver
    burn_fuel(b, p, cell_fuel(b, cells, minutes), minutes)
    b.weight = (
        b.lean_mass
        + b.fat_mass
        + (glycogen_mass(cells) - b.glycogen_reference) * (1.0 + p.energy.glycogen_water)
    )
    glycogen = over_hepatocytes(cells.liver, HEPATOCYTE.glycogen, cells.lanes[0]) / b.liver_mass
    empty = 1.0 - min(glycogen / h.glycogen_lean, 1.0)
    b.adrenergic = p.energy.sympathetic_gain * empty + bout_drive(
        b.bout_intensity,
        b.lactate,
        p.energy.bout_sympathetic_gain,
        p.energy.bout_sympathetic_half,
        p.energy.lactate_half_restraint,
    )
    forget_traces(b)
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


@part
def forget_traces(b):
    """Empty pools of the gut and blood that hold less than any amount that could matter."""
    b.stomach_rapid = without_trace(b.stomach_rapid)
    b.stomach_slow = without_trace(b.stomach_slow)
    b.stomach_fat = without_trace(b.stomach_fat)
    b.stomach_protein = without_trace(b.stomach_protein)
    b.gut_rapid = without_trace(b.gut_rapid)
    b.gut_slow = without_trace(b.gut_slow)
    b.gut_fat = without_trace(b.gut_fat)
    b.gut_protein = without_trace(b.gut_protein)
    b.chylomicron = without_trace(b.chylomicron)
    b.secretion_second_phase = without_trace(b.secretion_second_phase)
    b.insulin_plasma = without_trace(b.insulin_plasma)
    b.insulin_muscle = without_trace(b.insulin_muscle)
    b.insulin_fat = without_trace(b.insulin_fat)
    b.c_peptide_plasma = without_trace(b.c_peptide_plasma)
    b.c_peptide_slow = without_trace(b.c_peptide_slow)


@part
def summarize(b, cells):
    """Bring the sums over cells that the blood needs up to date."""
    fibers, hepatocytes, lane = cells.muscle, cells.liver, cells.lanes[0]
    visceral, subcutaneous = cells.visceral, cells.subcutaneous
    b.storage_capacity_visceral = over_adipocytes(
        visceral, ADIPOCYTE.storage_capacity, ADIPOCYTE.weight, lane
    )
    b.storage_capacity_subcutaneous = over_adipocytes(
        subcutaneous, ADIPOCYTE.storage_capacity, ADIPOCYTE.weight, lane
    )
    b.vldl_export = over_hepatocytes(hepatocytes, HEPATOCYTE.vldl_export, lane)
    b.muscle_lipid_uptake = over_fibers(fibers, FIBER.lipid_uptake, lane) / b.muscle_mass
    b.liver_triglyceride = (
        over_hepatocytes(hepatocytes, HEPATOCYTE.triglyceride, lane) / b.liver_mass
    )
    b.visceral_fat_number = over_adipocytes(visceral, ADIPOCYTE.number, ADIPOCYTE.weight, lane)
    b.subcutaneous_fat_number = over_adipocytes(
        subcutaneous, ADIPOCYTE.number, ADIPOCYTE.weight, lane
    )
    stored = over_adipocytes(visceral, ADIPOCYTE.lipid, ADIPOCYTE.number, lane) + over_adipocytes(
        subcutaneous, ADIPOCYTE.lipid, ADIPOCYTE.number, lane
    )
    in_muscle = over_fibers(fibers, FIBER.intramyocellular_lipid, lane)
    b.fat_mass = (
        stored + (in_muscle + b.liver_triglyceride * b.liver_mass) / FATTY_ACID_PER_KILOGRAM
    )


@part
def cell_fuel(b, cells, minutes):
    """Return what all cells burned, released and made in the slow step."""
    fibers, hepatocytes, lane = cells.muscle, cells.liver, cells.lanes[0]
    return CellFuel(
        over_fibers(fibers, FIBER.fat_oxidation, lane) * minutes,
        over_hepatocytes(hepatocytes, HEPATOCYTE.fat_oxidation, lane) * minutes,
        over_fibers(fibers, FIBER.glucose_oxidation, lane) * minutes,
        over_hepatocytes(hepatocytes, HEPATOCYTE.glucose_oxidation, lane) * minutes,
        over_fibers(fibers, FIBER.lactate_release, lane) * minutes,
        over_hepatocytes(hepatocytes, HEPATOCYTE.gluconeogenesis, lane) * minutes,
        over_hepatocytes(hepatocytes, HEPATOCYTE.glucose_to_fat, lane) * minutes,
        over_hepatocytes(hepatocytes, HEPATOCYTE.lipogenesis, lane) * minutes,
        over_fibers(fibers, FIBER.size, lane) / b.muscle_mass,
    )


@part
def glycogen_mass(cells):
    """Return all glycogen of muscle and liver in kg (0.162 kg per mol glucosyl)."""
    fibers, hepatocytes, lane = cells.muscle, cells.liver, cells.lanes[0]
    return 1.62e-4 * (
        over_fibers(fibers, FIBER.glycogen, lane)
        + over_hepatocytes(hepatocytes, HEPATOCYTE.glycogen, lane)
    )
