"""What the page shows of a body: panels of charts with their units, limits and normal ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

MILLIGRAMS = 18.016
"""mg/dl in a mmol/L of glucose."""
MICROUNITS = 1.0 / 6.0
"""uU/ml in a pmol/L of insulin."""


def pretty(unit: str) -> str:
    """Return a unit as people read it: micro as µ, powers raised, nothing for pure numbers."""
    if unit in ("1", "code"):
        return ""
    raised = unit.replace("^2", "²").replace("^3", "³").replace("/m2", "/m²")
    return re.sub(r"\bu(?=(mol|g|m|U|l)\b)", "µ", raised)


@dataclass(frozen=True)
class Panel:
    """A chart: quantities in one unit, usual limits of its axis, normal range (low, high, text)."""

    key: str
    title: str
    unit: str
    quantities: tuple[tuple[str, str], ...]
    low: float
    high: float
    normal: tuple[float, float, str] | None = None
    american: tuple[str, float] | None = None
    meaning: str = ""

    def in_units(self, american: bool) -> tuple[str, float]:
        """Return the unit and the factor that leads to it."""
        return self.american if american and self.american else (self.unit, 1.0)


BLOOD = (
    Panel("glucose", "Glucose", "mmol/L", (("glucose", ""),), 3.0, 10.0,
          (3.9, 5.55, "normal while fasting: 3.9 to 5.5 mmol/L (70 to 99 mg/dl)"),
          ("mg/dl", MILLIGRAMS)),
    Panel("insulin", "Insulin", "pmol/L", (("insulin", ""),), 0.0, 400.0,
          (12.0, 75.0, "usual while fasting: 12 to 75 pmol/L (2 to 12.5 uU/ml)"),
          ("uU/ml", MICROUNITS)),
    Panel("nefa", "Fatty acids (NEFA)", "umol/L", (("nefa", ""),), 0.0, 900.0,
          (100.0, 600.0, "usual while fasting: 100 to 600 umol/L")),
    Panel("fluxes", "Glucose fluxes", "umol/kg/min",
          (("egp", "liver"), ("ra_meal", "meals"), ("rd", "tissues")), 0.0, 40.0,
          meaning="from the liver, from meals, into tissues"),
    Panel("uptake", "Glucose uptake", "umol/kg/min",
          (("muscle_uptake", "muscle"), ("fat_uptake", "fat"), ("brain_uptake", "brain"),
           ("splanchnic_uptake", "liver, gut")), 0.0, 25.0),
    Panel("infused", "Infused", "umol/kg/min",
          (("glucose_infusion_rate", "glucose"), ("lipid_infusion_rate", "lipid")), 0.0, 40.0),
    Panel("c_peptide", "C-peptide", "pmol/L", (("c_peptide", ""),), 0.0, 3000.0,
          (260.0, 1030.0, "usual while fasting: 260 to 1030 pmol/L (0.8 to 3.1 ng/ml)")),
    Panel("glucagon", "Glucagon", "pg/ml", (("glucagon", ""),), 0.0, 150.0,
          (50.0, 100.0, "usual while fasting: 50 to 100 pg/ml")),
    Panel("triglyceride", "Triglyceride", "mmol/L", (("triglyceride", ""),), 0.0, 3.0,
          (0.3, 1.7, "normal while fasting: below 1.7 mmol/L (150 mg/dl)"), ("mg/dl", 88.57)),
    Panel("cytokines", "Cytokines in blood", "pg/ml",
          (("tnf_alpha", "TNF-alpha"), ("interleukin_6", "IL-6")), 0.0, 10.0),
    Panel("oxidation", "Fuel burned", "kJ/min",
          (("fat_oxidation", "fat"), ("carbohydrate_oxidation", "glucose")), 0.0, 8.0),
)  # fmt: skip
"""Panels of the fast clock."""

SLOW = (
    Panel("weight", "Weight", "kg", (("weight", ""),), 60.0, 80.0, american=("lb", 2.2046)),
    Panel("fat", "Fat mass", "kg",
          (("fat_mass", "all"), ("visceral_fat_mass", "visceral")), 0.0, 20.0,
          american=("lb", 2.2046)),
    Panel("liver_fat", "Liver fat", "%", (("liver_fat", ""),), 0.0, 10.0,
          (0.0, 5.56, "normal: below 5.56 % of liver mass")),
    Panel("islets", "Beta cells", "lean",
          (("beta_cell_function", "function"), ("beta_cell_mass", "mass")), 0.0, 1.5),
    Panel("hba1c", "HbA1c", "%", (("glycated_hemoglobin", ""),), 4.5, 7.0,
          (4.0, 5.7, "normal: below 5.7 %; diabetes: from 6.5 %")),
    Panel("imcl", "Lipid in muscle", "mmol/kg", (("imcl", ""),), 0.0, 20.0,
          meaning="intramyocellular lipid"),
    Panel("muscle_lipids", "DAG and ceramide in muscle", "lean",
          (("muscle.diacylglycerol", "DAG"), ("muscle.ceramide", "ceramide")), 0.0, 3.0),
    Panel("fitness", "Maximal oxygen uptake", "ml/kg/min", (("vo2max", ""),), 20.0, 55.0),
    Panel("signal", "Akt in tissues", "1",
          (("muscle.akt", "muscle"), ("liver.akt", "liver"),
           ("subcutaneous_fat.akt", "subcutaneous fat")), 0.0, 0.6),
)  # fmt: skip
"""Panels of the slow clock."""

PANELS = {panel.key: panel for panel in (*BLOOD, *SLOW)}
FIRST_PANELS = ("glucose", "insulin", "nefa", "fluxes")

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
    "lipolysis": "lipolysis",
    "diameter": "diameter",
    "fullness": "fullness",
    "hypoxia": "hypoxia",
    "macrophages": "macrophages",
    "fiber_type": "fiber type (I, IIa, IIx)",
    "recruitment_threshold": "recruitment threshold",
    "post_exercise_memory": "memory of exercise",
    "zone": "zone",
    "vldl_export": "VLDL export",
    "lipogenesis": "lipogenesis",
}
"""States offered first, and their names for people; the others follow under their own names."""

STATE_LIMITS = {
    "akt": (0.0, 0.6),
    "glut4_surface_insulin": (0.0, 0.4),
    "glut4_surface_contraction": (0.0, 0.1),
    "diacylglycerol": (0.0, 4.0),
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
    "zone": (0.0, 1.0),
}
"""Ends of the color scale, fixed so that two moments and two bodies can be compared."""
