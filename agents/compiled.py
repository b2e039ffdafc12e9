"""How equations and kernels are compiled, and where the compiled code is kept.

An *equation* is a scalar function, inlined into whatever calls it. A *kernel* is a loop over
cells or minutes; a *part* of it stands apart only to be read. Strict floating point keeps the
one-cell path and the vectorized path equal to the last bit. Compiled kernels are kept on disk in
a folder named after a hash of every source file they could depend on: Numba itself does not
notice a change in an imported file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba
import numpy as np
from numba.extending import overload

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
    return numba.njit(forceinline=True, error_model="numpy", no_cfunc_wrapper=True)(function)


def part(function):
    """Paste a part of a kernel in its place before types are known.

    For what runs once a step: an equation would be optimized again in each of its callers.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


def kernel(function):
    """Compile a loop over cells or minutes; releases the interpreter lock, kept on disk."""
    return numba.njit(error_model="numpy", nogil=True, cache=True, no_cfunc_wrapper=True)(function)


@equation
def place(index):
    """Return an index as unsigned: a loop over signed ones that might be negative, which count
    from the end of an array, is not vectorized."""
    return np.uint64(index)


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
def without_trace(pool):
    """Return a pool, or 0 where it is so small that only slow subnormal numbers would follow."""
    return pool if pool > 1e-100 else 0.0


@equation
def step_fraction(rate, duration):
    """Return 1 - exp(-rate × duration), the share of a first-order approach done in a step."""
    return -np.expm1(-rate * duration)


def cube_root(x):
    """Return the cube root of a positive number."""
    return x ** (1.0 / 3.0)


@overload(cube_root, jit_options={"forceinline": True, "error_model": "numpy"})
def _cube_root_in_vectors(x):
    """Replace ``pow``, which keeps a loop from being vectorized, by Halley's rule.

    The first guess divides the exponent of x by three and is right to 4 %; each pass triples
    the number of right digits.
    """

    def implementation(x):
        thirds = np.float64(x).view(np.int64) * (1.0 / 3.0) + 3071306043645493248.0
        root = np.int64(thirds).view(np.float64)
        for _ in range(3):
            cube = root * root * root
            root *= (cube + 2.0 * x) / (2.0 * cube + x)
        return root

    return implementation
