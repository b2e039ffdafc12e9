"""A user's model file beside one of our runs: glucose and insulin on the same axes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from agents.declarations import UserError
from experiments.validation.peers.model_file import MINUTES, SHOWN, ModelFile, listed
from experiments.validation.peers.ours import course, performing
from experiments.validation.peers.overlays import Overlay, Pair, row

WORDS = {"glucose": "plasma glucose", "insulin": "plasma insulin"}


def lay_beside(
    path: str | Path,
    *,
    glucose: str | None = None,
    insulin: str | None = None,
    time_unit: str | None = None,
    protocol: str = "mixed_meal",
    subject: str = "lean",
    **how: Any,
) -> Overlay:
    """Simulate an SBML file and lay it over a run of ours that begins at the same moment.

    ``glucose`` and ``insulin`` are NAME or NAME:UNIT of quantities in the file, recognized by name
    or annotation where they are not given; ``time_unit`` is s, min, h or d, where the file does not
    say it (min otherwise); ``how`` is what ``performing`` takes. Raises UserError where the file
    does not have them.
    """
    from experiments.protocol.reading import load_protocol
    from experiments.subject.reading import load_subject

    loaded, person = load_protocol(protocol), load_subject(subject)
    if len({*loaded.model.arm_labels()}) * len({*loaded.model.group_labels()}) > 1:
        raise UserError(
            f"The protocol {loaded.name} ends with several bodies; a model file stands beside one."
        )
    file = ModelFile(path)
    given = {"glucose": glucose, "insulin": insulin}
    looked = {what: file.find(what, given[what]) for what in SHOWN}
    found = {what: place for what, place in looked.items() if place is not None}
    if not found:
        ids = sorted(quantity.id for quantity in file.quantities)
        has = f"; it has {listed(ids)}" if ids else ""
        raise UserError(
            f"{file.path.name}: nothing in it is recognizably glucose or insulin; name them, as in "
            f"--glucose NAME:mg/dl{has}."
        )
    unit = time_unit or file.time_unit or "min"
    if unit not in MINUTES:
        raise UserError(f"'{unit}' is no unit of model time; give one of {', '.join(MINUTES)}.")
    ours = course(performing(**how)(protocol, subject), {w: SHOWN[w] for w in found})
    peer = file.curve(found, float(ours.index[-1]), unit)
    rows = []
    for what in found:
        both = [ours[what], peer.table[what]]
        rows.append(row(f"{WORDS[what]} at 0 min", SHOWN[what], *(float(c.iloc[0]) for c in both)))
        rows.append(row(f"highest {WORDS[what]}", SHOWN[what], *(float(c.max()) for c in both)))
        rows.append(row(f"time of it, {what}", "min", *(float(c.idxmax()) for c in both)))
        at = [float(np.interp(120.0, c.index, c)) for c in both]
        rows.append(row(f"{WORDS[what]} at 120 min", SHOWN[what], *at))
    said = "" if time_unit or file.time_unit else " (the file does not say so: assumed)"
    sources = ", ".join(f"{what} is {q.id} in {u}" for what, (q, u) in found.items())
    caption = (
        f"Solid: {loaded.title} on the subject {person.name}. Dashed: {file.path.name} from its "
        f"time 0, in {unit}{said}; {sources}."
    )
    title = f"{loaded.title}, beside {file.path.name}"
    return Overlay("model_file", title, caption, [Pair("normal", peer, ours)], rows)
