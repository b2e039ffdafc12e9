"""The pancreatic clamp: secretion off, hormones replaced at basal or stated rates."""

from typing import TYPE_CHECKING

from experiments.protocol.infusions import RATES, PancreaticClamp

if TYPE_CHECKING:
    from experiments.protocol.stage import Stage

SECRETION = {"pancreas.secretion_gain": 0.0, "pancreas.glucagon_gain": 0.0}


def begin_pancreatic_clamp(stage: "Stage", key: str, clamp: PancreaticClamp) -> None:
    """Switch secretion off and infuse insulin and glucagon."""
    from experiments.protocol.stage import absolute

    body = stage.body
    for hormone in ("insulin", "glucagon"):
        rate = getattr(clamp, hormone)
        absolute_rate = (
            basal_rate(body, hormone)
            if rate == "basal"
            else absolute(rate, RATES[hormone][0], body)
        )
        body.start_infusion(f"{key}.{hormone}", hormone, absolute_rate)
    body.change_parameters(key, SECRETION)


def end_pancreatic_clamp(stage: "Stage", key: str) -> None:
    """Stop the infusions and give secretion back."""
    for hormone in ("insulin", "glucagon"):
        stage.body.stop_infusion(f"{key}.{hormone}")
    stage.body.restore_parameters(key)


def basal_rate(body: object, hormone: str) -> float:
    """Infusion that replaces what reaches the circulation now: insulin pmol/min, glucagon ng/min.

    Insulin: what is secreted and passes the liver once.  Glucagon: plasma level times clearance.
    """
    value = body.value  # type: ignore[attr-defined]
    if hormone == "insulin":
        return float(value("insulin_secretion") * (1.0 - value("insulin_extraction")))
    pancreas = body.parameters["pancreas"]  # type: ignore[attr-defined]
    return float(value("glucagon") * pancreas["glucagon_volume"] * pancreas["glucagon_rate"])
