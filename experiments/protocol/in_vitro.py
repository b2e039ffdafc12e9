"""Cells in a bath: a biopsy of the body at hand, and the medium it lies in."""

from typing import TYPE_CHECKING

from experiments.protocol.events import Bath
from experiments.protocol.units import Amount, compatible, convert, describe

if TYPE_CHECKING:
    from experiments.protocol.stage import Stage


def bathe(stage: "Stage", event: Bath) -> None:
    """Put cells of the body into the medium, or exchange the medium of those already in a bath."""
    from sim.bath import Bath as BathOfCells

    medium = medium_of(event.medium)
    if stage.bath is not None:
        stage.bath.set_medium(**medium)
        return
    time = stage.time
    recording = stage.body.record_every * stage.body.clocks.minutes
    stage.bath = BathOfCells.taken_from(stage.body, event.tissue, medium=medium)
    stage.bath_start = time
    stage.bath.start_recording(every=recording)


def medium_of(written: dict[str, Amount]) -> dict[str, float]:
    """A medium in the units of the bath."""
    from sim.bath import MEDIUM

    return {
        name: convert(level.value, level.unit, _unit(MEDIUM[name].unit), _substance(name))
        for name, level in written.items()
    }


def medium_problems(written: dict[str, Amount]) -> list[str]:
    """What is wrong with a medium."""
    from experiments.naming import nearest
    from sim.bath import MEDIUM

    problems = []
    for name, level in written.items():
        if name not in MEDIUM:
            problems.append(f"a medium cannot contain '{name}'; {nearest(name, MEDIUM)}")
        elif not compatible(level.unit, _unit(MEDIUM[name].unit), _substance(name)):
            problems.append(
                f"'{level}' is {describe(level.unit)}; {name} of a medium is in "
                f"{MEDIUM[name].unit}."
            )
        else:
            low, high = MEDIUM[name].bounds
            if not low <= medium_of({name: level})[name] <= high:
                problems.append(
                    f"{name} of a medium lies between {low:g} and {high:g} "
                    f"{MEDIUM[name].unit}, not at {level}."
                )
    return problems


def _unit(text: str) -> str:
    return "" if text == "1" else text


def _substance(name: str) -> str | None:
    return {
        "glucose": "glucose",
        "nefa": "fatty_acid",
        "tnf_alpha": "tnf_alpha",
        "glucagon": "glucagon",
    }.get(name)
