"""Books that balance and states that stay possible, whatever is done to a body."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.declarations import parameters
from sim.body import Body, BodyDied
from sim.books import residuals, stores

ROUNDING = 1e-12
"""Largest residual, relative to what went through the books or is held."""

SIGNED = {"time", "beta_cell_shift", "energy_balance", "adaptation", "splanchnic_output",
          "infused_energy_sum", "rest_power"}  # fmt: skip
"""Body states that may be negative: shifts, balances, net flows."""


def worst(body: Body) -> float:
    return max(abs(value) for value in residuals(body).values())


def impossible(body: Body) -> list[str]:
    """States that are negative or not finite."""
    found = []
    for name in body.record_array.dtype.names:
        value = float(body.record[name])
        if not np.isfinite(value) or (value < -1e-9 and name not in SIGNED):
            found.append(f"{name} = {value}")
    for tissue in body.tissues.values():
        for state in tissue.states:
            column = tissue.columns.view(state)
            if not np.all(np.isfinite(column)) or column.min() < -1e-12:
                found.append(f"{tissue.name}.{state}")
    return found


def test_the_books_close_over_ordinary_days(lean):
    body = lean.branch()
    for _ in range(10):
        body.run_for(1440.0)
        assert worst(body) < ROUNDING
    assert body.record["energy_in"] > 60000.0


@pytest.mark.parametrize("minutes", [1.0, 7.0, 15.0, 22.0, 451.0])
def test_the_books_close_at_any_minute(lean, minutes):
    body = lean.branch()
    body.run_for(455.0 + minutes)
    assert worst(body) < ROUNDING


def test_what_is_eaten_is_booked_once(lean):
    body = lean.branch()
    body.fast(until=1440.0)
    body.run_for(480.0)
    before = {name: float(body.record[name]) for name in ("energy_in", "carbon_in", "fat_in")}
    body.eat(carbohydrate=90.08, fat=30.0, protein=20.0, over=10.0)
    body.run_for(1440.0 - 480.0)
    assert body.record["carbon_in"] - before["carbon_in"] >= 500.0 * (1.0 - 1e-9)
    assert body.record["fat_in"] - before["fat_in"] >= 30.0 * 3.484 * (1.0 - 1e-9)
    energy = 500.0 * 2.8 + 30.0 * 3.484 * 11.34 + 20.0 * 17.0
    assert body.record["energy_in"] - before["energy_in"] == pytest.approx(energy, rel=1e-9)


def test_births_and_deaths_of_adipocytes_do_not_touch_the_books(lean):
    body = Body(
        cells=120,
        parameters={"subcutaneous_fat.turnover_rate": 2.0, "visceral_fat.turnover_rate": 2.0,
                    "subcutaneous_fat.recruitment_rate": 5.0},
        settle_days=2.0,
    )  # fmt: skip
    body.run_for(20 * 1440.0)
    assert worst(body) < ROUNDING
    assert not impossible(body)


def test_weight_is_what_the_parts_weigh(lean):
    body = lean.branch()
    body.run_for(2 * 1440.0)
    fat = sum(
        float(np.sum(body.tissues[d].column("lipid") * body.tissues[d].column("number")))
        for d in ("visceral_fat", "subcutaneous_fat")
    )
    assert fat < body.fat_mass < fat + 1.0
    assert body.weight == pytest.approx(body.lean_mass + body.fat_mass, abs=3.0)
    assert set(stores(body)) == {"glucose", "fatty_acids", "energy"}


# --- any protocol, any plausible parameters

KEYS = [f"event_{i}" for i in range(12)]
EVENTS = st.one_of(
    st.tuples(st.just("eat"), st.fixed_dictionaries({
        "carbohydrate": st.floats(0, 200), "fat": st.floats(0, 120), "protein": st.floats(0, 100),
        "rapid_share": st.floats(0, 1), "over": st.floats(1, 60)})),
    st.tuples(st.just("drink_glucose"), st.fixed_dictionaries({"grams": st.floats(1, 150)})),
    st.tuples(st.just("start_infusion"), st.one_of(
        st.fixed_dictionaries({"substance": st.just(name), "rate": st.floats(0, top)})
        for name, top in (("glucose", 6.0), ("insulin", 800.0), ("lipid", 3.0), ("glucagon", 500.0),
                          ("tnf_alpha", 5000.0), ("interleukin_6", 5000.0), ("amino_acids", 0.5)))),
    st.tuples(st.just("start_hold"), st.sampled_from([
        {"quantity": "glucose", "target": 5.0}, {"quantity": "glucose", "target": 14.0},
        {"quantity": "nefa", "target": 200.0}, {"quantity": "nefa", "target": 1800.0}])),
    st.tuples(st.just("start_bout"), st.fixed_dictionaries({
        "mode": st.sampled_from(["aerobic", "resistance", "mixed", "eccentric"]),
        "intensity": st.floats(5, 130),
        "limb": st.sampled_from(["whole_body", "left_leg", "right_leg"])})),
    st.tuples(st.just("change_parameters"), st.sampled_from([
        {"changes": {"pancreas.secretion_gain": 0.0, "pancreas.glucagon_gain": 0.0}},
        {"changes": {"visceral_fat.lipolysis_rate": ("times", 0.2),
                     "subcutaneous_fat.lipolysis_rate": ("times", 0.2)}},
        {"changes": {"muscle.cytokine_gain": 0.0, "liver.diacylglycerol_gain": 0.0}}])),
    st.tuples(st.just("fast"), st.fixed_dictionaries({"until": st.floats(0, 5000)})),
)  # fmt: skip
NAMES = sorted(name for name in parameters())


def perform(body: Body, key: str, action: str, values: dict) -> None:
    """Do something to a body unless something else already drives it."""
    keyed = action.startswith(("start_", "change_"))
    held = [d["quantity"] for d in body.drivers.values() if d["kind"] == "hold"]
    if action == "start_hold" and values["quantity"] in held:
        return
    if action == "start_bout" and any(d["kind"] == "bout" for d in body.drivers.values()):
        return
    if action == "change_parameters":
        body.change_parameters(key, values["changes"])
    else:
        getattr(body, action)(*([key] if keyed else []), **values)


def stop(body: Body, key: str) -> None:
    kind = body.drivers.get(key, {}).get("kind")
    if key in body.temporary:
        body.restore_parameters(key)
    elif kind is not None:
        getattr(body, f"stop_{kind}")(key)


@settings(max_examples=60)
@given(
    changed=st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), max_size=6),
    protocol=st.lists(st.tuples(EVENTS, st.integers(1, 400), st.booleans()), max_size=10),
    seed=st.integers(0, 1000),
)
def test_any_protocol_keeps_books_closed_and_states_possible(changed, protocol, seed):
    declared = parameters()
    chosen = {}
    for name, share in changed.items():
        low, high = declared[name].plausible
        chosen[name] = low + share * (high - low)
    body = Body(cells=20, rng=seed, parameters=chosen, settle_days=2.0)
    assert not impossible(body)
    for key, ((action, values), minutes, ends) in zip(KEYS, protocol, strict=False):
        perform(body, key, action, values)
        try:
            body.run_for(float(minutes))
        except BodyDied as death:  # of hypoglycemia, which is a result
            assert 0.0 <= death.time <= body.time
            return
        if ends:
            stop(body, key)
        assert not impossible(body)
        assert worst(body) < ROUNDING


@pytest.mark.parametrize("edge", [0, 1])
def test_bounds_of_every_parameter_keep_states_possible(edge):
    """One parameter at a time at the end of its valid range, through a meal and a bout."""
    wrong = []
    for name, declared in parameters().items():
        try:
            body = Body(cells=8, parameters={name: declared.bounds[edge]}, settle_days=0.0)
            body.run_for(420.0)
            body.drink_glucose(75.0)
            body.run_for(120.0)
            body.start_bout("bout", mode="mixed", intensity=60.0)
            body.run_for(45.0)
            body.stop_bout("bout")
            body.run_for(300.0)
        except BodyDied:
            continue
        if impossible(body) or worst(body) > ROUNDING:
            wrong.append((name, impossible(body)[:2], worst(body)))
    assert not wrong
