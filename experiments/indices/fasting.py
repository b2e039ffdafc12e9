"""Indices from one fasting sample of glucose, insulin and fatty acids.

All of them read the closed loop of liver and beta cell at rest: they order people and groups
well, but none measures muscle, and none is meaningful during insulin treatment.
"""

from __future__ import annotations

import math

from .declared import Undefined, index
from .samples import number


@index(
    takes={"glucose": "mmol/l", "insulin": "uU/ml"}, gives="1", sources="Matthews1985 Wallace2004"
)
def homa_ir(glucose: float, insulin: float) -> float:
    """Homeostasis model assessment of insulin resistance, HOMA-IR.

    ``glucose * insulin / 22.5`` with fasting glucose in mmol/l and fasting insulin in uU/ml;
    1 is a lean healthy young adult [Matthews1985].
    """
    glucose = number("fasting glucose", glucose, "mmol/l", positive=True)
    insulin = number("fasting insulin", insulin, "uU/ml")
    return glucose * insulin / 22.5


@index(
    takes={"glucose": "mmol/l", "insulin": "uU/ml"}, gives="%", sources="Matthews1985 Wallace2004"
)
def homa_b(glucose: float, insulin: float) -> float:
    """Homeostasis model assessment of beta-cell function, HOMA-B.

    ``20 * insulin / (glucose - 3.5)`` in percent, with fasting glucose in mmol/l and fasting
    insulin in uU/ml [Matthews1985]. Undefined at and below 3.5 mmol/l (63 mg/dl).
    """
    glucose = number("fasting glucose", glucose, "mmol/l", positive=True)
    insulin = number("fasting insulin", insulin, "uU/ml")
    if glucose <= 3.5:
        raise Undefined(
            f"HOMA-B needs fasting glucose above 3.5 mmol/l, but it is {glucose:g} mmol/l."
        )
    return 20.0 * insulin / (glucose - 3.5)


@index(takes={"glucose": "mg/dl", "insulin": "uU/ml"}, gives="1", sources="Katz2000")
def quicki(glucose: float, insulin: float) -> float:
    """Quantitative insulin sensitivity check index, QUICKI.

    ``1 / (log10(insulin) + log10(glucose))`` with fasting insulin in uU/ml and fasting glucose
    in mg/dl [Katz2000]; about 0.38 when lean, 0.33 when obese, 0.30 in type 2 diabetes.
    """
    product = number("fasting glucose", glucose, "mg/dl", positive=True) * number(
        "fasting insulin", insulin, "uU/ml"
    )
    if product <= 1.0:
        raise Undefined(
            "QUICKI needs glucose times insulin above 1 mg/dl uU/ml: insulin is too near to 0."
        )
    return 1.0 / math.log10(product)


@index(
    takes={"nefa": "mmol/l", "insulin": "uU/ml"},
    gives="uU*mmol/ml/l",
    sources="Gastaldelli2017 Kim2019",
)
def adipo_ir(nefa: float, insulin: float) -> float:
    """Adipose-tissue insulin resistance, Adipo-IR.

    ``nefa * insulin`` with fasting NEFA in mmol/l and fasting insulin in uU/ml: the more insulin
    it takes to hold fatty acids at a level, the more resistant is lipolysis [Gastaldelli2017].
    Studies that write insulin in pmol/l report six times this value.
    """
    nefa = number("fasting NEFA", nefa, "mmol/l", positive=True)
    insulin = number("fasting insulin", insulin, "uU/ml")
    return nefa * insulin


@index(takes={"glucose": "mg/dl", "insulin": "uU/ml"}, gives="mg/dl per uU/ml", sources="Legro1998")
def fasting_glucose_insulin_ratio(glucose: float, insulin: float) -> float:
    """Ratio of fasting glucose to fasting insulin.

    ``glucose / insulin`` in mg/dl per uU/ml; below 4.5 suggests insulin resistance in women with
    polycystic ovary syndrome [Legro1998]. It misleads once glucose itself rises.
    """
    glucose = number("fasting glucose", glucose, "mg/dl", positive=True)
    insulin = number("fasting insulin", insulin, "uU/ml")
    if insulin == 0.0:
        raise Undefined("the ratio of glucose to insulin needs insulin above 0 uU/ml.")
    return glucose / insulin
