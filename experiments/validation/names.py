"""The names that the checks of a target may use, with their units, and whether they lead anywhere.

A name is RUN.MEASURE with the parts that vary ("infusion.rd.lipid"), as ``glucell run`` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from experiments.indices import Undefined
from experiments.naming import nearest
from experiments.protocol import formulas
from experiments.protocol.labels import label_dimensions
from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.specs import Specs, unit_of
from experiments.protocol.units import UnitError, compatible, unit
from experiments.protocol.values import pinned
from experiments.subject.reading import load_subject
from experiments.validation import facts
from experiments.validation.peers.overlays import OVERLAYS
from experiments.validation.reading import LoadedRun, Target
from experiments.validation.schema import STATISTICS, AcrossPeople, Check, Curve

EXAMPLE = 1.7
"""A number that stands for a measure while units are checked."""


@dataclass(frozen=True)
class RunNames:
    """Measures of a run's protocol, and facts about its people, with unit and substance."""

    protocol: LoadedProtocol
    genes: tuple[str, ...] = ()
    on_people: bool = False

    @cached_property
    def specs(self) -> Specs:
        """Measures of the protocol and of its tests."""
        return Specs(self.protocol)

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every name."""
        measures = {
            name: unit_of(measure)
            for name, (measure, _, _) in self.specs.all_specs().items()
            if measure.report
        }
        more = facts.fact_units(measures, self.genes) if self.on_people else {}
        return {**measures, **more}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Dimension of every label of the protocol."""
        return label_dimensions(self.protocol)

    def substance(self, name: str) -> str | None:
        """Substance that connects mass and amount in a measure."""
        return self.specs.substance(name) if name in self.specs.all_specs() else None

    def find(self, name: str) -> tuple[str, dict[str, str]]:
        """Return the measure that a name means and the parts it chooses; refuse others."""
        try:
            return pinned(name, self.units, self.labels)
        except KeyError as missing:
            word = missing.args[0]
            hint = nearest(word, self.units if word == name else [*self.labels, *self.units])
            raise UnitError(f"the protocol does not measure '{name}': {hint}") from None


def names_of(run: LoadedRun) -> RunNames:
    """Return the names that a run of a target offers."""
    genes: tuple[str, ...] = ()
    if run.cohort is not None:
        base = load_subject(run.cohort.model.subject)
        varied = [place for place in run.cohort.model.distributions if place.startswith("genes.")]
        genes = (*base.model.genes, *(place.removeprefix("genes.") for place in varied))
    return RunNames(run.protocol, genes, run.cohort is not None)


def name_problems(target: Target) -> list[str]:
    """Return what is wrong with the names and units of a target, a sentence each."""
    known = {name: names_of(run) for name, run in target.runs.items()}
    model, problems = target.model, []
    statistics = model.statistics
    places: list[tuple[str, AcrossPeople | Check | Curve]] = [
        *((f"statistics.{name}", across) for name, across in statistics.items()),
        *((f"checks.{name}", check) for name, check in model.checks.items()),
        *((f"curves.{name}", curve) for name, curve in model.curves.items()),
    ]
    problems += [
        f"peers: there is no overlay '{name}'; {nearest(name, OVERLAYS)}"
        for name in model.peers
        if name not in OVERLAYS
    ]
    for place, item in places:
        try:
            if isinstance(item, AcrossPeople):
                _check_people(item, known, item.unit)
            elif isinstance(item, Check):
                _check_check(item, known, statistics)
            else:
                _check_curve(item, known, statistics)
        except UnitError as error:
            text = str(error)
            problems.append(f"{place}: {text}" + ("" if text.endswith((".", "?")) else "."))
    return problems


def _check_check(
    check: Check, known: Mapping[str, RunNames], statistics: Mapping[str, AcrossPeople]
) -> None:
    if check.people is not None:
        _check_people(check.people, known, check.wanted_unit)
    if check.value is not None:
        _check_formula(check.value, known, statistics, check.wanted_unit)


def _check_formula(
    text: str,
    known: Mapping[str, RunNames],
    statistics: Mapping[str, AcrossPeople],
    wanted: str,
) -> None:
    def one(name: str) -> formulas.Quantity | bool:
        run, _, rest = name.partition(".")
        if run == STATISTICS:
            if rest not in statistics:
                raise UnitError(f"there is no statistic '{rest}'; {nearest(rest, statistics)}")
            return formulas.Quantity(EXAMPLE, unit(statistics[rest].unit))
        names = run_of(run, known)
        if not rest:
            raise UnitError(f"'{name}' is a run; name a measure of it, as in '{name}.m_value'")
        measure, _ = names.find(rest)
        if names.units[measure] == "yes/no":
            return True
        return formulas.Quantity(EXAMPLE, unit(names.units[measure]), names.substance(measure))

    if not formulas.names_in(text):
        raise UnitError(f"'{text}' names no measure of a run")
    with suppress(Undefined):
        formulas.in_unit(formulas.evaluate(text, one), wanted)


def run_of(name: str, known: Mapping[str, RunNames]) -> RunNames:
    """Return the names of a run; refuse a run that the target does not have."""
    if name not in known:
        raise UnitError(f"there is no run '{name}'; {nearest(name, known)}")
    return known[name]


def _check_people(across: AcrossPeople, known: Mapping[str, RunNames], wanted: str) -> None:
    names = run_of(across.run, known)
    if not names.on_people:
        raise UnitError(f"the run '{across.run}' has one subject; a statistic needs a 'cohort'")
    others = (across.other,) if isinstance(across.other, str) else (across.other or ())
    own, *rest = (unit(names.units[names.find(name)[0]]) for name in (across.of, *others))
    if across.among is not None:

        def one(name: str) -> formulas.Quantity:
            measure, _ = names.find(name)
            return formulas.Quantity(EXAMPLE, unit(names.units[measure]), names.substance(measure))

        with suppress(Undefined):
            if not isinstance(formulas.evaluate(across.among, one), bool):
                raise UnitError("'among' needs a comparison, as in \"bmi > quantity('30 kg/m2')\"")
    source = unit("1")
    if across.statistic in ("mean", "sd", "median", "quantile"):
        source = own
    elif across.statistic == "slope":
        source = own.times(rest[0], -1)
    if not compatible(source, wanted, names.substance(names.find(across.of)[0])):
        raise UnitError(f"'{source.text}' cannot be expressed in '{wanted}'")


def _check_curve(
    curve: Curve, known: Mapping[str, RunNames], statistics: Mapping[str, AcrossPeople]
) -> None:
    for value in curve.values or ():
        _check_formula(value, known, statistics, curve.unit)
    if curve.quantity is None or curve.run is None:
        return
    names = run_of(curve.run, known)
    if names.on_people:
        raise UnitError(f"the run '{curve.run}' is that of a cohort, which has no curve of its own")
    for dimension, label in curve.parts().items():
        if names.labels.get(label) != dimension:
            same = [other for other, d in names.labels.items() if d == dimension]
            raise UnitError(f"there is no {dimension} '{label}'; {nearest(label, same)}")
