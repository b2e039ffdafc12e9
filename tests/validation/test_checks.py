"""From the values of runs to checks and scores, by hand-made values."""

import math

import pytest

from experiments.validation import load_targets
from experiments.validation.checking import CheckResult
from experiments.validation.planning import Options, plan_runs
from experiments.validation.reading import Target
from experiments.validation.scoring import score_of, scorecard

from .conftest import GLUCOSE, RUN

MORNING = """\
schema = 1
title = "A morning"

[tests.night]
protocol = "protocols/night.toml"
at = "0 h"
rename = { glucose = "fasting_glucose" }
arms = ["one"]

[arms.one]

[arms.two]

[measures.fat_mass]
quantity = "fat_mass"
unit = "kg"
at = "0 min"
"""

PEOPLE = """
[runs.people]
protocol = "protocols/morning.toml"
cohort = "adults_short"
size = 6
"""


def row(glucose, fat, bmi=24.0, **more):
    """What a run of one person left: fasting glucose of one arm, fat mass of both."""
    return {
        "status": "finished",
        "values": {
            "fasting_glucose": [[["", 0, "one", "", "", "h0"], glucose, None]],
            "fat_mass": [
                [["", 0, "one", "", "", ""], fat, None],
                [["", 0, "two", "", "", ""], 2 * fat, None],
            ],
            "fact_bmi": [[["", 0, "one", "", "", ""], bmi, None]],
            **more,
        },
    }


@pytest.fixture
def card(home, target):
    """Score a target on six people whose values are given."""
    (home / "protocols" / "morning.toml").write_text(MORNING)

    def scored(checks: str, rows: list):
        target(PEOPLE + checks)
        targets = load_targets()
        return scorecard(targets, plan_runs(targets, Options(cells=8)), rows)

    return scored


SIX = [row(80 + 10 * n, 10 + n, bmi=20 + 2 * n) for n in range(6)]


def people(words: str, band: str = "expected = 1\nlow = 0\nhigh = 2\n") -> str:
    return f'[checks.x]\nwhat = "x"\npeople = {{ run = "people", {words} }}\n{band}'


def simulated(card, words: str, rows=SIX, unit: str = "1"):
    [result] = card(people(words) + f'unit = "{unit}"\n', rows).results
    return result.simulated if result.simulated is not None else result.reason


def test_statistics_across_people(card):
    one = "of = 'fasting_glucose'"
    both = f"{one}, with = 'fat_mass.two'"
    assert simulated(card, f"statistic = 'mean', {one}", unit="mg/dl") == pytest.approx(105)
    median = simulated(card, f"statistic = 'median', {one}", unit="mmol/l")
    assert median == pytest.approx(105 / 18.02)
    assert simulated(card, f"statistic = 'correlation', {both}") == pytest.approx(1)
    slope = "statistic = 'slope', of = 'fat_mass.two', with = 'fat_mass.one'"
    assert simulated(card, slope) == pytest.approx(2)
    share = f"statistic = 'share', {one}, above = '100 mg/dl'"
    assert simulated(card, share, unit="%") == pytest.approx(50)
    curved = [row(80 + n**3, 10 + n) for n in range(6)]
    assert simulated(card, f"statistic = 'rank_correlation', {both}", curved) == pytest.approx(1)
    assert simulated(card, f"statistic = 'correlation', {both}", curved) < 0.97


def test_some_people_are_chosen(card):
    count = "statistic = 'count', of = 'fat_mass.one', among = "
    assert simulated(card, f"{count}\"bmi > quantity('25 kg/m2')\"") == 3
    assert simulated(card, f"{count}'diabetes == 1'") == 1  # 130 mg/dl
    assert simulated(card, f"{count}'prediabetes == 1'") == 3  # 100, 110, 120 mg/dl
    assert simulated(card, f"{count}'normal_tolerance == 1 and bmi < 2 * bmi'") == 2
    assert simulated(card, f"{count}'female + male == 1'") == 6
    assert simulated(card, f"{count}'genes.receptor_number > 1'") in range(1, 6)
    assert "nobody" in simulated(card, f"{count}\"bmi > quantity('90 kg/m2')\"")


def test_a_measure_of_a_test_stands_beside_one_of_the_history(card):
    """The test has a moment and the history has none: both are about the same person."""
    of = "statistic = 'mean', of = 'fat_mass.one', among = "
    told = simulated(card, f"{of}\"fasting_glucose < quantity('95 mg/dl')\"", unit="kg")
    assert told == pytest.approx(10.5)


def test_people_whose_run_failed_are_left_out_and_none_is_told(card):
    failed = {"status": "failed", "reason": "no memory"}
    words = "statistic = 'mean', of = 'fat_mass.one'"
    assert simulated(card, words, [*SIX[:5], failed], unit="kg") == pytest.approx(12)
    assert simulated(card, words, [failed] * 6, unit="kg") == "the run failed: no memory"


def test_formulas_over_measures_and_statistics(card):
    checks = (
        "[statistics.lean]\nrun = 'people'\nstatistic = 'mean'\nof = 'fat_mass.one'\nunit = 'kg'\n"
        "among = \"bmi < quantity('25 kg/m2')\"\n"
        "[statistics.stout]\nrun = 'people'\nstatistic = 'mean'\nof = 'fat_mass.one'\nunit = 'kg'\n"
        "among = \"bmi > quantity('25 kg/m2')\"\n"
        "[checks.ratio]\nwhat = ''\nvalue = 'statistics.stout / statistics.lean'\n"
        "expected = 1\nlow = 0\nhigh = 2\n"
        "[checks.mean]\nwhat = ''\nvalue = 'people.fat_mass.two - people.fat_mass.one'\n"
        "expected = 12.5\nlow = 12\nhigh = 13\nunit = 'kg'\n"
        "[checks.holds]\nwhat = ''\nholds = true\n"
        "value = 'statistics.stout > 2 * statistics.lean'\n"
        "[checks.unclear]\nwhat = ''\nvalue = 'people.fat_mass'\n"
        "expected = 1\nlow = 0\nhigh = 2\nunit = 'kg'\n"
    )
    ratio, mean, holds, unclear = card(checks, SIX).results
    assert ratio.simulated == pytest.approx(14 / 11)
    assert mean.simulated == pytest.approx(12.5)
    assert (holds.simulated, holds.inside, holds.distance) == (False, False, None)
    assert unclear.reason == "fat_mass: it has several values; name the part"


def result(expected=1.0, low=0.0, high=3.0, simulated=1.0, name="A1", **more) -> CheckResult:
    """A result of a check that is not read from a file."""
    from experiments.validation.schema import Check, TargetTable

    band = {} if more.get("holds") else {"expected": expected, "low": low, "high": high}
    source = {} if more.get("not_represented") else {"value": "run.x"}
    table = TargetTable.model_construct(
        id=name, checks={"x": Check.model_validate({"what": "", **source, **band, **more})}
    )
    return CheckResult(Target(None, table, {}), "x", simulated)


def test_distance_is_in_half_bands_and_the_edges_are_inside():
    assert result(simulated=1.0).distance == 0.0
    assert result(simulated=2.5).distance == 1.0
    assert result(simulated=2.5).inside
    assert result(simulated=-0.5).deviation == -1.0
    assert not result(simulated=-0.5).inside
    assert result(simulated=0.0).inside
    assert result(simulated=3.0).inside
    assert not result(simulated=math.nextafter(3.0, 4.0)).inside
    assert result(simulated=None).state == "outside"
    assert result(simulated=True, holds=True).state == "inside"
    assert result(simulated=False, holds=True).state == "outside"
    assert result(simulated=None, not_represented="No state.").state == "not represented"


def test_targets_count_alike_and_what_has_no_number_is_infinitely_far():
    several = [result(simulated=1.0)] * 3 + [result(simulated=9.0)]  # 3 of 4 inside
    single = [result(simulated=9.0, name="B1")]  # 0 of 1
    score = score_of(several + single)
    assert score.share_inside == pytest.approx((0.75 + 0.0) / 2)
    assert (score.inside, score.checks, score.targets) == (3, 5, 2)
    assert score.median_distance == 0.0
    absent = result(simulated=None, not_represented="No state.")
    told = score_of([result(simulated=1.75), absent, result(simulated=None)])
    assert told.share_inside == pytest.approx(1 / 3)
    assert told.median_distance == math.inf
    assert told.to_json()["median_distance"] is None
    assert (told.not_represented, told.without_number) == (1, 1)
    holds = score_of([result(simulated=True, holds=True), result(simulated=1.75)])
    assert (holds.share_inside, holds.median_distance) == (1.0, 0.5)


def test_what_is_skipped_is_counted_and_not_scored():
    skipped = CheckResult(result().target, "x", skipped=True)
    score = score_of([skipped, result(simulated=1.0)])
    assert (score.share_inside, score.checks, score.skipped) == (1.0, 1, 1)
    nothing = score_of([skipped])
    assert (nothing.share_inside, nothing.median_distance, nothing.targets) == (None, None, 0)


def test_a_run_left_out_skips_its_checks_only(home, target):
    long = RUN.replace("night]", "long]") + 'cost = "long"\n'
    other = GLUCOSE.replace("checks.glucose", "checks.other").replace("night.", "long.")
    target(RUN + long + GLUCOSE + other)
    targets = load_targets()
    plan = plan_runs(targets, Options(cells=8, quick=True))
    one = {"status": "finished", "values": {"glucose": [[["", 0, "", "", "", ""], 90.0, None]]}}
    results = scorecard(targets, plan, [one]).results
    assert [(r.key, r.state) for r in results] == [("glucose", "inside"), ("other", "skipped")]
