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


def with_energy(habits: Any, energy: Energy, adherence: float = 1.0, expenditure: float | None = None) -> Any:
    """Habits with the energy of their diet set (kJ/day); with partial adherence part of the change."""
    if energy.kind == "maintenance":
        return replace(habits, diet=replace(habits.diet, energy=None), energy_change=0.0)
    if energy.kind == "absolute" and adherence == 1.0:
        return replace(habits, diet=replace(habits.diet, energy=energy.value), energy_change=0.0)
    if energy.kind == "change":
        change = energy.value
    else:
        if expenditure is None:
            expenditure = 10000.0
        change = energy.value * expenditure - expenditure if energy.kind == "share" else energy.value - expenditure
    return replace(habits, diet=replace(habits.diet, energy=None), energy_change=adherence * change)


def layered(base: Any, layers: Sequence[Any], expenditure: float | None = None) -> Any:
    """Habits with the changes of the events that are going on, in the order in which they began."""
    habits = base
    for layer in layers:
        if isinstance(layer, BedRest):
            habits = replace(habits, steps=0.0)
        elif isinstance(layer, StepsChange):
            habits = replace(habits, steps=layer.steps.to("steps/day"))
        elif isinstance(layer, HabitsChange):
            habits = _with_hours(habits, layer.sleep, layer.meal_times)
        elif isinstance(layer, DietChange):
            diet, energy = changed(habits.diet, layer)
            habits = with_energy(replace(habits, diet=diet), energy, layer.adherence, expenditure)
    return habits


def with_background(habits: Any, background: "Background", expenditure: float | None = None) -> Any:
    """Habits of a subject with those that a protocol states."""
    if background.diet is not None:
        habits = replace(habits, diet=_named(habits.diet, background.diet))
    if background.energy is not None:
        habits = with_energy(habits, background.energy, 1.0, expenditure)
    if background.steps is not None:
        habits = replace(habits, steps=background.steps.to("steps/day"))
    return _with_hours(habits, background.sleep, background.meal_times)


def habits_of(table: "HabitsTable", default: Any) -> Any:
    """Habits of a subject file, starting from the defaults of the body."""
    habits = replace(default, diet=_named(default.diet, table.diet))
    if table.energy is not None:
        habits = with_energy(habits, table.energy)
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
