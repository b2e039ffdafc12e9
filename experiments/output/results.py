"""The results of a run: measures, series, population and books, as pandas frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.output.looks import Look
    from experiments.protocol.evaluation import Evaluation
    from experiments.protocol.outcome import Outcome
    from experiments.protocol.reading import LoadedProtocol
    from experiments.protocol.record import Key
    from experiments.subject.reading import LoadedSubject


@dataclass
class Results:
    """What one run found out; ``save`` writes it as a run folder, ``figure`` draws it."""

    outcome: Outcome
    protocol: LoadedProtocol
    subjects: dict[str, LoadedSubject]
    evaluation: Evaluation = field(repr=False)
    looks: dict[Key, list[Look]] = field(repr=False)
    body: Any = field(repr=False, default=None)
    last_good: dict[Key, Any] = field(repr=False, default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Value, unit and, where there is no value, the reason; one row per measure."""
        return self.outcome.table()

    @cached_property
    def series(self) -> pd.DataFrame:
        """Recorded quantities: branch, time (min from its time 0), one column per quantity."""
        from experiments.output.tables import series_table

        return series_table(self.outcome)

    @cached_property
    def population(self) -> pd.DataFrame:
        """Statistics over cells: time, branch, tissue, group, state, statistic, value, unit."""
        from experiments.output.tables import population_table

        return population_table(self.looks)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every state of every cell at every look; empty unless cells were asked for."""
        from experiments.output.tables import cell_table

        return cell_table(self.looks)

    @property
    def books(self) -> dict[str, float]:
        """What the books miss of glucose, fatty acids and energy, relative to what went through."""
        return self.outcome.books

    @property
    def deaths(self) -> dict[str, tuple[float, str]]:
        """Branches whose body could not live on: time (min) and cause."""
        return self.outcome.deaths

    @property
    def last_states(self) -> dict[str, str]:
        """File in the run folder with the last good state of each body that died, by branch."""
        names = [key.name() for key in self.last_good]
        return {name: f"last_state{'' if name == 'run' else f'.{name}'}.npz" for name in names}

    @cached_property
    def _measured_by(self) -> dict[str, tuple[str, str]]:
        specs = self.evaluation.all_specs()
        return {name: (test, measure.note) for name, (measure, test, _) in specs.items()}

    def described(self, name: str) -> tuple[str, str, str]:
        """Return a measure's name without the parts that vary, its test ("" for none), its note."""
        words = name.split(".")
        for length in range(len(words), 0, -1):
            base = ".".join(words[:length])
            if base in self._measured_by:
                return base, *self._measured_by[base]
        return name, "", ""

    def outcome_unit(self, name: str) -> str:
        """Return the unit of a measure by its name without the parts that vary."""
        from experiments.protocol.evaluation import unit_of

        return unit_of(self.evaluation.all_specs()[name][0])

    def figure(self) -> Figure:
        """Draw the run in the way that suits its protocol."""
        from experiments.figures import draw

        return draw(self)

    def save(self, folder: str | Path | None = None) -> Path:
        """Write the run folder and return its path; without ``folder`` a new one in results/."""
        from experiments.output.folder import write_run

        return write_run(self, folder)

    def to_json(self) -> dict[str, Any]:
        """Return protocol, subject, seed, measures, books and any deaths as plain data."""
        measures = {name: measure.to_json() for name, measure in self.outcome.measures.items()}
        told = {
            "protocol": self.outcome.protocol,
            "subject": self.outcome.subject,
            "seed": self.outcome.seed,
            "measures": measures,
            "books": dict(self.books),
        }
        return {**told, "deaths": self.deaths_told()} if self.deaths else told

    def deaths_told(self) -> dict[str, dict[str, Any]]:
        """Time, cause and the file of the last good state of every death, as plain data."""
        return {
            branch: {"time_min": time, "cause": cause, "last_state": self.last_states.get(branch)}
            for branch, (time, cause) in self.deaths.items()
        }
