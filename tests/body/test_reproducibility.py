"""The same bits: in one go or in parts, alone or beside others, branched, saved and resumed."""

import threading
from dataclasses import replace

import pytest

from sim.body import Body, BodyDied


def live_a_day(body: Body) -> None:
    """A day with a drug, a bout and an infusion; a night with births and deaths of cells."""
    body.change_parameters("drug", {"muscle.diacylglycerol_gain": ("times", 0.5)})
    body.run_for(600.0)
    body.start_bout("walk", intensity=50.0)
    body.run_for(37.0)
    body.stop_bout("walk")
    body.start_infusion("insulin", "insulin", 100.0)
    body.start_hold("clamp", "glucose", 5.0)
    body.run_for(1000.0)


@pytest.fixture
def busy(lean) -> Body:
    """A body in the middle of everything that a state has to carry."""
    body = lean.branch()
    body.start_recording(30.0)
    live_a_day(body)
    body.live(replace(body.habits, steps=3000.0))
    body.eat(carbohydrate=50.0, over=30.0)
    body.fast(until=body.time + 700.0)
    body.run_for(7.0)
    return body


def test_the_same_seed_gives_the_same_body_and_another_seed_another(identical):
    one, same, other = (Body(cells=20, rng=seed, settle_days=2.0) for seed in (3, 3, 4))
    assert identical(one, same)
    assert not identical(one, other)


def test_a_branch_goes_on_as_its_origin_and_does_not_disturb_it(busy, identical):
    twin, witness = busy.branch(), busy.branch()
    twin.run_for(3000.0)
    assert identical(busy, witness)
    busy.run_for(3000.0)
    assert identical(busy, twin)


def test_in_one_go_and_in_parts(busy, identical):
    whole, parts = busy.branch(), busy.branch()
    whole.run_for(3000.0)
    for minutes in (1, 2, 4, 8, 485, 1000, 1, 1, 998, 500):
        parts.run_for(float(minutes))
    assert identical(whole, parts)


def test_recording_does_not_change_what_is_recorded(busy, identical):
    watched, alone = busy.branch(), busy.branch()
    watched.start_recording(1.0)
    alone.start_recording(0.0)
    for body in (watched, alone):
        body.run_for(600.0)
    assert identical(watched, alone)
    assert len(watched.series()) == 600


def test_saved_and_loaded(busy, identical, tmp_path):
    busy.save(tmp_path / "state")
    again = Body.load(tmp_path / "state")
    assert identical(busy, again)
    assert vars(again).keys() == vars(busy).keys() == vars(busy.branch()).keys()
    for body in (busy, again):
        body.run_for(2000.0)
        body.restore_parameters("drug")
        body.stop_hold("clamp")
        body.stop_infusion("insulin")
        body.run_for(2000.0)
    assert identical(busy, again)
    assert busy.series().equals(again.series())
    assert busy.habits == again.habits
    assert busy.drivers == again.drivers == {}


def test_saved_again_the_file_is_the_same(busy, tmp_path):
    busy.save(tmp_path / "one")
    Body.load(tmp_path / "one").save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_two_live_bodies_do_not_disturb_each_other(lean, identical):
    alone, first, second = lean.branch(), lean.branch(), Body(cells=30, rng=9, settle_days=2.0)
    alone.run_for(3000.0)
    for _ in range(30):
        first.run_for(100.0)
        second.run_for(100.0)
        second.step()
    assert identical(alone, first)


def test_one_thread_and_two_threads(lean, identical):
    """Compiled calls release the interpreter lock; two bodies then advance at the same time."""
    in_turn = [lean.branch() for _ in range(2)]
    together = [lean.branch() for _ in range(2)]
    for number, body in enumerate((*in_turn, *together)):
        body.drink_glucose(50.0 + 25.0 * (number % 2))
    for body in in_turn:
        body.run_for(4 * 1440.0)
    threads = [threading.Thread(target=body.run_for, args=(4 * 1440.0,)) for body in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(identical(one, other) for one, other in zip(in_turn, together, strict=True))
    assert not identical(*together)


def test_branches_of_one_body_in_two_threads(busy, identical):
    branches = [busy.branch() for _ in range(2)]
    threads = [threading.Thread(target=body.run_for, args=(3000.0,)) for body in branches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy.run_for(3000.0)
    assert identical(busy, branches[0])
    assert identical(busy, branches[1])


def test_a_body_dies_at_the_same_minute_however_it_is_run(lean):
    deaths = []
    for minutes in (1.0, 60.0, 600.0):
        body = lean.branch()
        body.fast(until=5000.0)
        body.start_recording(5.0)
        body.start_infusion("too much", "insulin", 5000.0)
        with pytest.raises(BodyDied, match="glucose fell below 1 mmol/L") as death:
            for _ in range(int(600.0 / minutes)):
                body.run_for(minutes)
        deaths.append((death.value.time, body.time, len(body.series()), body.value("glucose")))
    assert deaths[0] == deaths[1] == deaths[2]
    assert deaths[0][0] == deaths[0][1] < 600.0
    assert deaths[0][2] == (deaths[0][0] - 1.0) // 5.0
