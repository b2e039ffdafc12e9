"""Who the body belongs to: sex, age, size, genes, habits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from agents.declarations import ParameterGroup, UserError, parameter

# fmt: off
GENES = ParameterGroup(
    "genes",
    parameter("adipose_expandability", 1.0, "1", (0.3, 3.0), "Soula2013",
              "largest size of adipocytes relative to the population mean",
              plausible=(0.6, 1.5)),
    parameter("mitochondrial_capacity", 1.0, "1", (0.3, 2.0), "Petersen2004",
              "mitochondria of untrained muscle relative to the population mean",
              plausible=(0.6, 1.4)),
    parameter("beta_cell_capacity", 1.0, "1", (0.1, 3.0), "Ha2016",
              "inherited mass and capacity of beta cells", plausible=(0.5, 1.5)),
    parameter("receptor_number", 1.0, "1", (0.2, 3.0), "Olefsky1974",
              "insulin receptors of all cells relative to the population mean",
              plausible=(0.7, 1.4)),
    parameter("inflammatory_tone", 1.0, "1", (0.0, 5.0), "Kern2001",
              "cytokine secretion per macrophage relative to the population mean",
              plausible=(0.4, 2.5)),
    parameter("visceral_share", 1.0, "1", (0.2, 4.0), "Nyholm2004",
              "share of fat that is visceral relative to sex and age", plausible=(0.5, 2.0)),
)
# fmt: on

SEXES = ("male", "female")


@dataclass(frozen=True)
class Diet:
    """What is habitually eaten.

    ``energy`` in kJ/d; None eats what was spent (weight kept). Shares of energy add up to 1.
    """

    energy: float | None = None
    carbohydrate: float = 0.48
    fat: float = 0.36
    protein: float = 0.16
    rapid_share: float = 0.6
    saturated_share: float = 0.35
    fiber: float = 20.0
    inflammatory_load: float = 1.0

    def __post_init__(self) -> None:
        """Refuse shares that do not add up and impossible amounts."""
        total = self.carbohydrate + self.fat + self.protein
        if not math.isclose(total, 1.0, abs_tol=1e-3):
            raise UserError(
                f"The energy shares of a diet add up to {total:.3g}; carbohydrate, fat and "
                f"protein must add up to 1."
            )
        for name in ("carbohydrate", "fat", "protein", "rapid_share", "saturated_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise UserError(f"{name} of a diet must lie between 0 and 1.")
        if self.energy is not None and not 0.0 <= self.energy <= 60000.0:
            raise UserError("The energy of a diet must lie between 0 and 60000 kJ/d.")
        if not 0.0 <= self.inflammatory_load <= 10.0 or not 0.0 <= self.fiber <= 200.0:
            raise UserError(
                "A diet needs an inflammatory load of 0 to 10 and 0 to 200 g of fiber a day."
            )


@dataclass(frozen=True)
class Habits:
    """How ordinary days go; times in minutes after midnight, steps per day."""

    diet: Diet = field(default_factory=Diet)
    steps: float = 8000.0
    sleep_start: float = 1380.0
    sleep_end: float = 420.0
    meal_times: tuple[float, ...] = (450.0, 750.0, 1140.0)
    meal_shares: tuple[float, ...] = (0.25, 0.35, 0.40)
    energy_change: float = 0.0

    def __post_init__(self) -> None:
        """Refuse impossible days."""
        if not 0.0 <= self.steps <= 60000.0:
            raise UserError("Steps must lie between 0 and 60000 a day.")
        if len(self.meal_times) != len(self.meal_shares):
            raise UserError("Meals need as many shares of the day's energy as times.")
        if self.meal_shares and not math.isclose(sum(self.meal_shares), 1.0, abs_tol=1e-3):
            raise UserError("The shares of the meals in the day's energy must add up to 1.")
        for time in (*self.meal_times, self.sleep_start, self.sleep_end):
            if not 0.0 <= time < 1440.0:
                raise UserError("Clock times of habits must lie between 0 and 1440 minutes.")


@dataclass(frozen=True)
class Person:
    """A person as the run begins: an adult whose cells are still lean for their genes."""

    sex: str = "male"
    age: float = 25.0
    height: float = 1.75
    weight: float = 70.0
    body_fat: float = 0.185
    genes: Mapping[str, float] = field(default_factory=dict)
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        """Refuse impossible people, in one sentence."""
        if self.sex not in SEXES:
            raise UserError(f"The sex of a person must be male or female, not {self.sex!r}.")
        limits = {"age": (18, 100), "height": (1.2, 2.3), "weight": (35, 300),
                  "body_fat": (0.05, 0.6)}  # fmt: skip
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise UserError(
                    f"The {name} of a person must lie between {low} and {high}, "
                    f"not {getattr(self, name):g}."
                )
        for name in self.genes:
            if f"genes.{name}" not in GENES.parameters and name not in GENES.parameters:
                known = ", ".join(p.rsplit(".", 1)[-1] for p in GENES.parameters)
                raise UserError(f"There is no gene trait {name!r}; the traits are {known}.")

    @property
    def fat_mass(self) -> float:
        """Fat mass in kg."""
        return self.weight * self.body_fat

    @property
    def lean_mass(self) -> float:
        """Fat-free mass in kg."""
        return self.weight - self.fat_mass

    @property
    def muscle_mass(self) -> float:
        """Skeletal muscle in kg: 49 % of lean mass in men, 46 % in women [Janssen2000]."""
        return self.lean_mass * (0.49 if self.sex == "male" else 0.46)

    @property
    def liver_mass(self) -> float:
        """Liver without its fat, kg: 2.6 % of lean mass."""
        return self.lean_mass * 0.026

    @property
    def visceral_share(self) -> float:
        """Share of fat that is visceral: by sex, rising with age [Wagenknecht2003]."""
        base = 0.15 if self.sex == "male" else 0.08
        gene = self.genes.get("visceral_share", 1.0)
        return min(base * (1.0 + 0.012 * max(self.age - 25.0, 0.0)) * gene, 0.6)

    def to_json(self) -> dict:
        """Return plain data from which ``from_json`` builds the same person."""
        return {
            **{f.name: getattr(self, f.name) for f in fields(self) if f.name != "habits"},
            "genes": dict(self.genes),
            "habits": habits_to_json(self.habits),
        }

    @classmethod
    def from_json(cls, data: Mapping) -> Person:
        """Build a person from the data of ``to_json``."""
        return cls(**{**data, "habits": habits_from_json(data["habits"])})


def habits_to_json(habits: Habits) -> dict:
    """Return plain data for habits."""
    data = {f.name: getattr(habits, f.name) for f in fields(habits)}
    data["diet"] = {f.name: getattr(habits.diet, f.name) for f in fields(habits.diet)}
    return data


def habits_from_json(data: Mapping) -> Habits:
    """Build habits from plain data."""
    return Habits(
        **{
            **data,
            "diet": Diet(**data["diet"]),
            "meal_times": tuple(data["meal_times"]),
            "meal_shares": tuple(data["meal_shares"]),
        }
    )
