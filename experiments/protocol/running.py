"""One call from a protocol and a subject to an outcome."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.protocol.bodies import DEFAULT_SUBJECT, Bodies
from experiments.protocol.checking import check_loaded
from experiments.protocol.engine import Engine, Progress
from experiments.protocol.evaluation import Evaluation
from experiments.protocol.outcome import Outcome
from experiments.protocol.plan import Plan
from experiments.protocol.quantities import Catalog, body_catalog
from experiments.protocol.reading import LoadedProtocol, load_protocol
from experiments.protocol.settings import parse_settings, tolerance_of
from experiments.subject.reading import LoadedSubject, load_subject

if TYPE_CHECKING:
    Settings = Mapping[str, float] | Sequence[str]


def run(
    protocol: "str | Path | LoadedProtocol | Mapping[str, Any]",
    subject: "str | Path | LoadedSubject | Mapping[str, Any] | None" = None,
    *,
    cells: int = 1000,
    seed: int = 1,
    settings: "Settings" = (),
    settings_now: "Settings" = (),
    progress: Progress | None = None,
    threads: int | None = None,
    leap: bool | float = False,
    precision: str | None = None,
    make_body: Callable[..., Any] | None = None,
    catalog: Catalog | None = None,
) -> Outcome:
    """Perform a protocol on a subject and return its outcome.

    ``cells`` is the number of cells over all tissues; ``settings`` ("name=value" or a mapping)
    hold from birth, ``settings_now`` from the start of the protocol; ``progress`` is called
    with the share done and a text; ``threads`` live independent branches side by side or share
    the cells of a large body, with the same result. With ``leap`` (or its tolerance) days that
    are alike are leapt over. ``precision`` ("double", "single") is that of the states of cells.
    """
    loaded = load_protocol(protocol)
    person = None if subject is None else load_subject(subject)
    from_birth, from_now = parse_settings(settings), parse_settings(settings_now)
    known = catalog or body_catalog()
    check_loaded(loaded, known, parameters=catalog is None)
    bodies = Bodies(
        person,
        cells,
        seed,
        from_birth,
        from_now,
        make_body,
        leap=tolerance_of(leap),
        precision=precision,
    )
    plan = Plan(loaded, known)
    engine = Engine(plan, bodies, progress=progress, threads=threads)
    records = engine.run()
    if progress is not None:
        progress(1.0, "done")
    choice = loaded.model.subject
    name = (
        person.name
        if person is not None
        else (choice.name if choice and choice.name else DEFAULT_SUBJECT)
    )
    measures = Evaluation(loaded, records, known).measures()
    return Outcome(
        loaded.name,
        name,
        seed,
        cells,
        measures,
        records,
        from_birth,
        from_now,
        loaded.model.citations(),
    )
