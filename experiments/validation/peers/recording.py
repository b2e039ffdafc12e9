"""Recording curves of published models: simulated from their equations, rounded, written.

``python -m experiments.validation.peers.recording`` writes all of them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        index = [step * provenance.course.every for step in range(steps + 1)]
        rows = readouts(provenance, index)
    else:
        doses = provenance.doses
        assert doses is not None
        index = list(doses.values)
        changes = [{doses.constant: value} for value in index]
        rows = readouts(provenance, [0.0, doses.after], changes)[1::2]
    rows = np.where(np.abs(rows) < NOTHING, 0.0, rows)
    first, *names = provenance.columns
    return pd.DataFrame(rows, index=pd.Index(index, name=first), columns=names)


def readouts(
    provenance: Provenance, times: list[float], changes: Sequence[Mapping[str, float]] = ({},)
) -> np.ndarray:
    """Return the read-outs (columns) at ``times`` (rows), after each set of changed constants."""
    equations = provenance.equations
    shown = {READOUT.format(name): r.expression for name, r in equations.readouts.items()}
    told = equations.model_copy(update={"expressions": {**equations.expressions, **shown}})
    simulation = Simulation.of_equations(told, provenance.variant)
    outputs = [f"Values[{name}]" for name in shown]
    rows = []
    try:
        for change in changes:
            values = told.values(provenance.variant, change)
            simulation.set_constants({name: values[name] for name in change})
            rows.append(simulation.course(outputs, times).to_numpy())
    finally:
        simulation.close()
    return np.vstack(rows)


def write(name: str) -> None:
    """Simulate a curve and write its numbers."""
    table = simulate(load_provenance(name))
    text = table.to_csv(float_format=f"%.{DIGITS}g", lineterminator="\n")
    (FOLDER / f"{name}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for curve in curve_names():
        write(curve)
        print(f"{curve}.csv")
