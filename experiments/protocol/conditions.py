"""Conditions that end an event: "weight falls by 8 kg", "glucose above 126 mg/dl".

A condition compares a quantity of the body with a value, or its change since the start of the
event with a size.  Several conditions are joined with "or" or with "and".
"""

import re
from dataclasses import dataclass

from experiments.protocol.units import Amount, UnitError, amount_or_number

_CLAUSE = re.compile(
    r"(?P<quantity>[A-Za-z_][\w.]*)\s+"
    r"(?P<verb>above|below|falls by|rises by|changes by)\s+(?P<size>\S.*)"
)
EXAMPLE = "weight falls by 8 kg"


@dataclass(frozen=True)
class Clause:
    """One comparison: quantity, verb and size."""

    quantity: str
    verb: str
    size: Amount

    @property
    def relative(self) -> bool:
        """Whether the size is a share of the value at the event's start."""
        return self.verb.endswith("by") and self.size.unit.text in ("%", "percent")

    def holds(self, now: float, at_start: float, size: float) -> bool:
        """Compare, with the size in the unit of the quantity (or a share, when relative)."""
        if self.verb == "above":
            return now > size
        if self.verb == "below":
            return now < size
        change = now - at_start
        if self.relative:
            size *= abs(at_start)
        if self.verb == "falls by":
            return -change >= size
        return change >= size if self.verb == "rises by" else abs(change) >= size


@dataclass(frozen=True)
class Condition:
    """Clauses joined by one word."""

    text: str
    clauses: tuple[Clause, ...]
    every: bool

    def holds(
        self, values: dict[str, float], at_start: dict[str, float], sizes: list[float]
    ) -> bool:
        """Whether the condition holds now; ``sizes`` are in the units of the quantities."""
        results = [
            clause.holds(values[clause.quantity], at_start[clause.quantity], size)
            for clause, size in zip(self.clauses, sizes, strict=True)
        ]
        return all(results) if self.every else any(results)


def condition(text: object) -> Condition:
    """Read a condition."""
    if isinstance(text, Condition):
        return text
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not a condition, as '{EXAMPLE}' is")
    words = [f" {word} " for word in ("or", "and") if f" {word} " in text]
    if len(words) > 1:
        raise UnitError(f"'{text}' mixes 'and' with 'or'; use one of them")
    parts = text.replace("−", "-").split(words[0]) if words else [text]
    clauses = []
    for part in parts:
        match = _CLAUSE.fullmatch(part.strip())
        if match is None:
            raise UnitError(
                f"'{part.strip()}' is not a condition; write a quantity, then 'above', 'below', "
                f"'falls by' or 'rises by', then a value, as in '{EXAMPLE}'"
            )
        clauses.append(
            Clause(match["quantity"], match["verb"], amount_or_number(match["size"], "8 kg"))
        )
    return Condition(text, tuple(clauses), every=words == [" and "])
