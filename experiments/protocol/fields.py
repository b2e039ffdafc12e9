"""The kinds of value a field of a protocol can have: durations, points in time, doses, shares.

Each kind reads the text of a file, checks its dimension and sign, and says in one sentence what
is wrong.  Numbers inside the program are minutes, shares between 0 and 1, and ``Amount``.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from experiments.naming import nearest
from experiments.protocol.conditions import Condition, condition
from experiments.protocol.times import TimePoint, clock, duration, time_point
from experiments.protocol.units import Amount, UnitError, amount, describe, unit


class Table(BaseModel):
    """A table of a file: unknown keys are errors, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, data: object) -> object:
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known:
                    raise ValueError(f"'{key}' is not a key of this table; {nearest(key, known)}")
        return data


def _length(text: object) -> float:
    minutes = duration(text)
    if minutes < 0:
        raise UnitError(f"'{text}' is negative; a length of time cannot be")
    return minutes


def _positive_length(text: object) -> float:
    minutes = _length(text)
    if minutes == 0:
        raise UnitError(f"'{text}' is zero; give a length of time above zero")
    return minutes


def share(text: object) -> float:
    """A share between 0 and 1, written "40 %"."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        value = float(text)
        if not 0.0 <= value <= 1.0:
            raise UnitError(f"{text!r} is not a share between 0 and 1; write percent as '40 %'")
        return value
    written = amount(text, "40 %")
    if written.unit.dimension:
        raise UnitError(f"'{text}' is {describe(written.unit)}; a share is needed, as in '40 %'")
    value = written.to("")
    if not 0.0 <= value <= 1.0:
        raise UnitError(f"'{text}' is not between 0 % and 100 %")
    return value


def _percent(text: object) -> float:
    """Percent of a maximum, not bounded above (an intensity may exceed 100 % with a reason)."""
    written = amount(text, "65 %")
    if written.unit.dimension or written.unit.factor != 0.01 or written.value < 0:
        raise UnitError(f"'{text}' is not a percentage, as '65 %' is")
    return written.value


def of_dimension(text: object, examples: tuple[str, ...], *, signed: bool = False) -> Amount:
    """An amount with the dimension of one of the examples."""
    written = amount(text, examples[0])
    allowed = {unit(example.split(" ", 1)[1]).dimension for example in examples}
    if written.unit.dimension not in allowed and not (written.value == 0 and not written.unit.text):
        hint = " or ".join(f"'{example}'" for example in examples)
        raise UnitError(f"'{text}' is {describe(written.unit)}; write it as {hint}")
    if written.value < 0 and not signed:
        raise UnitError(f"'{text}' is negative; it must be zero or more")
    return written


def _kind(*examples: str, signed: bool = False) -> Any:
    return BeforeValidator(lambda text: of_dimension(text, examples, signed=signed))


def _unit_text(text: object) -> str:
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not a unit; write it as text, as in 'mg/dl'")
    unit(text)
    return text


Length = Annotated[float, BeforeValidator(_length)]
PositiveLength = Annotated[float, BeforeValidator(_positive_length)]
Point = Annotated[TimePoint, BeforeValidator(time_point)]
ClockTime = Annotated[float, BeforeValidator(clock)]
Share = Annotated[float, BeforeValidator(share)]
Percent = Annotated[float, BeforeValidator(_percent)]
Until = Annotated[Condition, BeforeValidator(condition)]
UnitText = Annotated[str, BeforeValidator(_unit_text)]
GlucoseDose = Annotated[
    Amount, _kind("75 g", "1 g/kg", "400 mmol", "5 mmol/kg", "1 g/kgFFM", "40 g/m2")
]
Mass = Annotated[Amount, _kind("20 g", "1 g/kg")]
FoodEnergy = Annotated[Amount, _kind("600 kcal", "8 kcal/kg")]
StepCount = Annotated[Amount, _kind("8000 steps/day")]
FiberIntake = Annotated[Amount, _kind("25 g/day")]


@dataclass(frozen=True)
class Energy:
    """Energy of a diet: kcal/day in full, a change from maintenance, or a share of it.

    ``kind`` is "maintenance", "absolute", "change" or "share"; ``value`` is in kJ/day, or a share.
    """

    kind: str
    value: float
    text: str


def energy(text: object) -> Energy:
    """Read a diet's energy: "maintenance", "1200 kcal/day", "+500 kcal/day" or "130 %"."""
    if isinstance(text, Energy):
        return text
    if text == "maintenance":
        return Energy("maintenance", 0.0, "maintenance")
    example = ("2200 kcal/day", "130 %")
    if isinstance(text, str):
        text = text.replace("−", "-")
    written = of_dimension(text, example, signed=True)
    assert isinstance(text, str)
    if not written.unit.dimension and written.unit.text:
        if written.value < 0:
            raise UnitError(f"'{text}' is negative; write the share of maintenance, as in '80 %'")
        return Energy("share", written.to(""), text)
    value = written.to("kJ/day")
    return Energy("change" if text.strip()[0] in "+-" else "absolute", value, text)


DietEnergy = Annotated[Energy, BeforeValidator(energy)]


@dataclass(frozen=True)
class Level:
    """A plasma level to hold: a value, or the subject's basal value changed by a value or a
    share."""

    text: str
    value: Amount | None
    basal: bool = False
    factor: float = 1.0


def level(text: object) -> Level:
    """Read "90 mg/dl", "basal", "basal + 50 mg/dl" or "120 % of basal"."""
    if isinstance(text, Level):
        return text
    if not isinstance(text, str):
        raise UnitError(
            f"{text!r} is not a level; write it with its unit, as in '90 mg/dl' or 'basal'"
        )
    words = text.strip().replace("−", "-")
    if words == "basal":
        return Level(text, None, basal=True)
    if words.endswith("of basal"):
        return Level(
            text, None, basal=True, factor=_percent(words[: -len("of basal")].strip()) / 100
        )
    if words.startswith("basal"):
        change = words[len("basal") :].replace(" ", "", 1).strip()
        sign, size = change[:1], change[1:].strip()
        if sign not in "+-" or not sign:
            raise UnitError(f"'{text}' is not a level; write 'basal + 50 mg/dl'")
        written = amount(size, "50 mg/dl")
        return Level(
            text, Amount(-written.value if sign == "-" else written.value, written.unit), basal=True
        )
    written = amount(words, "90 mg/dl")
    if written.value < 0:
        raise UnitError(f"'{text}' is negative; a level cannot be")
    return Level(text, written)


HoldLevel = Annotated[Level, BeforeValidator(level)]
