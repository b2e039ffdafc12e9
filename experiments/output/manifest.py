"""The manifest of a run: what is needed to judge and to repeat it, with checksums."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.output.citations import citation_text, sources_of_parameters
from experiments.version import version

if TYPE_CHECKING:
    from experiments.output.results import Results

NAME = "manifest.json"
FORMAT = 1
LIBRARIES = ("mesa", "numba", "llvmlite", "numpy", "pandas", "pydantic", "scipy", "matplotlib")
ROOT = Path(__file__).resolve().parents[2]


def write_manifest(results: Results, folder: Path) -> None:
    """Write the manifest of the files in a folder, aside first, so that it is never half there."""
    manifest = {**description(results), "files": checksums(folder)}
    aside = folder / (NAME + ".new")
    with open(aside, "w", encoding="utf-8") as handle:
        json.dump(manifest, handle, indent=1, ensure_ascii=False, allow_nan=False)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(aside, folder / NAME)


def description(results: Results) -> dict[str, Any]:
    """Return everything of the manifest but the files."""
    from agents.compiled import source_hash
    from experiments.output.sources import files_of

    outcome = results.outcome
    cited = dict.fromkeys([*outcome.citations, *sources_of_parameters()])
    for subject in results.subjects.values():
        written = subject.model.citation
        cited.update(dict.fromkeys([written] if isinstance(written, str) else written))
    return {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "glucell": version(),
        "commit": commit(),
        "source_hash": source_hash(),
        "protocol": outcome.protocol,
        "subject": outcome.subject,
        "seed": outcome.seed,
        "cells": outcome.cells,
        "command": results.notes.get("command"),
        "parameters_from_birth": changed({**genes_of(results), **outcome.settings}),
        "parameters_from_start": changed(outcome.settings_now),
        "deaths": results.deaths_told(),
        "books": outcome.books,
        "leap": outcome.leapt,
        "inputs": files_of(results.protocol, results.subjects.values()),
        "citations": {key: citation_text(key) for key in cited if key},
        "platform": {
            "python": platform.python_version(),
            "system": platform.system(),
            "machine": platform.machine(),
            "libraries": versions(),
        },
    }


def genes_of(results: Results) -> dict[str, float]:
    """Return the traits of the subject; those of several groups stand in their files."""
    subjects = list(results.subjects.values())
    if len(subjects) != 1:
        return {}
    return {f"genes.{name}": value for name, value in subjects[0].model.genes.items()}


def changed(settings: dict[str, float]) -> dict[str, dict[str, Any]]:
    """Return value, default and unit of the parameters that a run changes."""
    from agents.declarations import parameters

    declared = parameters()
    return {
        name: {"value": value, "default": declared[name].default, "unit": declared[name].unit}
        for name, value in settings.items()
        if value != declared[name].default
    }


def checksums(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and SHA-256 of every file in a folder and below it, but the manifest."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(NAME):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(folder).as_posix()] = {
                "bytes": path.stat().st_size,
                "sha256": digest,
            }
    return found


def commit() -> str | None:
    """Return the commit of a checkout, with "+" where the model differs from it; else None."""
    if not (ROOT / ".git").exists():
        return None

    def ask(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=10, check=True
        )
        return done.stdout.strip()

    try:
        head = ask("rev-parse", "HEAD")
        differs = ask("status", "--porcelain", "--", "agents", "sim", "experiments")
    except (OSError, subprocess.SubprocessError):
        return None
    return head + ("+" if differs else "")


def versions() -> dict[str, str]:
    """Return the versions of the libraries that numbers can depend on."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
