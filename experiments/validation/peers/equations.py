"""A published model as data: constants with units, expressions, states and read-outs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.declarations import unknown
from experiments.protocol.problems import refuse, sentences_of

FOLDER = Path(__file__).with_name("models")
NAME = re.compile(r"\b[A-Za-z_]\w*\b(?!\s*\()")
OPERATORS = {"gt", "lt", "ge", "le", "and", "or"}


class Table(BaseModel):
    """Part of a model file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class State(Table):
    """A state: its value at the start and its rate of change, as expressions."""

    start: str
    rate: str


class Readout(Table):
    """What is read off: an expression, its unit and its meaning."""

    expression: str = Field(alias="is")
    unit: str
    meaning: str


class Equations(Table):
    """A model. ``basal`` are constants that follow from others; ``rest`` (in ``time_unit``) is
    lived before anything is given, so that the model begins in its own steady state."""

    version: int = Field(alias="schema", ge=1, le=1)
    title: str
    citation: str
    biomodels: str
    note: str = ""
    time_unit: str
    rest: float = 0.0
    constants: dict[str, str]
    variants: dict[str, dict[str, str]]
    basal: dict[str, str]
    expressions: dict[str, str]
    states: dict[str, State]
    readouts: dict[str, Readout]

    def values(
        self, variant: str = "normal", changes: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """Return the constants of a variant, with ``changes`` laid over them.

        Raises UserError for a variant or a constant that the model does not have.
        """
        if variant not in self.variants:
            raise unknown(f"variant of {self.title}", variant, self.variants)
        written = {**self.constants, **self.variants[variant]}
        values = {name: float(text.split()[0]) for name, text in written.items()}
        for name, value in (changes or {}).items():
            if name not in values:
                raise unknown(f"constant of {self.title}", name, values)
            values[name] = float(value)
        return values

    def unknown_names(self) -> list[str]:
        """Return what expressions name and nothing defines."""
        known = {*self.constants, *self.basal, *self.expressions, *self.states, *OPERATORS}
        texts = [*self.basal.values(), *self.expressions.values()]
        texts += [text for state in self.states.values() for text in (state.start, state.rate)]
        texts += [readout.expression for readout in self.readouts.values()]
        used = {name for text in texts for name in NAME.findall(text)}
        changed = {name for variant in self.variants.values() for name in variant}
        return sorted((used | changed) - known)


def load_equations(name: str) -> Equations:
    """Read one of the models in ``models/``."""
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise unknown("published model", name, [file.stem for file in FOLDER.glob("*.toml")])
    try:
        model = Equations.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        refuse(path.name, *sentences_of(error))
        raise AssertionError from None
    missing = model.unknown_names()
    if missing:
        refuse(path.name, *(f"'{name}' is used and defined nowhere." for name in missing))
    return model
