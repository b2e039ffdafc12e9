"""Indices of one fasting sample: published values, directions, bad input."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.indices import Undefined
from experiments.indices.fasting import (
    adipo_ir,
    fasting_glucose_insulin_ratio,
    homa_b,
    homa_ir,
    quicki,
)

glucose_mmol = st.floats(3.6, 25.0)
glucose_mg = st.floats(65.0, 450.0)
insulin = st.floats(0.5, 200.0)
factor = st.floats(1.01, 5.0)


def test_homa_is_1_and_100_percent_in_the_reference_person():
    # Matthews 1985: a lean young person has 4.5 mmol/l and 5 uU/ml by construction.
    assert homa_ir(4.5, 5.0) == pytest.approx(1.0)
    assert homa_b(4.5, 5.0) == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("glucose", "insulin", "expected"),
    [
        (100 / 18, 5.0, 1.23),  # worked example of a review of the methods, Gutch 2015
        (87 / 18.02, 4.3, 0.9),  # group means of lean Indian adults, Sarkar 2019
    ],
)
def test_homa_ir_of_printed_examples(glucose, insulin, expected):
    assert homa_ir(glucose, insulin) == pytest.approx(expected, abs=0.025)


def test_homa_b_of_type_2_diabetes():
    # 20 * 12 / (9 - 3.5)
    assert homa_b(9.0, 12.0) == pytest.approx(43.636, abs=1e-3)


def test_homa_b_is_undefined_at_low_glucose():
    with pytest.raises(Undefined, match=r"3\.5 mmol/l"):
        homa_b(3.5, 5.0)


def test_quicki_by_hand():
    assert quicki(100.0, 10.0) == pytest.approx(1.0 / 3.0)
    assert quicki(90.0, 5.0) == pytest.approx(0.377, abs=5e-4)


@pytest.mark.parametrize(
    ("mean", "sd", "expected"),
    [(1.24, 0.82, 0.389), (0.92, 0.55, 0.371), (0.50, 0.33, 0.338)],
)
def test_quicki_of_published_groups(mean, sd, expected):
    # Yokoyama 2003 (Diabetes Care 26:2426) gives 1 / HOMA-IR (mean, SD) and QUICKI of healthy
    # people and of two groups with type 2 diabetes: the median of 1 / HOMA-IR, which is
    # lognormal, must have the published QUICKI.
    median = mean / math.sqrt(1.0 + (sd / mean) ** 2)
    assert quicki(100.0, 405.0 / median / 100.0) == pytest.approx(expected, abs=0.004)


def test_quicki_is_undefined_without_insulin():
    with pytest.raises(Undefined):
        quicki(90.0, 0.0)


def test_adipo_ir_by_hand():
    assert adipo_ir(0.5, 8.0) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("insulin", "nefa", "fold"), [(31.3, 0.28, 2.2), (50.4, 0.35, 4.3), (57.6, 0.32, 4.6)]
)
def test_adipo_ir_of_published_groups(insulin, nefa, fold):
    # Means of obese young people with normal tolerance, impaired tolerance and diabetes, and
    # how often their index is that of lean ones: 16.2 uU/ml and 0.25 mmol/l [Kim2019].
    assert adipo_ir(nefa, insulin) / adipo_ir(0.25, 16.2) == pytest.approx(fold, abs=0.07)


def test_glucose_insulin_ratio_at_the_published_cutoff():
    # Legro 1998: 4.5 mg/dl per uU/ml
    assert fasting_glucose_insulin_ratio(90.0, 20.0) == pytest.approx(4.5)
    with pytest.raises(Undefined):
        fasting_glucose_insulin_ratio(90.0, 0.0)


@given(glucose_mg, insulin)
def test_quicki_is_the_logarithm_of_homa(glucose, insulin):
    homa = homa_ir(glucose / 18.0, insulin)
    assert 1.0 / quicki(glucose, insulin) == pytest.approx(math.log10(homa * 405.0))


@given(glucose_mmol, insulin, factor)
def test_more_insulin_at_the_same_glucose_means_more_resistance(glucose, insulin, more):
    assert homa_ir(glucose, insulin * more) == pytest.approx(more * homa_ir(glucose, insulin))
    assert homa_b(glucose, insulin * more) == pytest.approx(more * homa_b(glucose, insulin))
    assert quicki(18.0 * glucose, insulin * more) < quicki(18.0 * glucose, insulin)
    assert adipo_ir(0.4, insulin * more) > adipo_ir(0.4, insulin)


@given(glucose_mmol, insulin, factor)
def test_more_glucose_at_the_same_insulin_means_less_secretion(glucose, insulin, more):
    assert homa_b(glucose * more, insulin) < homa_b(glucose, insulin)


@pytest.mark.parametrize("function", [homa_ir, homa_b, quicki, adipo_ir])
@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "much", None])
def test_impossible_concentrations_are_told(function, bad):
    with pytest.raises(UserError, match="must be"):
        function(bad, 5.0)
    with pytest.raises(UserError, match="fasting insulin must be"):
        function(5.0, bad)


def test_zero_glucose_is_impossible():
    with pytest.raises(UserError, match="fasting glucose must be above 0 mmol/l, not 0"):
        homa_ir(0.0, 5.0)
