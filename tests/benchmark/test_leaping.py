"""The leap beside the full run: its table and text, its lives, what it refuses."""

import pytest

from agents.declarations import UserError
from experiments.benchmark import leaping, main
from experiments.benchmark.common_fates import Noting, Repeating
from experiments.benchmark.leaping import compare, histories, table, text
from experiments.protocol.reading import load_protocol


@pytest.fixture
def results():
    def life(glucose, seconds, leapt):
        measures = {"glucose.year_1": 90.0, "glucose.year_2": glucose, "onset": None}
        return {"measures": measures, "life_seconds": seconds, "leapt": leapt}

    told = {"leaps": 12, "days": 600.0, "days_in_full": 130.0, "energy_put_right": 0.001,
            "glucose_put_right": 0.002, "fatty_acids_put_right": 0.004}  # fmt: skip
    return {
        "cells": 300,
        "tolerance": 0.01,
        "histories": {"gain": {"full": life(100.0, 9.0, {}), "leapt": life(98.0, 1.0, told)}},
    }


def test_the_table_holds_each_measure_and_moment(results):
    told = table(results).set_index(["measure", "moment"])["difference_percent"]
    assert told["glucose", "year_1"] == 0.0
    assert told["glucose", "year_2"] == pytest.approx(-2.0)
    assert told.isna().sum() == 1


def test_the_text_tells_what_missed_one_percent(results):
    told = text(results)
    assert "gain: 2.00 % at most" in told
    assert "1 of them off by more than 1 %" in told
    assert "9.0 s in full and 1.0 s with 12 leaps" in told
    assert "0.4% of what went through the books was put right" in told


def test_lives_of_ten_years_are_measured_each_year():
    assert histories() == ["lean_gain", "remission", "take_off", "training"]
    for name in histories():
        model = load_protocol(leaping.HISTORIES / f"{name}.toml").model
        assert len(model.tests) == 4


def test_what_was_drawn_is_drawn_again_and_then_goes_on():
    import numpy as np

    noting = Noting(np.random.default_rng(1))
    first = [noting.poisson(3.0) for _ in range(4)]
    repeating = Repeating(np.random.default_rng(2), noting.drawn)
    assert [repeating.poisson(3.0) for _ in range(4)] == first
    assert repeating.poisson(3.0) == np.random.default_rng(2).poisson(3.0)


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--history", "none"], "no life 'none'"), (["--leap", "--cells", "3"], "64 to 100000"),
     (["--leap-tolerance", "0.7"], "tolerance of a leap")],
)  # fmt: skip
def test_what_is_refused(words, message):
    with pytest.raises(UserError, match=message):
        main(words)


@pytest.mark.slow
def test_decades_with_leaps_are_those_lived_in_full():
    results = compare(histories(), cells=200, seed=3, tolerance=0.01, say=lambda line: None)
    off = table(results)["difference_percent"].abs()
    assert off.median() < 0.2
    assert off.quantile(0.95) < 1.0
    assert off.max() < 3.0
