"""Habits of a body: those of the subject, with layers that events lay over them for a time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.protocol.fields import Energy
from experiments.protocol.movement import BedRest, DietChange, HabitsChange, StepsChange
from experiments.subject.diets import changed, composition, load_diet

if TYPE_CHECKING:
    from experiments.protocol.schema import Background
    from experiments.subject.schema import HabitsTable


def with_energy(habits: Any, energy: Energy, spent: float, adherence: float = 1.0) -> Any:
    """Habits with the energy of their diet set.

    ``spent`` is what keeps the weight when the diet begins (kJ/day).  A surplus, a deficit or a
    share is taken of it and then stays the same amount of food, as in a study; "maintenance"
    follows what is spent.
    """
    if energy.kind == "maintenance":
        return replace(habits, diet=replace(habits.diet, energy=None), energy_change=0.0)
    eaten = {
        "absolute": energy.value,
        "change": spent + energy.value,
        "share": spent * energy.value,
    }[energy.kind]
    habitual = spent if habits.diet.energy is None else habits.diet.energy
    mixed = max(habitual + adherence * (eaten - habitual), 0.0)
    return replace(habits, diet=replace(habits.diet, energy=mixed), energy_change=0.0)


def layered(base: Any, layers: Sequence[tuple[Any, float]]) -> Any:
    """Habits with the changes of the events that are going on, in the order in which they began.

    Each layer is an event and the energy (kJ/day) that kept the weight when it began.
    """
    habits = base
    for layer, spent in layers:
        if isinstance(layer, BedRest):
            habits = replace(habits, steps=0.0)
        elif isinstance(layer, StepsChange):
            habits = replace(habits, steps=layer.steps.to("steps/day"))
        elif isinstance(layer, HabitsChange):
            habits = _with_hours(habits, layer.sleep, layer.meal_times)
        elif isinstance(layer, DietChange):
            diet, energy = changed(habits.diet, layer)
            energetic = replace(habits, diet=diet)
            habits = (
                energetic
                if energy is None
                else with_energy(energetic, energy, spent, layer.adherence)
            )
    return habits


def with_background(habits: Any, background: "Background", spent: float) -> Any:
    """Habits of a subject with those that a protocol states."""
    if background.diet is not None:
        habits = replace(habits, diet=_named(habits.diet, background.diet))
    if background.energy is not None:
        habits = with_energy(habits, background.energy, spent)
    if background.steps is not None:
        habits = replace(habits, steps=background.steps.to("steps/day"))
    return _with_hours(habits, background.sleep, background.meal_times)


def habits_of(table: "HabitsTable", default: Any) -> Any:
    """Habits of a subject file, starting from the defaults of the body."""
    habits = replace(default, diet=_named(default.diet, table.diet))
    if table.energy is not None:
        habits = with_energy(habits, table.energy, 0.0)
    if table.steps is not None:
        habits = replace(habits, steps=table.steps.to("steps/day"))
    return _with_hours(habits, table.sleep, table.meal_times, table.meal_shares)


def _named(diet: Any, name: str) -> Any:
    values = composition(name, diet)
    return replace(diet, **values, fiber=load_diet(name).fiber.to("g/day"))


def _with_hours(
    habits: Any,
    sleep: tuple[float, float] | None,
    meal_times: tuple[float, ...] | None,
    meal_shares: tuple[float, ...] | None = None,
) -> Any:
    if sleep is not None:
        habits = replace(habits, sleep_start=sleep[0], sleep_end=sleep[1])
    if meal_times is not None or meal_shares is not None:
        times = meal_times or habits.meal_times
        shares = meal_shares
        if shares is None:
            same = len(times) == len(habits.meal_shares)
            shares = habits.meal_shares if same else tuple(1.0 / len(times) for _ in times)
        habits = replace(habits, meal_times=times, meal_shares=shares)
    return habits
