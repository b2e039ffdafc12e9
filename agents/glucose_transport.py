"""GLUT4 between its vesicles and the membrane, and the three conductances of glucose uptake.

Insulin does not speed the movement of single carriers so much as it decides how many take
part: it releases GLUT4 from a static store into a cycling pool [Govers2004, Coster2004], of
which exocytosis and endocytosis keep a share at the surface [Karlsson2009]. Contraction brings
its own carriers to the surface without Akt [Richter2013]. Glucose then passes three
conductances in series: delivery (perfusion and interstitium), transport and phosphorylation.
"""

from .compiled import equation
from .declarations import parameter

# fmt: off
TRANSPORT_PARAMETERS = (
    parameter("glut4_basal_cycling", 0.0859, "1", (0.001, 0.5), "Govers2004",
              "share of GLUT4 that cycles without insulin", calibrated="D6, D7"),
    parameter("glut4_maximal_cycling", 0.95, "1", (0.1, 1.0), "Govers2004",
              "share of GLUT4 that cycles under full Akt activity"),
    parameter("glut4_half_release", 0.4515, "1", (0.01, 2.0), "Karlsson2009",
              "square root of the Akt activity that releases half of the static GLUT4",
              calibrated="C1, D6, D7"),
    parameter("glut4_release_rate", 0.0285, "1/min", (0.001, 0.5), "Wojtaszewski2000",
              "rate at which static GLUT4 joins and leaves the cycling pool", calibrated="D5"),
    parameter("glut4_exocytosis_rate", 0.107, "1/min", (0.005, 0.5), "Karlsson2009",
              "exocytosis rate of a cycling carrier", calibrated="D6"),
    parameter("glut4_endocytosis_rate", 0.1325, "1/min", (0.01, 1.0), "Sedaghat2002",
              "endocytosis rate of a surface carrier", calibrated="D6"),
    parameter("glut4_contraction_share", 0.104, "1", (0.0, 0.3), "Richter2013",
              "surface share of GLUT4 that full contraction adds", calibrated="D9, G20"),
    parameter("glut1_equivalent", 0.0357, "1", (0.0, 1.0), "Karlsson2009",
              "transport without GLUT4, as a share of all GLUT4 at the surface",
              calibrated="D6"),
    # delivery, transport, phosphorylation
    parameter("transport_capacity", 1.59, "mmol/kg/min", (0.1, 20.0), "Karlsson2009",
              "transport capacity per kg of muscle with all GLUT4 at the surface",
              calibrated="A4, B12, C1"),
    parameter("transport_half_saturation", 11.6, "mmol/L", (1.0, 50.0), "Karlsson2009",
              "glucose at half-maximal transport", calibrated="B14, E24"),
    parameter("delivery_conductance", 0.112, "l/kg/min", (0.005, 1.0), "Richter2013",
              "delivery conductance of resting muscle", calibrated="C1, C7"),
    parameter("delivery_recruitment", 1.0, "1", (0.0, 10.0), "Richter2013",
              "gain of delivery with capillary recruitment"),
    parameter("capillary_basal_recruitment", 0.134, "1", (0.01, 1.0), "Wojtaszewski2000",
              "share of capillaries perfused at rest without insulin", calibrated="C1, D5"),
    parameter("capillary_half_insulin", 320.0, "pmol/L", (10.0, 5000.0), "Wojtaszewski2000",
              "insulin at which half of the further capillaries are recruited",
              calibrated="C1"),
    parameter("capillary_recruitment_rate", 0.0382, "1/min", (0.001, 1.0), "Wojtaszewski2000",
              "rate of capillary recruitment by insulin", calibrated="D5"),
    parameter("phosphorylation_capacity", 1.8, "mmol/kg/min", (0.05, 20.0), "Roden1996",
              "capacity of hexokinase", calibrated="C1"),
    parameter("phosphorylation_half_saturation", 4.0, "mmol/L", (0.1, 50.0), "Roden1996",
              "glucose at half-maximal phosphorylation of the lumped step"),
    parameter("glucose_self_activation", 2.85, "1", (0.0, 10.0), "Hawkins2003",
              "gain of uptake with hyperglycemia itself", calibrated="B14, E24"),
    parameter("self_activation_half_glucose", 10.0, "mmol/L", (1.0, 50.0), "Hawkins2003",
              "glucose at half of the self-activation of uptake"),
    parameter("self_activation_half_nefa", 280.0, "umol/L", (10.0, 5000.0), "Hawkins2003",
              "NEFA that halves the self-activation of uptake by glucose", calibrated="E24"),
    parameter("glucotoxic_gain", 2.0, "1", (0.0, 10.0), "Pratipanawatr2002",
              "loss of Akt's effect on GLUT4 under unlimited hyperglycemia; 0 removes it",
              plausible=(0.0, 3.0), calibrated="C8, I7"),
    parameter("glucotoxic_half", 4.0, "mmol/L", (0.2, 50.0), "Pratipanawatr2002",
              "lasting excess of glucose at half of that loss", calibrated="C8, I7"),
    parameter("glucotoxic_onset", 6.0, "mmol/L", (4.0, 15.0), "Pratipanawatr2002",
              "glucose above which the hexosamine route loads the fiber", calibrated="C8, I7"),
    parameter("hexosamine_rate", 4.6e-4, "1/min", (1e-6, 0.01), "Pratipanawatr2002",
              "rate at which a fiber feels and forgets that excess (36 h)", calibrated="I7"),
)
# fmt: on
"""GLUT4 traffic and the three conductances of a muscle fiber."""


@equation
def cycling_target(akt, basal_share, maximal_share, half_release_squared):
    """Return the share of GLUT4 that cycles at an Akt activity."""
    return basal_share + (maximal_share - basal_share) * akt / (half_release_squared + akt)


@equation
def steady_surface_share(cycling, exocytosis, endocytosis):
    """Return the share of all GLUT4 at the surface when exocytosis and endocytosis balance."""
    return cycling * exocytosis / (exocytosis + endocytosis)


@equation
def capillary_target(insulin_square, half_square, basal_share):
    """Return the share of capillaries that insulin keeps open (Hill exponent 2, squares given)."""
    return basal_share + (1.0 - basal_share) * insulin_square / (half_square + insulin_square)


@equation
def glucotoxic_inhibition(hexosamine, half, gain):
    """Return what a lasting excess of glucose (mmol/L) leaves of Akt's effect."""
    return 1.0 / (1.0 + gain * hexosamine / (half + hexosamine))


@equation
def uptake_through_three(glucose, delivery, transport, phosphorylation):
    """Return uptake = glucose × (1/delivery + 1/transport + 1/phosphorylation)⁻¹.

    Conductances in l/kg tissue/min, glucose in mmol/L, result in mmol/kg tissue/min.
    """
    both = delivery * transport
    return glucose * both * phosphorylation / (both + phosphorylation * (delivery + transport))
