"""Checking a protocol without simulating: times, conflicts, names, units, subjects, parameters.

What needs nothing but the files is checked first, so that a bad file is answered at once; units
of quantities and names of parameters need the declarations of the model and come last.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.naming import nearest
from experiments.protocol.check_measures import measure_problems, quantity_problems
from experiments.protocol.check_timeline import timeline_problems
from experiments.protocol.labels import moment_labels
from experiments.protocol.problems import refuse
from experiments.protocol.quantities import Catalog, body_catalog
from experiments.protocol.reading import LoadedProtocol, Variant, load_protocol
from experiments.protocol.timeline import step_labels


def check(
    protocol: "str | Path | LoadedProtocol", catalog: Catalog | None = None
) -> LoadedProtocol:
    """Check a protocol by name or path; raises a UserError with the first few problems."""
    loaded = load_protocol(protocol)
    check_loaded(loaded, catalog)
    return loaded


def check_loaded(
    loaded: LoadedProtocol, catalog: Catalog | None = None, *, parameters: bool = True
) -> None:
    """Check a protocol that has been read; ``parameters`` includes their names and bounds."""
    _refuse_if(loaded, label_problems(loaded))
    _refuse_if(loaded, test_problems(loaded))
    variants = variants_of(loaded)
    _refuse_if(
        loaded, [told for variant in variants for told in timeline_problems(loaded, variant)]
    )
    _refuse_if(loaded, measure_problems(loaded))
    people_problems(loaded)
    known = catalog or body_catalog()
    _refuse_if(loaded, quantity_problems(loaded, known))
    if parameters:
        _refuse_if(
            loaded, [told for variant in variants for told in parameter_problems(loaded, variant)]
        )
    for key, inner in loaded.tests.items():
        try:
            check_loaded(inner, catalog, parameters=parameters)
        except ValueError as error:
            refuse(loaded.path.name, f"tests.{key}: {error}")


def variants_of(loaded: LoadedProtocol) -> list[Variant]:
    """Every variant of a protocol."""
    model = loaded.model
    return [
        loaded.variant(group, arm, dose)
        for group in model.group_labels()
        for arm in model.arm_labels()
        for dose in model.dose_labels()
    ]


def _refuse_if(loaded: LoadedProtocol, problems: list[str]) -> None:
    if problems:
        refuse(loaded.path.name, *dict.fromkeys(problems))


def label_problems(loaded: LoadedProtocol) -> list[str]:
    """Labels that occur twice, and arms and groups that do not exist."""
    model, problems = loaded.model, []
    places: dict[str, str] = {}
    named: list[tuple[str, list[str]]] = [
        ("a group", list(model.groups)),
        ("an arm", list(model.arms)),
        ("a dose", list(model.series.labels()) if model.series else []),
        (
            "a step",
            sorted(
                {
                    label
                    for event in model.events.values()
                    for label in step_labels(event)
                    if not label.isdigit()
                }
            ),
        ),
        (
            "a moment of a test",
            sorted({label for key in model.tests for label in _moments(loaded, key)}),
        ),
    ]
    for kind, labels in named:
        for label in labels:
            if label in places:
                problems.append(
                    f"'{label}' names both {places[label]} and {kind}; measures could not tell "
                    "them apart."
                )
            places.setdefault(label, kind)
    if model.groups and model.subject is not None and model.subject.name is None:
        problems.append("subject: with groups, each group names its subject.")
    for table, entries in (
        ("events", model.events),
        ("measures", model.measures),
        ("tests", model.tests),
    ):
        for key, entry in entries.items():  # type: ignore[attr-defined]
            for what, known in (("arms", model.arms), ("groups", model.groups)):
                for label in getattr(entry, what, None) or ():
                    if label not in known:
                        problems.append(
                            f"{table}.{key}.{what}: there is no {what[:-1]} '{label}'; "
                            f"{nearest(label, known)}"
                        )
    for arm, choice in model.arms.items():
        for key in choice.events:
            if key not in model.events and "type" not in choice.events[key]:
                problems.append(
                    f"arms.{arm}.events.{key}: there is no event '{key}' to change; "
                    f"{nearest(key, model.events)} "
                    "A new event needs its 'type'."
                )
    return [told if told.endswith((".", "?")) else told + "." for told in problems]


def _moments(loaded: LoadedProtocol, key: str) -> list[str]:
    try:
        return moment_labels(loaded, key)
    except Exception:
        return []


def test_problems(loaded: LoadedProtocol) -> list[str]:
    """Tests that are not simple, that measure the same twice, or that stop what does not exist."""
    model, problems = loaded.model, []
    owners: dict[str, str] = {name: "the protocol itself" for name in model.measures}
    for key, test in model.tests.items():
        inner = loaded.tests[key].model
        for what in ("groups", "arms", "series", "tests"):
            if getattr(inner, what):
                problems.append(
                    f"tests.{key}: the protocol of a test cannot have {what} of its own."
                )
        for name in (*(test.measures or ()), *test.rename):
            if name not in inner.measures and not any(
                name.startswith(m.split("{")[0]) for m in inner.measures if "{" in m
            ):
                problems.append(
                    f"tests.{key}: its protocol does not measure '{name}'; "
                    f"{nearest(name, inner.measures)}"
                )
        for name in test.stops:
            if name not in model.events:
                problems.append(
                    f"tests.{key}.stops: there is no event '{name}'; {nearest(name, model.events)}"
                )
        for name in inner.measures:
            if test.measures is not None and name not in test.measures:
                continue
            full = test.rename.get(name, name)
            if full in owners:
                problems.append(
                    f"tests.{key}: '{full}' is measured by {owners[full]} as well; choose with "
                    "'measures' or 'rename'."
                )
            owners[full] = f"the test '{key}'"
    return [told if told.endswith((".", "?")) else told + "." for told in problems]


def people_problems(loaded: LoadedProtocol) -> None:
    """Subjects and diets that cannot be read raise a UserError of their own."""
    from experiments.protocol.bodies import Bodies
    from experiments.subject.diets import load_diet

    bodies = Bodies()
    bodies.chosen(loaded.model.subject, None)
    for group in loaded.model.groups.values():
        bodies.chosen(group.subject, None)
        if group.cohort is not None:
            from experiments.subject.cohort import load_cohort

            load_cohort(group.cohort.name)
    diets = [getattr(event, "diet", None) for event in loaded.model.events.values()]
    for name in {*diets, loaded.model.background.diet}:
        if name is not None:
            load_diet(name)


def parameter_problems(loaded: LoadedProtocol, variant: Variant) -> list[str]:
    """Parameters that do not exist or values outside their bounds."""
    from experiments.protocol.settings import checked

    problems: list[str] = []

    def tell(place: str, values: dict[str, float]) -> None:
        try:
            checked(values)
        except ValueError as error:
            problems.append(f"{place}: {error}")

    arm = f"arms.{variant.arm}" if variant.arm else "parameters"
    tell(
        arm,
        {**variant.birth_parameters, **variant.preparation_parameters, **variant.start_parameters},
    )
    for key, event in variant.events.items():
        values: Any = getattr(event, "parameters", None)
        if isinstance(values, dict):
            tell(f"events.{key}", values)
        for effect in getattr(event, "effects", ()):
            tell(f"events.{key}.effects", _after(effect))
    return problems


def _after(effect: Any) -> dict[str, float]:
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import parameters

    declared = parameters()
    if effect.set_to is not None or effect.parameter not in declared:
        return {effect.parameter: effect.set_to if effect.set_to is not None else 0.0}
    return {effect.parameter: declared[effect.parameter].default * effect.times}


Check = Callable[[LoadedProtocol], list[str]]
