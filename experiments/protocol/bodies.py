"""Where bodies come from: subjects, people of cohorts, the settings of a run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from experiments.subject.lived import lived_body
from experiments.subject.living import live
from experiments.subject.reading import LoadedSubject, load_subject

if TYPE_CHECKING:
    from experiments.protocol.schema import Protocol, SubjectChoice

DEFAULT_SUBJECT = "lean"


@dataclass(frozen=True)
class Living:
    """One person of a run: group, number within a cohort, subject, cells and seed."""

    group: str
    person: int
    subject: LoadedSubject
    cells: int
    seed: int


@dataclass
class Bodies:
    """Makes the bodies of a run; without ``shipped`` lived states, everybody lives their life.

    ``leap`` is the tolerance with which they leap over days that are alike; None lives all days.
    ``precision`` is that of the states of their cells; None leaves it as it is.
    """

    subject: LoadedSubject | None = None
    cells: int = 1000
    seed: int = 1
    settings: Mapping[str, float] = field(default_factory=dict)
    settings_now: Mapping[str, float] = field(default_factory=dict)
    make: Callable[..., Any] | None = None
    shipped: bool = True
    leap: float | None = None
    precision: str | None = None

    def people(self, model: "Protocol") -> Iterator[Living]:
        """Everybody the protocol is performed on."""
        own = self.subject or self.chosen(model.subject, None)
        if not model.groups:
            yield self._living("", 0, own, model.subject if self.subject is None else None)
        for label, group in model.groups.items():
            if group.cohort is not None:
                from experiments.subject.cohort import sample

                for number, person in enumerate(sample(group.cohort)):
                    yield Living(label, number + 1, person, self.cells, self.seed + number)
            else:
                yield self._living(label, 0, self.chosen(group.subject, own), group.subject)

    def _living(
        self, label: str, number: int, subject: LoadedSubject, choice: "SubjectChoice | None"
    ) -> Living:
        cells = self.cells if choice is None or choice.cells is None else choice.cells
        seed = self.seed if choice is None or choice.seed is None else choice.seed
        return Living(label, number, subject, cells, seed)

    def chosen(
        self, choice: "SubjectChoice | None", default: LoadedSubject | None
    ) -> LoadedSubject:
        """The subject that a protocol chooses, with what it overrides."""
        if choice is None:
            return default or load_subject(DEFAULT_SUBJECT)
        named = (
            load_subject(choice.name)
            if choice.name is not None
            else (default or load_subject(DEFAULT_SUBJECT))
        )
        return (
            named.altered(choice) if choice.model_fields_set - {"name", "cells", "seed"} else named
        )

    def body(self, living: Living, parameters: Mapping[str, float]) -> Any:
        """A body that has lived its subject's history with the settings of the run."""
        body = self.ready(living, parameters)
        return live(self.newborn(living, parameters), living.subject) if body is None else body

    def ready(self, living: Living, parameters: Mapping[str, float]) -> Any | None:
        """A body that need not live any more: the caller's own or a shipped one, if there is."""
        settings = {**self.settings, **parameters}
        if self.make is not None:
            made = self.make(
                living.subject, cells=living.cells, seed=living.seed, parameters=settings
            )
            return self._set_up(made)
        if settings or not self.shipped:
            return None
        return self._set_up(lived_body(living.subject, cells=living.cells, seed=living.seed))

    def newborn(self, living: Living, parameters: Mapping[str, float]) -> Any:
        """A body at the beginning of its subject's history."""
        from sim.body import Body

        settings = {**living.subject.parameters(), **self.settings, **parameters}
        body = Body(
            living.subject.person(), cells=living.cells, rng=living.seed, parameters=settings
        )
        return self._set_up(body)

    def _set_up(self, body: Any) -> Any:
        """The body, set to leap and to a precision if that is wanted."""
        if body is not None and self.leap is not None:
            from sim.leap import Leap

            body.leap = Leap(self.leap)
        if body is not None and self.precision is not None:
            body.use_precision(self.precision)
        return body


@lru_cache(maxsize=1)
def body_died() -> type[Exception]:
    """The exception with which a body dies; it tells the time and the cause."""
    from sim.body import BodyDied

    return BodyDied
