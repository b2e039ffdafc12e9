"""Treatments: drugs, parameters set for a time, cells put into a bath."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from experiments.protocol.event import Event
from experiments.protocol.fields import PositiveLength, Table, of_dimension
from experiments.protocol.units import Amount


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
        if (self.onset_half_time or self.half_life) and any(
            effect.times is None for effect in self.effects
        ):
            raise ValueError("an effect that comes or fades is given with 'times', not with 'set'")
        return self


class Setting(Event):
    """Parameters set to values, as in a knock-out that begins at a time."""

    type: Literal["set"]
    parameters: Annotated[
        dict[str, Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1)
    ]


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
            medium = {
                k: of_dimension(v, ("5 mmol/l", "10 pg/ml", "35 %"))
                for k, v in data["medium"].items()
            }
            return {**data, "medium": medium}
        return data
