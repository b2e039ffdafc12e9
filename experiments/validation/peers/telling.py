"""Overlays as files and as text: figures, the numbers read off, the curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.output.folder import write_csv
from experiments.output.printing import aligned, number_text
from experiments.sweep.figures import write_figure

if TYPE_CHECKING:
    import pandas as pd

    from experiments.validation.peers.overlays import Overlay


def write(overlays: Sequence[Overlay], folder: Path) -> list[str]:
    """Write figures, ``numbers.csv`` and ``curves.csv`` into a folder; return the files' names."""
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for overlay in overlays:
        names += write_figure(overlay.figure(), folder, overlay.name)
    numbers = [overlay.table.assign(overlay=overlay.name) for overlay in overlays]
    frames = {
        "numbers.csv": pd.concat(numbers).set_index("overlay").reset_index(),
        "curves.csv": pd.concat([curves(overlay) for overlay in overlays]),
    }
    for name, frame in frames.items():
        write_csv(frame, folder / name)
        names.append(name)
    return names


def curves(overlay: Overlay) -> pd.DataFrame:
    """Return both sides of an overlay as tidy rows: x is time (min) or the dose."""
    import pandas as pd

    frames = []
    for pair in overlay.pairs:
        shared = [name for name in pair.peer.table if name in pair.ours]
        for source, table in (("glucell", pair.ours), (pair.peer.peer, pair.peer.table)):
            tidy = table[shared].rename_axis("x").reset_index().melt(
                "x", var_name="readout", value_name="value"
            )  # fmt: skip
            head = {"overlay": overlay.name, "group": pair.group, "source": source}
            frames.append(tidy.assign(**head)[[*head, "readout", "x", "value"]])
    return pd.concat(frames)


def report(overlays: Sequence[Overlay]) -> str:
    """Return the numbers of overlays as text, ours beside the peer's."""
    parts = []
    for overlay in overlays:
        rows = [("", "glucell", "peer", "", "ratio")]
        rows += [
            (row["what"], number_text(row["ours"]), number_text(row["peer"]), row["unit"],
             f"{row['ratio']:.2f}" if math.isfinite(row["ratio"]) else "")
            for row in overlay.rows
        ]  # fmt: skip
        table = aligned(rows, right=(1, 2, 4))
        parts.append("\n".join([overlay.title, overlay.caption, "", *table]))
    return "\n\n".join(parts)


def to_json(overlays: Sequence[Overlay]) -> list[dict[str, Any]]:
    """Return overlays as plain data; what is no number is null."""
    return [
        {
            "name": overlay.name,
            "title": overlay.title,
            "caption": overlay.caption,
            "numbers": [
                {key: _finite(value) for key, value in row.items()} for row in overlay.rows
            ],
        }
        for overlay in overlays
    ]


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
