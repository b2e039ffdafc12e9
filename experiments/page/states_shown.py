"""What the page shows of cells: which states first, under which names, on which scales."""

from __future__ import annotations

from experiments.spelling import plain

TISSUE_TITLES = {
    "muscle": "Muscle",
    "liver": "Liver",
    "visceral_fat": "Visceral fat",
    "subcutaneous_fat": "Subcutaneous fat",
}

FIRST_STATES = {
    "muscle": "glut4_surface_insulin",
    "liver": "glucose_production",
    "visceral_fat": "lipolysis",
    "subcutaneous_fat": "akt",
}

NAMED_STATES = {
    "akt": "Akt (insulin signal)",
    "glut4_surface_insulin": "surface GLUT4, insulin",
    "glut4_surface_contraction": "surface GLUT4, contraction",
    "glucose_uptake": "glucose uptake",
    "glucose_production": "glucose output",
    "diacylglycerol": "diacylglycerol (DAG)",
    "ceramide": "ceramide",
    "intramyocellular_lipid": "lipid droplets (IMCL)",
    "triglyceride": "triglyceride",
    "glycogen": "glycogen",
    "receptor_number": "insulin receptors",
    "tnf_alpha": "TNF-alpha",
    "signal_gain": "signal left: receptor to IRS-1",
    "akt_gain": "signal left: PI3K to Akt",
    "mitochondria": "mitochondria",
    "glut4_total": "GLUT4 content",
    "capillary_density": "capillary density",
    "lipolysis": "lipolysis",
    "diameter": "diameter",
    "fullness": "fullness",
    "hypoxia": "hypoxia",
    "macrophages": "macrophages",
    "fiber_type": "fiber type (I, IIa, IIx)",
    "recruitment_threshold": "recruitment threshold",
    "post_exercise_memory": "memory of exercise",
    "damage": "damage by lengthening work",
    "leukocytes": "leukocytes around the fiber",
    "zone": "zone",
    "vldl_export": "VLDL export",
    "lipogenesis": "lipogenesis",
}
"""States offered first, and their names for people; the others follow under their own names."""

STATE_LIMITS = {
    "akt": (0.0, 0.6),
    "visceral_fat.akt": (0.0, 1.0),
    "subcutaneous_fat.akt": (0.0, 1.0),
    "glut4_surface_insulin": (0.0, 0.4),
    "glut4_surface_contraction": (0.0, 0.1),
    "diacylglycerol": (0.0, 6.0),
    "ceramide": (0.0, 3.0),
    "intramyocellular_lipid": (0.0, 40.0),
    "liver.triglyceride": (0.0, 500.0),
    "muscle.glycogen": (0.0, 130.0),
    "liver.glycogen": (0.0, 450.0),
    "receptor_number": (0.0, 1.5),
    "tnf_alpha": (0.0, 20.0),
    "signal_gain": (0.0, 1.0),
    "akt_gain": (0.0, 1.0),
    "mitochondria": (0.4, 1.8),
    "glut4_total": (0.4, 1.8),
    "capillary_density": (0.8, 1.6),
    "diameter": (20.0, 150.0),
    "fullness": (0.0, 1.0),
    "hypoxia": (0.0, 1.0),
    "macrophages": (0.0, 1.0),
    "muscle.glucose_uptake": (0.0, 0.08),
    "liver.glucose_production": (0.0, 1.0),
    "lipolysis": (0.0, 0.05),
    "fiber_type": (0.0, 2.0),
    "recruitment_threshold": (0.0, 110.0),
    "post_exercise_memory": (0.0, 1.0),
    "damage": (0.0, 0.6),
    "leukocytes": (0.0, 0.6),
    "zone": (0.0, 1.0),
}
"""Ends of the color scale, fixed so that two moments and two bodies can be compared."""


SCALE_ENDS = {
    "fiber_type": ("I", "IIx"),
    "zone": ("portal", "central"),
}
"""Words at the ends of a scale of kinds or places."""


def state_name(name: str) -> str:
    """Return the name of a state for people."""
    return NAMED_STATES.get(name) or plain(name)
