"""The sweep files that are shipped: each reads, and the documentation shows what they hold."""

import pytest

from experiments.sweep.sweeping import EXAMPLES, load_sweep

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.toml"))
RUNS = {"chosen_points": 25, "dose_and_gain": 36, "genes": 64, "life_and_diet": 6}


def test_there_is_one_for_every_design():
    assert sorted(RUNS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_found_by_name_and_can_be_prepared(name):
    sweep = load_sweep(name)
    assert len(sweep) == RUNS[name]
    assert sweep.title
    assert sweep.table.description


def test_an_example_of_ranges_serves_a_sensitivity_analysis():
    from experiments.sensitivity.study import load_study

    study = load_study("genes", "prcc", size=20)
    assert len(study) == 20 + study.pilot


def test_a_name_that_does_not_exist_offers_the_nearest(refused):
    assert "did you mean 'genes'" in refused("sweep", "gene")
