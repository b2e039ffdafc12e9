"""Diets as data, and the diet that results from a named one and what a protocol changes of it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from experiments.protocol.fields import Energy
from experiments.protocol.files import find, read
from experiments.protocol.problems import refuse, sentences_of
from experiments.subject.schema import DietTable

if TYPE_CHECKING:
    from experiments.protocol.movement import DietChange

SHARES = ("carbohydrate", "fat", "protein")
QUALITY = ("rapid_share", "saturated_share", "inflammatory_load")


def load_diet(name: str) -> DietTable:
    """Read a diet by built-in name or by path."""
    path = find("diet", name)
    try:
        return DietTable.model_validate(read(path))
    except ValidationError as error:
        refuse(path.name, *sentences_of(error))
        raise AssertionError from None


def composition(name: str | None, habitual: Any) -> dict[str, float]:
    """Shares of energy and quality of a named diet, or of the habitual one."""
    source = habitual if name is None else load_diet(name)
    return {part: float(getattr(source, part)) for part in (*SHARES, *QUALITY)}


def changed(habitual: Any, change: "DietChange") -> tuple[Any, Energy | None]:
    """The diet after a change, and its energy if it says any; adherence mixes it with the
    habitual diet."""
    named = None if change.diet is None else load_diet(change.diet)
    values: dict[str, float] = composition(change.diet, habitual)
    values["fiber"] = habitual.fiber if named is None else named.fiber.to("g/day")
    for part in (*SHARES, *QUALITY):
        given = getattr(change, part)
        if given is not None:
            values[part] = given
    if change.fiber is not None:
        values["fiber"] = change.fiber.to("g/day")
    mixed = {
        part: change.adherence * value + (1.0 - change.adherence) * getattr(habitual, part)
        for part, value in values.items()
    }
    total = sum(mixed[part] for part in SHARES)
    for part in SHARES:
        mixed[part] /= total
    return replace(habitual, **mixed), change.energy or (
        named.energy if named is not None else None
    )
