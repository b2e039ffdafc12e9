"""Everything that can be done to a body: the events of a protocol, told apart by their type."""

from typing import Annotated

from pydantic import Field

from experiments.protocol.event import Event, Mark
from experiments.protocol.food import Fast, Meal, OralGlucose
from experiments.protocol.infusions import Bolus, Hold, Infusion, PancreaticClamp
from experiments.protocol.movement import (
    BedRest,
    DietChange,
    Exercise,
    HabitsChange,
    StepsChange,
    Training,
)
from experiments.protocol.treatments import Bath, Drug, Setting

AnyEvent = Annotated[
    Mark
    | Meal
    | OralGlucose
    | Bolus
    | Infusion
    | Hold
    | PancreaticClamp
    | Drug
    | Setting
    | Fast
    | Bath
    | Exercise
    | Training
    | BedRest
    | StepsChange
    | HabitsChange
    | DietChange,
    Field(discriminator="type"),
]

__all__ = [
    "AnyEvent",
    "Bath",
    "BedRest",
    "Bolus",
    "DietChange",
    "Drug",
    "Event",
    "Exercise",
    "Fast",
    "HabitsChange",
    "Hold",
    "Infusion",
    "Mark",
    "Meal",
    "OralGlucose",
    "PancreaticClamp",
    "Setting",
    "StepsChange",
    "Training",
]
