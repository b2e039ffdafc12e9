"""Everything that can be done to a body, as tables of a protocol file.

Every event has a start and most have an end.  Food, infusions, holds, drugs and changes of
parameters are here; exercise, inactivity and habits in ``movement.py``.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from experiments.protocol.fields import (
    FoodEnergy,
    GlucoseDose,
    HoldLevel,
    Mass,
    Point,
    PositiveLength,
    Share,
    Table,
    Until,
    of_dimension,
)
from experiments.protocol.times import TimePoint
from experiments.protocol.units import Amount, UnitError, amount, compatible, describe

RATES: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "glucose": ("mmol/min", "glucose", ("5 mg/kg/min", "400 mg/min", "2 mmol/min", "0.01 mmol/kg/min", "5 mg/m2/min")),
    "insulin": ("pmol/min", None, ("40 mU/m2/min", "1 mU/kg/min", "60 mU/min")),
    "lipid": ("mmol/min", "lipid", ("1.5 ml/min", "0.9 mmol/min", "0.02 ml/kg/min", "5 mg/kg/min", "0.3 g/min",
                                         "10 umol/kg/min")),
    "tnf_alpha": ("ng/min", "tnf_alpha", ("700 ng/m2/h", "10 ng/kg/h", "20 ng/min")),
    "interleukin_6": ("ng/min", "interleukin_6", ("30 ug/h", "10 ng/kg/min", "5 ug/m2/h")),
    "glucagon": ("ng/min", "glucagon", ("0.65 ng/kg/min", "50 ng/min", "30 ng/m2/min")),
    "amino_acids": ("g/min", None, ("0.1 g/min", "2 mg/kg/min", "60 mg/m2/min")),
}
"""Substance: unit of its absolute rate in the body, molar mass to use, examples of a rate."""

FATTY_ACID_PER_MILLILITER = 0.69
"""mmol of fatty acid in one ml of a 20 % lipid emulsion (200 g/l triglyceride, 0.87 kg/mol)."""

Substance = Literal["glucose", "insulin", "lipid", "tnf_alpha", "interleukin_6", "glucagon", "amino_acids"]


class Event(Table):
    """What all events share."""

    momentary: ClassVar[bool] = False
    drives: ClassVar[tuple[str, ...]] = ()

    note: str = ""
    start: Point = TimePoint("0 min")
    duration: PositiveLength | None = None
    end: Point | None = None
    until: Until | None = None
    limit: PositiveLength | None = None
    check_every: PositiveLength = 1440.0
    repeat_every: PositiveLength | None = None
    repeat_times: Annotated[int, Field(ge=1)] | None = None
    repeat_until: Point | None = None
    arms: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None

    def driven(self) -> tuple[str, ...]:
        """What this event takes hold of; two at once on the same thing is an error."""
        return self.drives

    @model_validator(mode="after")
    def _has_one_end(self) -> "Event":
        ends = [name for name in ("duration", "end", "until") if getattr(self, name) is not None]
        if self.momentary:
            if ends:
                raise ValueError(f"'{ends[0]}' does not belong to a momentary event; use 'over' where there is one")
        elif len(ends) > 1:
            raise ValueError(f"gives both '{ends[0]}' and '{ends[1]}'; one of them is enough")
        if self.until is not None and self.limit is None:
            raise ValueError("lasts until a condition holds and needs a 'limit', as in '20 weeks'")
        if self.limit is not None and self.until is None:
            raise ValueError("has a 'limit' without 'until'")
        if self.repeat_every is None and (self.repeat_times is not None or self.repeat_until is not None):
            raise ValueError("repeats and needs 'repeat_every', as in '24 h'")
        if self.repeat_times is not None and self.repeat_until is not None:
            raise ValueError("gives both 'repeat_times' and 'repeat_until'; one of them is enough")
        if self.repeat_every is not None and self.until is not None:
            raise ValueError("cannot both repeat and last until a condition holds")
        return self


class Mark(Event):
    """Nothing done: a named moment that other times and measures can refer to."""

    type: Literal["mark"]
    momentary: ClassVar[bool] = True


class Meal(Event):
    """A meal, by its macronutrients or as an amount of energy of a diet."""

    type: Literal["meal"]
    momentary: ClassVar[bool] = True
    carbohydrate: Mass | None = None
    fat: Mass | None = None
    protein: Mass | None = None
    energy: FoodEnergy | None = None
    diet: str | None = None
    rapid_share: Share | None = None
    saturated_share: Share | None = None
    over: PositiveLength = 15.0

    @model_validator(mode="after")
    def _says_what_is_eaten(self) -> "Meal":
        grams = [self.carbohydrate, self.fat, self.protein]
        if self.energy is None and not any(part is not None for part in grams):
            raise ValueError("a meal needs 'carbohydrate', 'fat' or 'protein' in grams, or 'energy' and 'diet'")
        if self.energy is not None and any(part is not None for part in grams):
            raise ValueError("gives both 'energy' and grams; one of them is enough")
        if self.diet is not None and self.energy is None:
            raise ValueError("names a 'diet' and needs the meal's 'energy', as in '600 kcal'")
        return self


class OralGlucose(Event):
    """Glucose drunk, as in an oral glucose tolerance test."""

    type: Literal["oral_glucose"]
    momentary: ClassVar[bool] = True
    dose: GlucoseDose
    over: PositiveLength = 5.0


def _rate(substance: str, written: object) -> Amount:
    try:
        return of_dimension(written, RATES[substance][2])
    except UnitError as error:
        raise UnitError(f"{error} (a rate of {substance.replace('_', ' ')})") from None


class Prime(Table):
    """A higher rate at the beginning that fills the distribution space."""

    rate: Amount
    duration: PositiveLength

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("rate"), str):
            return {**data, "rate": amount(data["rate"], "80 mU/m2/min")}
        return data


class RateStep(Table):
    """One step of a stepwise infusion."""

    rate: Amount
    duration: PositiveLength
    prime: Prime | None = None
    name: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if isinstance(data, dict) and "rate" in data:
            return {**data, "rate": amount(data["rate"], "40 mU/m2/min")}
        return data


class Bolus(Event):
    """A dose given into a vein within a short time."""

    type: Literal["bolus"]
    momentary: ClassVar[bool] = True
    substance: Substance
    dose: Amount
    over: PositiveLength = 1.0
    saturated_share: Share | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if isinstance(data, dict) and "dose" in data and data.get("substance") in RATES:
            return {**data, "dose": bolus_dose(data["substance"], data["dose"])}
        return data


def bolus_dose(substance: str, text: object) -> Amount:
    """Check the dose of a bolus of a substance."""
    examples = {
        "glucose": ("0.3 g/kg", "25 g", "11.4 g/m2", "1.7 mmol/kg", "140 mmol"),
        "insulin": ("0.03 U/kg", "5 U", "2 U/m2"),
        "lipid": ("20 ml", "50 mmol", "10 g", "0.5 ml/kg", "0.1 g/kg"),
        "amino_acids": ("5 g", "0.1 g/kg"),
        "glucagon": ("1 mg", "10 ug/kg"),
    }.get(substance, ("10 ug", "100 ng/kg"))
    return of_dimension(text, examples)


class Infusion(Event):
    """A substance given into a vein at a rate, or at rates that follow one another."""

    type: Literal["infusion"]
    substance: Substance
    rate: Amount | None = None
    steps: tuple[RateStep, ...] | None = None
    prime: Prime | None = None
    saturated_share: Share | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if not isinstance(data, dict) or data.get("substance") not in RATES:
            return data
        read = dict(data)
        if "rate" in data:
            read["rate"] = _rate(data["substance"], data["rate"])
        return read

    @model_validator(mode="after")
    def _has_rate(self) -> "Infusion":
        if (self.rate is None) == (self.steps is None):
            raise ValueError("an infusion needs either 'rate' or 'steps'")
        if self.steps is not None and (self.duration or self.end or self.until):
            raise ValueError("the steps have their own durations; leave 'duration', 'end' and 'until' out")
        if self.steps is not None and not self.steps:
            raise ValueError("'steps' is empty")
        if self.saturated_share is not None and self.substance != "lipid":
            raise ValueError("'saturated_share' belongs to a lipid infusion only")
        for step in self.steps or ():
            _rate(self.substance, step.rate)
        for prime in [self.prime, *(step.prime for step in self.steps or ())]:
            if prime is not None:
                _rate(self.substance, prime.rate)
        return self


class LevelStep(Table):
    """One step of a stepwise hold."""

    target: HoldLevel
    duration: PositiveLength
    name: str | None = None


class Hold(Event):
    """A plasma quantity kept at a level by an infusion under feedback: a glucose or NEFA clamp."""

    type: Literal["hold"]
    quantity: Literal["glucose", "nefa"]
    target: HoldLevel | None = None
    steps: tuple[LevelStep, ...] | None = None

    def driven(self) -> tuple[str, ...]:
        """A hold drives its plasma quantity."""
        return (f"the hold of plasma {self.quantity}",)

    @model_validator(mode="after")
    def _fits(self) -> "Hold":
        if (self.target is None) == (self.steps is None):
            raise ValueError("a hold needs either 'target' or 'steps'")
        if self.steps is not None and (self.duration or self.end or self.until):
            raise ValueError("the steps have their own durations; leave 'duration', 'end' and 'until' out")
        wanted, example = ("mmol/l", "90 mg/dl") if self.quantity == "glucose" else ("umol/l", "1500 umol/l")
        for target in [self.target, *(step.target for step in self.steps or ())]:
            if target is not None and target.value is not None:
                if not compatible(target.value.unit, wanted, "glucose"):
                    raise UnitError(
                        f"'{target.text}' is {describe(target.value.unit)}; a level of {self.quantity} "
                        f"is written as in '{example}'"
                    )
        return self


class PancreaticClamp(Event):
    """The pancreas' own secretion switched off, its hormones replaced by infusions."""

    type: Literal["pancreatic_clamp"]
    insulin: Amount | Literal["basal"] = "basal"
    glucagon: Amount | Literal["basal"] = "basal"
    drives: ClassVar[tuple[str, ...]] = ("the secretion of the pancreas",)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        read = dict(data)
        for hormone in ("insulin", "glucagon"):
            if read.get(hormone, "basal") != "basal":
                read[hormone] = _rate(hormone, read[hormone])
        return read


class Effect(Table):
    """What a drug does to one parameter: multiplies it or sets it."""

    parameter: str
    times: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    set_to: Annotated[float | None, Field(alias="set", allow_inf_nan=False)] = None

    @model_validator(mode="after")
    def _says_what(self) -> "Effect":
        if (self.times is None) == (self.set_to is None):
            raise ValueError("an effect needs either 'times' or 'set'")
        return self


class Drug(Event):
    """Parameters changed while a drug acts; the effect may come and fade with half-lives."""

    type: Literal["drug"]
    effects: Annotated[tuple[Effect, ...], Field(min_length=1)]
    onset_half_time: PositiveLength | None = None
    half_life: PositiveLength | None = None

    @model_validator(mode="after")
    def _can_fade(self) -> "Drug":
        if (self.onset_half_time or self.half_life) and any(effect.times is None for effect in self.effects):
            raise ValueError("an effect that comes or fades is given with 'times', not with 'set'")
        return self


class Setting(Event):
    """Parameters set to values, as in a knock-out that begins at a time."""

    type: Literal["set"]
    parameters: Annotated[dict[str, Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1)]


class Fast(Event):
    """No habitual meal during the event."""

    type: Literal["fast"]


class Bath(Event):
    """Cells of one tissue, taken from the body, in a medium of fixed composition.

    A later bath exchanges the medium; the body itself is out of the experiment from the first on.
    """

    type: Literal["bath"]
    tissue: str
    medium: Annotated[dict[str, Amount], Field(min_length=1)]
    drives: ClassVar[tuple[str, ...]] = ("the medium of the bath",)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("medium"), dict):
            medium = {k: of_dimension(v, ("5 mmol/l", "10 pg/ml", "35 %")) for k, v in data["medium"].items()}
            return {**data, "medium": medium}
        return data
