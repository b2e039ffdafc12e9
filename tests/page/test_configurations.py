"""A screen written to a file gives the same numbers on the command line and on a new page."""

import tomllib

import pytest

from agents.declarations import UserError
from experiments import run
from experiments.page.configuration import (
    MEASURED,
    commands,
    read_configuration,
    tables_of,
    to_toml,
)
from experiments.page.scene import Scene
from experiments.page.script import SAVED, script_of
from experiments.protocol.reading import load_protocol


def repeated(scene):
    text = to_toml(tables_of(scene))
    script = read_configuration("saved.toml", text.encode())
    names = [part.subject.name for part in script.parts] + ["nobody"]
    again = Scene(cells=scene.cells, subject=names[0], beside=names[1], script=script)
    again.work.wait(300)
    assert not again.problem and not again.work.problem
    assert again.time == scene.time
    return text, again


def test_a_screen_is_repeated_by_a_run_and_by_a_page(scene, tmp_path):
    scene.act({"type": "meal", "carbohydrate": "90 g", "fat": "20 g"})
    scene.pass_time(35.0)
    scene.act({"type": "exercise", "intensity": "60 %", "duration": "40 min"})
    scene.act({"type": "diet", "energy": "+500 kcal/day"})
    scene.pass_time(2000.0)
    scene.act({"type": "diet", "energy": "-750 kcal/day", "until": "weight falls by 9 kg",
               "limit": "52 weeks"})  # fmt: skip
    scene.act({"type": "set", "parameters": {"muscle.ceramide_gain": 0.0}})
    scene.pass_time(3000.0)
    text, again = repeated(scene)
    own = {name: scene.actors[0].body.value(name) for name in MEASURED}
    assert {name: again.actors[0].body.value(name) for name in MEASURED} == own
    (tmp_path / "saved.toml").write_text(text, encoding="utf-8")
    outcome = run(str(tmp_path / "saved.toml"), cells=scene.cells, seed=1)
    told = outcome.measures["value"]
    for name, value in own.items():
        assert told[name] == pytest.approx(value, rel=1e-9), name


def test_two_bodies_are_repeated(pair):
    pair.act({"type": "oral_glucose", "dose": "75 g"}, whom=[1])
    pair.pass_time(60.0)
    text, again = repeated(pair)
    tables = tomllib.loads(text)
    assert tables["groups"]["b"]["subject"] == "sedentary"
    assert tables["events"]["oral_glucose_1"]["groups"] == ["b"]
    for one, other in zip(pair.actors, again.actors, strict=True):
        assert one.body.value("glucose") == other.body.value("glucose")


def test_a_saved_protocol_keeps_its_background():
    protocol = load_protocol("step_reduction")
    scene = Scene(cells=200, subject="lean", script=script_of(protocol))
    scene.work.wait(300)
    scene.pass_time(90.0)
    text, again = repeated(scene)
    assert tomllib.loads(text)["background"] == protocol.raw["background"]
    assert again.actors[0].body.value("glucose") == scene.actors[0].body.value("glucose")


def test_what_goes_on_at_the_moment_of_saving_goes_on_afterwards(scene):
    scene.act({"type": "diet", "energy": "-750 kcal/day", "duration": "10 days"})
    scene.pass_time(3 * 1440.0)
    _, again = repeated(scene)
    for one in (scene, again):
        one.pass_time(9 * 1440.0)
    bodies = [one.actors[0].body for one in (scene, again)]
    assert bodies[0].value("weight") == bodies[1].value("weight")
    assert bodies[0].daily_intake() == bodies[1].daily_intake()


def test_late_moments_are_written_to_the_minute(scene):
    scene.time = 9_876_543.0
    saved = tables_of(scene)["events"][SAVED]
    assert saved["start"] == "9876543 min"


def test_settings_from_birth_are_kept():
    scene = Scene(cells=200, settings={"muscle.cytokine_gain": 0.5})
    scene.work.wait(300)
    tables = tables_of(scene)
    assert tables["groups"]["a"]["parameters"] == {"muscle.cytokine_gain": 0.5}
    _, again = repeated(scene)
    assert again.actors[0].body.value("glucose") == scene.actors[0].body.value("glucose")


def test_commands_repeat_the_screen(scene):
    assert commands(scene) == [
        ("opens this page", "glucell watch --subject lean --cells 200 --seed 1")
    ]
    scene.pass_time(10.0)
    assert [command for _, command in commands(scene)] == [
        "glucell run glucell_page.toml --cells 200 --seed 1",
        "glucell watch glucell_page.toml --cells 200 --seed 1",
    ]
    scene.act({"type": "oral_glucose", "dose": "75 g"})
    assert commands(scene)[0][1] == "glucell run glucell_page.toml --cells 200 --seed 1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "not a text file"),
        (b"x" * 300_000, "at most 200000"),
        (b"schema = [", "not valid TOML"),
        (b"schema = 1", "'title' is missing"),
        (b'schema = 1\ntitle = "a"\ninclude = "/etc/passwd"', "includes other files"),
        (b'schema = 1\ntitle = "a"\nsubject = "../../secret.toml"', "built-in subjects only"),
        (b'schema = 1\ntitle = "a"\n[groups.x]\nsubject = { name = "/a/b.toml" }', "built-in"),
        (b'schema = 1\ntitle = "a"\n[events.e]\ntype = "meel"', "did you mean 'meal'"),
        (b'schema = 1\ntitle = "a"\n[groups.x.cohort]\nname = "offspring"', "one or two bodies"),
    ],
)
def test_bad_files_are_refused_in_a_sentence(data, said):
    with pytest.raises(UserError, match=r".") as refusal:
        read_configuration("visitor.toml", data)
    assert said in str(refusal.value)
