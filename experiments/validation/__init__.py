"""Validation: published results as data, the runs they need, and a scorecard.

``targets/ID.toml`` describes one published result: who was studied, what was done, the bands.  A
target names runs (a protocol on a subject or a cohort) and checks (a number that comes from them,
and the band it should fall into); nothing of a target is code.

From Python::

    from experiments.validation import load_targets, score

    card = score(["E9", "C2"], settings_now={"muscle.ceramide_gain": 0.5}, cells=200)
    card.total.share_inside, card.total.median_distance
    for result in card.results:
        result.check.place, result.simulated, result.distance, result.inside

``score`` runs in this process, writes nothing, and performs every run once (see ``scoring``); the
command ``glucell validate`` does the same runs in a folder, with workers, and can be interrupted.

From files to a scorecard: ``schema`` and ``reading`` (targets), ``planning`` (which runs they need,
each once), ``work`` and ``performing`` (doing them), ``gathering`` (what they gave), ``checking``
(one check), ``scoring`` (all of them), ``tables`` and ``printing``, ``report`` (one page).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.validation.reading import load_targets
    from experiments.validation.scoring import Scorecard, score

__all__ = ["Scorecard", "load_targets", "score"]

PLACES = {
    "Scorecard": "experiments.validation.scoring",
    "load_targets": "experiments.validation.reading",
    "score": "experiments.validation.scoring",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used."""
    if name in PLACES:
        from importlib import import_module

        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
