"""Records and columns that carry pint quantities, so that equations can be run with units.

What is read has its declared unit; what is written must have the declared dimension. Equations
call one another as plain Python while this is in force.
"""

import re
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pkgutil import iter_modules
from unittest.mock import patch

import pint
from numba.core.dispatcher import Dispatcher

import agents
import sim
from agents.declarations import WIDTH

REGISTRY = pint.UnitRegistry()
for word in ("lean = 1", "share = 1", "code = 1", "giga_cell = 1e9"):
    REGISTRY.define(word)


def unit(text: str) -> pint.Unit:
    """A declared unit, as pint reads it."""
    text = re.sub(r"\b(um|min|m)2\b", r"\1**2", text)
    text = re.sub(r"\by\b", "year", text).replace("1e9", "giga_cell")
    numerator, _, denominator = text.partition(" per ")
    return REGISTRY.parse_units(f"({numerator})/({denominator})" if denominator else numerator)


def quantity(value: float, text: str):
    """A number with a declared unit."""
    return REGISTRY.Quantity(value, unit(text))


def dispatchers() -> dict[str, Dispatcher]:
    """Every compiled function of agents and sim by its dotted name."""
    found = {}
    for package in (agents, sim):
        for entry in iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{entry.name}")
            for name, value in vars(module).items():
                if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__:
                    found[f"{module.__name__}.{name}"] = value
    return found


def _like(limit, other):
    """A limit of max or min in the unit of what it limits: floors are written as plain numbers."""
    if isinstance(other, REGISTRY.Quantity) and not isinstance(limit, REGISTRY.Quantity):
        return REGISTRY.Quantity(limit, other.units)
    return limit


def larger(x, y):
    """``max`` of quantities."""
    return max(_like(x, y), _like(y, x))


def smaller(x, y):
    """``min`` of quantities."""
    return min(_like(x, y), _like(y, x))


def without_inflow(step):
    """Let a step of a pool take a plain 0 for "no inflow"."""
    return lambda pool, inflow, *rest: step(pool, _like(inflow, pool), *rest)


@contextmanager
def as_python(**constants):
    """Let every module call equations as plain Python; ``constants`` get their units."""
    with ExitStack() as stack:
        for package in (agents, sim):
            for entry in iter_modules(package.__path__):
                module = import_module(f"{package.__name__}.{entry.name}")
                for name, extreme in (("max", larger), ("min", smaller)):
                    stack.enter_context(patch.object(module, name, extreme, create=True))
                for name, value in list(vars(module).items()):
                    if name in constants:
                        stack.enter_context(patch.object(module, name, constants[name]))
                    elif name in ("after_step", "during_step") and isinstance(value, Dispatcher):
                        step = without_inflow(value.py_func)
                        stack.enter_context(patch.object(module, name, step))
                    elif isinstance(value, Dispatcher):
                        stack.enter_context(patch.object(module, name, value.py_func))
        yield


class WrongUnitError(AssertionError):
    """A value was written to a state of another dimension."""


def _checked(name: str, value, text: str):
    """Return the value in the declared unit; refuse another dimension (zero has none)."""
    if not isinstance(value, REGISTRY.Quantity):
        if value != 0.0 and unit(text).dimensionality:
            raise WrongUnitError(f"{name} is in {text}, not a plain number")
        return quantity(float(value), text)
    if value.dimensionality != unit(text).dimensionality:
        raise WrongUnitError(f"{name} is in {text}, not in {value.units}")
    return value.to(unit(text))


class Columns:
    """One cell whose states are quantities, indexed like a flat column (lane 0)."""

    def __init__(self, table, values: dict[str, float]) -> None:
        self.names = list(table.states)
        self.units = {name: state.unit for name, state in table.states.items()}
        self.values = {n: quantity(values.get(n, table.states[n].initial), u)
                       for n, u in self.units.items()}  # fmt: skip

    def __getitem__(self, index: int):
        return self.values[self.names[index // WIDTH]]

    def __setitem__(self, index: int, value) -> None:
        name = self.names[index // WIDTH]
        self.values[name] = _checked(name, value, self.units[name])


class Record:
    """A record of states or parameters whose fields are quantities."""

    def __init__(self, units: dict[str, str], values: dict[str, float]) -> None:
        object.__setattr__(self, "_units", units)
        object.__setattr__(
            self, "_values", {n: quantity(values[n], text) for n, text in units.items()}
        )

    def __getattr__(self, name: str):
        return self._values[name]

    def __setattr__(self, name: str, value) -> None:
        self._values[name] = _checked(name, value, self._units[name])


def parameter_record(group) -> Record:
    """The defaults of a parameter group as quantities."""
    declared = {name: p for name, p in group.parameters.items()}
    return Record({n: p.unit for n, p in declared.items()},
                  {n: p.default for n, p in declared.items()})  # fmt: skip


def surroundings(kind: type, **fields: tuple[float, str]):
    """A named tuple of quantities: what a cell meets."""
    return kind(**{name: quantity(*fields[name]) for name in kind._fields})
