"""Simulating published models with COPASI: from equations of ours, or from a user's SBML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.declarations import UserError
from experiments.validation.peers.equations import NAME, OPERATORS

if TYPE_CHECKING:
    import pandas as pd

    from experiments.validation.peers.equations import Equations

RELATIVE, ABSOLUTE, MOST_STEPS = 1e-9, 1e-12, 1_000_000


def simulator() -> ModuleType:
    """Return the Python interface of COPASI; a UserError says how to get it."""
    try:
        import basico
    except ImportError:
        raise UserError(
            "Simulating a published model needs COPASI, which is not installed: give "
            "`pip install 'glucell[analysis]'` (or `python3 glucell.py install science`)."
        ) from None
    return basico


def simulated_with() -> str:
    """Return name and version of the simulator."""
    return f"COPASI {simulator().COPASI.__version__} (basico {simulator().__version__})"


class Simulation:
    """A model in COPASI, and its course in time."""

    def __init__(self, model: Any) -> None:
        self.basico, self.model = simulator(), model

    @classmethod
    def of_equations(cls, equations: Equations, variant: str = "normal") -> Simulation:
        """Build a model of equations, at rest with the constants of a variant."""
        basico = simulator()
        made = cls(basico.new_model(name=equations.title, time_unit=equations.time_unit))
        values = equations.values(variant)
        known = {*values, *equations.basal, *equations.expressions, *equations.states}

        def written(text: str, end: str = "") -> str:
            def quoted(found: Any) -> str:
                name = found[0]
                if name in OPERATORS or name not in known:
                    return name
                return f"Values[{name}]{end}"

            return NAME.sub(quoted, text)

        for name, value in values.items():
            basico.add_parameter(name, value, model=made.model)
        for name in [*equations.basal, *equations.expressions, *equations.states]:
            basico.add_parameter(name, 0.0, model=made.model)
        for name, text in {**equations.basal, **equations.expressions}.items():
            made._set(name, type="assignment", expression=written(text))
        for name, state in equations.states.items():
            start = written(state.start, ".InitialValue")
            made._set(name, type="ode", expression=written(state.rate), initial_expression=start)
        if equations.rest:
            made._rest(equations.rest, list(equations.states))
        return made

    @classmethod
    def of_file(cls, text: str) -> Simulation:
        """Read a model from the text of an SBML file; ValueError if it is none."""
        import logging

        basico = simulator()
        logging.getLogger("basico").setLevel(logging.CRITICAL)
        model = basico.load_model_from_string(text)
        if model is None:
            raise ValueError("no SBML")
        return cls(model)

    def set_constants(self, values: Mapping[str, float]) -> None:
        """Change constants from the start of the next courses on."""
        for name, value in values.items():
            self._set(name, initial_value=value)

    def _set(self, name: str, **settings: Any) -> None:
        self.basico.set_parameters(name, exact=True, model=self.model, **settings)

    def _rest(self, duration: float, states: Sequence[str]) -> None:
        """Let the state that a rest reaches be the state at the start."""
        reached = self.course([f"Values[{name}]" for name in states], [0.0, duration]).iloc[-1]
        for name, value in zip(states, reached, strict=True):
            self._set(name, initial_expression="")
            self._set(name, initial_value=float(value))

    def course(self, outputs: Sequence[str], times: Sequence[float]) -> pd.DataFrame:
        """Return the outputs (COPASI's names, as in ``Values[x]`` or ``[species]``) at ``times``,
        in the model's own units; the index is time.

        Raises ArithmeticError where COPASI finds no course.
        """
        frame = self.basico.run_time_course_with_output(
            list(outputs), values=[float(time) for time in times], duration=float(times[-1]),
            r_tol=RELATIVE, a_tol=ABSOLUTE, max_steps=MOST_STEPS, method="deterministic",
            use_initial_values=True, update_model=False, model=self.model,
        )  # fmt: skip
        if frame is None or len(frame) != len(times) or not np.isfinite(frame.to_numpy()).all():
            raise ArithmeticError("no course")
        frame.index = np.asarray(times, float)
        return frame

    def close(self) -> None:
        """Forget the model."""
        self.basico.remove_datamodel(self.model)
