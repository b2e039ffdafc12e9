"""The rule of a muscle fiber written in C by hand, compiled where there is a compiler."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from agents.declarations import WIDTH
from agents.insulin_signaling import TRACE
from agents.muscle_fiber import FIBER_STATES, MUSCLE, FiberMinute

SOURCE = Path(__file__).with_name("muscle_fiber.c")

FLAGS = {
    "strict": ("-O3", "-march=native", "-ffp-contract=off"),
    "fast": ("-O3", "-march=native", "-ffast-math"),
}
"""Strict floating point, as in the kernels; and with permission to reorder and to approximate."""


def compiler() -> str | None:
    """Return the C compiler of this machine (``CC`` where set), or None."""
    for name in (os.environ.get("CC", ""), "gcc", "clang", "cc"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


def compiler_version() -> str | None:
    """Return the first line with which the compiler introduces itself."""
    found = compiler()
    if found is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return told.stdout.partition("\n")[0]


def source_text() -> str:
    """Return the C source with lines of states and fields of records filled in."""
    text = SOURCE.read_text(encoding="utf-8")
    for name, value in {
        "WIDTH": str(WIDTH),
        "STATES": str(len(FIBER_STATES)),
        "LINES": ", ".join(FIBER_STATES.states),
        "SURROUNDINGS": ", ".join(FiberMinute._fields),
        "PARAMETERS": ", ".join(MUSCLE.dtype.names),
        "TRACE": repr(TRACE),
    }.items():
        text = text.replace(f"@{name}@", value)
    return text


def build(flags: tuple[str, ...]) -> Callable | None:
    """Compile with flags; return ``advance(columns, now, record, minutes)``, or None."""
    found = compiler()
    if found is None:
        return None
    with tempfile.TemporaryDirectory(prefix="glucell-c-") as folder:
        source, library = Path(folder, "muscle_fiber.c"), Path(folder, "muscle_fiber.so")
        source.write_text(source_text(), encoding="utf-8")
        # compiled and linked apart: linked with -ffast-math, its start-up code would flush
        # subnormal numbers to zero in the whole process
        compiled = [found, "-std=gnu11", *flags, "-c", "-fPIC", "-o", f"{library}.o", str(source)]
        linked = [found, "-shared", "-o", str(library), f"{library}.o"]
        for command in (compiled, linked):
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if made.returncode != 0:
                return None
        function = ctypes.CDLL(str(library)).advance_for
    pointer = ctypes.POINTER(ctypes.c_double)
    function.restype = ctypes.c_double
    function.argtypes = [pointer, ctypes.c_size_t, pointer, pointer, ctypes.c_int]

    def advance(columns: np.ndarray, now: FiberMinute, record: np.ndarray, minutes: int) -> float:
        blocks = columns.size // (len(FIBER_STATES) * WIDTH)
        met, p = np.array(now), record.view(np.float64)
        return function(
            columns.ctypes.data_as(pointer), blocks, met.ctypes.data_as(pointer),
            p.ctypes.data_as(pointer), minutes,
        )  # fmt: skip

    return advance
