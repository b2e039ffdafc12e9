"""Stomach and intestine: emptying limited by energy, two speeds of carbohydrate, slow fat."""

from agents.compiled import equation
from agents.declarations import ParameterGroup, parameter

# fmt: off
GUT = ParameterGroup(
    "gut",
    parameter("emptying_maximum", 25.3, "kJ/min", (1.0, 60.0), "Hunt1975",
              "largest energy that the stomach passes on", calibrated="B1, B9, B12"),
    parameter("emptying_half_content", 628, "kJ", (10.0, 5000.0), "Hunt1975",
              "stomach content at half of that rate", calibrated="B9, B12"),
    parameter("rapid_absorption_rate", 0.0448, "1/min", (0.005, 1.0), "DallaMan2007",
              "absorption of rapidly available carbohydrate", calibrated="B9, B12"),
    parameter("slow_absorption_rate", 0.015, "1/min", (0.001, 0.5), "Englyst1999",
              "absorption of slowly available carbohydrate"),
    parameter("fat_absorption_rate", 0.009, "1/min", (0.0005, 0.2), "Frayn2002",
              "appearance of dietary fat in chylomicrons"),
    parameter("protein_absorption_rate", 0.012, "1/min", (0.0005, 0.2), "Frayn2002",
              "absorption of protein"),
)
# fmt: on


@equation
def emptying_rate(content, maximum, half):
    """Return the rate constant (1/min) of emptying for a content in kJ."""
    return maximum / (half + content)
