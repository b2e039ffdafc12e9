"""Points written one by one: tables of a sweep file, or a CSV file with a column per axis."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agents.declarations import UserError


def read_points(given: str | Sequence[Mapping[str, Any]], beside: Path) -> list[dict[str, Any]]:
    """Return points as mappings from axis to value; all must name the same axes."""
    if isinstance(given, str):
        return _read_csv(beside / given if not Path(given).is_absolute() else Path(given))
    points = [dict(point) for point in given]
    if not points:
        raise UserError("points: there is none.")
    first = set(points[0])
    for number, point in enumerate(points, start=1):
        if set(point) != first:
            odd = sorted(first ^ set(point))[0]
            raise UserError(
                f"points: point {number} does not name the same axes as point 1: '{odd}' is in "
                "only one of them."
            )
    return points


def labels_of(points: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the axes that points name, in the order in which they name them."""
    return list(points[0])


def _read_csv(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file)
            header = [name.strip() for name in next(rows, [])]
            if not header or len(set(header)) != len(header) or "" in header:
                raise UserError(f"{path.name}: the first line must name every axis once.")
            points = [
                _point(path.name, number, header, row)
                for number, row in enumerate(rows, start=1)
                if row
            ]
    except OSError as error:
        raise UserError(f"{path}: the points cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise UserError(f"{path}: the points are no CSV file in UTF-8.") from None
    if not points:
        raise UserError(f"{path.name}: there is no point below the header.")
    return points


def _point(source: str, number: int, header: list[str], row: list[str]) -> dict[str, Any]:
    if len(row) != len(header):
        raise UserError(
            f"{source}: point {number} has {len(row)} values, but there are {len(header)} axes."
        )
    return {
        name: _value(source, number, name, text) for name, text in zip(header, row, strict=True)
    }


def _value(source: str, number: int, name: str, text: str) -> Any:
    text = text.strip()
    if not text:
        raise UserError(f"{source}: point {number} has no value for '{name}'.")
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        raise UserError(f"{source}: '{name}' of point {number} is not a finite number ({text}).")
    return (
        int(value) if value.is_integer() and "." not in text and "e" not in text.lower() else value
    )
