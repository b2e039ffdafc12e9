"""A body is a Mesa model: agents, agent sets, events, time and a data collector."""

import mesa
import numpy as np
import pytest

from agents.adipocyte import Adipocyte
from agents.hepatocyte import Hepatocyte
from agents.muscle_fiber import MuscleFiber
from sim.body import Body
from sim.quantities import catalog

pytestmark = [
    pytest.mark.filterwarnings("error::DeprecationWarning"),
    pytest.mark.filterwarnings("error::FutureWarning"),
]


@pytest.fixture
def body(lean) -> Body:
    return lean.branch()


def test_every_cell_is_an_agent_of_the_model(body):
    assert isinstance(body, mesa.Model)
    assert len(body.agents) == 80
    assert all(isinstance(cell, mesa.Agent) and cell.model is body for cell in body.agents)
    assert set(body.agents_by_type) == {MuscleFiber, Hepatocyte, Adipocyte} == set(body.agent_types)
    assert sum(len(cells) for cells in body.agents_by_type.values()) == 80
    assert len({cell.unique_id for cell in body.agents}) == 80


def test_agent_sets_select_group_and_aggregate_over_columns(body):
    fibers = body.agents_by_type[MuscleFiber]
    slow = fibers.select(lambda fiber: fiber.fiber_type == 0.0)
    column = body.tissues["muscle"].column
    assert len(slow) == int(np.sum(column("fiber_type") == 0.0))
    assert fibers.get("akt") == column("akt").tolist()
    assert fibers.get(["akt", "size"])[0] == [column("akt")[0], column("size")[0]]
    assert fibers.agg("glycogen", np.mean) == pytest.approx(column("glycogen").mean())
    groups = fibers.groupby("fiber_type")
    assert {code: len(group) for code, group in groups} == {
        code: int(np.sum(column("fiber_type") == code)) for code in set(column("fiber_type"))
    }


def test_writing_through_an_agent_set_writes_the_columns(body):
    body.agents_by_type[Hepatocyte].set("glycogen", 123.0)
    assert np.all(body.tissues["liver"].column("glycogen") == 123.0)


def test_agents_step_and_do(body):
    fibers = body.agents_by_type[MuscleFiber]
    before = body.tissues["muscle"].column("uptake_sum")
    fibers.do("step")
    assert np.all(body.tissues["muscle"].column("uptake_sum") > before)


def test_an_agent_keeps_its_place_while_time_goes_on(body):
    cell = body.agents_by_type[MuscleFiber].to_list()[3]
    before = cell.glucose_uptake
    body.run_for(300.0)
    assert cell.glucose_uptake == body.tissues["muscle"].column("glucose_uptake")[3] != before
    assert cell.site == body.tissues["muscle"].lattice.site(3)


def test_time_is_minutes_and_runs_on(body):
    body.run_for(90.0)
    body.run_until(100.0)
    assert body.time == 100.0 == float(body.record["time"])


class Diary:
    """Somebody who writes down when something happened."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.times: list[float] = []

    def note(self) -> None:
        self.times.append(self.body.time)

    def drink(self) -> None:
        self.note()
        self.body.drink_glucose(75.0)


def test_events_run_at_their_minute(body):
    diary = Diary(body)
    for time in (30.0, 0.0, 200.0, 45.0):
        body.schedule_event(diary.note, at=time)
    body.run_for(120.0)
    assert diary.times == [0.0, 30.0, 45.0]
    body.schedule_event(diary.note, after=10.0)
    body.run_for(100.0)
    assert diary.times == [0.0, 30.0, 45.0, 130.0, 200.0]


def test_an_event_between_two_steps_runs_at_the_next(body):
    diary = Diary(body)
    body.schedule_event(diary.note, at=10.25)
    body.schedule_event(diary.note, at=20.75)
    body.run_for(60.0)
    assert diary.times == [11.0, 21.0]


def test_an_event_at_the_end_of_a_run_has_happened(body):
    diary = Diary(body)
    body.schedule_event(diary.note, at=60.0)
    body.run_until(60.0)
    assert diary.times == [60.0]


def test_what_an_event_does_is_what_the_caller_would_do(body, identical):
    by_hand, diary = body.branch(), Diary(body)
    body.schedule_event(diary.drink, at=480.0)
    body.run_for(600.0)
    by_hand.run_for(480.0)
    by_hand.drink_glucose(75.0)
    by_hand.run_for(120.0)
    assert identical(body, by_hand)


def test_canceled_and_recurring_events(body):
    from mesa.time import Schedule

    diary = Diary(body)
    body.schedule_event(diary.note, at=5.0).cancel()
    generator = body.schedule_recurring(diary.note, Schedule(interval=60.0, start=60.0))
    body.run_for(200.0)
    assert diary.times == [60.0, 120.0, 180.0]
    generator.stop()
    body.run_for(200.0)
    assert diary.times == [60.0, 120.0, 180.0]


def test_events_of_one_body_do_not_reach_its_branch(body):
    diary = Diary(body)
    body.schedule_event(diary.note, at=30.0)
    body.branch().run_for(60.0)
    assert diary.times == []


def test_a_step_of_the_model_is_an_hour_and_collects(body):
    for _ in range(3):
        body.step()
    assert body.time == 180.0
    frame = body.datacollector.get_model_vars_dataframe()
    assert frame["time"].tolist() == [60.0, 120.0, 180.0]
    assert set(frame.columns) == set(catalog())


def test_the_data_collector_is_fed_from_columns(body):
    body.collect()
    body.run_for(30.0)
    body.datacollector.collect(body)
    frame = body.datacollector.get_model_vars_dataframe()
    now = body.values_now()
    for name in ("glucose", "muscle.akt", "liver.glycogen", "vo2max"):
        assert frame[name].iloc[-1] == now[name] == body.value(name)
    assert not body.datacollector.agent_reporters
    assert len(body._all_agents) == 0  # no agent was made for it


def test_collectors_of_users_work_as_well(body):
    collector = mesa.DataCollector(
        model_reporters={"glucose": lambda model: model.value("glucose"),
                         "cells": lambda model: len(model.agents)},
        agent_reporters={"akt": "akt"},
    )  # fmt: skip
    collector.collect(body)
    assert collector.get_model_vars_dataframe()["cells"].tolist() == [80]
    assert len(collector.get_agent_vars_dataframe()) == 80


def test_reset_of_two_live_bodies_is_independent(identical):
    """What the page does: a new model of the same parameters while the old one still lives."""
    old = Body(cells=20, rng=5, settle_days=1.0)
    old.step()
    new = Body(cells=20, rng=5, settle_days=1.0)
    other = Body(cells=20, rng=6, settle_days=1.0)
    assert new.time == 0.0
    assert len(new.datacollector.model_vars["glucose"]) == 0
    other.step()
    new.step()
    assert identical(old, new)
    assert old.datacollector.model_vars["glucose"] == new.datacollector.model_vars["glucose"]
    assert len(old.agents) == len(new.agents) == 20
    assert not set(map(id, old.agents)) & set(map(id, new.agents))
