"""Fatty acids in the blood: NEFA, chylomicrons, VLDL, and where they go.

NEFA leave plasma within minutes: a saturable share into muscle, a share into the liver (more
when visceral fat drains into the portal vein), a share back into adipocytes, and the rest into
heart, kidney and other tissues, which burn what they need and send back what they do not.
Lipoprotein lipase frees the fatty acids of chylomicrons and VLDL; adipocytes keep what their
capacity allows and the remainder spills over into NEFA.
"""

from agents.compiled import equation
from agents.declarations import ParameterGroup, parameter

# fmt: off
FAT_TRANSPORT = ParameterGroup(
    "fat_transport",
    parameter("nefa_volume", 0.0675, "l/kg", (0.01, 0.5), "Karpe2011",
              "plasma space of NEFA per kg of lean mass"),
    parameter("nefa_muscle_capacity", 0.00262, "mmol/kg/min", (1e-5, 0.1), "Karpe2011",
              "largest NEFA uptake per kg of lean mass into muscle", calibrated="A5, E9"),
    parameter("nefa_muscle_half", 282.0, "umol/L", (10.0, 5000.0), "Roden1996",
              "NEFA at half-maximal uptake of muscle", calibrated="E9, E14"),
    parameter("nefa_liver_clearance", 2.65e-3, "l/kg/min", (1e-5, 0.1), "Fabbrini2008",
              "clearance by the liver per kg of lean mass"),
    parameter("nefa_rest_clearance", 5.8e-3, "l/kg/min", (1e-5, 0.1), "Karpe2011",
              "clearance by heart, kidney and the rest per kg of lean mass"),
    parameter("nefa_fat_clearance", 4.57e-3, "l/kg/min", (0.0, 0.1), "Karpe2011",
              "clearance by adipocytes of lean storage capacity per kg of lean mass"),
    parameter("nefa_uptake_half", 2600.0, "umol/L", (200.0, 50000.0), "Roden1996",
              "NEFA at which liver, adipocytes and the rest clear half as much of them",
              calibrated="NEFA reached by lipid with heparin"),
    parameter("portal_excess", 2.0, "1", (0.0, 10.0), "Nielsen2004",
              "excess of liver uptake per share of lipolysis that is visceral",
              calibrated="F6"),
    parameter("chylomicron_rate", 0.045, "1/min", (0.002, 0.5), "Frayn2002",
              "lipolysis of chylomicrons by lipoprotein lipase"),
    parameter("vldl_rate", 0.0106, "1/min", (0.0005, 0.1), "Fabbrini2008",
              "lipolysis of VLDL by lipoprotein lipase"),
    parameter("lipase_muscle_share", 0.15, "1", (0.0, 0.3), "Frayn2002",
              "share of lipoprotein lipase in muscle"),
    parameter("lipase_rest_share", 0.1, "1", (0.0, 0.25), "Frayn2002",
              "share of lipoprotein lipase in the heart and the rest"),
    parameter("remnant_share", 0.1, "1", (0.0, 0.25), "Frayn2002",
              "share of lipoprotein fat that reaches the liver in remnants"),
    parameter("spillover_half_capacity", 0.43, "1", (0.01, 10.0), "Frayn2002",
              "storage capacity (lean = 1) at which half of the freed fat spills over"),
    parameter("dietary_fat_memory_rate", 1.0 / 720.0, "1/min", (1e-5, 0.1), "Frayn2002",
              "rate at which the kind of fat in blood follows the fat eaten (12 h)"),
    parameter("plasma_volume", 3.0, "l", (0.5, 10.0), "Fabbrini2008",
              "plasma volume for triglyceride"),
    parameter("infused_lipid_to_nefa_share", 0.85, "1", (0.0, 1.0), "Boden1994",
              "share of infused triglyceride that heparin frees at once"),
)
# fmt: on


@equation
def muscle_nefa_uptake(nefa, capacity, half):
    """Return NEFA uptake of muscle in mmol/min (capacity in mmol/min, nefa in umol/L)."""
    return capacity * nefa / (half + nefa)


@equation
def stored_share(capacity, half_capacity):
    """Return the share of freed lipoprotein fat that adipocytes keep (lean capacity = 1)."""
    return capacity / (half_capacity + capacity)
