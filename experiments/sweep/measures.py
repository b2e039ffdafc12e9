"""Names and meanings of the measures that protocols will give, known without a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.naming import nearest
from experiments.protocol.evaluation import Evaluation
from experiments.protocol.meanings import meaning_of
from experiments.protocol.quantities import body_catalog
from experiments.protocol.reading import LoadedProtocol
from experiments.sweep.performing import is_wanted


def names_of(protocol: LoadedProtocol) -> dict[str, str]:
    """Return name and meaning of every measure that a protocol reports, parts not yet appended."""
    catalog = body_catalog()
    specs = Evaluation(protocol, {}, catalog).all_specs()
    return {
        name: meaning_of(measure, catalog)
        for name, (measure, _, _) in specs.items()
        if measure.report
    }


def meanings_of(protocols: Mapping[str, Any]) -> dict[str, str]:
    """Return the meanings of the measures of several protocols."""
    from experiments.sweep.preparing import _protocol
    from experiments.sweep.work import ordered

    meanings: dict[str, str] = {}
    for described in protocols.values():
        loaded = _protocol(described["name"], ordered(described["tables"]), "{}")
        meanings.update(names_of(loaded))
    return meanings


def problem_with(wanted: str, known: Mapping[str, str]) -> str | None:
    """Return what is wrong with a wanted measure, or None."""
    if any(is_wanted(name, (wanted,)) for name in known):
        return None
    if any(wanted.startswith(name + ".") for name in known):
        return None
    return f"the protocol has no measure '{wanted}'; {nearest(wanted, known, most=30)}"
