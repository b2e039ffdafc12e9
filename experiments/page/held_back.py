"""What holds a cell back: its loss of insulin response, shared out among the causes.

The signal passes receptor → IRS-1 → PI3K → Akt and, in a fiber, on to GLUT4. Causes multiply, so
their shares in a loss are shares of its logarithm. Losses before PI3K act through its curve:
spare receptors soften them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents import insulin_signaling as signaling
from agents.contraction import disuse_inhibition
from agents.damage import nitric_oxide_inhibition
from agents.glucose_transport import glucotoxic_inhibition
from experiments.output.insulin_response import (
    INSULIN,
    insulin_response,
    steady_akt,
    surface_glut4_rise,
)

NAMES = {
    "diacylglycerol": "diacylglycerol (DAG)",
    "tnf_alpha": "TNF-alpha",
    "disuse": "disuse",
    "ceramide": "ceramide",
    "leukocytes": "leukocytes of a damaged fiber",
    "receptors": "lost receptors",
    "kinase": "a tired receptor kinase",
    "glucose": "lasting high glucose",
    "glut4": "lost GLUT4",
}


@dataclass(frozen=True)
class Cause:
    """A cause of lost response: its share in the loss (0 to 1), what it leaves, how it stands."""

    key: str
    share: float
    left: float
    text: str

    @property
    def name(self) -> str:
        """The cause in words."""
        return NAMES[self.key]


@dataclass(frozen=True)
class Response:
    """The insulin response of a cell (1 = nothing inhibits it), its losses and what adds to it."""

    share: float
    causes: tuple[Cause, ...]
    gains: tuple[str, ...]


def inhibitions(cell: dict[str, float], p: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Return what each cause leaves of the signal, before PI3K and at Akt (1 = nothing lost)."""
    early = {
        "receptors": cell["receptor_number"] / cell["receptor_number_at_birth"],
        "kinase": cell["receptor_kinase"],
        "tnf_alpha": signaling.cytokine_inhibition.py_func(
            cell["tnf_alpha"], p["tnf_alpha_half_inhibition"], p["cytokine_gain"]
        ),
    }
    late = {}
    if "diacylglycerol" in cell:
        early["diacylglycerol"] = signaling.diacylglycerol_inhibition.py_func(
            cell["diacylglycerol"], p["diacylglycerol_half_inhibition"], p["diacylglycerol_gain"]
        )
        late["ceramide"] = signaling.ceramide_inhibition.py_func(
            cell["ceramide"], p["ceramide_half_inhibition"], p["ceramide_gain"]
        )
    if "activity_memory" in cell:
        early["disuse"] = disuse_inhibition.py_func(cell["activity_memory"], p["disuse_gain"])
    if "leukocytes" in cell:
        late["leukocytes"] = nitric_oxide_inhibition.py_func(
            cell["leukocytes"], p["leukocyte_akt_gain"]
        )
    if "hexosamine" in cell:
        late["ceramide"] = signaling.above_floor.py_func(late["ceramide"], p["ceramide_floor"])
    return early, late


def release_factors(cell: dict[str, float], p: Any) -> dict[str, float]:
    """Return by what factor each cause raises the signal that half release of GLUT4 needs."""
    spared = signaling.ceramide_inhibition.py_func(
        cell["ceramide"], p["ceramide_half_inhibition"], p["ceramide_gain"]
    )
    kept = glucotoxic_inhibition.py_func(
        cell["hexosamine"], p["glucotoxic_half"], p["glucotoxic_gain"]
    )
    idle = 1.0 - min(cell["activity_memory"], 1.0)
    return {
        "ceramide": 1.0 + p["ceramide_release_loss"] * (1.0 - spared),
        "glucose": 1.0 / kept,
        "disuse": 1.0 + p["disuse_release_loss"] * idle,
    }


def _loss(left: float) -> float:
    return -float(np.log(max(left, 1e-12)))


def response_of(body: Any, name: str, row: int) -> Response:
    """Return the insulin response of one cell of a tissue and what it lost to which cause."""
    tissue, p = body.tissues[name], body.parameters[name]
    where = np.array([row])
    cell = {state: float(tissue.columns.get(state, where)[0]) for state in tissue.states}
    early, late = inhibitions(cell, p)
    left = {**early, **late}
    insulin = INSULIN * cell.get("insulin_access", 1.0)
    born = cell["receptor_number_at_birth"]
    before = float(np.prod(list(early.values())))
    free = steady_akt(insulin, born, 1.0, 1.0, p)
    at_pi3k = steady_akt(insulin, born, before, 1.0, p)
    akt = steady_akt(insulin, born, before, float(np.prod(list(late.values()))), p)
    losses = {key: _loss(value) for key, value in late.items()}
    softened = _loss(at_pi3k / free) / max(sum(_loss(value) for value in early.values()), 1e-12)
    losses.update({key: softened * _loss(value) for key, value in early.items()})
    share, gains = akt / free, []
    if "half_release" in cell:
        rested = p["glut4_half_release"] ** 2
        factors = release_factors(cell, p)
        hindered = rested * float(np.prod(list(factors.values()))) ** 2
        whole, signaled = surface_glut4_rise(free, rested, p), surface_glut4_rise(akt, rested, p)
        now = surface_glut4_rise(akt, hindered, p)
        scale = _loss(signaled / whole) / max(_loss(share), 1e-12)
        losses = {key: scale * loss for key, loss in losses.items()}
        behind = _loss(now / signaled) / max(sum(np.log(list(factors.values()))), 1e-12)
        for key, factor in factors.items():
            losses[key] = losses.get(key, 0.0) + behind * float(np.log(factor))
            left.setdefault(key, 1.0 / factor)
        remembered = surface_glut4_rise(akt, cell["half_release"], p) / max(now, 1e-12)
        content = cell["glut4_total"] / cell["glut4_at_birth"]
        share = now / whole * remembered * content
        if remembered > 1.02:
            gains.append(f"the memory of exercise adds {100 * (remembered - 1):.0f} %")
        if content > 1.02:
            gains.append(f"GLUT4 gained in training adds {100 * (content - 1):.0f} %")
        elif content < 1.0:
            losses["glut4"], left["glut4"] = _loss(content), content
    total = sum(losses.values())
    causes = [
        Cause(key, loss / total if total > 1e-9 else 0.0, float(left[key]), _how(key, cell))
        for key, loss in losses.items()
    ]
    causes.sort(key=lambda cause: -cause.share)
    return Response(float(share), tuple(causes), tuple(gains))


def middle_response(body: Any, name: str) -> float:
    """Return the median insulin response of a tissue."""
    return float(np.median(insulin_response(body.tissues[name], body.parameters[name])))


def _how(key: str, cell: dict[str, float]) -> str:
    if key in ("diacylglycerol", "ceramide"):
        return f"{cell[key]:.2g} times the lean content"
    if key == "tnf_alpha":
        return f"{cell[key]:.2g} pg/ml at the cell"
    if key == "leukocytes":
        return f"{100 * cell['leukocytes']:.0f} % of the most leukocytes around it"
    if key == "disuse":
        return f"{100 * cell['activity_memory']:.0f} % of ordinary activity of late"
    if key == "receptors":
        lost = 1.0 - cell["receptor_number"] / cell["receptor_number_at_birth"]
        return f"{100 * lost:.0f} % fewer after lasting insulin"
    if key == "glucose":
        return f"{cell['hexosamine']:.2g} mmol/L above the onset of late"
    if key == "glut4":
        return f"{100 * cell['glut4_total'] / cell['glut4_at_birth']:.0f} % of its content at birth"
    return f"gain {cell['receptor_kinase']:.2g}"


def in_words(response: Response, kind: str, middle: float) -> str:
    """Tell a response in one to three sentences; ``middle`` is the median of the tissue."""
    percent = "less than 1" if response.share < 0.01 else f"{100 * response.share:.0f}"
    told = f"This {kind} responds to insulin at {percent} % of its capacity"
    told += f" (the middle cell of this tissue: {100 * middle:.0f} %)."
    counted = [cause for cause in response.causes if cause.share >= 0.02]
    if not counted:
        told += " Nothing holds it back."
    else:
        parts = [f"{100 * cause.share:.0f} % from {cause.name}" for cause in counted]
        listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
        told += f" Of what is lost, {listed}."
    if response.gains:
        told += " Against that, " + " and ".join(response.gains) + "."
    return told
