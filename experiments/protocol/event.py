"""What all events of a protocol share: when they start and end, how they repeat, in which arms."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from experiments.protocol.fields import Point, PositiveLength, Table, Until
from experiments.protocol.times import TimePoint


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
                raise ValueError(
                    f"'{ends[0]}' does not belong to a momentary event; use 'over' where there "
                    "is one"
                )
        elif len(ends) > 1:
            raise ValueError(f"gives both '{ends[0]}' and '{ends[1]}'; one of them is enough")
        if self.until is not None and self.limit is None:
            raise ValueError("lasts until a condition holds and needs a 'limit', as in '20 weeks'")
        if self.limit is not None and self.until is None:
            raise ValueError("has a 'limit' without 'until'")
        if self.repeat_every is None and (
            self.repeat_times is not None or self.repeat_until is not None
        ):
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
