"""Statistics over the cells of every tissue at one moment, as tidy rows."""

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.protocol.sampling import weighted_quantile

if TYPE_CHECKING:
    from experiments.protocol.quantities import Catalog
    from experiments.protocol.record import Record
    from experiments.protocol.stage import Stage

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def statistics_of_cells(
    stage: "Stage", record: "Record", catalog: "Catalog"
) -> list[dict[str, Any]]:
    """One row per tissue, state and statistic: mean, SD and quantiles, each cell weighted."""
    rows: list[dict[str, Any]] = []
    for name, tissue in stage.subject.tissues.items():
        weights = np.asarray(tissue.weights, dtype=float)
        if weights.sum() <= 0:
            continue
        share = weights / weights.sum()
        for state in tissue.states:
            values = tissue.column(state)
            mean = float(share @ values)
            statistics = {"mean": mean, "sd": float(np.sqrt(share @ (values - mean) ** 2))}
            for quantile in QUANTILES:
                statistics[f"q{round(100 * quantile):02d}"] = weighted_quantile(
                    values, share, quantile
                )
            unit = catalog.units.get(f"{name}.{state}", "")
            for statistic, value in statistics.items():
                rows.append(
                    {
                        "branch": record.key.name(),
                        "time": stage.time,
                        "tissue": name,
                        "state": state,
                        "statistic": statistic,
                        "value": value,
                        "unit": unit,
                    }
                )
    return rows
