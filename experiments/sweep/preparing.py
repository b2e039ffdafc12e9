"""From the data of a run to a protocol, a subject and parameters, ready to be performed.

Reading and checking a protocol costs some milliseconds; a process does it once per protocol,
however many runs share it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.declarations import UserError, check_parameters
from experiments.naming import nearest
from experiments.protocol.checking import check_loaded
from experiments.protocol.quantities import body_catalog
from experiments.protocol.reading import LoadedProtocol, from_tables
from experiments.subject.reading import LoadedSubject, load_subject, subject_from_tables
from experiments.sweep.assigning import laid_over, sorted_out
from experiments.sweep.work import canonical, ordered


@dataclass(frozen=True)
class Prepared:
    """Everything that one run needs; ``subject`` is None where the protocol brings its own."""

    protocol: LoadedProtocol
    subject: LoadedSubject | None
    cells: int
    parameters: dict[str, float]
    parameters_now: dict[str, float]

    def subject_key(self) -> str:
        """Return text that is the same for the same subject."""
        return canonical(self.subject.raw) if self.subject is not None else ""


def prepare(common: Mapping[str, Any], settings: Mapping[str, Any]) -> Prepared:
    """Return what a run with these settings needs; refuse what cannot be, in one sentence."""
    chosen = sorted_out({**common["set"], **settings})
    protocol = chosen.whole.get("protocol", common["protocol"])
    name = chosen.whole.get("subject", common["subject"])
    if name is None and chosen.subject:
        name = common["default_subject"]
    tables = common["protocols"][protocol]
    places = dict(chosen.protocol)
    if common["keep"]["population"] and not tables["tables"].get("population"):
        places["population"] = ["end"]
    for place in places:
        _check_event(tables["tables"], place)
    loaded = _protocol(tables["name"], ordered(tables["tables"]), ordered(places))
    subject = None
    if name is not None:
        subject = _subject(ordered(common["subjects"][name]), ordered(chosen.subject))
    cells = chosen.whole.get("cells", common["cells"])
    if not isinstance(cells, int | float) or cells != int(cells) or not 4 <= cells <= 20_000_000:
        raise UserError(f"cells must be a whole number from 4 to 20000000, not {cells!r}.")
    return Prepared(
        loaded,
        subject,
        int(cells),
        check_parameters(chosen.parameters),
        check_parameters(chosen.parameters_now),
    )


def _check_event(tables: Mapping[str, Any], place: str) -> None:
    """Refuse a place in an event that the protocol does not have."""
    table, _, rest = place.partition(".")
    name = rest.partition(".")[0]
    known = tables.get(table, {})
    if table in ("events", "arms", "tests") and "." in rest and name not in known:
        raise UserError(f"{place}: there is nothing called '{name}'; {nearest(name, known)}")


@lru_cache(maxsize=64)
def _protocol(name: str, tables: str, places: str) -> LoadedProtocol:
    changed = laid_over(json.loads(tables), json.loads(places))
    loaded = from_tables(name, Path(f"{name}.toml"), changed)
    check_loaded(loaded, body_catalog())
    check_loaded(loaded)
    return loaded


@lru_cache(maxsize=64)
def _subject(described: str, places: str) -> LoadedSubject:
    known = json.loads(described)
    changes = json.loads(places)
    path = known.get("_path", "")
    if path and not changes and Path(path).is_file():
        loaded = load_subject(path if Path(path).parent.name != "subjects" else known["name"])
        if loaded.raw == known["tables"]:
            return _checked(loaded)
    tables = laid_over(known["tables"], changes)
    return _checked(subject_from_tables(known["name"], Path(f"{known['name']}.toml"), tables))


def _checked(subject: LoadedSubject) -> LoadedSubject:
    """Refuse a subject who cannot live: impossible size, unknown genes or diets."""
    from experiments.subject.diets import load_diet

    person = subject.person()
    check_parameters({f"genes.{name}": value for name, value in person.genes.items()})
    subject.parameters()
    for phase in subject.model.history:
        for event in phase.events.values():
            diet = getattr(event, "diet", None)
            if isinstance(diet, str):
                load_diet(diet)
    return subject
