"""Food as events of a protocol: meals, glucose drunk, and nothing at all."""

from typing import ClassVar, Literal

from pydantic import model_validator

from experiments.protocol.event import Event
from experiments.protocol.fields import FoodEnergy, GlucoseDose, Mass, PositiveLength, Share


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
            raise ValueError(
                "a meal needs 'carbohydrate', 'fat' or 'protein' in grams, or 'energy' and 'diet'"
            )
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


class Fast(Event):
    """No habitual meal during the event."""

    type: Literal["fast"]
