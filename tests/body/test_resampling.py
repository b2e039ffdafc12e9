"""A lived state with another number of cells: the same body, to rounding where it counts."""

import numpy as np
import pytest

from agents.declarations import UserError
from sim.body import Body
from sim.books import residuals, stores
from sim.resampling import STOCKS


@pytest.fixture(scope="module")
def state(lean, tmp_path_factory):
    """A fed body in the middle of a slow step, so that everything is on its way somewhere."""
    body = lean.branch()
    body.run_for(500.0)
    body.start_bout("walk", intensity=60.0)
    body.run_for(22.0)
    path = tmp_path_factory.mktemp("state") / "state"
    body.save(path)
    return path


@pytest.mark.parametrize("cells", [8, 40, 81, 400, 1000])
def test_masses_and_stores_are_conserved(state, cells):
    old, new = Body.load(state), Body.load(state, cells=cells)
    assert sum(len(tissue) for tissue in new.tissues.values()) == cells == new.cell_count
    for name, tissue in new.tissues.items():
        before = old.tissues[name]
        assert tissue.weights.sum() == pytest.approx(before.weights.sum(), rel=1e-14)
        for stock in STOCKS[name]:
            assert np.sum(tissue.column(stock) * tissue.weights) == pytest.approx(
                np.sum(before.column(stock) * before.weights), rel=1e-13
            )
    for name, amount in stores(new).items():
        assert amount == pytest.approx(stores(old)[name], rel=1e-13)
    assert max(abs(x) for x in residuals(new).values()) < 1e-12


def test_the_body_goes_on_as_with_its_own_cells(state):
    old, new = Body.load(state), Body.load(state, cells=600)
    for body in (old, new):
        body.stop_bout("walk")
        body.run_for(2 * 1440.0)
    for name in ("glucose", "insulin", "nefa", "egp", "weight", "muscle.diacylglycerol"):
        assert new.value(name) == pytest.approx(old.value(name), rel=0.05), name
    assert max(abs(x) for x in residuals(new).values()) < 1e-12


def test_distributions_over_cells_are_kept(lean):
    large = Body(cells=2000, settle_days=2.0)
    small = large.branch()
    from sim.resampling import resample

    resample(small, 400)
    for tissue, state in (("muscle", "glut4_total"), ("liver", "triglyceride"),
                          ("subcutaneous_fat", "lipid"), ("muscle", "diacylglycerol")):  # fmt: skip
        one, other = large.tissues[tissue], small.tissues[tissue]
        order = np.argsort(one.column(state))
        share = np.cumsum(one.weights[order]) / one.weights.sum()
        for quantile in (0.1, 0.5, 0.9):
            there = one.column(state)[order][np.searchsorted(share, quantile)]
            assert np.quantile(other.column(state), quantile) == pytest.approx(there, rel=0.12)
    kinds = [[np.average(b.tissues["muscle"].column("fiber_type") == code,
                         weights=b.tissues["muscle"].weights) for code in (0.0, 1.0, 2.0)]
             for b in (large, small)]  # fmt: skip
    assert kinds[0] == pytest.approx(kinds[1], abs=0.01)


def test_the_rule_is_the_same_each_time(state, identical):
    assert identical(Body.load(state, cells=300), Body.load(state, cells=300))


def test_hepatocytes_lie_where_their_zone_is(state):
    liver = Body.load(state, cells=900).tissues["liver"]
    line = liver.lattice.zone(liver.rows)
    assert np.corrcoef(line, liver.column("zone"))[0, 1] > 0.95


def test_a_bout_in_force_goes_on(state):
    body = Body.load(state, cells=300)
    assert body.record["bout_intensity"] > 0.0
    muscle = body.tissues["muscle"]
    recruited = muscle.column("recruitment") > 0.0
    assert np.array_equal(recruited, muscle.column("recruitment_threshold") <= 60.0)


@pytest.mark.parametrize("cells", [0, 3, -5, 2.5, 21_000_000])
def test_impossible_numbers_are_refused(state, cells):
    with pytest.raises(UserError, match="needs 4 to 20000000 cells"):
        Body.load(state, cells=cells)
