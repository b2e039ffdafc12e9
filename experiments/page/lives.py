"""Bodies of the subject library: shipped ones, and others lived once and then kept.

A life with another seed or other settings is kept beside the compiled code, whose version it
belongs to.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping

from agents.compiled import CACHE_FOLDER, is_compiled
from agents.declarations import UserError
from experiments.subject.lived import lived_body
from experiments.subject.living import live
from experiments.subject.reading import LoadedSubject, load_subject
from sim.body import Body

Tell = Callable[[float, str], None]

_at_birth = threading.Lock()


def lived(
    subject: str | LoadedSubject,
    cells: int,
    seed: int,
    settings: Mapping[str, float],
    tell: Tell = lambda share, text: None,
) -> Body:
    """Return a body that has lived the history of its subject, from a kept state where it can."""
    loaded = load_subject(subject)
    shipped = None if settings else lived_body(loaded, cells=cells, seed=seed)
    if shipped is not None:
        return shipped
    key = json.dumps([loaded.raw, cells, seed, dict(settings)], sort_keys=True, default=str)
    kept = CACHE_FOLDER / "lives" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"
    if kept.is_file():
        try:
            return Body.load(kept)
        except (UserError, OSError, ValueError, KeyError):
            kept.unlink(missing_ok=True)
    if not is_compiled():
        tell(0.0, "Compiling the cells, once for this version: about half a minute")
    with _at_birth:  # two first bodies would both compile
        tell(0.0, f"{loaded.title}: birth")
        parameters = {**loaded.parameters(), **settings}
        body = Body(loaded.person(), cells=cells, rng=seed, parameters=parameters)
    total = sum(phase.duration for phase in loaded.model.history)
    done = 0.0

    def hear(minutes: float, text: str) -> None:
        nonlocal done
        done += minutes
        years = done / 525600.0
        tell(done / total, f"{loaded.title}: year {years:.0f} of {total / 525600.0:.0f}")

    live(body, loaded, hear)
    if total:
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            body.save(kept)
        except (UserError, OSError):
            pass  # a life that cannot be kept is lived again
    return body
