"""Ten years of surplus without a mechanism change in the direction that experiments found.

Without the kinases that diacylglycerol activates, lipid accumulates and insulin goes on working
[Kim2004, Samuel2007]; without TNF-alpha obese animals are more sensitive to insulin [Uysal1997].
"""

import pytest

from experiments import run

YEARS = ("year_2", "year_4", "year_6")


@pytest.fixture(scope="module")
def told():
    measures = run("knock_outs", cells=200, threads=2).measures["value"]
    return lambda measure, arm, year: float(measures[f"{measure}.{arm}.{year}"])


@pytest.mark.slow
@pytest.mark.parametrize("arm", ["without_DAG", "without_cytokines"])
@pytest.mark.parametrize("year", YEARS)
def test_insulin_works_better_and_glucose_stays_lower(told, arm, year):
    for measure in ("m_value", "egp_suppression"):
        assert told(measure, arm, year) > told(measure, "whole", year)
    for measure in ("glucose_120", "fasting_glucose"):
        assert told(measure, arm, year) < told(measure, "whole", year)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_without_the_effect_of_diacylglycerol_there_is_no_less_lipid(told, year):
    for measure in ("liver_fat", "imcl"):
        assert told(measure, "without_DAG", year) > 0.95 * told(measure, "whole", year)


@pytest.mark.slow
@pytest.mark.parametrize("arm", ["without_DAG", "without_cytokines"])
def test_the_beta_cells_last_longer(told, arm):
    assert told("homa_b", arm, "year_10") > told("homa_b", "whole", "year_10")
    assert told("glucose_120", arm, "year_10") < told("glucose_120", "whole", "year_10")
