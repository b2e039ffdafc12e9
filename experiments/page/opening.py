"""What a page opens with; the command that starts the server says it, for all visitors."""

from __future__ import annotations

from typing import Any

_opening: dict[str, Any] = {"rng": 1, "cells": 1000, "subject": "lean", "beside": "nobody"}


def opening() -> dict[str, Any]:
    """Return the arguments of a visitor's first scene."""
    return dict(_opening)


def open_with(**arguments: Any) -> None:
    """Set the arguments of first scenes."""
    _opening.update(arguments)
