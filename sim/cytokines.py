"""Cytokines: diffusing on the lattice of each tissue, draining to blood, felt cell by cell.

On a lattice of cells a cytokine spreads from its sources by diffusion and is lost to decay and
drainage. The step is implicit and alternates directions (Peaceman-Rachford splitting in its
locally one-dimensional form), stable at any length; borders let nothing through.
"""

from agents.compiled import equation, kernel
from agents.declarations import ParameterGroup, parameter

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
    parameter("distribution_volume", 5.0, "l", (0.5, 50.0), "Oliver1993",
              "distribution of infused cytokine"),
    parameter("capillary_exchange", 0.03, "1/min", (0.0, 1.0), "Plomgaard2005",
              "exchange of TNF-alpha between blood and tissue at a capillary"),
)
# fmt: on


@equation
def _sweep(field, start, stride, count, spread, factor):
    """Solve (1 + loss + spread·second difference) along one line, in place (Thomas)."""
    diagonal = 1.0 + spread
    factor[0] = -spread / diagonal
    field[start] = field[start] / diagonal
    for k in range(1, count):
        at = start + k * stride
        own = 1.0 + 2.0 * spread if k < count - 1 else 1.0 + spread
        pivot = own + spread * factor[k - 1]
        factor[k] = -spread / pivot
        field[at] = (field[at] + spread * field[at - stride]) / pivot
    for k in range(count - 2, -1, -1):
        at = start + k * stride
        field[at] -= factor[k] * field[at + stride]


@kernel
def diffuse(field, source, rows, columns, spread, loss, minutes, factor):
    """Advance a cytokine field (rows × columns, flat) by one implicit step, in place.

    ``spread`` is diffusion / spacing² × minutes, ``source`` in units/min, ``loss`` in 1/min.
    """
    for s in range(rows * columns):
        field[s] = (field[s] + source[s] * minutes) / (1.0 + loss * minutes)
    if spread > 0.0:
        for r in range(rows):
            _sweep(field, r * columns, 1, columns, spread, factor)
        for c in range(columns):
            _sweep(field, c, columns, rows, spread, factor)
