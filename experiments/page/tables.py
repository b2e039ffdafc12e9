"""Tables that a visitor takes away: statistics over cells, the body over time."""

from __future__ import annotations

import csv
import io
from typing import Any

from experiments.output.cell_statistics import statistics_of
from sim.quantities import catalog


def population_csv(scene: Any) -> str:
    """Return statistics over the cells of all bodies as they are now, with units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["body", "subject", "time_min", "tissue", "group", "state", "statistic", "value", "unit"]
    )
    with scene.lock:
        for place, actor in enumerate(scene.actors):
            for name, tissue in actor.body.tissues.items():
                for row in statistics_of(tissue, actor.body.parameters[name]):
                    writer.writerow(["AB"[place], actor.subject, f"{scene.time:g}", row.tissue,
                                     row.group, row.state, row.statistic, repr(row.value),
                                     row.unit])  # fmt: skip
    return text.getvalue()


def series_csv(scene: Any) -> str:
    """Return what the charts remember of all bodies; the second line gives the units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [name for name, q in catalog().items() if q.kind == "body" and name != "time"]
    writer.writerow(["body", "time", *names])
    writer.writerow(["", "min", *(catalog()[name].unit for name in names)])
    with scene.lock:
        for place, actor in enumerate(scene.actors):
            columns = [actor.history.values(name, actor.body) for name in names]
            for at, time in enumerate(actor.history.times - actor.origin):
                numbers = [f"{column[at]:.6g}" for column in columns]
                writer.writerow(["AB"[place], f"{time:g}", *numbers])
    return text.getvalue()
