"""What is done around a simulation costs, too: a frame of the page, a run of a sweep."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from experiments.page.tissue_picture import Painter, palette
from experiments.sweep.conducting import Means, conduct
from experiments.sweep.rehearsal import Rehearsal
from sim.body import Body

from .timing import seconds

FRAME_CELLS = 10_000
FRAMES = 9
RUNS = 1000


def around() -> dict[str, float]:
    """Return the seconds of one redrawing of all four tissues, and of an empty run of a sweep."""
    return {"frame_cells": FRAME_CELLS, "frame_s": frame(FRAME_CELLS), "sweep_run_s": empty_run()}


def frame(cells: int) -> float:
    """Return the processor seconds of redrawing the maps of all tissues, where sizes have moved."""
    tissues = Body(cells=cells, settle_days=0.0).tissues.values()
    painters, colors = [Painter(tissue) for tissue in tissues], palette(dark=False)

    def draw() -> None:
        for tissue, painter in zip(tissues, painters, strict=True):
            if "diameter" in tissue.columns.table.states:
                tissue.put("diameter", tissue.column("diameter") + 0.1)
            painter.picture(tissue, "akt", (0.0, 1.0), colors=colors)

    draw()
    return statistics.median(seconds(draw) for _ in range(FRAMES))


def empty_run(runs: int = RUNS) -> float:
    """Return the processor seconds that a sweep adds to each run, writes to the disk apart."""
    with tempfile.TemporaryDirectory(prefix="glucell-sweep-") as folder:
        work = Rehearsal(runs)
        return seconds(lambda: conduct(work, Path(folder, "r"), Means(1), quiet=True)) / runs
