"""Bad input: one sentence that says what, where, and what would be right."""

import time

import pytest

from agents.declarations import UserError
from experiments.protocol.checking import check_loaded
from experiments.protocol.reading import load_protocol
from experiments.subject.reading import load_subject

from .fake_body import CATALOG

CLAMP = """
schema = 1
title = "Clamp"

[preparation]
overnight_fast = "10 h"

[arms.control]

[arms.high]
events.insulin.rate = "80 mU/m2/min"

[events.insulin]
type = "infusion"
substance = "insulin"
rate = "40 mU/m2/min"
duration = "120 min"

[events.clamp]
type = "hold"
quantity = "glucose"
target = "90 mg/dl"
duration = "120 min"

[measures.m_value]
quantity = "glucose_infusion_rate"
unit = "mg/kg/min"
window = ["90 min", "120 min"]

[measures.change]
of = "m_value"
unit = "%"
reference = { arm = "control", as = "percent" }
"""

# What is replaced, what it becomes, and what the sentence must say.
SENTENCES = [
    # words that are not known
    (
        'rate = "40 mU',
        'rat = "40 mU',
        "events.insulin: 'rat' is not a key of this table; did you mean 'rate'?",
    ),
    (
        "[events.clamp]",
        "[event.clamp]",
        "'event' is not a key of this table; did you mean 'events'",
    ),
    (
        'type = "hold"',
        'type = "holt"',
        "events.clamp: the event type 'holt' is not known; did you mean 'hold'?",
    ),
    ('type = "hold"\n', "", "events.clamp: needs a 'type', as in type = \"meal\"."),
    (
        'quantity = "glucose"',
        'quantity = "glucos"',
        "'glucos' is not allowed; did you mean 'glucose'?",
    ),
    (
        'substance = "insulin"',
        'substance = "inulin"',
        "'inulin' is not allowed; did you mean 'insulin'?",
    ),
    (
        '"glucose_infusion_rate"',
        '"glucose_infusion"',
        "there is no quantity 'glucose_infusion'; did you mean 'glucose_infusion_rate'",
    ),
    (
        'of = "m_value"',
        'of = "m_vale"',
        "measures.change: there is no measure 'm_vale'; did you mean 'm_value'?",
    ),
    (
        'arm = "control"',
        'arm = "contrl"',
        "measures.change: there is no arm 'contrl'; did you mean 'control'?",
    ),
    (
        "events.insulin.rate =",
        "events.insulyn.rate =",
        "there is no event 'insulyn' to change; did you mean 'insulin'?",
    ),
    # units
    ('"40 mU/m2/min"', '"40 mg/dl"', "'40 mg/dl' is a concentration; write it as '40 mU/m2/min'"),
    ('"40 mU/m2/min"', "40", "40 needs its unit written with it as text"),
    ('"40 mU/m2/min"', '"40"', "'40' needs its unit"),
    ('"40 mU/m2/min"', '"40 mX/min"', "the unit 'mX' is not known"),
    ('"90 mg/dl"', '"90 kg"', "'90 kg' is a mass; a level of glucose is written as in '90 mg/dl'"),
    (
        'unit = "mg/kg/min"',
        'unit = "mg/dl"',
        "cannot be expressed in 'mg/dl' (glucose_infusion_rate is in 'umol/kg/min')",
    ),
    ('unit = "mg/kg/min"\n', "", "measures.m_value: needs its 'unit'"),
    # numbers
    ('"40 mU/m2/min"', '"-40 mU/m2/min"', "'-40 mU/m2/min' is negative; it must be zero or more"),
    ('"40 mU/m2/min"', '"nan mU/m2/min"', "is not a finite number"),
    ('duration = "120 min"', 'duration = "-2 h"', "'-2 h' is negative; a length of time cannot be"),
    (
        'duration = "120 min"',
        'duration = "0 min"',
        "'0 min' is zero; give a length of time above zero",
    ),
    (
        'duration = "120 min"',
        'duration = "120 g"',
        "'120 g' is not a length of time, as '30 min' is",
    ),
    # form
    ("schema = 1", "schema = 2", "schema: 2 is not allowed; known here: 1"),
    ("schema = 1", "", "'schema' is missing"),
    ('title = "Clamp"', "", "'title' is missing"),
    ('rate = "40 mU/m2/min"', "", "an infusion needs either 'rate' or 'steps'"),
    ('["90 min", "120 min"]', '["90 min"]', "measures.m_value.window"),
    ('["90 min", "120 min"]', '["120 min", "90 min"]', "its window ends before it starts"),
    (
        '["90 min", "120 min"]',
        '["clmp.end", "120 min"]',
        "refers to an event that does not exist; did you mean 'clamp'?",
    ),
    ('as = "percent"', 'as = "fraction"', "'fraction' is not allowed"),
    ("[measures.m_value]", '[measures."m value"]', "a measure's name consists of letters"),
    (
        'type = "hold"',
        'type = "hold"\nuntil = "glucose above 7 mmol/l"',
        "gives both 'duration' and 'until'",
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), SENTENCES)
def test_one_sentence_says_what_where_and_what_would_be_right(tmp_path, old, new, told):
    assert old in CLAMP
    path = tmp_path / "clamp.toml"
    path.write_text(CLAMP.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as error:
        check_loaded(load_protocol(path), CATALOG, parameters=False)
    first = str(error.value).splitlines()[0]
    assert told in first
    assert first.startswith("clamp.toml: ")
    assert first.endswith((".", "?"))
    assert str(tmp_path) not in str(error.value)


def test_the_file_itself_is_fine(tmp_path):
    path = tmp_path / "clamp.toml"
    path.write_text(CLAMP, encoding="utf-8")
    check_loaded(load_protocol(path), CATALOG, parameters=False)


def test_broken_toml_is_told_with_its_line(tmp_path):
    path = tmp_path / "clamp.toml"
    path.write_text(CLAMP.replace("[events.clamp]", "[events.clamp"), encoding="utf-8")
    with pytest.raises(UserError, match=r"clamp.toml: line 19 is not valid TOML"):
        load_protocol(path)


def test_several_problems_are_told_a_line_each(tmp_path):
    path = tmp_path / "clamp.toml"
    path.write_text(CLAMP.replace("120 min", "120 g").replace("mg/dl", "kg"), encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_protocol(path)
    assert 2 <= len(str(error.value).splitlines()) <= 6


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("clmp", "clmp: there is no protocol of this name; did you mean 'clamp'?"),
        ("nowhere.toml", "there is no such protocol file"),
        ("experiments", "there is no protocol of this name"),
    ],
)
def test_unknown_protocols_are_answered_with_the_nearest(name, told):
    with pytest.raises(UserError, match=told.replace("?", r"\?").replace("(", r"\(")):
        load_protocol(name)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "binary.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"cannot be read: it is not UTF-8 text"):
        load_protocol(path)


def test_a_file_that_includes_itself_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text('include = ["b.toml"]\nschema = 1\ntitle = "a"\n')
    (tmp_path / "b.toml").write_text('include = ["a.toml"]\n')
    with pytest.raises(UserError, match="includes itself"):
        load_protocol(tmp_path / "a.toml")


EVENTS = {
    "supramaximal": (
        {"type": "exercise", "intensity": "120 %", "duration": "1 min"},
        "intensity 120 % is above 100 %; such a bout needs a 'reason'",
    ),
    "diet": (
        {
            "type": "diet",
            "carbohydrate": "50 %",
            "fat": "30 %",
            "protein": "30 %",
            "duration": "1 week",
        },
        "add up to 110 % of energy, not 100 %",
    ),
    "part": (
        {"type": "diet", "fat": "30 %", "duration": "1 week"},
        "give all three shares of energy",
    ),
    "until": (
        {"type": "diet", "energy": "1200 kcal/day", "until": "weight falls by 8 kg"},
        "needs a 'limit'",
    ),
    "condition": (
        {
            "type": "diet",
            "energy": "1200 kcal/day",
            "until": "weight sinks by 8 kg",
            "limit": "2 weeks",
        },
        "is not a condition; write a quantity, then 'above'",
    ),
    "meal": (
        {"type": "meal", "diet": "western"},
        "needs 'carbohydrate', 'fat' or 'protein' in grams, or 'energy'",
    ),
    "drink": (
        {"type": "oral_glucose", "dose": "75 ml"},
        "'75 ml' is a quantity; write it as '75 g'",
    ),
    "share": (
        {"type": "meal", "fat": "20 g", "saturated_share": "140 %"},
        "is not between 0 % and 100 %",
    ),
    "sessions": (
        {"type": "training", "intensity": "60 %", "session": "30 min", "duration": "4 weeks"},
        "needs either 'sessions_per_week' or 'days'",
    ),
    "moment": ({"type": "mark", "duration": "3 min"}, "does not belong to a momentary event"),
    "drug": (
        {
            "type": "drug",
            "effects": [{"parameter": "muscle.ampk_gain", "set": 0.0}],
            "half_life": "3 h",
        },
        "is given with 'times', not with 'set'",
    ),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_impossible_events(kind):
    table, told = EVENTS[kind]
    with pytest.raises(UserError) as error:
        load_protocol({"schema": 1, "title": "t", "events": {kind: table}})
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {
                "person": {
                    "sex": "male",
                    "age": "12 years",
                    "height": "1.5 m",
                    "bmi": "20 kg/m2",
                    "body_fat": "20 %",
                }
            },
            "'12 years' is outside 18 to 100 years",
        ),
        (
            {"person": {"sex": "male", "age": "30 years", "height": "1.5 m", "body_fat": "20 %"}},
            "a person needs either 'weight' or 'bmi'",
        ),
        ({"habits": {"energy": "+500 kcal/day"}}, "belongs into the 'history'"),
        ({"genes": {"x": float("nan")}}, "not a finite number"),
        ({"history": [{"events": {}}]}, "'duration' is missing"),
    ],
)
def test_impossible_subjects(change, told):
    person = {
        "sex": "male",
        "age": "30 years",
        "height": "1.75 m",
        "weight": "70 kg",
        "body_fat": "18 %",
    }
    with pytest.raises(UserError) as error:
        load_subject({"schema": 1, "title": "t", "person": person, **change})
    assert told in str(error.value)


def test_a_bad_file_is_answered_without_loading_the_model(tmp_path):
    import subprocess
    import sys

    path = tmp_path / "clamp.toml"
    path.write_text(CLAMP.replace("120 min", "120 g"), encoding="utf-8")
    code = (
        "import sys\n"
        "from experiments.protocol.checking import check\n"
        f"try: check({str(path)!r})\n"
        "except ValueError: pass\n"
        "print(sorted(set(sys.modules) & {'numba', 'mesa', 'pandas', 'scipy', 'pint', "
        "'matplotlib'}))"
    )
    before = time.perf_counter()
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
    assert time.perf_counter() - before < 10
