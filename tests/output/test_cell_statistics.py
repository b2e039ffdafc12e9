"""Statistics over cells: weighted, by group, undisturbing."""

import numpy as np
import pytest

from experiments import Body, load_protocol, run
from experiments.output.cell_statistics import groups_of, over_groups, statistics_of
from experiments.output.observation import regular_interval


@pytest.fixture(scope="module")
def body():
    return Body(cells=200, settle_days=2.0)


def test_statistics_are_weighted_by_what_a_cell_stands_for():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0])
    told = {name: value for _, name, value in over_groups(values, weights, {"all": None})}
    assert told["mean"] == pytest.approx(1.75)
    assert told["sd"] == pytest.approx(np.sqrt((1.25**2 + 2 * 0.75**2 + 0.25**2) / 4))
    assert told["q05"] == 1.0 and told["q95"] == 3.0
    assert told["q50"] == pytest.approx(1.0 + (0.5 - 0.25) / 0.375)


def test_the_mean_over_all_cells_is_the_quantity_of_the_body(body):
    muscle = body.tissues["muscle"]
    rows = list(statistics_of(muscle, body.parameters["muscle"]))
    for state in ("diacylglycerol", "glycogen", "akt"):
        (mean,) = [
            r.value for r in rows if r[:4] == ("muscle", "all", state, "mean")
        ]  # fmt: skip
        assert mean == pytest.approx(body.value(f"muscle.{state}"), rel=1e-12)


def test_groups_share_out_the_tissue(body):
    for tissue, families in (
        ("muscle", (("type_1", "type_2a", "type_2x"), ("trunk_and_arms", "left_leg", "right_leg"))),
        ("liver", (("periportal", "middle", "pericentral"),)),
    ):
        masks = groups_of(body.tissues[tissue])
        for family in families:
            assert np.array_equal(
                sum(masks[name].astype(int) for name in family), np.ones(len(body.tissues[tissue]))
            )
    assert list(groups_of(body.tissues["visceral_fat"])) == ["all"]


def test_units_and_names_are_those_of_the_states(body):
    for name, tissue in body.tissues.items():
        for row in statistics_of(tissue, body.parameters[name]):
            expected = "1" if row.state == "insulin_response" else tissue.states[row.state].unit
            assert (row.tissue, row.unit) == (name, expected)
            assert np.isfinite(row.value)


def test_the_share_that_does_not_respond_is_a_share(body):
    for name, tissue in body.tissues.items():
        shares = [
            row.value
            for row in statistics_of(tissue, body.parameters[name])
            if row.statistic == "share_non_responding"
        ]
        assert shares and all(0.0 <= share <= 1.0 for share in shares)


def test_looking_disturbs_nothing():
    from experiments.protocol.running import run as run_unobserved

    seen = run("ogtt", cells=40)
    unseen = run_unobserved("ogtt", cells=40)
    assert {name: m.value for name, m in seen.outcome.measures.items()} == {
        name: m.value for name, m in unseen.measures.items()
    }


def test_looks_are_taken_at_the_start_at_regular_times_and_at_the_end(ogtt):
    assert sorted(ogtt.population["time"].unique()) == [15.0 * n for n in range(9)]
    day = 1440.0
    assert regular_interval(120.0) == 15.0
    assert regular_interval(day) == 60.0
    assert regular_interval(28 * day) == day
    assert regular_interval(2 * 365 * day) == 30 * day
    assert regular_interval(15 * 365 * day) == 365 * day


def test_a_protocol_may_ask_for_moments_of_its_own():
    asked = {**load_protocol("fasting").raw, "length": "20 min", "population": ["7 min"]}
    assert sorted(run(asked, cells=40).population["time"].unique()) == [0.0, 7.0, 15.0, 20.0]


def test_arms_share_what_was_seen_before_they_parted():
    results = run("lipid_infusion", cells=40)
    first = results.population.query(
        "time == 0 and state == 'diacylglycerol' and group == 'all' and statistic == 'mean'"
    )
    values = first.groupby("branch", observed=True)["value"].first()
    assert set(values.index) == {"control", "lipid"} and values.nunique() == 1
