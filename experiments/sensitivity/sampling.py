"""Points of the unit cube that a method of sensitivity analysis needs.

SALib reseeds NumPy's global generator; it is put back, and nothing that simulates uses it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from agents.declarations import UserError

LEVELS = 4
"""Levels of the grid on which Morris trajectories walk [Morris1991]."""

INTERFERENCE = 4
"""Harmonics that eFAST sums; a curve needs more than 4 M² + 1 points [Saltelli1999]."""

CURVES = 3
"""Sets of search curves of eFAST, each with its own phases: their spread is the interval
[Marino2008]."""


def require_salib() -> None:
    """Refuse, naming the extra, where SALib is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise UserError(
            "Morris, Sobol' and eFAST need SALib, which is not installed: give "
            "`pip install 'glucell[analysis]'` (or `python3 glucell.py install science`), or use "
            "--method prcc."
        ) from None


@contextlib.contextmanager
def unchanged_generator() -> Iterator[None]:
    """Give NumPy's global generator back as it was."""
    before = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(before)


def problem(dimensions: int) -> dict[str, Any]:
    """Return the unit cube as SALib describes it."""
    return {
        "num_vars": dimensions,
        "names": [f"x{number + 1}" for number in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }


def unit_design(method: str, dimensions: int, size: int, seed: int) -> np.ndarray:
    """Return the points of a method: trajectories of Morris, base samples of the others."""
    require_salib()
    cube = problem(dimensions)
    with unchanged_generator():
        if method == "morris":
            from SALib.sample import morris

            return np.asarray(morris.sample(cube, size, num_levels=LEVELS, seed=seed))
        if method == "saltelli":
            from SALib.sample import sobol

            _refuse_unbalanced(size)
            return np.asarray(sobol.sample(cube, size, calc_second_order=False, seed=seed))
        from SALib.sample import fast_sampler

        least = 4 * INTERFERENCE**2 + 1
        if size < least:
            raise UserError(
                f"design.size: eFAST needs curves of at least {least} points, not {size}."
            )
        curves = [
            fast_sampler.sample(cube, size, M=INTERFERENCE, seed=seed + number)
            for number in range(CURVES)
        ]
        return np.vstack(curves)


def _refuse_unbalanced(size: int) -> None:
    if size & (size - 1):
        low = 1 << (size.bit_length() - 1)
        raise UserError(
            f"design.size: Sobol' indices need a power of 2 base samples; give {low} or "
            f"{2 * low} instead of {size}."
        )
