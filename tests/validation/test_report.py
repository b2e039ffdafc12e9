"""The report is one page that needs nothing from elsewhere and shows every check."""

from html.parser import HTMLParser

import numpy as np
import pytest

from experiments.validation import load_targets, score
from experiments.validation.report.courses import courses_of, panels_of, words_of

from .conftest import GLUCOSE, RUN, tables_of

CURVES = """
[curves.{name}]
what = "Glucose in the night, {name}"
run = "night"
quantity = "glucose"
unit = "mg/dl"
times = ["-8 h", "-4 h", "0 min"]
published = [110, nan, 90]
low = [100, 80, 80]
high = [120, 110, 100]
"""

VALUES = """
[curves.ratio]
what = "a ratio"
values = ["night.glucose / quantity('90 mg/dl')", "1 * night.glucose / night.glucose"]
unit = "1"
times = ["0 min", "2 h"]
published = [1, 1]
"""

REST = """
[checks.low]
what = "glucose is low & <insulin> too"
value = "night.is_low"
holds = true

[checks.gsk3]
what = "GSK3"
not_represented = "The model has no GSK3."
expected = 1
low = 0
high = 3
unit = "fold"
"""

VOID = {"meta", "link", "br", "img"}


class Page(HTMLParser):
    """Whether a page is whole, and what it refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href"):
                self.references.append(value)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> in {self.open}"
        self.open.pop()

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture
def page(target, validate, home):
    """The report of two targets."""
    target(RUN + GLUCOSE + REST + CURVES.format(name="one") + CURVES.format(name="two"))
    target(RUN + GLUCOSE + VALUES, "B2")
    code, _, said = validate("--cells", "8", "--out", "o", "--quiet")
    assert code == 0, said
    parser = Page()
    parser.feed((home / "o" / "report.html").read_text(encoding="utf-8"))
    return parser


def test_a_page_is_whole_and_needs_nothing_from_elsewhere(page):
    assert page.open == []
    assert [r for r in page.references if not r.startswith("#")] == []
    assert {r[1:] for r in page.references} <= set(page.ids)
    told = [name for name in page.ids if name[0].isupper() or name.startswith("section")]
    assert told == ["section-A", "A1", "section-B", "B2"]


def test_every_check_is_told_with_its_state(page):
    text = " ".join(page.text)
    assert "glucose is low & <insulin> too" in text
    assert "Not represented: The model has no GSK3." in text
    assert text.count("not represented") == 2  # in the head, and at its check
    assert "recalled, source not read again" in text


def test_curves_of_one_quantity_stand_together(target):
    target(RUN + GLUCOSE + CURVES.format(name="one") + CURVES.format(name="two") + VALUES)
    card = score(["A1"], cells=8)
    courses = courses_of(load_targets()[0], card.gathered["A1"])
    assert [[c.name for c in panel] for panel in panels_of(courses)] == [["one", "two"], ["ratio"]]
    assert words_of(courses[:2]) == ("Glucose in the night", ["one", "two"])
    course = courses[0]
    assert list(course.minutes) == [-480.0, -240.0, 0.0]
    assert np.isnan(course.published[1])
    minutes, values = course.line
    assert len(minutes) > 50
    assert values[minutes == 0.0] == pytest.approx(card.results[0].simulated)
    assert courses[2].line[1] == pytest.approx([card.results[0].simulated / 90, 1.0])


def test_the_same_runs_give_the_same_page(target, validate, home):
    target(RUN + GLUCOSE + CURVES.format(name="one"))
    for name in ("one", "two"):
        validate("--cells", "8", "--out", name, "--quiet")
    assert tables_of(home / "one") == tables_of(home / "two")
