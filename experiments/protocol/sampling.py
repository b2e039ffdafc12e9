"""Where and when a run must look: the places in time of every measure, and readings of cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.protocol.measuring import Measure, OverCells, Where
from experiments.protocol.timeline import step_labels
from experiments.protocol.times import Anchors, TimePoint, moment_name

GRID_POINTS = 60
"""Most readings of cells within one window."""

FIBER_TYPES = {"I": 0, "IIa": 1, "IIx": 2}
REGIONS = {"trunk_and_arms": 0, "left_leg": 1, "right_leg": 2}
ZONES = {"periportal": (0.0, 1 / 3), "middle": (1 / 3, 2 / 3), "pericentral": (2 / 3, 1.0 + 1e-9)}


@dataclass(frozen=True)
class Spot:
    """A place in time where a measure looks: a point (start equals end) or a window."""

    part: str
    start: TimePoint
    end: TimePoint
    each: str = ""

    def resolve(self, anchors: Anchors) -> tuple[float, float]:
        """Start and end in minutes; raises NotYetKnown."""
        if self.each:
            name = f"{self.each}.{self.part}"
            scope = anchors
            if f"{name}.start" in anchors.known:
                scope = anchors.scoped(
                    "step", anchors.known[f"{name}.start"], anchors.known[f"{name}.end"]
                )
        else:
            scope = anchors
        return scope.resolve(self.start), scope.resolve(self.end)


def spots_of(measure: Measure, events: Mapping[str, Any]) -> list[Spot]:
    """Places in time of a measure, one per part (a step, one of several times)."""
    if measure.times is not None and measure.index is None and not measure.sampled:
        return [Spot(moment_name(point), point, point) for point in measure.times]
    window = _window(measure.window, measure.at)
    if window is None and measure.times is not None:
        window = (measure.times[0], measure.times[-1])
    if window is None:
        return []
    if measure.each is not None:
        return [
            Spot(label, *window, each=measure.each) for label in step_labels(events[measure.each])
        ]
    return [Spot("", *window)]


def reference_spots(measure: Measure, events: Mapping[str, Any]) -> list[Spot]:
    """Places in time of the reference of a measure, when it names its own."""
    if measure.reference is None:
        return []
    window = _window(measure.reference.window, measure.reference.at)
    if window is None:
        return []
    if measure.each is not None:
        return [
            Spot(label, *window, each=measure.each) for label in step_labels(events[measure.each])
        ]
    return [Spot("", *window)]


def _window(
    window: tuple[TimePoint, TimePoint] | None, at: TimePoint | None
) -> tuple[TimePoint, TimePoint] | None:
    return window if window is not None else (None if at is None else (at, at))


def time_label(point: TimePoint) -> str:
    """The number of a time as it stands in the name of a measure: "30" for "30 min"."""
    number = point.text.strip().split(" ")[0]
    return number.replace("-", "minus_").replace("+", "").replace(".", "p").replace(":", "")


def state_of(measure: Measure) -> str:
    """The quantity a measure reads, with depot and region written into its name."""
    name, where = measure.quantity or "", measure.where
    tissue, dot, state = name.partition(".")
    if where is not None and where.depot is not None and tissue == "fat":
        tissue = f"{where.depot}_fat"
    if where is not None and where.region is not None and _plain(where):
        return f"{tissue}.{where.region}.{state}"
    return f"{tissue}{dot}{state}"


def _plain(where: Where) -> bool:
    return where.fiber_type is None and where.zone is None


def probe_of(measure: Measure) -> str:
    """Name under which readings of a measure are kept."""
    parts = [state_of(measure)]
    if measure.where is not None and not _plain(measure.where):
        where = (measure.where.fiber_type, measure.where.zone, measure.where.region)
        parts.append("in " + "".join(part or "" for part in where))
    if measure.cells is not None:
        parts.append(repr(measure.cells))
    return " ".join(parts)


def is_recorded(measure: Measure) -> bool:
    """Whether the body records the quantity by itself (body quantities and means of tissues)."""
    plain = measure.where is None or (_plain(measure.where) and measure.where.region is None)
    return plain and measure.cells is None


def keeps_columns(measure: Measure) -> bool:
    """Whether whole columns must be kept, to be compared over time."""
    return measure.cells is not None and measure.cells.other_at is not None


def reading(subject: Any, measure: Measure) -> float:
    """Read a measure's quantity now, with its cells and its statistic over them."""
    name = state_of(measure)
    plain = measure.where is None or _plain(measure.where)
    if measure.cells is None and plain:
        return float(subject.value(name))
    tissue, _, state = name.partition(".")
    values = subject.tissues[tissue].column(state)
    weights = np.asarray(subject.tissues[tissue].weights, dtype=float)
    chosen = cells_in(subject.tissues[tissue], measure.where, len(values))
    other = None
    if measure.cells is not None and measure.cells.other is not None:
        other = subject.tissues[tissue].column(measure.cells.other.rpartition(".")[2])[chosen]
    return over_cells(measure.cells, values[chosen], weights[chosen], other)


def cells_in(tissue: Any, where: Where | None, count: int) -> np.ndarray:
    """Mask of the cells of a region, fiber type or zone."""
    mask = np.ones(count, dtype=bool)
    if where is None:
        return mask
    if where.region is not None:
        mask &= tissue.column("region") == REGIONS[where.region]
    if where.fiber_type is not None:
        mask &= tissue.column("fiber_type") == FIBER_TYPES[where.fiber_type]
    if where.zone is not None:
        low, high = ZONES[where.zone]
        zone = tissue.column("zone")
        mask &= (zone >= low) & (zone < high)
    return mask


def over_cells(
    asked: OverCells | None, values: np.ndarray, weights: np.ndarray, other: np.ndarray | None
) -> float:
    """A statistic over cells, each weighted by the tissue it stands for; NaN when undefined."""
    if not len(values) or weights.sum() <= 0:
        return float("nan")
    share = weights / weights.sum()
    statistic = "mean" if asked is None else asked.statistic
    mean = float(share @ values)
    spread = float(np.sqrt(share @ (values - mean) ** 2))
    if statistic == "mean":
        return mean
    if statistic in ("sd", "cv"):
        return spread if statistic == "sd" else (spread / mean if mean else float("nan"))
    if statistic in ("min", "max", "count"):
        return float({"min": values.min(), "max": values.max(), "count": len(values)}[statistic])
    if statistic in ("median", "quantile"):
        assert asked is not None
        return weighted_quantile(
            values, share, 0.5 if statistic == "median" else asked.quantile or 0.0
        )
    if statistic in ("share_above", "share_below"):
        assert asked is not None and asked.threshold is not None
        limit = asked.threshold.value
        return float(
            share[values > limit].sum()
            if statistic == "share_above"
            else share[values < limit].sum()
        )
    if other is None or len(other) != len(values):
        return float("nan")
    return relation(statistic, values, other, share)


def weighted_quantile(values: np.ndarray, share: np.ndarray, quantile: float) -> float:
    """Quantile of weighted values, interpolated between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    middles = np.cumsum(share[order]) - 0.5 * share[order]
    return float(np.interp(quantile, middles, values[order]))


def relation(statistic: str, values: np.ndarray, other: np.ndarray, share: np.ndarray) -> float:
    """Weighted correlation, its square, or the slope of ``values`` on ``other``."""
    a, b = values - share @ values, other - share @ other
    va, vb, cov = share @ (a * a), share @ (b * b), share @ (a * b)
    if va <= 0 or vb <= 0:
        return float("nan")
    if statistic == "slope":
        return float(cov / vb)
    r = float(cov / np.sqrt(va * vb))
    return r if statistic == "correlation" else r * r
