"""Writing figures into a folder of runs."""

from __future__ import annotations

import io
import re
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NO_DATES = {"png": {"Software": None}, "svg": {"Date": None}}
"""Metadata without time or program, so that the same runs give the same files."""


WORDS = {
    "m_value": "M value",
    "m_value_fat_free": "M value per fat-free mass",
    "egp": "EGP",
    "egp_suppression": "suppression of EGP",
    "homa_ir": "HOMA-IR",
    "homa_b": "HOMA-B",
    "hba1c": "HbA1c",
    "matsuda": "Matsuda index",
    "imcl": "IMCL",
    "bmi": "BMI",
    "si": "insulin sensitivity SI",
    "sg": "glucose effectiveness SG",
    "rd": "Rd",
    "fasting_nefa": "fasting NEFA",
}
"""Names of measures that are not the words they are written with."""


_AT_A_TIME = re.compile(r"(.*[a-z])_(\d+)")
"""A measure whose name ends with its minute, as in glucose_30."""


def in_words(name: str) -> str:
    """Return the name of a measure as it stands in a figure; its parts follow in brackets."""
    measure, *parts = name.split(".")
    words = WORDS.get(measure, _AT_A_TIME.sub(r"\1 at \2 min", measure).replace("_", " "))
    told = ", ".join(part.replace("_", " ") for part in parts)
    return f"{words} ({told})" if told else words


def labeled(name: str, unit: str) -> str:
    """Return the label of an axis: name and unit."""
    from experiments.figures.curves import pretty

    return f"{in_words(name)}, {pretty(unit)}" if pretty(unit) else in_words(name)


def _write(data: bytes, file: IO[bytes]) -> None:
    file.write(data)


def write_figure(figure: Figure, folder: Path, name: str = "figure") -> list[str]:
    """Write a figure as PNG and SVG; return the names of the files."""
    from experiments.figures.style import style
    from experiments.sweep.folder import write_aside

    names = []
    with style():
        for kind, metadata in NO_DATES.items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, dpi=150, metadata=metadata)
            data = buffer.getvalue()
            write_aside(folder / f"{name}.{kind}", partial(_write, data))
            names.append(f"{name}.{kind}")
    return names
