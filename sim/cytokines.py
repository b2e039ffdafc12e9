"""Cytokines: diffusing on the lattice of each tissue, draining to blood, felt cell by cell.

On a lattice of cells a cytokine spreads from its sources by diffusion and is lost to decay and
drainage. The step is implicit and alternates directions (Peaceman-Rachford splitting in its
locally one-dimensional form), stable at any length; borders let nothing through. Leukocytes around
a damaged fiber act on that fiber alone: sites of muscle are drawn without regard to limbs, and
what diffused would reach limbs that did no work.
"""

from agents.adipocyte import ADIPOCYTE
from agents.compiled import kernel, part, place, relax, step_fraction
from agents.declarations import WIDTH, ParameterGroup, parameter
from agents.hepatocyte import HEPATOCYTE
from agents.muscle_fiber import FIBER

from .passes import LIVER, MUSCLE, SUBCUTANEOUS, TISSUES, VISCERAL
from .sharing import SPREADING, claim, publish, wait_for_helpers
from .sums import over_adipocytes

# fmt: off
CYTOKINES = ParameterGroup(
    "cytokines",
    parameter("diffusion", 600.0, "um2/min", (0.0, 1e5), "Swabb1974",
              "diffusion of TNF-alpha in tissue (1e-7 cm2/s)"),
    parameter("loss_rate", 0.03, "1/min", (0.001, 1.0), "Oliver1993",
              "decay and drainage of TNF-alpha in tissue"),
    parameter("plasma_rate", 0.03, "1/min", (0.001, 1.0), "Oliver1993",
              "clearance of plasma TNF-alpha (half-life about 20 min)"),
    parameter("interleukin_6_plasma_rate", 0.012, "1/min", (0.001, 1.0), "Castell1988",
              "clearance of plasma IL-6"),
    parameter("tnf_alpha_basal", 3.0, "pg/ml", (0.0, 50.0), "Olson2012",
              "plasma TNF-alpha from other sources"),
    parameter("interleukin_6_basal", 0.8, "pg/ml", (0.0, 50.0), "Kern2001",
              "plasma IL-6 from other sources"),
    parameter("drain_to_plasma", 0.012, "1/kg", (0.0, 10.0), "Olson2012",
              "plasma TNF-alpha per local level and kg of fat", calibrated="F4"),
    parameter("portal_drain", 0.6, "1/kg", (0.0, 20.0), "Fontana2007",
              "portal TNF-alpha per visceral level and kg of visceral fat"),
    parameter("interleukin_6_drain", 0.06, "1/kg", (0.0, 10.0), "Kern2001",
              "plasma IL-6 per local source level and kg of fat", calibrated="F3"),
    parameter("muscle_interleukin_6", 6.0, "pg/ml/min", (0.0, 100.0), "Steensberg2000",
              "rise of plasma IL-6 with a full bout"),
    parameter("distribution_volume", 22.0, "l", (0.5, 50.0), "Oliver1993",
              "distribution of infused cytokine"),
    parameter("capillary_exchange", 0.03, "1/min", (0.0, 1.0), "Plomgaard2005",
              "exchange of TNF-alpha between blood and tissue at a capillary"),
)
# fmt: on


@part
def _eliminate(count, spread, factor, inverse):
    """Factorize the matrix of one line (Thomas); all lines of a direction share it."""
    inverse[0] = 1.0 / (1.0 + spread)
    factor[0] = -spread * inverse[0]
    for k in range(1, count):
        own = 1.0 + 2.0 * spread if k < count - 1 else 1.0 + spread
        inverse[k] = 1.0 / (own + spread * factor[k - 1])
        factor[k] = -spread * inverse[k]


@kernel
def _sweep(field, count, stride, lines, apart, spread, factor, inverse):
    """Solve (1 + spread·second difference) along all lines, in place.

    Sites of one line wait for one another, so the inner loop runs across the lines.
    """
    _eliminate(count, spread, factor, inverse)
    for line in range(lines):
        field[place(line * apart)] *= inverse[0]
    for k in range(1, count):
        for line in range(lines):
            at = place(k * stride + line * apart)
            before = place((k - 1) * stride + line * apart)
            field[at] = (field[at] + spread * field[before]) * inverse[k]
    for back in range(1, count):
        k = count - 1 - back
        for line in range(lines):
            at = place(k * stride + line * apart)
            after = place((k + 1) * stride + line * apart)
            field[at] -= factor[k] * field[after]


@kernel
def diffuse(field, source, rows, columns, spread, loss, minutes, factor, inverse):
    """Advance a cytokine field (rows × columns, flat) by one implicit step, in place.

    ``spread`` is diffusion / spacing² × minutes, ``source`` in units/min, ``loss`` in 1/min;
    ``factor`` and ``inverse`` are scratch of the longer side's length.
    """
    kept = 1.0 / (1.0 + loss * minutes)
    for s in range(rows * columns):
        field[s] = (field[s] + source[s] * minutes) * kept
    if spread > 0.0 and columns > 1:
        _sweep(field, columns, 1, rows, columns, spread, factor, inverse)
    if spread > 0.0 and rows > 1:
        _sweep(field, rows, columns, columns, 1, spread, factor, inverse)


@kernel
def secrete(columns, block, secretion, weight, source, sites):
    """Add what each living cell secretes to the source at its site."""
    for k in range(columns.size // block):
        for j in range(WIDTH):
            if columns[place(k * block + weight + j)] > 0.0:
                source[place(sites[k * WIDTH + j])] += columns[place(k * block + secretion + j)]


@kernel
def expose(columns, block, level, field, sites):
    """Give each cell the level at its site."""
    for k in range(columns.size // block):
        for j in range(WIDTH):
            columns[place(k * block + level + j)] = field[place(sites[k * WIDTH + j])]


@kernel
def add_from_leukocytes(columns, block, level, leukocytes, rise):
    """Add to the level at each fiber what the leukocytes around it secrete."""
    for k in range(columns.size // block):
        for j in range(WIDTH):
            columns[place(k * block + level + j)] += (
                rise * columns[place(k * block + leukocytes + j)]
            )


@kernel
def spread_in_pieces(board, key, backward, body, cells, p, minutes):
    """Let TNF-alpha spread in the tissues that are claimed and give each cell the level at its
    site; return how many tissues."""
    b, c = body[0], p.cytokines
    done = 0
    tissue = claim(board, key, backward)
    while tissue >= 0:
        level = b.portal_tnf_alpha if tissue == LIVER else b.tnf_alpha
        source, field, sites = cells.sources[tissue], cells.fields[tissue], cells.sites[tissue]
        source.fill(c.capillary_exchange * level)
        if tissue == VISCERAL:
            secrete(cells.visceral, ADIPOCYTE.block, ADIPOCYTE.tnf_source, ADIPOCYTE.weight,
                    source, sites)  # fmt: skip
        elif tissue == SUBCUTANEOUS:
            secrete(cells.subcutaneous, ADIPOCYTE.block, ADIPOCYTE.tnf_source, ADIPOCYTE.weight,
                    source, sites)  # fmt: skip
        diffuse(
            field, source, cells.shapes[tissue, 0], cells.shapes[tissue, 1],
            c.diffusion / (cells.spacing[tissue] * cells.spacing[tissue]) * minutes,
            c.loss_rate, minutes, cells.lanes[2], cells.lanes[3],
        )  # fmt: skip
        if tissue == MUSCLE:
            expose(cells.muscle, FIBER.block, FIBER.tnf_alpha, field, sites)
            add_from_leukocytes(
                cells.muscle, FIBER.block, FIBER.tnf_alpha, FIBER.leukocytes,
                p.muscle.leukocyte_tnf_alpha,
            )  # fmt: skip
        elif tissue == LIVER:
            expose(cells.liver, HEPATOCYTE.block, HEPATOCYTE.tnf_alpha, field, sites)
        elif tissue == VISCERAL:
            expose(cells.visceral, ADIPOCYTE.block, ADIPOCYTE.tnf_alpha, field, sites)
        else:
            expose(cells.subcutaneous, ADIPOCYTE.block, ADIPOCYTE.tnf_alpha, field, sites)
        done += 1
        tissue = claim(board, key, backward)
    return done


@part
def spread_cytokines(body, cells, p, minutes, board):
    """Advance the TNF-alpha fields of the four tissues and the cytokines of the blood."""
    b, c = body[0], p.cytokines
    key = publish(board, SPREADING, TISSUES)
    own = spread_in_pieces(board, key, False, body, cells, p, minutes)
    wait_for_helpers(board, TISSUES, own)
    lane = cells.lanes[0]
    visceral = over_adipocytes(cells.visceral, ADIPOCYTE.macrophages, ADIPOCYTE.number, lane)
    subcutaneous = over_adipocytes(
        cells.subcutaneous, ADIPOCYTE.macrophages, ADIPOCYTE.number, lane
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
