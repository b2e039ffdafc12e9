"""The page as a visitor meets it, in a real browser without any outside request."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser

PLAY = "▶"


def play(tab):
    tab.get_by_role("button", name=PLAY, exact=True).click()


def pause(tab):
    tab.get_by_role("button", name="❚❚", exact=True).click()
    tab.get_by_role("button", name=PLAY, exact=True).wait_for()


def do(tab, form):
    tab.click("[data-tab=act]")
    tab.click(f"[data-form={form}] button[type=submit]")


def click_cell(tab, tissue, x, y):
    box = tab.query_selector(f"[data-tissue={tissue}] img").bounding_box()
    tab.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def pass_time(tab, minutes):
    tab.click("[data-tab=act]")
    tab.select_option("[data-form=pass] select", str(minutes))
    tab.click("[data-form=pass] button[type=submit]")


def test_first_view_shows_four_tissues_and_a_day_of_blood(visit):
    v = visit()
    assert len(v.tab.query_selector_all("[data-tissue] img")) == 4
    times, glucose = v.drawn("glucose")
    assert times[-1] - times[0] > 1000 and min(glucose) > 3.0 and max(glucose) > 6.0
    assert v.clock() == "day 1, 07:00"
    assert v.tab.query_selector_all("[data-panel=glucose] .gc-band")
    told = v.tab.inner_text("[data-panel=glucose] .gc-normal")
    assert "fasting" in told and re.search(r"\d", told)
    assert "pg/ml" in v.tab.inner_text(".gc-key")
    v.picture("first_view")


def test_every_icon_is_drawn(visit):
    v = visit()
    lacking = """[...document.querySelectorAll(".mdi")].filter((icon) =>
        ["none", "normal", ""].includes(getComputedStyle(icon, "::before").content))
        .map((icon) => icon.className)"""
    for tab in ("act", "away"):
        v.tab.click(f"[data-tab={tab}]")
        v.tab.wait_for_selector(f"[data-tab={tab}].gc-open")
        assert v.tab.evaluate(lacking) == []


def test_the_keyboard_does_what_the_mouse_does(visit):
    v = visit()
    v.tab.keyboard.press("s")
    v.at("day 1, 07:15")
    v.tab.keyboard.press("+")
    v.until("document.querySelector('.gc-speed').textContent.startsWith('1 hour')")
    v.tab.keyboard.press("Space")
    v.lived(30)
    v.tab.keyboard.press("Space")
    v.tab.get_by_role("button", name=PLAY, exact=True).wait_for()
    v.tab.keyboard.press("t")
    v.tab.wait_for_selector("[data-begin]")
    v.tab.focus("[data-begin]")
    v.tab.keyboard.press("Enter")
    v.tab.wait_for_selector("[data-step-open='0']")


def test_it_plays_and_pauses_and_steps(visit):
    v = visit()
    play(v.tab)
    v.lived(20)
    pause(v.tab)
    v.tab.wait_for_timeout(1000)  # the step that was under way ends
    stopped = v.clock()
    v.tab.wait_for_timeout(1600)
    assert v.clock() == stopped
    v.tab.get_by_role("button", name="Step", exact=True).click()
    v.until(f"(document.querySelector('.gc-time')?.textContent ?? '') > '{stopped}'")


def test_a_meal_raises_glucose_then_insulin(visit):
    v = visit()
    do(v.tab, "meal")
    v.until("document.querySelector('[data-marker]') !== null")
    play(v.tab)
    v.lived(120)
    pause(v.tab)
    times, glucose = v.drawn("glucose")
    _, insulin = v.drawn("insulin")
    now = next(place for place, time in enumerate(times) if time >= 0.0)
    assert max(glucose[now:]) > glucose[now] + 1.5
    assert max(insulin[now:]) > 3.0 * insulin[now]
    half = [next(t for t, y in zip(times[now:], line[now:], strict=True)
                 if y > 0.5 * (line[now] + max(line[now:]))) for line in (glucose, insulin)]  # fmt: skip  # noqa: E501
    assert half[0] < half[1]


def test_a_bout_lights_up_recruited_fibers(visit):
    v = visit()
    before = v.tab.get_attribute("[data-tissue=muscle] img", "src")
    do(v.tab, "bout")
    play(v.tab)
    v.until("(document.querySelector('.gc-strip')?.textContent ?? '').includes('exercising')")
    v.lived(15)
    pause(v.tab)
    assert v.tab.get_attribute("[data-tissue=muscle] img", "src") != before
    v.picture("bout")


def test_a_clicked_cell_shows_the_numbers_of_the_model(visit, scene):
    from experiments.page.tissue_picture import Painter

    v = visit()
    click_cell(v.tab, "muscle", 0.42, 0.37)
    v.tab.wait_for_selector(".gc-cell")
    tissue = scene.actors[0].body.tissues["muscle"]
    row = Painter(tissue).row_at(tissue, 0.42, 0.37)
    assert f"Muscle fiber {row}," in v.tab.inner_text(".gc-cell h3")
    cell = tissue.agent(row)
    for state in ("akt", "diacylglycerol", "intramyocellular_lipid", "recruitment_threshold"):
        shown = v.tab.get_attribute(f".gc-states [data-state={state}]", "data-value")
        assert float(shown) == pytest.approx(getattr(cell, state), rel=1e-9), state
    assert re.search(r"responds to insulin at \d+ % of its capacity", v.tab.inner_text(".gc-words"))
    v.tab.focus("[data-tissue=muscle] .gc-picture")
    v.tab.keyboard.press("ArrowRight")
    v.until(f"!document.querySelector('.gc-cell h3').textContent.includes('fiber {row},')")
    v.picture("clicked_cell")


def test_reset_restores(visit):
    v = visit()
    first = v.drawn("glucose")
    do(v.tab, "drink")
    pass_time(v.tab, 360)
    v.at("day 1, 13:00")
    v.tab.get_by_role("button", name="Reset", exact=True).click()
    v.at("day 1, 07:00")
    v.ready()
    assert v.drawn("glucose") == first
    assert not v.tab.query_selector_all("[data-marker]")


def test_undo_goes_back_to_before_the_action(visit):
    v = visit()
    first = v.drawn("glucose")
    do(v.tab, "drink")
    v.until("document.querySelector('[data-marker]') !== null")
    play(v.tab)
    v.lived(30)
    pause(v.tab)
    v.tab.keyboard.press("u")
    v.at("day 1, 07:00")
    v.until("(document.querySelector('.gc-message')?.textContent ?? '').startsWith('Undone: 75 g')")
    v.until("document.querySelector('[data-marker]') === null")
    v.tab.wait_for_timeout(500)
    assert v.drawn("glucose") == first


def test_downloads_parse(visit, tmp_path):
    v = visit()
    v.tab.click("[data-tab=away]")
    names = {"cells": "Cells: statistics (CSV)", "body": "Body over time (CSV)",
             "figure": "Figure (PNG)", "configuration": "Configuration (TOML)"}  # fmt: skip
    for key, label in names.items():
        with v.tab.expect_download(timeout=60_000) as waiting:
            v.tab.get_by_text(label, exact=True).click()
        waiting.value.save_as(tmp_path / key)
    rows = list(csv.DictReader((tmp_path / "cells").open(encoding="utf-8")))
    assert {row["tissue"] for row in rows} >= {"muscle", "liver"} and float(rows[0]["value"]) >= 0
    body = list(csv.DictReader((tmp_path / "body").open(encoding="utf-8")))
    assert body[0]["glucose"] == "mmol/L" and 3.0 < float(body[-1]["glucose"]) < 12.0
    assert (tmp_path / "figure").read_bytes()[:4] == b"\x89PNG"
    assert 'subject = "lean"' in (tmp_path / "configuration").read_text(encoding="utf-8")


def test_a_saved_screen_is_repeated_by_its_commands_and_by_another_tab(visit, tmp_path):
    v = visit()
    do(v.tab, "drink")
    pass_time(v.tab, 60)
    v.lived(60)
    v.ready()
    shown = v.drawn("glucose")[1][-1]
    v.tab.click("[data-tab=away]")
    with v.tab.expect_download(timeout=60_000) as waiting:
        v.tab.get_by_text("Configuration (TOML)", exact=True).click()
    waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
    commands = v.tab.locator("[data-command]").all_inner_texts()
    run = next(shlex.split(text) for text in commands if text.startswith("glucell run"))
    done = subprocess.run(
        [sys.executable, "-m", "experiments", *run[1:], "--json"], cwd=tmp_path, text=True,
        capture_output=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)["measures"]["glucose"]["value"]
    assert float(f"{measured:.4g}") == shown
    other = visit()
    other.tab.click("[data-tab=away]")
    _load(other.tab, "glucell_page.toml", (tmp_path / "glucell_page.toml").read_bytes())
    other.lived(60)
    other.ready()
    assert other.drawn("glucose")[1][-1] == shown
    assert other.tab.query_selector_all("[data-marker=oral_glucose_1]")


def test_two_tabs_do_not_disturb_one_another(visit):
    one, other = visit(), visit()
    do(one.tab, "meal")
    pass_time(one.tab, 360)
    one.at("day 1, 13:00")
    assert other.clock() == "day 1, 07:00"
    assert not other.tab.query_selector_all("[data-marker]")
    play(other.tab)
    other.lived(15)
    assert one.clock() == "day 1, 13:00"


def test_a_long_time_passes_with_progress_and_can_be_cancelled(visit):
    v = visit()
    pass_time(v.tab, 5256000)
    v.tab.wait_for_selector(".gc-work")
    v.tab.click("[data-tab=slow]")  # the page goes on answering
    v.tab.wait_for_selector("[data-panel=weight]")
    v.until("document.querySelector('.gc-work')?.textContent.includes('%')")
    v.tab.get_by_role("button", name="Cancel").click()
    v.tab.wait_for_selector(".gc-work", state="detached", timeout=60_000)
    assert v.clock() != "day 1, 07:00"


def test_bad_uploads_get_a_sentence(visit, tmp_path):
    v = visit()
    v.tab.click("[data-tab=away]")
    for name, content, said in (
        ("broken.toml", b"schema = ", "is not valid TOML"),
        ("wrong.toml", b'schema = 1\ntitle = "x"\n[events.a]\ntype = "meel"\n', "meel"),
        ("picture.toml", b"\x89PNG\xff\xfe", "is not a text file"),
        ("large.toml", b"#" * 300_000, "at most"),
        ("sneaky.toml", b'schema = 1\ntitle = "x"\nsubject = "../../x.toml"\n', "built-in"),
    ):
        _load(v.tab, name, content)
        v.until(f"(document.querySelector('.gc-message')?.textContent ?? '').includes({said!r})")
        assert v.clock() == "day 1, 07:00"


def test_a_configuration_is_loaded_again(visit):
    v = visit()
    text = b"""schema = 1
title = "Two meals"
subject = "lean"
preparation = { clock = "07:00" }
[events.breakfast]
type = "meal"
carbohydrate = "60 g"
"""
    v.tab.click("[data-tab=away]")
    _load(v.tab, "two_meals.toml", text)
    v.until("document.querySelector('[data-marker=breakfast]') !== null", 120_000)
    assert "Two meals is loaded" in v.message()


def _load(tab, name, content):
    file = {"name": name, "mimeType": "application/toml", "buffer": content}
    tab.set_input_files("input[type=file]", file)


def test_units_switch_and_parameters_change(visit):
    v = visit()
    low = v.drawn("glucose")[1]
    v.tab.keyboard.press("g")
    v.until("document.querySelector('[data-panel=glucose] em').textContent === 'mg/dl'")
    assert v.drawn("glucose")[1][0] == pytest.approx(18.016 * low[0], rel=1e-2)
    v.tab.click("[data-tab=parameters]")
    row = "[data-parameter='muscle.diacylglycerol_gain']"
    assert "Samuel" in v.tab.get_attribute(row, "title")
    v.tab.fill(f"{row} input[type=number]", "0")
    v.tab.click(f"{row} button")
    v.until(
        "(document.querySelector('.gc-message')?.textContent ?? '').includes('diacylglycerol_gain')"
    )
    v.until(f"document.querySelector(\"{row} input[type=number]\").value === '0'")


def test_a_wrong_seed_is_refused_in_a_sentence(visit):
    v = visit()
    v.tab.get_by_label("Seed").fill("many")
    v.tab.get_by_label("Seed").press("Tab")
    v.tab.get_by_role("button", name="Reset", exact=True).click()
    v.until("document.body.textContent.includes('A seed is a whole number')")
