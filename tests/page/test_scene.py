"""A scene: bodies that enter, live, are acted on, and come back to before an action."""

import time

import pytest

from agents.declarations import UserError
from experiments.page.actions import forms, read_form
from experiments.page.scene import LATE, SPEEDS, Scene
from experiments.page.script import script_of
from experiments.protocol.reading import load_protocol
from sim.body import BodyDied


def test_a_page_begins_at_seven_with_a_day_behind_it(scene):
    actor = scene.actors[0]
    assert scene.time == 0.0 and actor.body.clock == 420.0
    assert actor.history.times[0] - actor.origin == -1860.0


def test_pieces_of_time_give_the_same_body_as_one_stretch(scene):
    other = Scene(cells=200)
    other.work.wait(300)
    meal = {"type": "meal", "carbohydrate": "80 g"}
    for one in (scene, other):
        one.act(meal)
    scene.pass_time(180.0)
    for minutes in (1.0, 7.0, 52.0, 120.0):
        other.speed = minutes
        other.pass_time(minutes)
    assert other.actors[0].body.value("glucose") == scene.actors[0].body.value("glucose")


def test_undo_returns_to_the_moment_and_forgets_what_followed(scene):
    before = scene.actors[0].body.value("glucose")
    scene.act({"type": "oral_glucose", "dose": "75 g"}, "a drink")
    scene.pass_time(60.0)
    assert scene.actors[0].body.value("glucose") > before + 1.0
    assert scene.undo() == "a drink"
    assert scene.time == 0.0 and not scene.markers
    assert scene.actors[0].body.value("glucose") == before
    assert scene.actors[0].history.times[-1] == scene.actors[0].body.time
    with pytest.raises(UserError, match="nothing to undo"):
        scene.undo()


@pytest.mark.parametrize("key", [key for key in forms() if key != "pass"])
def test_every_form_makes_an_event_that_can_be_performed(scene, key):
    form = forms()[key]
    table, text = form.build(read_form(form, {}))
    scene.act(table, text)
    scene.pass_time(20.0)
    assert scene.markers[-1].text == text and not scene.actors[0].death


@pytest.mark.parametrize("value", ["", "much", 1e9, None, float("nan")])
def test_a_form_refuses_bad_numbers_in_a_sentence(value):
    form = forms()["drink"]
    with pytest.raises(UserError, match=r"give a number from 5 to 200 g"):
        read_form(form, {"grams": value})


def test_a_new_diet_ends_the_one_before_and_keeps_its_composition(scene):
    scene.act({"type": "diet", "diet": "mediterranean", "energy": "+500 kcal/day"})
    scene.pass_time(60.0)
    scene.act({"type": "diet", "energy": "-500 kcal/day"})
    first, second = scene.markers
    assert first.end == 60.0 and first.table["end"] == "60 min"
    assert second.table["diet"] == "mediterranean"
    body = scene.actors[0].body
    assert body.habits.diet.fat == pytest.approx(0.40, abs=0.01)
    assert body.daily_intake() == pytest.approx(body.maintenance_energy() - 500 * 4.184, rel=0.02)


def test_an_event_may_last_until_a_condition_holds(scene):
    scene.act(
        {"type": "diet", "energy": "-1000 kcal/day", "until": "weight falls by 0.5 kg",
         "limit": "20 weeks"},
    )  # fmt: skip
    weight = scene.actors[0].body.weight
    scene.jump(28 * 1440.0)
    scene.work.wait(300)
    end = scene.actors[0].director.ends["diet_1"]
    assert 1440.0 < end < 28 * 1440.0
    assert scene.actors[0].body.weight < weight
    body = scene.actors[0].body
    assert body.daily_intake() == pytest.approx(body.maintenance_energy(), rel=0.02)


def test_two_bodies_share_a_clock_and_can_be_acted_on_apart(pair):
    pair.act({"type": "oral_glucose", "dose": "75 g"}, whom=[1])
    pair.pass_time(45.0)
    one, other = (actor.body for actor in pair.actors)
    assert one.clock == other.clock and other.value("glucose") > one.value("glucose") + 1.0
    assert pair.markers[-1].whom == "B"


def test_arms_of_a_protocol_become_two_bodies(scene):
    script = script_of(load_protocol("lipid_infusion"))
    arms = Scene(cells=200, subject="lean", beside="lean", script=script)
    arms.work.wait(300)
    arms.pass_time(180.0)
    control, lipid = (actor.body.value("nefa") for actor in arms.actors)
    assert lipid > 5.0 * control
    assert {marker.whom for marker in arms.markers if marker.key == "lipid"} == {"B"}


def test_a_jump_can_be_cancelled(scene):
    scene.jump(100 * 365 * 1440.0)
    scene.work.cancel()
    scene.work.wait(120)
    assert scene.work.problem == "Cancelled."
    assert scene.time < 100 * 365 * 1440.0 and not scene.work.active


def test_a_death_ends_the_run_with_a_sentence(scene, monkeypatch):
    def die(time):
        raise BodyDied(time, "glucose fell below 1 mmol/L")

    monkeypatch.setattr(scene.actors[0].director.stage, "run_until", die)
    scene.jump(600.0)
    scene.work.wait(120)
    assert scene.actors[0].death.startswith("The body died") and not scene.alive
    scene.undo()
    assert scene.alive and scene.time == 0.0


@pytest.mark.parametrize("seed", ["many", "", "-3", "1.5"])
def test_a_wrong_seed_is_refused(seed):
    scene = Scene(rng=seed, cells=200)
    assert "A seed is a whole number" in scene.problem and not scene.actors


def test_a_seed_typed_as_text_is_read():
    scene = Scene(rng=" 7 ", cells=200)
    scene.work.wait(300)
    assert scene.actors[0].body.seed == 7


def test_an_unknown_subject_is_refused():
    assert "lean" in Scene(subject="leen").problem


def test_time_that_was_undone_does_not_come(scene):
    scene.act({"type": "oral_glucose", "dose": "75 g"})
    scene.gate = scene.undo  # a visitor undoes while a step waits for the browser
    scene.step()
    assert scene.time == 0.0 and not scene.markers


def test_a_step_that_was_on_its_way_when_something_was_undone_does_not_come(scene):
    scene.act({"type": "oral_glucose", "dose": "75 g"})
    scene.undo()
    scene.step()  # the page's loop was asleep when its visitor paused and undid
    assert scene.time == 0.0
    time.sleep(LATE)
    scene.step()
    assert scene.time > 0.0


def test_no_step_takes_longer_than_a_moment_while_playing(scene):
    scene.speed = SPEEDS[-1]
    scene._last_step = time.monotonic()
    scene.step()
    first = scene.time
    assert 0.0 < first <= 60.0
    scene.step()
    assert scene.time > first
