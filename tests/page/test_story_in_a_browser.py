"""The tour from its first step to its last, two bodies side by side, windows of all sizes."""

import pytest

pytestmark = pytest.mark.browser

TISSUES = ("muscle", "liver", "visceral_fat", "subcutaneous_fat")
STEPS = 8


def test_two_bodies_are_compared(visit):
    v = visit()
    v.tab.click("[data-tab=library]")
    v.tab.click("[data-subject=obese_igt] .gc-quiet")
    v.tab.wait_for_selector(".gc-pair", timeout=120_000)
    v.ready()
    assert len(v.tab.query_selector_all("[data-tissue] img")) == 8
    lean, heavy = v.drawn("insulin", 0), v.drawn("insulin", 1)
    assert lean[0] == heavy[0] and max(heavy[1]) > max(lean[1])
    v.picture("compared")


def test_the_tour_leads_to_its_end(visit):
    v = visit()
    v.tab.click("[data-tab=tour]")
    v.tab.click("[data-begin]")
    for step in range(STEPS):
        v.tab.wait_for_selector(f"[data-step-open='{step}']")
        v.tab.wait_for_selector("[data-try='0']:not([disabled])", timeout=120_000)
        v.ready()
        v.lived(20)
        v.picture(f"tour_{step + 1}")
        if step + 1 < STEPS:
            v.tab.click("[data-next]")
    assert v.tab.is_disabled("[data-next]")
    v.tab.click(".gc-close")
    v.tab.wait_for_selector("[data-step-open]", state="detached")


def test_a_step_of_the_tour_offers_something_to_try(visit):
    v = visit()
    v.tab.click("[data-tab=tour]")
    v.tab.click("[data-step='1']")
    v.tab.wait_for_selector(".gc-pair", timeout=120_000)
    v.tab.wait_for_selector("[data-try='0']:not([disabled])")
    v.tab.click("[data-try='0']")
    v.until(
        "[...document.querySelectorAll('[data-marker]')].some((m) => m.title.includes('burger'))"
    )


def test_letting_time_pass_ends_the_playing(visit):
    v = visit()
    v.tab.click("[data-tab=tour]")
    v.tab.click("[data-step='7']")
    v.tab.wait_for_selector("[data-try='0']:not([disabled])", timeout=120_000)
    v.lived(20)
    v.tab.click("[data-try='0']")
    v.tab.get_by_role("button", name="▶", exact=True).wait_for()
    v.lived(7 * 1440)
    v.ready()
    fat = v.drawn("liver_fat")[1]
    assert fat[-1] < 0.8 * fat[0]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("dark", {"color_scheme": "dark"}),
        ("projector", {"viewport": {"width": 1920, "height": 1080}}),
        ("small", {"viewport": {"width": 1024, "height": 768}}),
    ],
)
def test_it_fits(visit, name, options):
    v = visit(**options)
    wide = v.tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    bottom = v.tab.query_selector(".gc-tabs").bounding_box()["y"]
    assert bottom < v.tab.viewport_size["height"]
    for tissue in TISSUES:
        box = v.tab.query_selector(f"[data-tissue={tissue}] img").bounding_box()
        assert box["y"] + box["height"] < bottom
        assert box["height"] == pytest.approx(box["width"], rel=0.15)
    last = v.tab.query_selector_all("[data-chart=blood] [data-panel]")[-1].bounding_box()
    assert last["y"] + last["height"] <= bottom + 1
    v.picture(name)
