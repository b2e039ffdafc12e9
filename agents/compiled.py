"""How equations and kernels are compiled, and where the compiled code is kept.

An *equation* is a pure scalar function, inlined into whatever calls it. A *kernel* is a loop
over cells and minutes. Strict floating point keeps the one-cell path and the vectorized path
equal to the last bit. Compiled kernels are kept on disk in a folder named after a hash of every
source file they could depend on: Numba itself does not notice a change in an imported file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba
import numpy as np

_SOURCES = Path(__file__).resolve().parent.parent


def source_hash(root: Path = _SOURCES) -> str:
    """Return a hash over all sources of the cells and the body, and over the compiler's version."""
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for package in ("agents", "sim"):
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    base = os.environ.get("GLUCELL_CACHE_DIR")
    root = Path(base) if base else Path.home() / ".cache" / "glucell"
    folder = root / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="glucell-"))


CACHE_FOLDER = _cache_folder()
numba.config.CACHE_DIR = str(CACHE_FOLDER)


def is_compiled() -> bool:
    """Tell whether this version's kernels are already on disk."""
    return any(CACHE_FOLDER.rglob("*.nbc"))


def equation(function):
    """Compile a scalar function so that it is inlined where it is called."""
    return numba.njit(forceinline=True, error_model="numpy")(function)


def kernel(function):
    """Compile a loop over cells or minutes; releases the interpreter lock, kept on disk."""
    return numba.njit(error_model="numpy", nogil=True, cache=True)(function)


@equation
def relax(value, target, fraction):
    """Return ``value`` moved by ``fraction`` of its distance to ``target``."""
    return value + fraction * (target - value)


@equation
def saturating(x, half):
    """Return the rectangular hyperbola x / (half + x), dimensionless."""
    return x / (half + x)


@equation
def saturating_square(x, half):
    """Return the Hill function of exponent 2, x² / (half² + x²), dimensionless."""
    return x * x / (half * half + x * x)


@equation
def positive(x):
    """Return x where it is positive and 0 elsewhere."""
    return max(x, 0.0)


@equation
def step_fraction(rate, duration):
    """Return 1 - exp(-rate × duration), the share of a first-order approach done in a step."""
    return -np.expm1(-rate * duration)
