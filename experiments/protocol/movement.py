"""Exercise, inactivity and habits, as tables of a protocol file."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from experiments.protocol.event import Event
from experiments.protocol.fields import (
    ClockTime,
    DietEnergy,
    FiberIntake,
    Percent,
    PositiveLength,
    Share,
    StepCount,
)

Mode = Literal["aerobic", "resistance", "mixed", "eccentric"]
Limb = Literal["whole_body", "left_leg", "right_leg", "legs"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NO_EFFORT = "is no effort; a bout has an intensity above 0 %"
_ABOVE_MAXIMUM = (
    "is above 100 %; such a bout needs a 'reason', as in reason = \"supramaximal sprint\""
)


def limbs(limb: str) -> tuple[str, ...]:
    """The things a bout takes hold of: both legs, when the whole body exercises."""
    legs = ("left_leg", "right_leg") if limb in ("whole_body", "legs") else (limb,)
    return tuple(f"a bout of the {leg.replace('_', ' ')}" for leg in legs)


class Exercise(Event):
    """One bout: intensity is percent of VO2max (aerobic, mixed), of one-repetition maximum
    (resistance), or of the largest load that can be lowered (eccentric)."""

    type: Literal["exercise"]
    mode: Mode = "aerobic"
    intensity: Percent
    limb: Limb = "whole_body"
    reason: str = ""

    def driven(self) -> tuple[str, ...]:
        """The legs at work."""
        return limbs(self.limb)

    @model_validator(mode="after")
    def _is_possible(self) -> "Exercise":
        if self.intensity <= 0:
            raise ValueError(f"intensity {self.intensity:g} % {_NO_EFFORT}")
        if self.intensity > 100 and not self.reason:
            raise ValueError(f"intensity {self.intensity:g} % {_ABOVE_MAXIMUM}")
        return self


class Training(Event):
    """Bouts at regular hours for weeks; when the program ends, detraining begins by itself."""

    type: Literal["training"]
    mode: Mode = "aerobic"
    intensity: Percent
    final_intensity: Percent | None = None
    session: PositiveLength
    final_session: PositiveLength | None = None
    sessions_per_week: Annotated[float, Field(gt=0, le=21)] | None = None
    days: tuple[Weekday, ...] | None = None
    clock: ClockTime = 17 * 60.0
    adherence: Share = 1.0
    limb: Limb = "whole_body"
    reason: str = ""

    @model_validator(mode="after")
    def _is_possible(self) -> "Training":
        for percent in (self.intensity, self.final_intensity):
            if percent is not None and percent <= 0:
                raise ValueError(f"intensity {percent:g} % {_NO_EFFORT}")
        for percent in (self.intensity, self.final_intensity or 0.0):
            if percent > 100 and not self.reason:
                raise ValueError(f"intensity {percent:g} % {_ABOVE_MAXIMUM}")
        if (self.sessions_per_week is None) == (self.days is None):
            raise ValueError("a training program needs either 'sessions_per_week' or 'days'")
        if self.repeat_every is not None:
            raise ValueError("a training program repeats by itself; leave 'repeat_every' out")
        if max(self.session, self.final_session or 0.0) >= 1440.0:
            raise ValueError("a session must be shorter than a day")
        return self

    def sessions(
        self, start: float, end: float, start_clock: float, start_day: int
    ) -> list[tuple[float, float, float]]:
        """Sessions between two times (min from time 0) as (start, minutes, intensity).

        Sessions are spread evenly over the week; with an adherence below 100 % the missed
        sessions are spread evenly over the program.  ``start_day`` is the weekday of time 0.
        """
        from math import ceil, floor

        first_day = floor((start + start_clock) / 1440.0)
        planned: list[float] = []
        per_week = len(self.days) if self.days is not None else float(self.sessions_per_week or 0)
        for day in range(first_day, ceil((end + start_clock) / 1440.0)):
            if self.days is not None:
                count = int(WEEKDAYS[(day + start_day) % 7] in self.days)
            else:
                elapsed = day - first_day
                count = ceil((elapsed + 1) * per_week / 7 - 1e-9) - ceil(
                    elapsed * per_week / 7 - 1e-9
                )
            for number in range(count):
                time = day * 1440.0 + self.clock - start_clock + number * 240.0
                if start <= time < end:
                    planned.append(time)
        kept = [
            time
            for place, time in enumerate(planned)
            if floor((place + 1) * self.adherence + 1e-9) > floor(place * self.adherence + 1e-9)
        ]
        result = []
        for time in kept:
            progress = (time - start) / (end - start)
            length = self.session + progress * ((self.final_session or self.session) - self.session)
            intensity = self.intensity + progress * (
                (self.final_intensity or self.intensity) - self.intensity
            )
            result.append((time, float(round(length)), intensity))
        return result


class BedRest(Event):
    """Strict bed rest: no steps, no bouts, lying."""

    type: Literal["bed_rest"]
    drives: ClassVar[tuple[str, ...]] = ("the daily steps",)


class StepsChange(Event):
    """Another number of steps per day."""

    type: Literal["steps"]
    steps: StepCount
    drives: ClassVar[tuple[str, ...]] = ("the daily steps",)


class HabitsChange(Event):
    """Other hours of sleep or meals."""

    type: Literal["habits"]
    sleep: tuple[ClockTime, ClockTime] | None = None
    meal_times: Annotated[tuple[ClockTime, ...], Field(min_length=1)] | None = None
    drives: ClassVar[tuple[str, ...]] = ("the hours of sleep and meals",)

    @model_validator(mode="after")
    def _changes_something(self) -> "HabitsChange":
        if self.sleep is None and self.meal_times is None:
            raise ValueError("habits need 'sleep' or 'meal_times'")
        return self


class DietChange(Event):
    """Another habitual diet: a named one, its energy, or single shares of it changed.

    A surplus or deficit ("+500 kcal/day") is counted from what keeps the weight when the diet
    begins, and stays the same amount of food.  Without an energy the energy eaten stays as it was.
    Adherence mixes the new diet with the one eaten before.
    """

    type: Literal["diet"]
    diet: str | None = None
    energy: DietEnergy | None = None
    carbohydrate: Share | None = None
    fat: Share | None = None
    protein: Share | None = None
    fiber: FiberIntake | None = None
    rapid_share: Share | None = None
    saturated_share: Share | None = None
    inflammatory_load: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    adherence: Share = 1.0
    drives: ClassVar[tuple[str, ...]] = ("the habitual diet",)

    @model_validator(mode="after")
    def _adds_up(self) -> "DietChange":
        shares = (self.carbohydrate, self.fat, self.protein)
        given = [part for part in shares if part is not None]
        if 0 < len(given) < 3:
            raise ValueError(
                "gives some of carbohydrate, fat and protein; give all three shares of energy"
            )
        if given and abs(sum(given) - 1.0) > 0.005:
            raise ValueError(
                f"carbohydrate, fat and protein add up to {100 * sum(given):.4g} % of energy, "
                "not 100 %"
            )
        if (
            self.diet is None
            and self.energy is None
            and not given
            and all(
                value is None
                for value in (
                    self.fiber,
                    self.rapid_share,
                    self.saturated_share,
                    self.inflammatory_load,
                )
            )
        ):
            raise ValueError(
                "a diet needs a named 'diet', an 'energy', or shares of macronutrients"
            )
        return self
