"""One check: the simulated number, how far it is from the published one, inside or outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.indices import Undefined
from experiments.protocol import formulas
from experiments.protocol.units import UnitError, unit
from experiments.protocol.values import Value
from experiments.validation.gathering import Gathered
from experiments.validation.reading import Target
from experiments.validation.schema import STATISTICS, Check, Curve


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    ``simulated`` is in the unit of the band (yes or no where something must hold), None with the
    ``reason`` where there is no number. ``distance`` is \\|simulated - expected\\| in half-bands, a
    half-band being half the width of the band; a number is inside when low <= simulated <= high.
    What is not represented and what has no number is outside, infinitely far. ``skipped`` checks
    (``--quick``) are not scored.
    """

    target: Target
    key: str
    simulated: float | bool | None = None
    reason: str | None = None
    skipped: bool = False
    people: int | None = None

    @property
    def check(self) -> Check:
        """The check as its file has it."""
        return self.target.model.checks[self.key]

    @property
    def place(self) -> str:
        """Target and name of the check: "E9.rd_6h"."""
        return f"{self.target.id}.{self.key}"

    @property
    def inside(self) -> bool:
        """Whether the number lies in its band, or what must hold does."""
        if self.check.holds:
            return self.simulated is True
        if self.simulated is None:
            return False
        assert self.check.low is not None
        assert self.check.high is not None
        return self.check.low <= float(self.simulated) <= self.check.high

    @property
    def deviation(self) -> float | None:
        """Simulated less expected, in half-bands; None without a number or a band."""
        if self.check.holds or self.simulated is None:
            return None
        assert self.check.expected is not None
        return (float(self.simulated) - self.check.expected) / self.check.half_band

    @property
    def distance(self) -> float | None:
        """The deviation without its sign."""
        return None if self.deviation is None else abs(self.deviation)

    @property
    def state(self) -> str:
        """Return inside, outside, not represented, or skipped."""
        if self.skipped:
            return "skipped"
        if self.check.not_represented is not None:
            return "not represented"
        return "inside" if self.inside else "outside"

    @property
    def remark(self) -> str:
        """Return what is said of it; outside, also what the model lacks, as the file has it."""
        if self.check.not_represented is not None:
            return f"Not represented: {self.check.not_represented}"
        said = [self.reason or self.check.note]
        if self.state == "outside":
            said.append(self.target.model.limitation.strip())
        return " ".join(part for part in said if part)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        check = self.check
        return {
            "check": self.key,
            "what": check.what,
            "expected": True if check.holds else check.expected,
            "low": check.low,
            "high": check.high,
            "unit": "yes/no" if check.holds else check.unit,
            "simulated": self.simulated,
            "distance": self.distance,
            "state": self.state,
            "inside": self.inside,
            "reason": self.remark if self.state == "outside" else self.reason,
        }


def evaluate_target(
    target: Target, gathered: Mapping[str, Gathered], skipped: set[str]
) -> list[CheckResult]:
    """Return the result of every check of a target; ``skipped`` are runs that were left out."""
    return [_evaluated(target, key, gathered, skipped) for key in target.model.checks]


def _evaluated(
    target: Target, key: str, gathered: Mapping[str, Gathered], skipped: set[str]
) -> CheckResult:
    check = target.model.checks[key]
    if check.not_represented is not None:
        return CheckResult(target, key, reason=check.not_represented)
    missing = runs_of(check, target) & skipped
    if missing:
        return CheckResult(target, key, skipped=True, reason="it needs a long run")
    try:
        value = value_of(check, target, gathered)
    except (Undefined, UnitError, OverflowError) as error:
        return CheckResult(target, key, reason=str(error))
    return CheckResult(target, key, value.value, value.reason)


def runs_of(item: Check | Curve, target: Target) -> set[str]:
    """Return the names of the runs that a check or a curve needs."""
    texts: tuple[str, ...] = ()
    found = set()
    if isinstance(item, Curve):
        found |= {item.run} if item.run is not None else set()
        texts = item.values or ()
    else:
        found |= {item.people.run} if item.people is not None else set()
        texts = (item.value,) if item.value is not None else ()
    for text in texts:
        for name in formulas.names_in(text):
            run, _, rest = name.partition(".")
            found.add(target.model.statistics[rest].run if run == STATISTICS else run)
    return {name for name in found if name}


def value_of(check: Check, target: Target, gathered: Mapping[str, Gathered]) -> Value:
    """Return the number of a check in the unit of its band; Undefined tells why there is none."""
    if check.people is not None:
        value = gathered[check.people.run].statistic(check.people, check.wanted_unit)
        if value.value is None:
            raise Undefined(value.reason or "it has no value")
        return value
    assert check.value is not None
    return Value(formula_value(check.value, check.wanted_unit, target, gathered))


def formula_value(
    text: str, wanted: str, target: Target, gathered: Mapping[str, Gathered]
) -> float | bool:
    """Return the value of a formula over the runs and statistics of a target."""

    def one(name: str) -> formulas.Quantity | bool:
        run, _, rest = name.partition(".")
        if run != STATISTICS:
            return gathered[run].quantity(rest)
        asked = target.model.statistics[rest]
        value = gathered[asked.run].statistic(asked, asked.unit)
        if value.value is None:
            raise Undefined(f"{name}: {value.reason or 'it has no value'}")
        return formulas.Quantity(float(value.value), unit(asked.unit))

    return formulas.in_unit(formulas.evaluate(text, one), wanted)
