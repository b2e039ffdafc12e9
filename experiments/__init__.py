"""What one does to a body and how one looks at it.

``run(protocol, subject)`` performs an experiment and returns its outcome; see docs/protocols.md.
Names are imported when they are first used, so that the command line starts quickly.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.protocol.checking import check
    from experiments.protocol.outcome import Measure, Outcome
    from experiments.protocol.reading import load_protocol
    from experiments.protocol.running import run
    from experiments.subject.reading import load_subject

__all__ = ["Measure", "Outcome", "check", "load_protocol", "load_subject", "run"]

_HOMES = {
    "check": "experiments.protocol.checking",
    "load_protocol": "experiments.protocol.reading",
    "load_subject": "experiments.subject.reading",
    "Measure": "experiments.protocol.outcome",
    "Outcome": "experiments.protocol.outcome",
    "run": "experiments.protocol.running",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'experiments' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
