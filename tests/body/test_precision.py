"""Single precision: half the memory, the same rules, saved and resumed as it is."""

import pytest

from agents.declarations import UserError
from sim.body import Body


def test_the_states_of_cells_take_half_the_memory(lean):
    body = lean.branch()
    assert body.precision == "double"
    before = {name: t.columns.flat.nbytes for name, t in body.tissues.items()}
    body.use_precision("single")
    assert body.precision == body.branch().precision == "single"
    assert {n: 2 * t.columns.flat.nbytes for n, t in body.tissues.items()} == before


def test_a_day_differs_by_little_more_than_rounding(lean):
    double, single = lean.branch(), lean.branch()
    single.use_precision("single")
    for body in (double, single):
        body.run_for(1440.0)
    now = [body.values_now() for body in (double, single)]
    for name in ("glucose", "insulin", "nefa", "muscle.glucose_uptake", "liver.triglyceride"):
        assert now[1][name] == pytest.approx(now[0][name], rel=1e-4)
    assert now[0]["glucose"] != now[1]["glucose"]


def test_a_saved_body_goes_on_in_its_precision_to_the_same_bits(lean, tmp_path, identical):
    body = lean.branch()
    body.use_precision("single")
    body.save(tmp_path / "state.npz")
    resumed = Body.load(tmp_path / "state.npz")
    assert resumed.precision == "single"
    for one in (body, resumed):
        one.run_for(1440.0)
    assert identical(body, resumed)
    assert Body.load(tmp_path / "state.npz", cells=120).precision == "single"


def test_an_agent_of_single_precision_steps_as_in_its_block(lean):
    body = lean.branch()
    body.use_precision("single")
    twin = body.branch()
    fiber = next(cell for cell in body.agents if cell.tissue.name == "muscle")
    fiber.step()
    twin.agenda.entries.clear()
    twin.run_for(1.0)
    assert fiber.akt == twin.tissues["muscle"].agent(fiber.row).akt


def test_another_precision_is_refused_with_what_there_is(lean):
    with pytest.raises(UserError, match="single"):
        lean.branch().use_precision("singel")
