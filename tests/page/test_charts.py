"""The numbers behind charts, tables and the tour."""

import csv
import io
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import experiments.page
from experiments.page.actions import forms
from experiments.page.chart_data import MOST_POINTS, limits_for, marks_of, panels_of
from experiments.page.director import read_events
from experiments.page.history import History, Samples
from experiments.page.quantities_shown import PANELS
from experiments.page.states_shown import FIRST_STATES, STATE_LIMITS, TISSUE_TITLES
from experiments.page.tables import population_csv, series_csv
from experiments.page.wording import pretty
from experiments.subject.reading import load_subject
from sim.quantities import catalog

TOUR = Path(experiments.page.__file__).with_name("tour.toml")


def test_charts_hold_the_recorded_numbers(scene):
    scene.pass_time(300.0)
    clocks, panels = panels_of(scene.actors, [PANELS["glucose"]], (0.0, 300.0), False)
    assert clocks[0][-1] == scene.time
    assert panels[0]["lines"][0]["y"][-1] == float(f"{scene.actors[0].body.value('glucose'):.4g}")
    _, american = panels_of(scene.actors, [PANELS["glucose"]], (0.0, 300.0), True)
    assert american[0]["unit"] == "mg/dl"
    ratio = american[0]["lines"][0]["y"][0] / panels[0]["lines"][0]["y"][0]
    assert ratio == pytest.approx(18.016, rel=1e-3)


def test_a_long_past_is_drawn_with_few_points_and_its_range(scene):
    scene.jump(60 * 1440.0)
    scene.work.wait(300)
    clocks, panels = panels_of(scene.actors, [PANELS["glucose"]], (0.0, scene.time), False)
    line = panels[0]["lines"][0]
    assert len(clocks[0]) == len(line["y"]) <= MOST_POINTS + 1
    assert all(b <= y <= t for b, y, t in zip(line["bottom"], line["y"], line["top"], strict=True))
    assert max(line["top"]) > max(line["y"])


def test_points_of_a_long_window_stand_for_whole_days(scene):
    scene.jump(20 * 1440.0)
    scene.work.wait(300)
    clocks, panels = panels_of(scene.actors, [PANELS["glucose"]], (0.0, scene.time), False)
    days, line = np.array(clocks[0]), panels[0]["lines"][0]
    assert np.diff(days) == pytest.approx(1440.0) and days[-1] == scene.time
    assert np.ptp(line["y"]) < 0.2 * np.ptp(line["top"][-1:] + line["bottom"][-1:])


def test_a_past_that_grows_old_keeps_its_means_and_its_range(scene):
    body = scene.actors[0].body.branch()
    short, long = History(capacity=60), History(capacity=1000)
    for _ in range(200):
        body.run_for(30.0)
        for history in (short, long):
            history.add(body)
    assert short.count <= 60 and short.times[-1] == long.times[-1] == body.time
    assert np.all(np.diff(short.times) > 0.0)
    assert short.values("insulin", body, "high").max() == long.values("insulin", body).max()
    assert short.values("insulin", body, "low").min() == long.values("insulin", body).min()
    lengths = short.times - short.begins
    mean = np.average(short.values("insulin", body), weights=lengths)
    assert mean == pytest.approx(long.values("insulin", body)[1:].mean(), rel=0.02)


def test_a_fitted_axis_holds_its_lines(scene):
    _, panels = panels_of(scene.actors, [PANELS["weight"]], (-1440.0, 0.0), False)
    weight = scene.actors[0].body.weight
    assert panels[0]["low"] < weight < panels[0]["high"]
    assert panels[0]["high"] - panels[0]["low"] < 0.25 * weight


def test_a_lasting_event_is_marked_at_its_end_too(scene):
    scene.act({"type": "diet", "energy": "-500 kcal/day", "duration": "1 day"}, "eating less")
    scene.pass_time(600.0)
    window = (0.0, 2880.0)
    assert [m["text"] for m in marks_of(scene.markers, scene.actors[0], window)[0]] == [
        "eating less"
    ]
    scene.pass_time(1440.0)
    last = marks_of(scene.markers, scene.actors[0], window)[0][-1]
    assert (last["start"], last["text"]) == (1440.0, "end: eating less")


def test_normal_ranges_are_told_in_the_chosen_unit():
    for american, unit in ((False, "mmol/L"), (True, "mg/dl")):
        for band in PANELS["glucose"].bands(american):
            told = [float(number) for number in re.findall(r"[\d.]+", band["label"])]
            assert told == pytest.approx([band["low"], band["high"]], rel=0.02)
            assert band["text"].endswith(unit)
    assert not PANELS["fluxes"].bands(False)


def test_what_is_remembered_thins_with_age_and_keeps_its_ends():
    samples = Samples(1, 100)
    for time in range(1000):
        samples.add(float(time), np.array([time]))
    times = samples.times
    assert samples.count <= 100 and times[0] == 0.0 and times[-1] == 999.0
    assert np.all(np.diff(times) > 0) and np.diff(times)[-1] == 1.0
    assert np.array_equal(samples.rows[:, 0], times)


def test_every_panel_shows_quantities_that_exist():
    for panel in PANELS.values():
        for quantity, _ in panel.quantities:
            assert quantity in catalog(), quantity


def test_every_state_offered_has_limits(scene):
    for name in TISSUE_TITLES:
        tissue = scene.actors[0].body.tissues[name]
        assert FIRST_STATES[name] in tissue.states
        for state in tissue.states:
            low, high = STATE_LIMITS.get(state) or limits_for([tissue], state)
            assert low < high, state


def test_units_are_written_for_people():
    written = {"umol/L": "µmol/L", "um": "µm", "mU/m2/min": "mU/m²/min", "kg/m^2": "kg/m²",
               "uU/ml": "µU/ml", "1": "", "umol/kg/min": "µmol/kg/min"}  # fmt: skip
    assert {unit: pretty(unit) for unit in written} == written


def test_tables_parse_and_carry_units(pair):
    rows = list(csv.DictReader(io.StringIO(population_csv(pair))))
    assert {row["body"] for row in rows} == {"A", "B"}
    akt = [r for r in rows if (r["body"], r["tissue"], r["group"], r["state"], r["statistic"])
           == ("A", "muscle", "all", "akt", "mean")]  # fmt: skip
    assert float(akt[0]["value"]) == pytest.approx(pair.actors[0].body.value("muscle.akt"))
    body = list(csv.DictReader(io.StringIO(series_csv(pair))))
    assert body[0]["insulin"] == "pmol/L" and float(body[-1]["time"]) == 0.0


def test_every_step_of_the_tour_can_be_shown():
    steps = tomllib.loads(TOUR.read_text(encoding="utf-8"))["step"]
    assert len(steps) == 8
    for step in steps:
        for subject in (step["subject"], step.get("beside", "lean")):
            load_subject(subject)
        assert set(step["states"]) == set(TISSUE_TITLES) and set(step["panels"]) <= set(PANELS)
        read_events(step.get("events", {}), step["title"])
        assert step["tries"]
        for trial in step["tries"]:
            read_events(trial.get("events", {}), step["title"])
            assert trial.get("events") or trial.get("passes")


def test_forms_say_their_units():
    for form in forms().values():
        for field in form.fields:
            if field["type"] == "number":
                assert field["unit"] and field["low"] <= field["value"] <= field["high"]
