"""Stressed fat cells and the macrophages they call: the sources of TNF-alpha and IL-6.

An adipocyte that has outgrown its oxygen supply is stressed; it attracts macrophages, which
arrive and leave over weeks and secrete most of the TNF-alpha [Weisberg2003]. Macrophages are a
load carried by each adipocyte, not agents of their own: they surround single dying or overfull
cells as crowns, their number per adipocyte is what has been measured, and a load of one number
per cell keeps ten years of a depot computable.
"""

from .compiled import equation, relax
from .declarations import parameter

# fmt: off
INFLAMMATION_PARAMETERS = (
    parameter("stress_onset", 0.57, "1", (0.0, 2.0), "Weisberg2003",
              "fullness of a cell at which it becomes stressed", calibrated="F8"),
    parameter("stress_width", 0.4, "1", (0.01, 5.0), "Weisberg2003",
              "fullness beyond the onset at half-maximal stress", calibrated="F8"),
    parameter("macrophages_resident", 0.08, "1", (0.0, 2.0), "Weisberg2003",
              "macrophages per adipocyte in lean fat"),
    parameter("macrophages_recruited", 4.6, "1", (0.0, 10.0), "Weisberg2003",
              "further macrophages per fully stressed adipocyte", calibrated="F8"),
    parameter("macrophage_rate", 5e-5, "1/min", (1e-6, 0.01), "Weisberg2003",
              "rate at which macrophages arrive and leave (about 14 d)"),
    parameter("tnf_per_macrophage", 0.3, "pg/ml/min", (0.0, 100.0), "Kern2001",
              "TNF-alpha secretion per macrophage into its site", calibrated="F3"),
    parameter("interleukin_6_per_macrophage", 0.5, "pg/ml/min", (0.0, 100.0), "MohamedAli1997",
              "IL-6 secretion per macrophage into its site", calibrated="F3"),
)
# fmt: on


@equation
def hypoxic_stress(fullness, onset, width):
    """Return the stress (0-1) of an adipocyte that is filled to a share of its capacity."""
    x = max(fullness - onset, 0.0) / width
    return x * x / (1.0 + x * x)


@equation
def macrophage_target(resident, recruited, stress):
    """Return the macrophages per adipocyte that a level of stress sustains."""
    return resident + recruited * stress


@equation
def advance_inflammation(state, i, at, fullness, tone, macrophage_fraction, p):
    """Advance stress, macrophages and cytokine secretion of one adipocyte."""
    stress = hypoxic_stress(fullness, p.stress_onset, p.stress_width)
    macrophages = relax(
        state[i + at.macrophages],
        macrophage_target(p.macrophages_resident, p.macrophages_recruited, stress),
        macrophage_fraction,
    )
    state[i + at.hypoxia] = stress
    state[i + at.macrophages] = macrophages
    state[i + at.tnf_source] = tone * p.tnf_per_macrophage * macrophages
    state[i + at.interleukin_6_source] = tone * p.interleukin_6_per_macrophage * macrophages
