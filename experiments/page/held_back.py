"""What holds a cell back: its loss of insulin response, shared out among the causes.

The signal passes receptor → IRS-1 → PI3K → Akt. Causes multiply, so their shares in a loss are
shares of its logarithm: losses before PI3K act through its curve (spare receptors soften them),
losses at Akt act in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents import insulin_signaling as signaling
from agents.contraction import disuse_inhibition
from agents.glucose_transport import glucotoxic_inhibition

INSULIN = 360.0
"""Insulin (pmol/L) at which responses are compared: 60 uU/ml, as after a meal or in a clamp."""


@dataclass(frozen=True)
class Cause:
    """A cause of lost response: its share in the loss (0 to 1) and how it stands now."""

    key: str
    name: str
    share: float
    left: float
    text: str


@dataclass(frozen=True)
class Response:
    """The response of a cell at 60 uU/ml relative to the same cell without any inhibition."""

    share: float
    causes: tuple[Cause, ...]


def _factors(columns: dict[str, Any], p: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what each cause leaves of the signal, before PI3K and at Akt (1 = nothing lost)."""
    early = {
        "receptors": columns["receptor_number"] / columns["receptor_number_at_birth"],
        "kinase": columns["receptor_kinase"],
        "tnf_alpha": signaling.cytokine_inhibition.py_func(
            columns["tnf_alpha"], p["tnf_alpha_half_inhibition"], p["cytokine_gain"]
        ),
    }
    late = {}
    if "diacylglycerol" in columns:
        early["diacylglycerol"] = signaling.diacylglycerol_inhibition.py_func(
            columns["diacylglycerol"], p["diacylglycerol_half_inhibition"], p["diacylglycerol_gain"]
        )
        late["ceramide"] = signaling.ceramide_inhibition.py_func(
            columns["ceramide"], p["ceramide_half_inhibition"], p["ceramide_gain"]
        )
    if "activity_memory" in columns:
        activity = np.frompyfunc(disuse_inhibition.py_func, 2, 1)
        early["disuse"] = np.asarray(
            activity(columns["activity_memory"], float(p["disuse_gain"])), float
        )
    if "hexosamine" in columns:
        late["glucose"] = glucotoxic_inhibition.py_func(
            columns["hexosamine"], p["glucotoxic_half"], p["glucotoxic_gain"]
        )
    return early, late


def _product(factors: dict[str, Any]) -> Any:
    result: Any = 1.0
    for left in factors.values():
        result = result * left
    return result


def _responses(columns: dict[str, Any], p: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Return response, response without inhibition, and the log-loss of each cause."""
    early, late = _factors(columns, p)
    insulin = INSULIN * columns.get("insulin_access", 1.0)
    occupancy = signaling.receptor_occupancy.py_func(insulin, p["insulin_half_occupancy"])
    free = columns["receptor_number_at_birth"] * occupancy
    left_early, left_late = _product(early), _product(late)
    half, two = p["pi3k_half_activation"], p["akt_two_site_share"]
    pi3k_free = signaling.pi3k_activity.py_func(free, half)
    pi3k = signaling.pi3k_activity.py_func(free * left_early, half)
    whole = signaling.akt_target.py_func(pi3k_free, two, 1.0)
    early_only = signaling.akt_target.py_func(pi3k, two, 1.0)
    softened = np.log(whole / early_only) / np.maximum(-np.log(left_early), 1e-12)
    losses = {key: -np.log(left) * softened for key, left in early.items()}
    losses.update({key: -np.log(left) for key, left in late.items()})
    return early_only * left_late, whole, losses


NAMES = {
    "diacylglycerol": "diacylglycerol (DAG)",
    "tnf_alpha": "TNF-alpha",
    "disuse": "disuse",
    "ceramide": "ceramide",
    "receptors": "lost receptors",
    "kinase": "tired receptor kinase",
    "glucose": "lasting high glucose",
}


def _columns(tissue: Any, rows: np.ndarray) -> dict[str, Any]:
    wanted = (
        "receptor_number", "receptor_number_at_birth", "receptor_kinase", "tnf_alpha",
        "diacylglycerol", "ceramide", "activity_memory", "hexosamine", "insulin_access",
    )  # fmt: skip
    found = {name: tissue.columns.get(name, rows) for name in wanted if name in tissue.states}
    if "lipolysis" in tissue.states:  # fat cells store lipid without being jammed by it
        found.pop("diacylglycerol", None)
    return found


def response_of(body: Any, name: str, row: int) -> Response:
    """Return the response of one cell of a tissue and what it lost to which cause."""
    tissue, p = body.tissues[name], body.parameters[name]
    columns = {key: float(value[0]) for key, value in _columns(tissue, np.array([row])).items()}
    now, whole, losses = _responses(columns, p)
    early, late = _factors(columns, p)
    total = sum(losses.values())
    causes = [
        Cause(key, NAMES[key], float(loss / total) if total > 1e-9 else 0.0,
              float({**early, **late}[key]), _how(key, columns))
        for key, loss in losses.items()
    ]  # fmt: skip
    causes.sort(key=lambda cause: -cause.share)
    return Response(float(now / whole), tuple(causes))


def responses(body: Any, name: str) -> np.ndarray:
    """Return the responses of all living cells of a tissue (0 to 1)."""
    tissue = body.tissues[name]
    now, whole, _ = _responses(_columns(tissue, tissue.rows), body.parameters[name])
    return np.asarray(now / whole, float)


def _how(key: str, columns: dict[str, Any]) -> str:
    if key in ("diacylglycerol", "ceramide"):
        return f"{columns[key]:.2g} times the lean content"
    if key == "tnf_alpha":
        return f"{columns[key]:.2g} pg/ml at the cell"
    if key == "disuse":
        return f"{100 * columns['activity_memory']:.0f} % of ordinary activity of late"
    if key == "receptors":
        lost = 1.0 - columns["receptor_number"] / columns["receptor_number_at_birth"]
        return f"{100 * lost:.0f} % fewer after lasting insulin"
    if key == "glucose":
        return f"{columns['hexosamine']:.2g} mmol/L above the onset"
    return f"gain {columns['receptor_kinase']:.2g}"


def in_words(response: Response, kind: str, middle: float) -> str:
    """Tell a response in one or two sentences; ``middle`` is the median of the tissue."""
    told = f"This {kind} responds to insulin at {100 * response.share:.0f} % of its capacity"
    told += f" (the middle cell of this tissue: {100 * middle:.0f} %)."
    counted = [cause for cause in response.causes if cause.share >= 0.02]
    if response.share > 0.97 or not counted:
        return told + " Hardly anything holds it back."
    parts = [
        f"{100 * cause.share:.0f} % {'from ' if place else 'of the loss comes from '}{cause.name}"
        for place, cause in enumerate(counted)
    ]
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return f"{told} {listed[:1].upper()}{listed[1:]}."
