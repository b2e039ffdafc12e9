"""All measures of a protocol and of its tests, by their full names."""

from dataclasses import dataclass, field

from experiments.protocol.measuring import Measure
from experiments.protocol.quantities import substance_of
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.sampling import state_of, time_label

Spec = tuple[Measure, str, str]
"""A measure's table, the test it belongs to ("" for none), and its name in its own file."""


@dataclass
class Specs:
    """Measures of a protocol, those of its tests first, each under its full name."""

    protocol: LoadedProtocol
    _found: dict[str, Spec] = field(default_factory=dict)

    def all_specs(self) -> dict[str, Spec]:
        """Every measure by name: its table, the test it belongs to, its name within the test."""
        if self._found:
            return self._found
        found = self._found
        for key, test in self.protocol.model.tests.items():
            for name, measure in self.protocol.tests[key].model.measures.items():
                for full, single in expanded(name, measure):
                    if test.measures is None or name in test.measures or full in test.measures:
                        found[test.rename.get(full, full)] = (single, key, name)
                    else:
                        hidden = single.model_copy(update={"report": False})
                        found.setdefault(f"{key}.{full}", (hidden, key, name))
        for name, measure in self.protocol.model.measures.items():
            for full, single in expanded(name, measure):
                found[full] = (single, "", name)
        return found

    def unit(self, name: str) -> str:
        """Unit of a measure by its full name."""
        return unit_of(self.all_specs()[name][0])

    def substance(self, name: str) -> str | None:
        """Substance whose molar mass connects mass and amount in a measure."""
        measure, test, _ = self.all_specs()[name]
        if measure.quantity is not None:
            return substance_of(state_of(measure))
        return self.substance(self.local(measure.of, test)) if measure.of is not None else None

    def local(self, name: str, test: str) -> str:
        """Full name of a measure as the protocol of a test calls it."""
        if not test:
            return name
        renamed = self.protocol.model.tests[test].rename.get(name, name)
        specs = self.all_specs()
        return renamed if renamed in specs and specs[renamed][1] == test else f"{test}.{name}"


def expanded(name: str, measure: Measure) -> list[tuple[str, Measure]]:
    """A measure with several times, one by one when its name says where the time goes."""
    if "{time}" not in name or measure.times is None or measure.sampled:
        return [(name, measure)]
    return [
        (
            name.replace("{time}", time_label(point)),
            measure.model_copy(update={"at": point, "times": None}),
        )
        for point in measure.times
    ]


def unit_of(measure: Measure) -> str:
    """Unit of a measure; an index may leave it to its declaration."""
    if measure.unit is not None:
        return measure.unit
    if measure.index is not None:
        from experiments.protocol.index_values import index_unit

        return index_unit(measure)
    return "yes/no"
