"""Recording curves of published models: simulated from their equations, rounded, written.

``python -m experiments.validation.peers.recording`` writes all of them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.validation.peers.curves import FOLDER, Provenance, curve_names, load_provenance
from experiments.validation.peers.simulator import Simulation

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 6
"""Significant digits that are recorded."""

NOTHING = 1e-9
"""What is smaller than this comes from rounding in the simulator."""

READOUT = "readout_{}"


def simulate(provenance: Provenance) -> pd.DataFrame:
    """Return a curve as its equations give it; columns and index are named with their units."""
    import pandas as pd

    if provenance.course is not None:
        steps = round(provenance.course.until / provenance.course.every)
        times = [step * provenance.course.every for step in range(steps + 1)]
        rows = simulated(provenance, {}, times)
    else:
        doses = provenance.doses
        assert doses is not None
        times = list(doses.values)
        rows = np.array(
            [simulated(provenance, {doses.constant: v}, [0.0, doses.after])[-1] for v in times]
        )
    rows = np.where(np.abs(rows) < NOTHING, 0.0, rows)
    first, *names = provenance.columns
    return pd.DataFrame(rows, index=pd.Index(times, name=first), columns=names)


def simulated(
    provenance: Provenance, changes: dict[str, float], times: list[float]
) -> np.ndarray:
    """Return the read-outs (columns) at ``times`` (rows)."""
    equations = provenance.equations
    shown = {READOUT.format(name): r.expression for name, r in equations.readouts.items()}
    told = equations.model_copy(update={"expressions": {**equations.expressions, **shown}})
    simulation = Simulation.of_equations(told, provenance.variant, changes)
    try:
        return simulation.course([f"Values[{name}]" for name in shown], times).to_numpy()
    finally:
        simulation.close()


def write(name: str) -> None:
    """Simulate a curve and write its numbers."""
    table = simulate(load_provenance(name))
    text = table.to_csv(float_format=f"%.{DIGITS}g", lineterminator="\n")
    (FOLDER / f"{name}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for curve in curve_names():
        write(curve)
        print(f"{curve}.csv")
