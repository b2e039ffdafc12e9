"""The declared parameters and quantities, kept on disk, so that listing them needs no model.

Importing the model takes seconds. What it declares depends on its sources alone, so it is kept
in the folder of compiled code under a hash of these sources.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def declared_parameters() -> list[dict[str, Any]]:
    """Return every parameter as plain data, in order of declaration."""
    return declarations()["parameters"]


def declared_quantities() -> list[dict[str, Any]]:
    """Return every quantity as plain data."""
    return declarations()["quantities"]


def declarations() -> dict[str, list[dict[str, Any]]]:
    """Return what the model declares, from disk where these sources were asked before."""
    place = kept_in() / f"declared-{sources_hash()}.json"
    with contextlib.suppress(OSError, ValueError):
        return json.loads(place.read_text(encoding="utf-8"))
    found = asked_of_model()
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(found), encoding="utf-8")
        os.replace(aside, place)
    return found


def asked_of_model() -> dict[str, list[dict[str, Any]]]:
    """Import the model and return what it declares."""
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import parameters
    from sim.quantities import catalog

    return {
        "parameters": [
            {
                "name": p.name,
                "default": p.default,
                "unit": p.unit,
                "bounds": list(p.bounds),
                "plausible": list(p.plausible),
                "source": p.source,
                "meaning": p.meaning,
                "calibrated": p.calibrated,
            }
            for p in parameters().values()
        ],
        "quantities": [
            {"name": q.name, "unit": q.unit, "meaning": q.meaning, "kind": q.kind}
            for q in catalog().values()
        ],
    }


def kept_in() -> Path:
    """Return the folder of compiled code."""
    chosen = os.environ.get("GLUCELL_CACHE_DIR")
    return Path(chosen) if chosen else Path.home() / ".cache" / "glucell"


def sources_hash() -> str:
    """Return a hash over the sources of the cells and the body."""
    digest = hashlib.sha256()
    for package in ("agents", "sim"):
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
