"""Measures on synthetic curves: windows, statistics, references, units per body size, names."""

import numpy as np
import pandas as pd
import pytest

from experiments.protocol.evaluation import Evaluation
from experiments.protocol.quantities import Catalog
from experiments.protocol.reading import load_protocol
from experiments.protocol.record import Key, Record, Sizes
from experiments.protocol.times import Anchors

CATALOG = Catalog(
    {
        "glucose": "mmol/L",
        "insulin": "pmol/L",
        "rd": "umol/kg/min",
        "leg_uptake": "mmol/min",
        "muscle.uptake": "mmol/kg/min",
    }
)


def record(protocol, key, *, scale=1.0, shift=0.0, weight=80.0, known=()):
    """Curves from -60 to 180 min: glucose rises from 5 to 10 in the first hour and falls back."""
    times = np.arange(-60.0, 181.0)
    glucose = np.interp(times, [-60, 0, 60, 180], [5, 5, 10, 4]) * scale + shift
    frame = pd.DataFrame(
        {
            "glucose": glucose,
            "insulin": 60.0 * np.exp(np.clip(times, 0, None) / 60.0),
            "rd": np.full_like(times, 50.0 * scale),
            "leg_uptake": np.full_like(times, 0.5),
            "muscle.uptake": np.full_like(times, 0.1),
        },
        index=times,
    )
    anchors = Anchors(480.0, {"end": 180.0, **dict(known)})
    sizes = [Sizes(-60.0, weight, 60.0, 2.0)]
    return Record(
        key, protocol, anchors, series=frame, sizes=sizes, masses={"muscle": 28.0}, test_time=0.0
    )


def evaluate(measures, variants=None, **more):
    tables = {"schema": 1, "title": "t", "measures": measures, **more}
    protocol = load_protocol(tables)
    variants = variants or {Key(): {}}
    records = {key: record(protocol, key, **options) for key, options in variants.items()}
    return Evaluation(protocol, records, CATALOG).measures()


def one(measure, **more):
    return evaluate({"m": {"unit": "1", **measure}}, **more)["m"]


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"quantity": "glucose", "unit": "mmol/l", "at": "60 min"}, 10.0),
        ({"quantity": "glucose", "unit": "mg/dl", "at": "0 min"}, 90.1),
        ({"quantity": "glucose", "unit": "mmol/l", "window": ["0 min", "60 min"]}, 7.5),
        ({"quantity": "glucose", "unit": "mmol/l", "at": "end"}, 4.0),
        ({"quantity": "glucose", "unit": "mmol/l", "at": "09:00"}, 10.0),
        ({"quantity": "insulin", "unit": "uU/ml", "at": "0 min"}, 10.0),
        ({"quantity": "rd", "unit": "mg/kg/min", "at": "0 min"}, 9.01),
        (
            {"quantity": "rd", "unit": "mg/kg/min", "per": "fat_free_mass", "at": "0 min"},
            9.01 * 80 / 60,
        ),
        ({"quantity": "rd", "unit": "mg/min", "at": "0 min"}, 9.01 * 80),
        ({"quantity": "rd", "unit": "mg/m2/min", "at": "0 min"}, 9.01 * 40),
        ({"quantity": "leg_uptake", "unit": "mg/min", "at": "0 min"}, 90.1),
        ({"quantity": "leg_uptake", "unit": "umol/kg/min", "at": "0 min"}, 6.25),
        ({"quantity": "muscle.uptake", "unit": "mg/kg/min", "at": "0 min"}, 18.02),
        ({"quantity": "muscle.uptake", "unit": "mmol/min", "at": "0 min"}, 2.8),
    ],
)
def test_where_and_in_which_unit(measure, value):
    assert one(measure).value == pytest.approx(value)


WINDOW = {"quantity": "glucose", "window": ["0 min", "180 min"]}


@pytest.mark.parametrize(
    ("statistic", "unit", "value"),
    [
        ("mean", "mmol/l", (60 * 7.5 + 120 * 7.0) / 180),
        ("min", "mmol/l", 4.0),
        ("max", "mg/dl", 180.2),
        ("time_of_max", "min", 60.0),
        ("time_of_max", "h", 1.0),
        ("time_of_min", "min", 180.0),
        ("area", "mmol/l*min", 60 * 7.5 + 120 * 7.0),
        ("area", "mg/dl*h", (60 * 7.5 + 120 * 7.0) * 18.02 / 60),
        ("area_above_start", "mmol/l*min", 60 * 7.5 + 120 * 7.0 - 900),
        ("first", "mmol/l", 5.0),
        ("last", "mmol/l", 4.0),
        ("change", "mmol/l", -1.0),
        ("range", "mmol/l", 6.0),
    ],
)
def test_statistics_over_time(statistic, unit, value):
    assert one({**WINDOW, "statistic": statistic, "unit": unit}).value == pytest.approx(value)


def test_slope_half_time_and_crossing():
    rise = {"quantity": "glucose", "window": ["0 min", "60 min"]}
    assert one({**rise, "statistic": "slope", "unit": "mmol/l/h"}).value == pytest.approx(5.0)
    assert one({**rise, "statistic": "half_time", "unit": "min"}).value == pytest.approx(30.0)
    cross = {**WINDOW, "statistic": "crossing", "unit": "min", "level": "8 mmol/l"}
    assert one({**cross, "direction": "rising"}).value == pytest.approx(36.0)
    assert one({**cross, "direction": "falling"}).value == pytest.approx(100.0)
    never = one({**cross, "level": "400 mg/dl"})
    assert never.value is None
    assert "never reaches" in never.reason


@pytest.mark.parametrize(
    ("how", "unit", "value"),
    [
        ("ratio", "ratio", 2.0),
        ("percent", "%", 100.0),
        ("percent_decrease", "%", -100.0),
        ("difference", "mmol/l", 5.0),
        ("difference", "mg/dl", 90.1),
        ("ratio", "%", 200.0),
    ],
)
def test_references_to_another_window(how, unit, value):
    reference = {"window": ["-30 min", "0 min"], "as": how}
    measure = {"quantity": "glucose", "unit": unit, "at": "60 min", "reference": reference}
    assert one(measure).value == pytest.approx(value)


ARMS = {Key(arm="low"): {}, Key(arm="high"): {"scale": 1.5}, Key(arm="top"): {"scale": 2.0}}
ARM_TABLES = {"arms": {"low": {}, "high": {}, "top": {}}}


def test_references_to_another_arm_leave_that_arm_out():
    measures = {
        "peak": {**WINDOW, "statistic": "max", "unit": "mmol/l"},
        "ratio": {
            **WINDOW,
            "statistic": "max",
            "unit": "ratio",
            "reference": {"arm": "low", "as": "ratio"},
        },
        "of": {"of": "peak", "unit": "%", "reference": {"arm": "low", "as": "percent"}},
        "one_arm": {"of": "peak", "unit": "mmol/l", "arms": ["top"]},
        "against": {
            "of": "peak",
            "unit": "ratio",
            "arms": ["top"],
            "reference": {"arm": "high", "as": "ratio"},
        },
    }
    found = {name: m.value for name, m in evaluate(measures, ARMS, **ARM_TABLES).items()}
    assert found == pytest.approx(
        {
            "peak.low": 10,
            "peak.high": 15,
            "peak.top": 20,
            "ratio.high": 1.5,
            "ratio.top": 2.0,
            "of.high": 50,
            "of.top": 100,
            "one_arm": 20,
            "against": 4 / 3,
        }
    )


def test_pointwise_references_compare_whole_curves():
    variants = {Key(arm="low"): {}, Key(arm="high"): {"shift": 1.0}}
    measure = {
        **WINDOW,
        "statistic": "crossing",
        "level": "115 %",
        "unit": "min",
        "reference": {"arm": "low", "as": "ratio", "pointwise": True},
    }
    found = evaluate({"m": measure}, variants, arms={"low": {}, "high": {}})
    assert found["m"].value == pytest.approx(20.0)


def test_formulas_choose_parts_and_vary_over_the_rest():
    variants = {
        Key(group=g, arm=a): {"scale": s}
        for g, a, s in (("lean", "a", 1), ("lean", "b", 2), ("fat", "a", 3), ("fat", "b", 9))
    }
    measures = {
        "g": {"quantity": "glucose", "unit": "mmol/l", "at": "0 min"},
        "gain": {"formula": "g.b / g.a", "unit": "ratio"},
        "against_lean": {"formula": "g / g.lean", "unit": "ratio"},
        "all": {"formula": "g.fat.b - g.lean.a", "unit": "mmol/l"},
        "order": {"order": {"of": "g", "sequence": ["fat", "lean"], "direction": "falling"}},
        "wrong": {"order": {"of": "g", "sequence": ["fat", "lean"], "direction": "rising"}},
    }
    tables = {"groups": {"lean": {}, "fat": {}}, "arms": {"a": {}, "b": {}}}
    found = evaluate(measures, variants, **tables)
    assert found["gain.lean"].value == pytest.approx(2)
    assert found["gain.fat"].value == pytest.approx(3)
    assert found["against_lean.fat.b"].value == pytest.approx(4.5)
    assert found["all"].value == pytest.approx(40)
    assert found["order.a"].value is True
    assert found["wrong.b"].value is False
    assert "fat 45, lean 10" in found["wrong.b"].reason


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ([Key()], ["m"]),
        ([Key(arm="a"), Key(arm="b")], ["m.a", "m.b"]),
        ([Key(group="g", arm="a"), Key(group="g", arm="b")], ["m.a", "m.b"]),
        ([Key(group="g"), Key(group="h")], ["m.g", "m.h"]),
        (
            [Key(group=g, arm=a) for g in "gh" for a in "ab"],
            ["m.g.a", "m.g.b", "m.h.a", "m.h.b"],
        ),
        ([Key(group="g", dose="d"), Key(group="h", dose="e")], ["m.g.d", "m.h.e"]),
    ],
)
def test_parts_that_vary_are_appended_in_order(keys, names):
    tables = {
        "groups": {label: {} for label in {k.group for k in keys} - {""}},
        "arms": {label: {} for label in {k.arm for k in keys} - {""}},
    }
    measure = {"quantity": "glucose", "unit": "mmol/l", "at": "0 min"}
    assert list(evaluate({"m": measure}, {key: {} for key in keys}, **tables)) == names


def test_families_of_times_and_single_times():
    measures = {
        "glucose_{time}": {
            "quantity": "glucose",
            "unit": "mmol/l",
            "times": ["0 min", "30 min", "60 min"],
        },
        "trend": {"quantity": "glucose", "unit": "mmol/l", "times": ["0 min", "1 h"]},
    }
    assert list(evaluate(measures)) == [
        "glucose_0",
        "glucose_30",
        "glucose_60",
        "trend.min_0",
        "trend.h1",
    ]


def test_a_curve_is_fitted_within_its_window():
    fit = {"kind": "exponential", "over": "time", "report": "rate"}
    falling = {
        "quantity": "insulin",
        "unit": "1/h",
        "window": ["0 min", "120 min"],
        "fit": fit,
    }
    found = one(falling)
    assert found.value is None or found.value < 0 or found.reason
    line = {**falling, "unit": "pmol/l/min", "fit": {**fit, "kind": "line", "report": "slope"}}
    assert one(line).value == pytest.approx(
        np.polyfit(np.arange(121.0), 60 * np.exp(np.arange(121.0) / 60), 1)[0]
    )


def test_an_index_takes_its_samples_in_its_own_units():
    matsuda = one({"index": "matsuda", "times": ["0 min", "30 min", "60 min", "90 min", "120 min"]})
    assert matsuda.unit == "1"
    assert 0 < matsuda.value < 20
    homa = one({"index": "homa_ir", "at": "0 min"})
    assert homa.value == pytest.approx(5 * 10 / 22.5)


def test_people_statistics_and_their_intervals():
    variants = {
        Key(group="cohort", person=n): {"scale": 1.0 + n / 10, "weight": 60.0 + 2 * n}
        for n in range(1, 21)
    }
    measures = {
        "g": {"quantity": "glucose", "unit": "mmol/l", "at": "0 min"},
        "flux": {"quantity": "rd", "unit": "mg/min", "at": "0 min"},
        "sd": {"unit": "mmol/l", "people": {"statistic": "sd", "of": "g"}},
        "high": {"unit": "%", "people": {"statistic": "share", "of": "g", "above": "180.2 mg/dl"}},
        "r": {"unit": "1", "people": {"statistic": "correlation", "of": "g", "with": "flux"}},
        "power": {"unit": "1", "people": {"statistic": "log_slope", "of": "flux", "with": "g"}},
        "tail": {
            "unit": "mg/dl",
            "people": {"statistic": "quantile", "of": "g", "quantile": "50 %"},
        },
        "few": {
            "unit": "1",
            "people": {"statistic": "count", "of": "g", "among": "g > quantity('10 mmol/l')"},
        },
    }
    tables = {"groups": {"cohort": {"cohort": {"name": "adults", "size": 20}}}}
    found = evaluate(measures, variants, **tables)
    scales = 5 * (1 + np.arange(1, 21) / 10)
    assert found["g"].value == pytest.approx(scales.mean())
    assert found["sd"].value == pytest.approx(scales.std(ddof=1))
    assert found["high"].value == pytest.approx(50.0)
    assert found["high"].low < 50 < found["high"].high
    assert 0.98 < found["r"].value <= 1.0
    assert found["power"].value > 1
    assert found["tail"].value == pytest.approx(np.median(scales) * 18.02)
    assert found["few"].value == 10


def test_missing_windows_are_null_with_a_reason():
    beyond = one({"quantity": "glucose", "unit": "mmol/l", "window": ["2 h", "5 h"]})
    assert beyond.value is None
    assert "nothing was recorded" in beyond.reason
    zero = evaluate(
        {
            "m": {
                "quantity": "glucose",
                "unit": "ratio",
                "at": "0 min",
                "reference": {"arm": "a", "as": "ratio"},
            }
        },
        {Key(arm="a"): {"scale": 0.0}, Key(arm="b"): {}},
        arms={"a": {}, "b": {}},
    )
    assert zero["m"].value is None
    assert "zero" in zero["m"].reason


def test_a_statistic_over_samples_sees_only_them():
    samples = {"times": ["0 min", "30 min", "90 min", "120 min"], "quantity": "glucose"}
    assert one({**samples, "statistic": "time_of_max", "unit": "min"}).value == 90.0
    assert one({**samples, "statistic": "max", "unit": "mmol/l"}).value == pytest.approx(8.5)
    assert one({**WINDOW, "statistic": "max", "unit": "mmol/l"}).value == pytest.approx(10.0)


def test_a_fit_may_be_read_where_another_measure_says():
    measures = {
        "x": {"quantity": "insulin", "unit": "pmol/l", "at": "0 min"},
        "y": {"quantity": "glucose", "unit": "mmol/l", "at": "60 min"},
        "level": {"formula": "x.a * 1.5", "unit": "pmol/l"},
        "read": {
            "unit": "mmol/l",
            "fit": {
                "kind": "interpolate",
                "over": "arm",
                "x": "double",
                "y": "y",
                "at": "level",
                "report": "y",
            },
        },
        "double": {"formula": "x * (y / y.a)", "unit": "pmol/l"},
    }
    arms = {"arms": {"a": {}, "b": {}}}
    found = evaluate(measures, {Key(arm="a"): {}, Key(arm="b"): {"scale": 2.0}}, **arms)
    assert found["read"].value == pytest.approx(15.0)


def test_a_fit_may_end_where_another_measure_says():
    fit = {"kind": "line", "over": "arm", "x": "x", "y": "y", "report": "slope"}
    measures = {
        "x": {"quantity": "glucose", "unit": "mmol/l", "at": "0 min"},
        "y": {"formula": "min(x, x.b)", "unit": "mmol/l"},
        "limit": {"formula": "1.1 * x.b", "unit": "mmol/l"},
        "whole": {"unit": "1", "fit": fit},
        "part": {"unit": "1", "fit": {**fit, "up_to": "limit"}},
    }
    scales = {"a": 1.0, "b": 2.0, "c": 4.0}
    records = {Key(arm=arm): {"scale": scale} for arm, scale in scales.items()}
    found = evaluate(measures, records, arms={"a": {}, "b": {}, "c": {}})
    assert found["part"].value == pytest.approx(1.0)
    assert found["whole"].value < 0.9
