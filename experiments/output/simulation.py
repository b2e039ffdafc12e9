"""One call from a protocol and a subject, or a living body, to results as pandas frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.output.folder import run_name
from experiments.output.observation import ObservedPlan
from experiments.output.results import Results
from experiments.output.sources import files_of
from experiments.protocol.bodies import Bodies
from experiments.protocol.checking import check_loaded
from experiments.protocol.engine import Engine, Progress
from experiments.protocol.evaluation import Evaluation
from experiments.protocol.outcome import Outcome
from experiments.protocol.quantities import body_catalog
from experiments.protocol.reading import LoadedProtocol, load_protocol
from experiments.protocol.settings import parse_settings, tolerance_of
from experiments.subject.reading import LoadedSubject, load_subject

if TYPE_CHECKING:
    from experiments.output.unfinished import Unfinished
    from sim.body import Body

    Settings = Mapping[str, float] | Sequence[str]


def run(
    protocol: str | Path | LoadedProtocol | Mapping[str, Any],
    subject: str | Path | LoadedSubject | Mapping[str, Any] | Body | None = None,
    *,
    cells: int = 1000,
    seed: int = 1,
    settings: Settings = (),
    settings_now: Settings = (),
    keep_cells: bool = False,
    progress: Progress | None = None,
    threads: int | None = None,
    leap: bool | float = False,
    precision: str | None = None,
    unfinished: Unfinished | None = None,
    warn: Callable[[str], object] = lambda text: None,
) -> Results:
    """Perform a protocol on a subject, or on a copy of a body as it is now.

    ``cells`` is the number over all tissues and ``seed`` draws them; a given body brings its
    own. ``settings`` ("name=value" or a mapping) change parameters from birth, ``settings_now``
    from the start of the protocol. ``keep_cells`` keeps every cell of every look. A long run is
    kept in the folder of ``unfinished``, with which an interrupted one goes on; ``warn`` hears
    where that fails. With ``leap`` (or its tolerance) days that are alike are leapt over.
    ``precision`` ("double", "single") is that of the states of cells.
    """
    loaded = load_protocol(protocol)
    body = subject if hasattr(subject, "branch") else None
    person = None if body is not None or subject is None else load_subject(subject)  # type: ignore[arg-type]
    from_birth, from_now = parse_settings(settings), parse_settings(settings_now)
    make = None
    if body is not None:
        make, cells, seed = copy_of(body), body.cell_count, body.seed  # type: ignore[union-attr]
        if from_birth:
            raise UserError("A body that already lives takes settings from now on, not from birth.")
    known = body_catalog()
    check_loaded(loaded)
    bodies = Bodies(
        person,
        cells,
        seed,
        from_birth,
        from_now,
        make,
        leap=tolerance_of(leap),
        precision=precision,
    )
    subjects = {living.group: living.subject for living in bodies.people(loaded.model)}
    name = (
        "body" if body is not None else " ".join(dict.fromkeys(s.name for s in subjects.values()))
    )
    for each in subjects.values():
        each.check()
    checkpoints = None
    if unfinished is not None:
        inputs = files_of(loaded, subjects.values())
        checkpoints = unfinished.checkpoints(loaded, run_name(loaded.name, name), inputs)
    plan = ObservedPlan(loaded, known, keep_cells=keep_cells)
    engine = Engine(
        plan, bodies, progress=progress, threads=threads, checkpoints=checkpoints, warn=warn
    )
    records = engine.run()
    if progress is not None:
        progress(1.0, "done")
    evaluation = Evaluation(loaded, records, known)
    outcome = Outcome(
        loaded.name, name, seed, cells, evaluation.measures(), records, from_birth, from_now,
        tuple(loaded.model.citations()),
    )  # fmt: skip
    return Results(
        outcome,
        loaded,
        subjects,
        evaluation,
        plan.looks(records),
        plan.body_of(engine.first_key()),
        plan.last_good(records),
    )


def copy_of(body: Any) -> Callable[..., Any]:
    """Return what the engine calls for a body: a copy of one that already lives."""

    def make(subject: Any, *, cells: int, seed: int, parameters: Mapping[str, float]) -> Any:
        if parameters:
            raise UserError(
                "The protocol sets parameters from birth, which a body that already lives cannot "
                "take; use a subject instead."
            )
        return body.branch()

    return make
