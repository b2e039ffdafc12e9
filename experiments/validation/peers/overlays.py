"""What stands beside what: our runs and the recorded curves of peers, on the same axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.declarations import unknown
from experiments.indices import Undefined
from experiments.indices.curve_fits import hill_fit
from experiments.validation.peers.curves import Curve, load_curve
from experiments.validation.peers.ours import PROTOCOLS, Perform, course, dose_response, performing

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

GROUPS = {"normal": "lean", "t2d": "t2d_early"}
"""Variants of the published models, and our subjects that stand beside them."""

HIGH_DOSE = 10.0
"""Insulin (nmol/l) at which diabetic cells are compared with healthy ones."""

UTILIZATION = {"glucose": "mg/dl", "insulin": "pmol/l", "egp": "mg/kg/min", "rd": "mg/kg/min"}
STEPS = {
    "receptor": "insulin receptor",
    "irs1": "IRS-1",
    "akt": "Akt",
    "surface_glut4": "GLUT4 at the surface",
}
"""Steps of the insulin signal that both sides have, in its order."""


@dataclass(frozen=True)
class Pair:
    """The same thing in our model and in a peer's: columns by read-out; the index is x."""

    group: str
    peer: Curve
    ours: pd.DataFrame


@dataclass(frozen=True)
class Overlay:
    """An overlay: its pairs, the numbers read off both sides, and how it is drawn."""

    name: str
    title: str
    caption: str
    pairs: list[Pair]
    rows: list[dict[str, Any]] = field(repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """What was read off, its unit, ours and the peer's, and ours as a multiple of it."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def figure(self) -> Figure:
        """Draw the overlay."""
        from experiments.validation.peers.drawing import DRAWN

        return DRAWN[self.name](self)


def row(what: str, unit: str, ours: float, peer: float) -> dict[str, Any]:
    """Return one number of an overlay, on both sides."""
    ratio = ours / peer if peer else float("nan")
    return {"what": what, "unit": unit, "ours": ours, "peer": peer, "ratio": ratio}


def meal(perform: Perform) -> Overlay:
    """Lay the mixed meal over that of Dalla Man and coworkers, in health and diabetes."""
    pairs, rows = [], []
    for group, subject in GROUPS.items():
        peer = load_curve(f"meal_{group}")
        own = course(perform("mixed_meal", subject), UTILIZATION)
        own = own.rename(columns={"rd": "utilization"})
        own = own[own.index <= peer.table.index[-1]]
        pairs.append(Pair(group, peer, own))
        for column, highest in (("glucose", True), ("insulin", True), ("egp", False)):
            both = [own[column], peer.table[column]]
            word = "highest" if highest else "lowest"
            values = [float(c.max() if highest else c.min()) for c in both]
            times = [float(c.idxmax() if highest else c.idxmin()) for c in both]
            rows.append(row(f"{group}: {word} {column}", peer.units[column], *values))
            rows.append(row(f"{group}: time of {word} {column}", "min", *times))
        at = [float(np.interp(120.0, t.index, t["glucose"])) for t in (own, peer.table)]
        rows.append(row(f"{group}: glucose at 120 min", peer.units["glucose"], *at))
    return Overlay(
        "meal", "A mixed meal with 78 g of carbohydrate",
        "Solid: our lean man and our man with early type 2 diabetes. Dashed: the meal model of "
        "Dalla Man, Rizza and Cobelli (2007), fitted to tracer studies of healthy people (78 kg on "
        "average) and of diabetic people (91 kg, fasting glucose 164 mg/dl).",
        pairs, rows,
    )  # fmt: skip


def cascade(perform: Perform) -> Overlay:
    """Lay the dose responses of muscle fibers over those of Sedaghat's cell."""
    peer = load_curve("cascade")
    names = {name: name for name in STEPS if name in peer.table}
    own = dose_response(perform(PROTOCOLS / "muscle_cascade.toml", "lean"), names, "nmol/l")
    rows = []
    for name in names:
        both = [half_effect(own[name]), half_effect(peer.table[name])]
        rows.append(row(f"{STEPS[name]}: insulin of half effect", "nmol/l", *both))
    most = [float(t["surface_glut4"].iloc[-1]) for t in (own, peer.table)]
    rows.append(row("GLUT4 at the surface with most insulin", "%", *most))
    return Overlay(
        "cascade", "The insulin signal by dose",
        "Effect of 60 minutes of insulin, as a share of the largest effect. Solid: our muscle "
        "fibers in a medium. Dashed: the signaling model of Sedaghat, Sherman and Quon (2002). "
        "Numbers: insulin of half the effect.",
        [Pair("normal", peer, own)], rows,
    )  # fmt: skip


def diabetes(perform: Perform) -> Overlay:
    """Lay what diabetes leaves of each step in our adipocytes over Brännmark's."""
    results = perform(PROTOCOLS / "adipocyte_cascade.toml", None)
    pairs = []
    for group in GROUPS:
        peer = load_curve(f"adipocyte_{group}")
        names = {name: f"{name}.{group}" for name in STEPS}
        pairs.append(Pair(group, peer, dose_response(results, names, "nmol/l")))
    healthy, diabetic = pairs
    rows = []
    for name, words in STEPS.items():
        ours = diabetic.ours[name][HIGH_DOSE] / healthy.ours[name][HIGH_DOSE]
        peers = diabetic.peer.table[name][HIGH_DOSE] / healthy.peer.table[name][HIGH_DOSE]
        rows.append(row(f"{words}: diabetic over healthy", "1", float(ours), float(peers)))
    for pair in pairs:
        both = [half_effect(t["surface_glut4"]) for t in (pair.ours, pair.peer.table)]
        rows.append(row(f"{pair.group}: insulin of half effect on surface GLUT4", "nmol/l", *both))
    return Overlay(
        "diabetes", "What type 2 diabetes leaves of the insulin signal in adipocytes",
        "Adipocytes after 30 minutes of insulin. Left: response to 10 nmol/l in diabetes as a "
        "multiple of health. Right: surface GLUT4 by dose, as a share of the largest in health. "
        "Ours are cells of our lean and our diabetic man; dashed and hollow: the model that "
        "Brännmark and coworkers (2013) fitted to adipocytes of patients.",
        pairs, rows,
    )  # fmt: skip


OVERLAYS: dict[str, Callable[[Perform], Overlay]] = {
    "meal": meal,
    "cascade": cascade,
    "diabetes": diabetes,
}
"""All overlays, by name."""


def half_effect(responses: pd.Series) -> float:
    """Return the dose of half the largest effect (nan where no Hill curve fits)."""
    try:
        return float(hill_fit(responses.index.to_numpy(float), responses.to_numpy(float)).ec50)
    except Undefined:
        return float("nan")


def lay_over(
    names: list[str] | None = None,
    *,
    cells: int = 1000,
    seed: int = 1,
    settings: Mapping[str, float] | None = None,
    settings_now: Mapping[str, float] | None = None,
    tell: Callable[[str], None] = lambda name: None,
) -> list[Overlay]:
    """Perform our runs and lay them over the recorded curves of peers.

    ``names`` chooses overlays (all by default); ``tell`` hears the title of each before it is made.
    Raises UserError for an overlay that does not exist.
    """
    for name in names or []:
        if name not in OVERLAYS:
            raise unknown("overlay", name, OVERLAYS)
    perform = performing(cells, seed, settings, settings_now)
    made = []
    for name in names or OVERLAYS:
        tell(name)
        made.append(OVERLAYS[name](perform))
    return made
