"""Adipocytes: storage, release, stress, and their lives as agents."""

import numpy as np
import pytest

from agents.adipocyte import storage_surface
from sim.bath import Bath
from sim.body import Body
from sim.books import residuals
from sim.fate import spend_a_day


def test_insulin_restrains_lipolysis_at_low_doses(fat, stirred, mean):
    release = [
        mean(stirred(fat, 30.0, insulin=d), "lipolysis") for d in (0.0, 20.0, 60.0, 300.0, 3000.0)
    ]
    assert np.all(np.diff(release) < 0.0)
    assert release[3] < 0.5 * release[0]


def test_sympathetic_drive_raises_lipolysis(fat, mean):
    driven = fat.branch()
    driven.record["adrenergic"] = 1.0
    driven.run_for(30.0)
    assert mean(driven, "lipolysis") > 1.5 * mean(fat, "lipolysis")


def test_a_small_droplet_shrinks_but_is_never_emptied(fat):
    starved = fat.branch()
    starved.record["adrenergic"] = 3.0
    starved.tissues["subcutaneous_fat"].put("lipid", 0.01)
    left = []
    for _ in range(5):
        starved.run_for(7 * 1440.0)
        left.append(starved.tissues["subcutaneous_fat"].column("lipid").copy())
    assert np.all(np.diff(left, axis=0) < 0.0)
    assert np.min(left) > 0.0


def test_insulin_brings_glut4_to_the_surface(fat, stirred, mean):
    assert mean(stirred(fat, insulin=600.0), "glut4_surface_insulin") > 2.0 * mean(
        fat, "glut4_surface_insulin"
    )


def test_uptake_goes_with_surface_and_stops_at_the_largest_size():
    sizes = np.linspace(0.05, 6.0, 60)
    uptake = np.array([storage_surface(size, 1.5) for size in sizes])
    top = int(np.argmax(uptake))
    assert 0.5 < sizes[top] < 1.5
    assert uptake[-1] < 0.2 * uptake[top]
    assert storage_surface(0.4, 1.5) / storage_surface(0.05, 1.5) == pytest.approx(4.0, rel=0.01)


def test_a_full_cell_is_stressed_calls_macrophages_and_secretes(fat, mean):
    full = fat.branch()
    cells = full.tissues["subcutaneous_fat"]
    cells.put("lipid", 1.2 * cells.column("maximal_lipid"))
    full.run_for(7 * 1440.0)
    calm = fat.branch()
    calm.run_for(7 * 1440.0)
    for state in ("fullness", "diameter", "hypoxia", "macrophages", "tnf_source",
                  "interleukin_6_source", "tnf_alpha"):  # fmt: skip
        assert mean(full, state) > mean(calm, state), state
    assert mean(full, "glut4_total") < mean(calm, "glut4_total")


def test_a_cell_beside_a_source_meets_more_tnf_than_one_far_away(fat):
    bath = fat.branch()
    tissue = bath.tissues["subcutaneous_fat"]
    source = int(tissue.rows[0])
    for name in ("macrophages", "tnf_source"):
        tissue.put(name, 0.0)
    bath.change_parameters("quiet", {"subcutaneous_fat.macrophages_resident": 0.0})
    bath.set_medium(tnf_alpha=0.0)
    tissue.lattice.field[:] = 0.0
    tissue.agent(source).macrophages = 50.0
    bath.run_for(180.0)
    places = np.array([tissue.lattice.site(int(row)) for row in tissue.rows])
    distance = np.hypot(*(places - places[0]).T)
    level = tissue.column("tnf_alpha")
    assert level[0] == level.max() > 0.0
    near, far = level[(distance > 0) & (distance < 2)], level[distance > 5]
    assert near.min() > far.max() > 0.0


# --- fate


@pytest.fixture(scope="module")
def restless() -> Body:
    """A body whose adipocytes are renewed fast."""
    rates = {f"{depot}.{name}": value
             for depot in ("visceral_fat", "subcutaneous_fat")
             for name, value in (("turnover_rate", 2.0), ("recruitment_rate", 5.0),
                                 ("recruitment_onset", 0.05))}  # fmt: skip
    return Body(cells=200, parameters=rates, settle_days=1.0)


def total_lipid(tissue) -> float:
    return float(np.sum(tissue.column("lipid") * tissue.column("number")))


def test_births_and_deaths_conserve_lipid(restless):
    body = restless.branch()
    tissue = body.tissues["subcutaneous_fat"]
    parameters = body.parameters["subcutaneous_fat"]
    deaths = births = 0
    for _ in range(400):
        before = total_lipid(tissue)
        died, born = spend_a_day(tissue, parameters, body.rng)
        assert total_lipid(tissue) == pytest.approx(before, rel=4e-15)
        deaths, births = deaths + died, births + born
    assert deaths > 20
    assert births > deaths
    assert np.all(tissue.column("lipid") > 0.0)
    assert np.all(tissue.column("weight") == 1.0)


def test_about_a_tenth_of_adipocytes_is_renewed_each_year():
    """[Spalding2008]: about 10 % a year."""
    body = Body(cells=2000, settle_days=1.0)
    tissue = body.tissues["subcutaneous_fat"]
    parameters = body.parameters["subcutaneous_fat"]
    deaths = sum(spend_a_day(tissue, parameters, body.rng)[0] for _ in range(365))
    assert 0.06 < deaths / len(tissue) < 0.14


def test_newborn_cells_are_small_young_and_take_the_sites_of_free_rows(restless):
    body = restless.branch()
    tissue = body.tissues["visceral_fat"]
    before = set(tissue.rows.tolist())
    born = 0
    while not born:
        _, born = spend_a_day(tissue, body.parameters["visceral_fat"], body.rng)
    ages = tissue.column("age")
    young = tissue.rows[ages == 0.0]
    assert len(young) == born
    assert np.all(tissue.columns.get("lipid", young) <= tissue.newborn_lipid)
    assert len(set(tissue.lattice.sites[tissue.rows].tolist())) == len(tissue.rows)
    assert before != set(tissue.rows.tolist()) or len(before) == len(tissue.rows)


def test_a_dead_cell_leaves_nothing_behind(restless):
    body = restless.branch()
    tissue = body.tissues["visceral_fat"]
    cell = tissue.agent(int(tissue.rows[0]))
    had = cell.lipid * cell.number
    assert cell.die() == had
    for state in ("weight", "number", "lipid", "storage_capacity", "lipolysis_capacity"):
        assert getattr(cell, state) == 0.0
    body.run_for(1000.0)
    for state in tissue.states:
        assert np.all(np.isfinite(tissue.columns.view(state))), state


def test_mesa_knows_of_births_and_deaths(restless):
    body = restless.branch()
    at_first = len(body.agents)
    body.run_for(60 * 1440.0)
    living = sum(len(tissue) for tissue in body.tissues.values())
    assert len(body.agents) == living > at_first
    for cell in body.agents:
        assert cell.row in cell.tissue.rows


def test_fate_is_the_same_with_and_without_agents(restless):
    watched, alone = restless.branch(), restless.branch()
    assert len(watched.agents) == sum(len(tissue) for tissue in alone.tissues.values())
    for body in (watched, alone):
        body.run_for(20 * 1440.0)
    for name, tissue in watched.tissues.items():
        assert tissue.columns.flat.tobytes() == alone.tissues[name].columns.flat.tobytes()


def test_visceral_cells_follow_the_same_rule_with_parameters_of_their_own():
    bath = Bath("visceral_fat", cells=40)
    depots = [bath.tissues[name] for name in ("visceral_fat", "subcutaneous_fat")]
    assert depots[0].cell_type is depots[1].cell_type
    own, other = (bath.parameters[depot.name] for depot in depots)
    assert own["lipolysis_rate"] > other["lipolysis_rate"]


def test_a_depot_that_runs_out_of_rows_makes_room(restless):
    body = restless.branch()
    tissue = body.tissues["subcutaneous_fat"]
    room, lines = tissue.columns.capacity, tissue.lattice.rows
    body.run_for(2 * 365 * 1440.0)
    assert len(tissue) > room
    assert tissue.columns.capacity > len(tissue)
    assert tissue.lattice.rows > lines
    assert len(set(tissue.lattice.sites[tissue.rows].tolist())) == len(tissue)
    assert tissue.lattice.field.size == tissue.lattice.rows * tissue.lattice.across
    assert max(abs(missing) for missing in residuals(body).values()) < 1e-12
    assert float(body.record["subcutaneous_fat_number"]) == pytest.approx(
        tissue.column("number").sum(), rel=1e-12
    )
