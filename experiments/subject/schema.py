"""A subject file: a person, genes, habits, and a history that the body lives through."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from experiments.protocol.fields import (
    ClockTime,
    DietEnergy,
    FiberIntake,
    PositiveLength,
    Share,
    StepCount,
    Table,
    of_dimension,
)
from experiments.protocol.schema import AnyEvent
from experiments.protocol.times import DAY
from experiments.protocol.units import Amount, UnitError

YEAR = 365 * DAY


def _size(*examples: str) -> Any:
    return BeforeValidator(lambda text: of_dimension(text, examples))


def _age(text: object) -> float:
    years = of_dimension(text, ("30 years",)).to("year")
    if not 18.0 <= years <= 100.0:
        raise UnitError(f"'{text}' is outside 18 to 100 years")
    return years


def _by_full_name(tables: object) -> object:
    """Return nested tables (one per group of parameters) as one, by full names."""
    if not isinstance(tables, Mapping):
        return tables
    found: dict[str, Any] = {}
    for name, value in tables.items():
        inner = _by_full_name(value)
        if isinstance(inner, Mapping):
            found |= {f"{name}.{rest}": number for rest, number in inner.items()}
        else:
            found[name] = value
    return found


Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Age = Annotated[float, BeforeValidator(_age)]
Height = Annotated[Amount, _size("1.75 m")]
Weight = Annotated[Amount, _size("70 kg")]
BodyMassIndex = Annotated[Amount, _size("23 kg/m2")]


class PersonTable(Table):
    """Who: sex, age at the start of the history, height, weight or BMI, share of body fat."""

    sex: Literal["female", "male"]
    age: Age
    height: Height
    weight: Weight | None = None
    bmi: BodyMassIndex | None = None
    body_fat: Share

    @model_validator(mode="after")
    def _has_weight(self) -> "PersonTable":
        if (self.weight is None) == (self.bmi is None):
            raise ValueError("a person needs either 'weight' or 'bmi'")
        return self

    def kilograms(self) -> float:
        """Body weight, kg."""
        if self.weight is not None:
            return self.weight.to("kg")
        assert self.bmi is not None
        return self.bmi.to("kg/m2") * self.height.to("m") ** 2


class HabitsTable(Table):
    """How ordinary days go."""

    diet: str = "western"
    energy: DietEnergy | None = None
    steps: StepCount | None = None
    sleep: tuple[ClockTime, ClockTime] | None = None
    meal_times: tuple[ClockTime, ...] | None = None
    meal_shares: tuple[Share, ...] | None = None

    @model_validator(mode="after")
    def _keeps_weight(self) -> "HabitsTable":
        if self.energy is not None and self.energy.kind in ("change", "share"):
            raise ValueError(
                "a surplus or deficit belongs into the 'history'; habits say \"maintenance\" "
                "or kcal/day"
            )
        return self


class PhaseTable(Table):
    """A phase of a history: events that last as long as the phase, one after the other."""

    note: str = ""
    duration: PositiveLength
    events: Annotated[dict[str, AnyEvent], Field(default_factory=dict)]


class SubjectTable(Table):
    """A subject file as a whole.

    ``constitution`` holds the parameters in which this body differs from others for life, as
    multiples of their declared values, by full names.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    title: str
    citation: tuple[str, ...] | str = ()
    description: str = ""
    person: PersonTable
    genes: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)
    constitution: Annotated[dict[str, Factor], BeforeValidator(_by_full_name)] = Field(
        default_factory=dict
    )
    habits: HabitsTable = HabitsTable()
    history: tuple[PhaseTable, ...] = ()

    def years_lived(self) -> float:
        """Length of the history in years."""
        return sum(phase.duration for phase in self.history) / YEAR


class DietTable(Table):
    """A diet file: shares of energy, quality, and the energy eaten."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    title: str
    citation: tuple[str, ...] | str = ()
    description: str = ""
    energy: DietEnergy | None = None
    carbohydrate: Share
    fat: Share
    protein: Share
    fiber: FiberIntake
    rapid_share: Share
    saturated_share: Share
    inflammatory_load: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _adds_up(self) -> "DietTable":
        total = self.carbohydrate + self.fat + self.protein
        if abs(total - 1.0) > 0.005:
            raise ValueError(
                f"carbohydrate, fat and protein add up to {100 * total:.4g} % of energy, not 100 %"
            )
        return self
