"""What is done to a body wrongly is refused in one sentence, and nothing has happened."""

import math

import pytest

from agents.declarations import UserError
from sim.bath import Bath
from sim.body import Body
from sim.person import Diet, Habits, Person


@pytest.fixture
def body(lean) -> Body:
    return lean.branch()


WRONG = [
    (lambda b: b.start_infusion("x", "water", 1.0), "no substance for infusion called 'water'"),
    (lambda b: b.start_infusion("x", "insulni", 1.0), "did you mean insulin"),
    (lambda b: b.start_infusion("x", "insulin", -1.0), "must not be negative"),
    (lambda b: b.start_infusion("x", "insulin", math.nan), "must not be negative"),
    (lambda b: b.stop_infusion("x"), "No infusion called 'x'"),
    (lambda b: b.start_hold("x", "insulin", 5.0), "quantity to hold"),
    (lambda b: b.start_hold("x", "glucose", 0.0), "positive"),
    (lambda b: b.start_hold("x", "glucose", math.nan), "positive"),
    (lambda b: b.stop_hold("x"), "No hold called 'x'"),
    (lambda b: b.start_bout("x", mode="swim"), "mode of exercise"),
    (lambda b: b.start_bout("x", limb="arm"), "limb"),
    (lambda b: b.start_bout("x", intensity=0.0), "intensity"),
    (lambda b: b.start_bout("x", intensity=math.nan), "intensity"),
    (lambda b: b.stop_bout("x"), "No bout called 'x'"),
    (lambda b: b.change_parameters("x", {"muscle.akt_rat": 1.0}), "did you mean muscle.akt_rate"),
    (lambda b: b.change_parameters("x", {"muscle.akt_rate": 1e9}), "outside its bounds"),
    (lambda b: b.change_parameters("x", {"muscle.akt_rate": ("times", -1.0)}), "outside its bo"),
    (lambda b: b.restore_parameters("x"), "No parameters are changed"),
    (lambda b: b.eat(carbohydrate=-1.0), "carbohydrate"),
    (lambda b: b.eat(fat=math.nan), "fat"),
    (lambda b: b.drink_glucose(5000.0), "carbohydrate"),
    (lambda b: b.value("glucose_"), "did you mean glucose"),
    (lambda b: b.start_recording(0.2), "within a step"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "sentence"), WRONG)
def test_wrong_actions_are_refused_and_change_nothing(body, lean, identical, act, sentence):
    with pytest.raises(UserError, match=sentence):
        act(body)
    assert identical(body, lean)
    assert body.drivers == {}
    assert body.temporary == {}


def test_two_things_cannot_drive_the_same(body):
    body.start_hold("clamp", "glucose", 5.0)
    with pytest.raises(UserError, match="already held"):
        body.start_hold("other", "glucose", 6.0)
    body.start_bout("left", intensity=50.0, limb="left_leg")
    with pytest.raises(UserError, match="already drives that limb"):
        body.start_bout("all", intensity=50.0)
    body.start_bout("right", intensity=50.0, limb="right_leg")
    with pytest.raises(UserError, match="already acting"):
        body.start_infusion("clamp", "insulin", 1.0)


def test_infusions_of_one_substance_add_up_and_end_one_by_one(body):
    body.start_infusion("one", "insulin", 100.0)
    body.start_infusion("two", "insulin", 50.0)
    assert body.record["insulin_infusion"] == 150.0
    body.stop_infusion("one")
    assert body.record["insulin_infusion"] == 50.0
    body.stop_infusion("two")
    assert body.record["insulin_infusion"] == 0.0


def test_meals_overlap_freely(body):
    body.eat(carbohydrate=50.0, over=30.0)
    body.run_for(10.0)
    body.eat(carbohydrate=20.0, over=30.0)
    body.run_for(40.0)
    assert body.record["eating_rapid"] == body.record["eating_slow"] == 0.0


def test_changes_of_parameters_are_nested_and_the_last_one_wins(body):
    name = "muscle.akt_rate"
    base = float(body.parameters["muscle"]["akt_rate"])
    body.change_parameters("half", {name: ("times", 0.5)})
    body.change_parameters("set", {name: 3.0})
    body.change_parameters("double", {name: ("times", 2.0)})
    assert body.parameters["muscle"]["akt_rate"] == 6.0
    body.restore_parameters("set")
    assert body.parameters["muscle"]["akt_rate"] == base
    body.restore_parameters("half")
    assert body.parameters["muscle"]["akt_rate"] == 2.0 * base
    body.restore_parameters("double")
    assert body.parameters["muscle"]["akt_rate"] == base


@pytest.mark.parametrize(
    "make",
    [
        lambda: Body(cells=3),
        lambda: Body(cells=2.5),
        lambda: Body(cells=20, settle_days=0.5),
        lambda: Body(cells=20, minutes_per_step=0.7),
        lambda: Body(cells=20, parameters={"muscle.nothing": 1.0}),
        lambda: Body(cells=20, parameters={"muscle.akt_rate": math.nan}),
        lambda: Person(weight=-1.0),
        lambda: Person(body_fat=math.nan),
        lambda: Person(sex="?"),
        lambda: Person(genes={"wings": 1.0}),
        lambda: Body(Person(genes={"receptor_number": 50.0}), cells=20),
        lambda: Diet(carbohydrate=0.9),
        lambda: Diet(energy=-5.0),
        lambda: Habits(steps=-1.0),
        lambda: Habits(meal_times=(1500.0,), meal_shares=(1.0,)),
        lambda: Habits(meal_times=(400.0,), meal_shares=(0.5,)),
        lambda: Bath("skin"),
        lambda: Bath("muscle", cells=0),
        lambda: Bath("muscle", medium={"water": 1.0}),
        lambda: Bath("muscle", medium={"insulin": -1.0}),
        lambda: Bath("muscle", medium={"glucose": math.nan}),
    ],
)
def test_impossible_bodies_and_baths_are_refused(make):
    with pytest.raises(UserError) as told:
        make()
    assert str(told.value).count("\n") == 0


def test_a_bath_refuses_what_needs_a_body():
    bath = Bath("liver", cells=10)
    for act in (lambda: bath.eat(fat=1.0), lambda: bath.start_infusion("x", "insulin", 1.0),
                lambda: bath.start_hold("x", "glucose", 5.0), lambda: bath.fast(until=5.0),
                lambda: bath.save("x"), lambda: bath.start_bout("x"),
                lambda: bath.value("muscle.akt"), lambda: bath.value("weight")):  # fmt: skip
        with pytest.raises(UserError):
            act()


def test_a_biopsy_leaves_the_body_as_it_is(lean, identical):
    body = lean.branch()
    bath = Bath.taken_from(body, "muscle", medium={"insulin": 0.0})
    assert bath.value("muscle.diacylglycerol") == body.value("muscle.diacylglycerol")
    bath.run_for(300.0)
    assert identical(body, lean)
    assert bath.value("muscle.akt") < 0.1 * body.value("muscle.akt")
    assert len(bath.agents) == len(body.tissues["muscle"])


def test_a_bath_records_branches_and_keeps_its_medium():
    bath = Bath("muscle", cells=20, medium={"insulin": 100.0})
    bath.start_recording(10.0)
    bath.run_for(60.0)
    twin = bath.branch()
    twin.set_medium(insulin=1000.0)
    twin.run_for(30.0)
    assert bath.medium["insulin"] == 100.0 == bath.value("insulin")
    frame = bath.series()
    assert frame.index.tolist() == [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    assert set(frame["insulin"]) == {100.0}
    assert not [name for name in frame.columns if name.startswith("liver.")]
    bath.collect()
    assert bath.datacollector.get_model_vars_dataframe()["insulin"].tolist() == [100.0]
