"""How an index is declared, and what happens where it has no value.

Two kinds of trouble are kept apart. Impossible input (a negative concentration, samples out of
order) raises ``agents.declarations.UserError``. Possible input for which the index has no value
(glucose that never rises has no insulinogenic index) raises ``Undefined``: whoever reports
measures turns it into null with the reason. No function returns NaN.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import TypeVar

_MODULES = (
    "fasting",
    "tolerance",
    "minimal_model",
    "meal_sensitivity",
    "glucose_monitoring",
    "hba1c",
    "diagnosis",
)

_declared: dict[str, Index] = {}
_Function = TypeVar("_Function", bound=Callable[..., object])


class Undefined(Exception):
    """An index has no value for this input; ``reason`` says why, in one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Index:
    """A clinical index with fixed units.

    ``takes`` maps each argument to its unit. ``gives`` maps each result to its unit: one entry
    named like the index, or one per field of the record that the function returns. Units are
    written as in the tables of results: mg/dl, mmol/l, uU/ml, pmol/l, min, 1; ``class`` marks a
    word instead of a number.
    """

    name: str
    function: Callable[..., object]
    takes: Mapping[str, str]
    gives: Mapping[str, str]
    sources: tuple[str, ...]

    @property
    def meaning(self) -> str:
        """First sentence of the function's documentation."""
        return (self.function.__doc__ or "").strip().split("\n", 1)[0]


def index(
    *, gives: str | Mapping[str, str], sources: str, takes: Mapping[str, str]
) -> Callable[[_Function], _Function]:
    """Declare the units and the sources (keys of the bibliography, spaced) of an index."""

    def declare(function: _Function) -> _Function:
        name = function.__name__
        results = {name: gives} if isinstance(gives, str) else dict(gives)
        _declared[name] = Index(
            name,
            function,
            MappingProxyType(dict(takes)),
            MappingProxyType(results),
            tuple(sources.split()),
        )
        return function

    return declare


def catalog() -> Mapping[str, Index]:
    """All declared clinical indices by name."""
    for module in _MODULES:
        importlib.import_module(f"{__package__}.{module}")
    return MappingProxyType(dict(sorted(_declared.items())))


def as_measures(name: str, result: object) -> dict[str, float | str]:
    """Name the parts of an index's result as its declaration does, ready to be reported."""
    declared = catalog()[name]
    if is_dataclass(result) and not isinstance(result, type):
        return {
            field.name: getattr(result, field.name)
            for field in fields(result)
            if field.name in declared.gives
        }
    return {name: result if isinstance(result, str) else float(result)}  # type: ignore[arg-type]
