"""Statistics over seeds: one row per point of the design and measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.sweep.columns import cell_text
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
    """A table of statistics over seeds, written while runs go by in the order of the design.

    A row is a point and a key: the name and unit of a measure, or the place of a value in a kept
    series or population.
    """

    def __init__(
        self, folder: Path, name: str, leading: Sequence[Column], keys: Sequence[str]
    ) -> None:
        from experiments.sweep.compaction import CsvRows

        self.labels = [c.name for c in leading if c.name not in ("replicate", "seed")]
        self.table = CsvRows(folder / f"{name}.csv", [*self.labels, *keys, *STATISTICS])
        self._point: Any = None
        self._values: dict[tuple[Any, ...], list[float]] = {}
        self._told: Mapping[str, Any] = {}

    def __enter__(self) -> OverSeeds:
        return self

    def hear(self, told: Mapping[str, Any], given: Iterable[tuple[tuple[Any, ...], Any]]) -> None:
        """Take the keys and values of one run; when its point is new, write the point before."""
        if told["point"] != self._point:
            self._write()
            self._point, self._told, self._values = told["point"], told, {}
        for key, value in given:
            values = self._values.setdefault(key, [])
            if isinstance(value, int | float):
                values.append(float(value))

    def _write(self) -> None:
        own = [cell_text(self._told[label]) for label in self.labels if self._values]
        for key, values in self._values.items():
            figures = statistics_of(values).values()
            self.table.write([*own, *map(cell_text, key), *map(cell_text, figures)])

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is None:
            self._write()
        self.table.__exit__(kind, *rest)
