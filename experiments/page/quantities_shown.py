"""What the page shows of a body: panels of charts with their units, limits and normal ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from experiments.page.wording import pretty

MILLIGRAMS = 18.016
"""mg/dl in a mmol/L of glucose."""
MICROUNITS = 1.0 / 6.0
"""uU/ml in a pmol/L of insulin."""


@dataclass(frozen=True)
class Panel:
    """A chart: quantities in one unit, usual limits of its axis, normal range (low, high, text).

    Where it is ``fitted`` the limits are at least as far apart but follow what is drawn.
    """

    key: str
    title: str
    unit: str
    quantities: tuple[tuple[str, str], ...]
    low: float
    high: float
    normal: tuple[float, float, str] | None = None
    american: tuple[str, float] | None = None
    meaning: str = ""
    fitted: bool = False

    def in_units(self, american: bool) -> tuple[str, float]:
        """Return the unit and the factor that leads to it."""
        return self.american if american and self.american else (self.unit, 1.0)

    def bands(self, american: bool) -> list[dict[str, Any]]:
        """Return the normal range in the chosen unit with its words; nothing if there is none."""
        if self.normal is None:
            return []
        unit, factor = self.in_units(american)
        low, high, text = factor * self.normal[0], factor * self.normal[1], self.normal[2]
        ends = [f"{end:.{1 if end < 10.0 else 0}f}" for end in (low, high)]
        span = f"{ends[0]} to {ends[1]}" if low > 0.0 else f"below {ends[1]}"
        return [{"low": low, "high": high, "label": f"{text} {span}",
                 "text": f"{text}: {span} {pretty(unit)}"}]  # fmt: skip


BLOOD = (
    Panel("glucose", "Glucose", "mmol/L", (("glucose", ""),), 3.0, 10.0,
          (3.9, 5.55, "normal fasting"),
          ("mg/dl", MILLIGRAMS)),
    Panel("insulin", "Insulin", "pmol/L", (("insulin", ""),), 0.0, 400.0,
          (12.0, 75.0, "usual fasting"),
          ("uU/ml", MICROUNITS)),
    Panel("nefa", "Fatty acids (NEFA)", "umol/L", (("nefa", ""),), 0.0, 900.0,
          (100.0, 600.0, "usual fasting")),
    Panel("fluxes", "Glucose fluxes", "umol/kg/min",
          (("egp", "liver"), ("ra_meal", "meals"), ("rd", "tissues")), 0.0, 40.0,
          meaning="from the liver, from meals, into tissues"),
    Panel("uptake", "Glucose uptake", "umol/kg/min",
          (("muscle_uptake", "muscle"), ("fat_uptake", "fat"), ("brain_uptake", "brain"),
           ("splanchnic_uptake", "liver, gut")), 0.0, 25.0),
    Panel("infused", "Infused", "umol/kg/min",
          (("glucose_infusion_rate", "glucose"), ("lipid_infusion_rate", "lipid")), 0.0, 40.0),
    Panel("c_peptide", "C-peptide", "pmol/L", (("c_peptide", ""),), 0.0, 3000.0,
          (260.0, 1030.0, "usual fasting")),
    Panel("glucagon", "Glucagon", "pg/ml", (("glucagon", ""),), 0.0, 150.0,
          (50.0, 100.0, "usual fasting")),
    Panel("triglyceride", "Triglyceride", "mmol/L", (("triglyceride", ""),), 0.0, 3.0,
          (0.0, 1.7, "normal fasting"), ("mg/dl", 88.57)),
    Panel("cytokines", "Cytokines in blood", "pg/ml",
          (("tnf_alpha", "TNF-alpha"), ("interleukin_6", "IL-6")), 0.0, 10.0),
    Panel("oxidation", "Fuel burned", "kJ/min",
          (("fat_oxidation", "fat"), ("carbohydrate_oxidation", "glucose")), 0.0, 8.0),
)  # fmt: skip
"""Panels of the fast clock."""

SLOW = (
    Panel("weight", "Weight", "kg", (("weight", ""),), 68.0, 76.0,
          american=("lb", 2.2046), fitted=True),
    Panel("fat", "Fat mass", "kg",
          (("fat_mass", "all"), ("visceral_fat_mass", "visceral")), 0.0, 20.0,
          american=("lb", 2.2046)),
    Panel("liver_fat", "Liver fat", "%", (("liver_fat", ""),), 0.0, 10.0,
          (0.0, 5.56, "normal")),
    Panel("islets", "Beta cells", "lean",
          (("beta_cell_function", "function"), ("beta_cell_mass", "mass")), 0.0, 1.5),
    Panel("hba1c", "HbA1c", "%", (("glycated_hemoglobin", ""),), 4.5, 7.0,
          (0.0, 5.7, "normal")),
    Panel("imcl", "Lipid in muscle", "mmol/kg", (("imcl", ""),), 0.0, 20.0,
          meaning="intramyocellular lipid"),
    Panel("muscle_lipids", "Muscle lipids", "lean",
          (("muscle.diacylglycerol", "DAG"), ("muscle.ceramide", "ceramide")), 0.0, 3.0),
    Panel("training", "Muscle fibers", "lean",
          (("muscle.glut4_total", "GLUT4"), ("muscle.mitochondria", "mitochondria"),
           ("muscle.capillary_density", "capillaries"), ("muscle.size", "size")), 0.5, 2.0,
          meaning="what training builds, means of fibers"),
    Panel("fitness", "Maximal O₂ uptake", "ml/kg/min", (("vo2max", ""),), 35.0, 50.0, fitted=True),
    Panel("signal", "Akt in tissues", "1",
          (("muscle.akt", "muscle"), ("liver.akt", "liver"),
           ("subcutaneous_fat.akt", "subcutaneous fat")), 0.0, 0.6),
)  # fmt: skip
"""Panels of the slow clock."""

PANELS = {panel.key: panel for panel in (*BLOOD, *SLOW)}
FIRST_PANELS = ("glucose", "insulin", "nefa", "fluxes")
