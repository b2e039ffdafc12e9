"""From the name or path of a subject to a person and the life this person has lived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from experiments.protocol.files import find, merged, read, with_includes
from experiments.protocol.problems import refuse, sentences_of
from experiments.subject.schema import SubjectTable

if TYPE_CHECKING:
    from experiments.protocol.schema import SubjectChoice
    from sim.person import Person


@dataclass(frozen=True)
class LoadedSubject:
    """A subject file after reading."""

    name: str
    path: Path
    raw: dict[str, Any] = field(repr=False)
    model: SubjectTable = field(repr=False)

    @property
    def title(self) -> str:
        """Title of the subject."""
        return self.model.title

    def person(self) -> "Person":
        """The person at the beginning of the history."""
        from experiments.subject.habits import habits_of
        from sim.person import Habits, Person

        table = self.model.person
        return Person(
            sex=table.sex,
            age=table.age,
            height=table.height.to("m"),
            weight=table.kilograms(),
            body_fat=table.body_fat,
            genes=dict(self.model.genes),
            habits=habits_of(self.model.habits, Habits()),
        )

    def parameters(self) -> dict[str, float]:
        """Return the parameters of this person's constitution; refuse those that cannot be."""
        import sim.body  # noqa: F401  (declares all parameters)
        from agents.declarations import check_parameters, parameters

        known = parameters()
        return check_parameters(
            {
                name: factor * (known[name].default if name in known else 1.0)
                for name, factor in self.model.constitution.items()
            }
        )

    def check(self) -> None:
        """Refuse a person, genes, constitution or habits that cannot be, naming the file."""
        import sim.body  # noqa: F401  (declares the traits)
        from agents.declarations import UserError, check_parameters

        try:
            self.person()
            check_parameters({f"genes.{name}": value for name, value in self.model.genes.items()})
            self.parameters()
        except UserError as error:
            raise UserError(f"{self.path.name}: {error}") from None

    def altered(self, choice: "SubjectChoice") -> "LoadedSubject":
        """The subject with parts of the person overridden, as a protocol may ask."""
        changes: dict[str, Any] = {"person": {}}
        given = choice.model_dump(
            exclude_unset=True, exclude={"name", "genes", "habits", "cells", "seed", "age"}
        )
        changes["person"].update(given)
        if choice.age is not None:
            changes["person"]["age"] = f"{choice.age / 525600:g} years"
        if choice.genes:
            changes["genes"] = choice.genes
        if choice.habits:
            changes["habits"] = choice.habits
        raw = merged(self.raw, changes)
        for this, other in (("weight", "bmi"), ("bmi", "weight")):
            if this in given:
                raw["person"].pop(other, None)
        return subject_from_tables(self.name, self.path, raw)


def load_subject(
    name: "str | Path | LoadedSubject | Mapping[str, Any]", beside: Path | None = None
) -> LoadedSubject:
    """Read a subject by built-in name, by path, or from tables already in memory."""
    if isinstance(name, LoadedSubject):
        return name
    if isinstance(name, Mapping):
        return subject_from_tables(
            str(name.get("title", "subject")), Path("subject.toml"), dict(name)
        )
    path = find("subject", str(name), beside)
    return subject_from_tables(path.stem, path, with_includes("subject", path, read(path)))


def subject_from_tables(name: str, path: Path, raw: dict[str, Any]) -> LoadedSubject:
    """Validate the tables of a subject against the schema."""
    try:
        model = SubjectTable.model_validate(raw)
    except ValidationError as error:
        refuse(path.name, *sentences_of(error))
        raise AssertionError from None
    return LoadedSubject(name, path, raw, model)
