"""Insulin sensitivity from a meal by the area formula of the minimal model.

Integrated over a meal after which glucose and insulin are back at their fasting values, the
minimal model needs no fit: what appeared from the gut was removed by glucose effectiveness and by
insulin. Glucose appearance is taken to follow the rise of glucose [Caumo2000].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .declared import Undefined, index
from .samples import baseline, number, series

GLUCOSE_EFFECTIVENESS = 0.024  # dl/kg/min, mean of healthy subjects [Caumo2000]
ABSORBED_SHARE = 0.8  # share of the dose that reaches the circulation [Caumo2000]
_UNIT = 1e-4


@index(
    takes={
        "times": "min",
        "glucose": "mg/dl",
        "insulin": "uU/ml",
        "dose": "mg/kg",
        "glucose_effectiveness": "dl/kg/min",
        "absorbed_share": "1",
    },
    gives="1e-4 dl/kg/min per uU/ml",
    sources="Caumo2000",
)
def meal_insulin_sensitivity(
    times: ArrayLike,
    glucose: ArrayLike,
    insulin: ArrayLike,
    dose: float,
    glucose_effectiveness: float = GLUCOSE_EFFECTIVENESS,
    absorbed_share: float = ABSORBED_SHARE,
) -> float:
    """Insulin sensitivity from a meal or oral glucose, 1e-4 dl/kg/min per uU/ml.

    ``(f D A[dG/G] / A[dG] - GE A[dG/G]) / A[dI]``, with A the area from 0 to the last sample, dG
    and dI the rises above fasting, D the ``dose`` of glucose (mg per kg body weight), f the
    ``absorbed_share``, GE the ``glucose_effectiveness`` (dl/kg/min). Sample until glucose and
    insulin are back, 4 h or more; divide by a distribution volume of 1.7 dl/kg to compare with
    the SI of an intravenous test.
    """
    times, glucose = series("glucose", times, glucose, "mg/dl")
    _, insulin = series("insulin", times, insulin, "uU/ml", positive=False)
    dose = number("dose of glucose", dose, "mg/kg", positive=True)
    effectiveness = number("glucose effectiveness", glucose_effectiveness, "dl/kg/min")
    absorbed = number("absorbed share", absorbed_share, positive=True)
    rise = glucose - baseline("glucose", times, glucose)
    after = times >= 0.0
    area_rise = np.trapezoid(rise[after], times[after])
    area_relative = np.trapezoid((rise / glucose)[after], times[after])
    area_insulin = np.trapezoid(
        (insulin - baseline("insulin", times, insulin))[after], times[after]
    )
    if area_rise <= 0.0 or area_relative <= 0.0:
        raise Undefined("meal insulin sensitivity needs glucose above fasting after the meal.")
    if area_insulin <= 0.0:
        raise Undefined("meal insulin sensitivity needs insulin above fasting after the meal.")
    removed = absorbed * dose * area_relative / area_rise - effectiveness * area_relative
    return float(removed / area_insulin / _UNIT)
