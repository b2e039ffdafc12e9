"""Statistics over seeds: one row per point of the design and measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.sweep.columns import Measures, cell_text
from experiments.sweep.work import Column

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}

STATISTICS = {
    "n": "number of seeds with a value",
    "mean": "mean over seeds",
    "mean_low": "lower limit of the 95 % confidence interval of the mean",
    "mean_high": "upper limit of the 95 % confidence interval of the mean",
    "sd": "standard deviation over seeds (n - 1)",
    "q05": "5 % quantile over seeds",
    "q25": "25 % quantile over seeds",
    "q50": "median over seeds",
    "q75": "75 % quantile over seeds",
    "q95": "95 % quantile over seeds",
}


def statistics_of(values: Sequence[float]) -> dict[str, float | None]:
    """Return the statistics of a sample; those that need more values are None."""
    from experiments.indices.agreement import mean

    sample = np.asarray(values, dtype=float)
    result: dict[str, float | None] = dict.fromkeys(STATISTICS)
    result["n"] = len(sample)
    if len(sample) == 0:
        return result
    result["mean"] = float(sample.mean())
    for name, share in QUANTILES.items():
        result[name] = float(np.quantile(sample, share))
    if len(sample) > 1:
        interval = mean(sample)
        result["mean_low"], result["mean_high"] = interval.low, interval.high
        result["sd"] = float(sample.std(ddof=1))
    return result


class OverSeeds:
    """The table of statistics over seeds, written while runs go by in the order of the design."""

    def __init__(self, folder: Path, leading: Sequence[Column], measures: Measures) -> None:
        from experiments.sweep.compaction import CsvRows

        self.labels = [c.name for c in leading if c.name not in ("replicate", "seed")]
        self.measures = measures
        header = [*self.labels, "measure", "unit", *STATISTICS]
        self.table = CsvRows(folder / "summary.csv", header)
        self._point: Any = None
        self._values: dict[str, list[float]] = {}
        self._told: Mapping[str, Any] = {}

    def __enter__(self) -> OverSeeds:
        return self

    def hear(self, told: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        """Take one run and what it measured; when its point is new, write the point before."""
        if told["point"] != self._point:
            self._write()
            self._point, self._told = told["point"], told
            self._values = {}
        for name, column in self.measures.columns.items():
            if column.measure not in given:
                continue
            values = self._values.setdefault(name, [])
            if isinstance(told[name], int | float):
                values.append(float(told[name]))

    def _write(self) -> None:
        for name in [name for name in self.measures.columns if name in self._values]:
            values = self._values[name]
            own = [cell_text(self._told[label]) for label in self.labels]
            figures = statistics_of(values)
            unit = self.measures.columns[name].unit
            self.table.write([*own, name, unit, *(cell_text(v) for v in figures.values())])

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is None:
            self._write()
        self.table.__exit__(kind, *rest)
