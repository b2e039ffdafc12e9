"""A protocol file as a whole: frame, subjects, preparation, arms, series, events, tests,
measures."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from experiments.protocol.events import AnyEvent
from experiments.protocol.fields import (
    ClockTime,
    DietEnergy,
    Length,
    Point,
    PositiveLength,
    StepCount,
    Table,
)
from experiments.protocol.measuring import Measure

SCHEMA_VERSION = 1

Settings = dict[str, Annotated[float, Field(allow_inf_nan=False)]]


class SubjectChoice(Table):
    """A subject by name or file, with parts of the person overridden."""

    name: str | None = None
    sex: Literal["female", "male"] | None = None
    age: PositiveLength | None = None
    height: str | None = None
    weight: str | None = None
    bmi: str | None = None
    body_fat: str | None = None
    genes: Settings = Field(default_factory=dict)
    habits: dict[str, Any] = Field(default_factory=dict)
    cells: Annotated[int, Field(ge=1)] | None = None
    seed: int | None = None


def _subject(data: object) -> object:
    return {"name": data} if isinstance(data, str) else data


Subject = Annotated[SubjectChoice, BeforeValidator(_subject)]


class CohortChoice(Table):
    """Sampled people: a cohort file, how many, which sample, and a condition on them."""

    name: str
    size: Annotated[int, Field(ge=1, le=100_000)] = 20
    seed: int = 1
    filter: str | None = None


class Group(Table):
    """One of several groups that are compared: a subject, a cohort, or the subject of the run."""

    note: str = ""
    subject: Subject | None = None
    cohort: CohortChoice | None = None
    parameters: Settings = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> "Group":
        if self.subject is not None and self.cohort is not None:
            raise ValueError("gives both 'subject' and 'cohort'; one of them is enough")
        return self


class Background(Table):
    """Habits that run whenever nothing else is said; they replace those of the subject."""

    diet: str | None = None
    energy: DietEnergy | None = None
    steps: StepCount | None = None
    sleep: tuple[ClockTime, ClockTime] | None = None
    meal_times: tuple[ClockTime, ...] | None = None


class Preparation(Table):
    """What happens before time 0: days of habitual life, then a fast until time 0.

    After an overnight fast habitual meals stay away to the end of a protocol shorter than a day;
    a longer one returns to them at time 0.  ``meals_from`` says otherwise.
    """

    run_in: Length = 1440.0
    overnight_fast: Length = 0.0
    meals_from: Point | None = None
    clock: ClockTime = 8 * 60.0
    weekday: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"


class Arm(Table):
    """A variant of the protocol on the same body from the same start."""

    note: str = ""
    remove: tuple[str, ...] = ()
    events: dict[str, dict[str, Any]] = Field(default_factory=dict)
    parameters: Settings = Field(default_factory=dict)
    parameters_from: Literal["birth", "preparation", "start"] = "preparation"


class Series(Table):
    """A dose response: one value of an event or one parameter takes several values in turn."""

    sets: str
    values: Annotated[tuple[Any, ...], Field(min_length=1)]
    names: tuple[str, ...] | None = None
    parameters_from: Literal["birth", "preparation", "start"] = "preparation"

    @model_validator(mode="after")
    def _named(self) -> "Series":
        if self.names is not None and len(self.names) != len(self.values):
            raise ValueError(
                f"has {len(self.values)} values and {len(self.names)} names; they must be as many"
            )
        if not self.sets.startswith(("events.", "parameters.")):
            raise ValueError(
                "'sets' is a path such as 'events.insulin.rate' or 'parameters.muscle.memory_gain'"
            )
        return self

    def labels(self) -> tuple[str, ...]:
        """Names of the doses."""
        return self.names or tuple(f"dose_{number + 1}" for number in range(len(self.values)))


class Every(Table):
    """Moments at regular intervals."""

    interval: PositiveLength
    from_: Annotated[Point, Field(alias="from")]
    to: Point


class Test(Table):
    """Another protocol run on a branch of the body at given moments; the history goes on
    undisturbed."""

    note: str = ""
    protocol: str | dict[str, Any]
    at: Point | tuple[Point, ...] | Every
    names: tuple[str, ...] | None = None
    measures: tuple[str, ...] | None = None
    rename: dict[str, str] = Field(default_factory=dict)
    preparation: Literal["own", "none"] = "own"
    stops: tuple[str, ...] = ()
    arms: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _named(self) -> "Test":
        if self.names is not None:
            if isinstance(self.at, Every):
                raise ValueError("moments at regular intervals name themselves; leave 'names' out")
            moments = self.at if isinstance(self.at, tuple) else (self.at,)
            if len(self.names) != len(moments):
                raise ValueError(
                    f"has {len(moments)} moments and {len(self.names)} names; they must be as many"
                )
        return self


class Protocol(Table):
    """A protocol: what is done to whom, and what is measured."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    title: str
    citation: tuple[str, ...] | str = ()
    description: str = ""
    subject: Subject | None = None
    groups: dict[str, Group] = Field(default_factory=dict)
    background: Background = Background()
    preparation: Preparation = Preparation()
    arms: dict[str, Arm] = Field(default_factory=dict)
    series: Series | None = None
    events: dict[str, AnyEvent] = Field(default_factory=dict)
    tests: dict[str, Test] = Field(default_factory=dict)
    measures: dict[str, Measure] = Field(default_factory=dict)
    length: Point | None = None
    record: PositiveLength | None = None
    population: tuple[Point, ...] = ()

    def citations(self) -> tuple[str, ...]:
        """Keys of the bibliography, or citations in words."""
        return (self.citation,) if isinstance(self.citation, str) else self.citation

    def group_labels(self) -> tuple[str, ...]:
        """Names of the groups; one unnamed group when none is given."""
        return tuple(self.groups) or ("",)

    def arm_labels(self) -> tuple[str, ...]:
        """Names of the arms; one unnamed arm when none is given."""
        return tuple(self.arms) or ("",)

    def dose_labels(self) -> tuple[str, ...]:
        """Names of the doses; one unnamed dose when none is given."""
        return self.series.labels() if self.series is not None else ("",)
