"""The version of glucell: of the installed package, or of the checkout it runs from."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path


def version() -> str:
    """Return the version."""
    try:
        return importlib.metadata.version("glucell")
    except importlib.metadata.PackageNotFoundError:
        import tomllib

        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
