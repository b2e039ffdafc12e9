"""Citations from the bibliography: one line of text for a key."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

BIBLIOGRAPHY = Path(__file__).resolve().parents[2] / "agents" / "bibliography.toml"


@cache
def bibliography() -> dict[str, dict[str, Any]]:
    """Return all entries of the bibliography by key."""
    with open(BIBLIOGRAPHY, "rb") as handle:
        return tomllib.load(handle)


def citation_text(key: str) -> str:
    """Return a source as one line; what is no key of the bibliography is returned as it is."""
    entry = bibliography().get(key)
    if entry is None:
        return key
    place = str(entry.get("journal") or entry.get("publisher") or "")
    place += f" {entry['year']}" if place else str(entry["year"])
    if "volume" in entry:
        place += f";{entry['volume']}" + (f":{entry['pages']}" if "pages" in entry else "")
    where = ""
    if "doi" in entry:
        where = f" doi:{entry['doi']}"
    elif "pmid" in entry:
        where = f" PMID {entry['pmid']}"
    elif "url" in entry:
        where = f" {entry['url']}"
    title = str(entry["title"]).rstrip(".")
    title += "" if title.endswith(("?", "!")) else "."
    return f"{str(entry['authors']).rstrip('.')}. {title} {place}.{where}"


def sources_of_parameters() -> list[str]:
    """Return the keys of the sources of all parameters, sorted."""
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import parameters

    return sorted({declared.source for declared in parameters().values()})
