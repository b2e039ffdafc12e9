"""What goes into a vein: boluses, infusions in steps, plasma levels held by feedback."""

from typing import ClassVar, Literal

from pydantic import model_validator

from experiments.protocol.event import Event
from experiments.protocol.fields import HoldLevel, PositiveLength, Share, Table, of_dimension
from experiments.protocol.units import Amount, UnitError, amount, compatible, describe

RATES: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "glucose": (
        "mmol/min",
        "glucose",
        ("5 mg/kg/min", "400 mg/min", "2 mmol/min", "0.01 mmol/kg/min", "5 mg/m2/min"),
    ),
    "insulin": ("pmol/min", None, ("40 mU/m2/min", "1 mU/kg/min", "60 mU/min")),
    "lipid": (
        "mmol/min",
        "lipid",
        (
            "1.5 ml/min",
            "0.9 mmol/min",
            "0.02 ml/kg/min",
            "5 mg/kg/min",
            "0.3 g/min",
            "10 umol/kg/min",
        ),
    ),
    "tnf_alpha": ("ng/min", "tnf_alpha", ("700 ng/m2/h", "10 ng/kg/h", "20 ng/min")),
    "interleukin_6": ("ng/min", "interleukin_6", ("30 ug/h", "10 ng/kg/min", "5 ug/m2/h")),
    "glucagon": ("ng/min", "glucagon", ("0.65 ng/kg/min", "50 ng/min", "30 ng/m2/min")),
    "amino_acids": ("g/min", None, ("0.1 g/min", "2 mg/kg/min", "60 mg/m2/min")),
}
"""Substance: unit of its absolute rate in the body, molar mass to use, examples of a rate."""


FATTY_ACID_PER_MILLILITER = 0.69
"""mmol of fatty acid in one ml of a 20 % lipid emulsion (200 g/l triglyceride, 0.87 kg/mol)."""


Substance = Literal[
    "glucose", "insulin", "lipid", "tnf_alpha", "interleukin_6", "glucagon", "amino_acids"
]


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
            raise ValueError(
                "the steps have their own durations; leave 'duration', 'end' and 'until' out"
            )
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
            raise ValueError(
                "the steps have their own durations; leave 'duration', 'end' and 'until' out"
            )
        wanted, example = (
            ("mmol/l", "90 mg/dl") if self.quantity == "glucose" else ("umol/l", "1500 umol/l")
        )
        for target in [self.target, *(step.target for step in self.steps or ())]:
            if target is not None and target.value is not None:
                if not compatible(target.value.unit, wanted, "glucose"):
                    raise UnitError(
                        f"'{target.text}' is {describe(target.value.unit)}; a level of "
                        f"{self.quantity} "
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
