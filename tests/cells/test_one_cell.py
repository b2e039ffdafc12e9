"""The path of one cell, ``agent.step()``, is the path of all cells, to the last bit."""

import numpy as np
import pytest

from sim.body import Body


@pytest.fixture(scope="module")
def body() -> Body:
    """A body at a busy moment: after a meal, with one leg at work and fat infused."""
    body = Body(cells=100, settle_days=2.0)
    body.run_for(500.0)
    body.start_bout("bout", intensity=70.0, limb="left_leg")
    body.start_infusion("lipid", "lipid", 1.0)
    body.run_for(63.0)
    return body


@pytest.mark.parametrize("tissue", ["muscle", "liver", "visceral_fat", "subcutaneous_fat"])
def test_stepping_agents_one_by_one_is_the_kernel(body, tissue):
    by_kernel, by_agents = body.branch(), body.branch()
    before = by_agents.tissues[tissue].columns.flat.copy()
    by_kernel.run_for(1.0)
    for cell in by_agents.agents.select(lambda cell: cell.tissue.name == tissue).to_list():
        cell.step()
    rows = by_agents.tissues[tissue].rows
    for state in by_agents.tissues[tissue].states:
        one = by_agents.tissues[tissue].columns.get(state, rows)
        all_ = by_kernel.tissues[tissue].columns.get(state, rows)
        assert np.array_equal(one, all_), state
    assert not np.array_equal(before, by_agents.tissues[tissue].columns.flat)


def test_stepping_one_cell_leaves_its_neighbors_and_the_blood_alone(body):
    twin = body.branch()
    cell = twin.tissues["muscle"].agent(5)
    next(iter(twin.agents))
    cell = twin.tissues["muscle"].agent(5)
    blood = twin.record_array.copy()
    before = {name: twin.tissues["muscle"].column(name) for name in twin.tissues["muscle"].states}
    cell.step()
    others = np.arange(len(twin.tissues["muscle"])) != 5
    for name, column in before.items():
        assert np.array_equal(twin.tissues["muscle"].column(name)[others], column[others])
    assert blood.tobytes() == twin.record_array.tobytes()
    assert cell.uptake_sum > before["uptake_sum"][5]


def test_many_steps_in_a_medium(muscle):
    """In a bath the surroundings stand still, so that whole stretches can be compared."""
    by_kernel, by_agents = muscle.branch(), muscle.branch()
    for bath in (by_kernel, by_agents):
        bath.set_medium(insulin=200.0)
    by_kernel.run_for(14.0)
    for _ in range(14):
        by_agents.agents.do("step")
    for state in muscle.tissues["muscle"].states:
        assert np.array_equal(
            by_kernel.tissues["muscle"].column(state), by_agents.tissues["muscle"].column(state)
        ), state
