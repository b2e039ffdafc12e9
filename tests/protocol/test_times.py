"""Points in time, lengths of time, names of moments, conditions."""

import pytest

from experiments.protocol.conditions import condition
from experiments.protocol.times import Anchors, NotYetKnown, duration, moment_name, time_point
from experiments.protocol.units import UnitError

ANCHORS = Anchors(480.0, {"clamp.start": 10.0, "clamp.end": 130.0, "training.last.end": 1000.0})


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90 min", 90),
        ("-10 h", -600),
        ("2 weeks", 20160),
        ("0 min", 0),
        ("start", 0),
        ("clamp.end - 30 min", 100),
        ("clamp.start", 10),
        ("training.last.end + 16 h", 1960),
        ("08:00", 0),
        ("07:30", 1410),
        ("20:00", 720),
        ("day 0 08:00", 0),
        ("day 2 07:00", 2820),
        ("day -1 20:00", -720),
        ("start + 5 min", 5),
        ("−5 min", -5),
    ],
)
def test_points_resolve(text, minutes):
    assert ANCHORS.resolve(time_point(text)) == pytest.approx(minutes)


def test_an_open_anchor_is_not_yet_known():
    with pytest.raises(NotYetKnown):
        ANCHORS.resolve(time_point("diet.end"))


@pytest.mark.parametrize(
    "text", ["25:00", "07:75", "clamp", "later", "90", "12 mg", 90, "clamp.middle"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(UnitError):
        time_point(text)


def test_months_and_years_are_whole_days():
    assert duration("1 year") == 365 * 1440
    assert duration("1 month") % 1440 == 0
    assert duration("0.3 years") % 1440 == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5 years", "year_5"),
        ("2 weeks", "week_2"),
        ("3 days", "day_3"),
        ("14 h", "h14"),
        ("30 min", "min_30"),
        ("training.end + 16 h", "h16"),
        ("diet.end", "end"),
        ("0 h", "h0"),
        ("-10 h", "minus_h10"),
        ("1.5 h", "h1p5"),
        ("6 months", "month_6"),
        ("start", "start"),
    ],
)
def test_moments_have_readable_names(text, name):
    assert moment_name(time_point(text)) == name


def test_conditions_compare_values_and_changes():
    falls = condition("weight falls by 8 kg")
    assert falls.holds({"weight": 91.9}, {"weight": 100.0}, [8.0])
    assert not falls.holds({"weight": 92.1}, {"weight": 100.0}, [8.0])
    share = condition("weight falls by 7 %")
    assert share.clauses[0].relative
    assert share.holds({"weight": 92.9}, {"weight": 100.0}, [0.07])
    either = condition("glucose above 7 mmol/l or weight below 60 kg")
    assert either.holds({"glucose": 5, "weight": 59}, {"glucose": 5, "weight": 70}, [7.0, 60.0])
    both = condition("glucose above 7 mmol/l and weight below 60 kg")
    assert not both.holds({"glucose": 5, "weight": 59}, {"glucose": 5, "weight": 70}, [7.0, 60.0])


@pytest.mark.parametrize(
    "text", ["weight", "weight sinks by 8 kg", "a above 1 kg or b below 1 kg and c above 1 kg", 3]
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(UnitError):
        condition(text)
