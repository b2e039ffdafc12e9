"""What one does to a body and how one looks at it.

From Python::

    from experiments import Body, load_protocol, run

    results = run("ogtt", cells=1000)
    results.measures, results.series, results.population
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.output.reading import read_run
    from experiments.output.results import Results
    from experiments.output.simulation import run
    from experiments.protocol.reading import load_protocol
    from experiments.subject.reading import load_subject
    from sim.body import Body

__all__ = ["Body", "Results", "load_protocol", "load_subject", "read_run", "run"]

PLACES = {
    "Body": "sim.body",
    "Results": "experiments.output.results",
    "load_protocol": "experiments.protocol.reading",
    "load_subject": "experiments.subject.reading",
    "read_run": "experiments.output.reading",
    "run": "experiments.output.simulation",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that the command line starts at once."""
    if name in PLACES:
        from importlib import import_module

        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
