"""The timeline: order of the file, repetition, anchors, conditions, conflicts."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.declarations import UserError
from experiments.protocol.acts import acts_of
from experiments.protocol.checking import check_loaded
from experiments.protocol.plan import timeline_of
from experiments.protocol.reading import load_protocol
from experiments.subject.living import live
from experiments.subject.reading import load_subject, subject_from_tables

from .fake_body import CATALOG, FakeBody

EVENTS = {
    "insulin": {
        "type": "infusion",
        "substance": "insulin",
        "rate": "40 mU/m2/min",
        "duration": "2 h",
    },
    "clamp": {"type": "hold", "quantity": "glucose", "target": "90 mg/dl", "end": "insulin.end"},
    "drink": {"type": "oral_glucose", "dose": "75 g", "start": "clamp.end + 30 min"},
    "bout": {
        "type": "exercise",
        "intensity": "65 %",
        "duration": "30 min",
        "start": "drink.end + 1 h",
    },
    "meals": {
        "type": "meal",
        "carbohydrate": "50 g",
        "start": "12:00",
        "repeat_every": "24 h",
        "repeat_times": 3,
    },
    "program": {
        "type": "training",
        "intensity": "60 %",
        "session": "30 min",
        "sessions_per_week": 3,
        "duration": "2 weeks",
        "start": "2 days",
    },
    "diet": {"type": "diet", "diet": "western", "duration": "5 days"},
    "last": {
        "type": "bolus",
        "substance": "insulin",
        "dose": "5 U",
        "start": "program.last.end + 16 h",
    },
}


def protocol(events, **more):
    return load_protocol({"schema": 1, "title": "t", "events": events, **more})


def agenda(loaded):
    timeline = timeline_of(loaded, loaded.variant())
    placed = timeline.place()
    assert not timeline.waiting
    return sorted(
        (act.order, act.data) for o in placed for act in acts_of(o)
    ), timeline.anchors.known


@settings(deadline=None)
@given(st.permutations(sorted(EVENTS)))
def test_the_order_of_the_file_does_not_matter(names):
    expected, known = agenda(protocol(EVENTS))
    found, anchors = agenda(protocol({name: EVENTS[name] for name in names}))
    assert [order for order, _ in found] == [order for order, _ in expected]
    assert anchors == known


def test_anchors_of_steps_repetitions_and_sessions():
    events = {
        "insulin": {
            "type": "infusion",
            "substance": "insulin",
            "steps": [
                {"rate": "20 mU/m2/min", "duration": "1 h"},
                {"name": "high", "rate": "80 mU/m2/min", "duration": "2 h"},
            ],
        },
        "meals": EVENTS["meals"],
        "program": EVENTS["program"],
    }
    _, known = agenda(protocol(events))
    assert (known["insulin.step_1.start"], known["insulin.high.end"]) == (0.0, 180.0)
    assert known["insulin.end"] == 180.0
    assert known["meals.first.start"] == 240.0
    assert known["meals.3.start"] == known["meals.last.start"] == 240.0 + 2 * 1440
    assert known["program.last.end"] < known["program.end"] == (2 + 14) * 1440


@given(st.floats(0.0, 1.0), st.integers(1, 7), st.integers(1, 12))
def test_adherence_keeps_its_share_of_sessions(adherence, per_week, weeks):
    event = {
        "type": "training",
        "intensity": "60 %",
        "session": "30 min",
        "sessions_per_week": per_week,
        "duration": f"{weeks} weeks",
        "adherence": adherence,
        "clock": "08:00",
    }
    loaded = protocol({"program": event})
    timeline = timeline_of(loaded, loaded.variant())
    phases = timeline.place()[0].phases
    assert abs(len(phases) - adherence * per_week * weeks) <= 1
    assert all(before.end < after.start for before, after in itertools.pairwise(phases))


def test_training_without_an_end_lasts_to_the_end_of_the_protocol():
    program = {key: value for key, value in EVENTS["program"].items() if key != "duration"}
    loaded = protocol({"program": program}, length="16 days")
    (placed,) = timeline_of(loaded, loaded.variant()).place()
    assert len(placed.phases) == 6


def test_training_without_an_end_lasts_to_the_end_of_its_phase_of_life():
    training = {"type": "training", "intensity": "60 %", "session": "1 h", "sessions_per_week": 3}
    life = load_subject("lean").raw | {
        "history": [{"duration": "2 weeks", "events": {"training": training}}]
    }
    body = live(FakeBody(), subject_from_tables("runner", Path("runner.toml"), life))
    assert sum(act == "bout" for _, act, *_ in body.log) == 6


def test_progression_raises_intensity_and_length():
    event = {**EVENTS["program"], "final_intensity": "80 %", "final_session": "60 min"}
    loaded = protocol({"program": event})
    phases = timeline_of(loaded, loaded.variant()).place()[0].phases
    assert phases[0].payload < phases[-1].payload < 80
    assert phases[0].end - phases[0].start < phases[-1].end - phases[-1].start


def hold(quantity, start, end):
    target = {"glucose": "5 mmol/l", "nefa": "500 umol/l"}[quantity]
    return {
        "type": "hold",
        "quantity": quantity,
        "target": target,
        "start": f"{start} min",
        "end": f"{end} min",
    }


def bout(limb, start, end):
    return {
        "type": "exercise",
        "intensity": "50 %",
        "limb": limb,
        "start": f"{start} min",
        "duration": f"{end - start} min",
    }


CONFLICTS = [
    (hold("glucose", 0, 60), hold("glucose", 30, 90), True),
    (hold("glucose", 0, 60), hold("glucose", 60, 90), False),
    (hold("glucose", 0, 60), hold("nefa", 30, 90), False),
    (bout("left_leg", 0, 60), bout("left_leg", 30, 90), True),
    (bout("left_leg", 0, 60), bout("right_leg", 30, 90), False),
    (bout("whole_body", 0, 60), bout("right_leg", 30, 90), True),
    (bout("left_leg", 0, 60), hold("glucose", 0, 60), False),
    (
        {"type": "diet", "diet": "western", "duration": "2 days"},
        {"type": "diet", "energy": "130 %", "duration": "1 day"},
        True,
    ),
    (
        {"type": "bed_rest", "duration": "2 days"},
        {"type": "steps", "steps": "9000 steps/day", "duration": "1 day"},
        True,
    ),
    (
        {
            "type": "training",
            "intensity": "60 %",
            "session": "30 min",
            "sessions_per_week": 7,
            "duration": "1 week",
        },
        {"type": "exercise", "intensity": "60 %", "start": "17:10", "duration": "1 h"},
        True,
    ),
    (
        {
            "type": "training",
            "intensity": "60 %",
            "session": "30 min",
            "sessions_per_week": 7,
            "duration": "1 week",
        },
        {"type": "exercise", "intensity": "60 %", "start": "18:10", "duration": "1 h"},
        False,
    ),
    (
        {"type": "infusion", "substance": "glucose", "rate": "2 mg/kg/min", "duration": "1 h"},
        {"type": "infusion", "substance": "glucose", "rate": "3 mg/kg/min", "duration": "2 h"},
        False,
    ),
]


@pytest.mark.parametrize(("one", "other", "clash"), CONFLICTS)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_events_that_drive_the_same_thing_at_once(one, other, clash, swapped):
    events = {"first": other, "second": one} if swapped else {"first": one, "second": other}
    loaded = protocol(events)
    if not clash:
        check_loaded(loaded, CATALOG, parameters=False)
        return
    with pytest.raises(
        UserError, match=r"'first' and 'second' both drive .* let one end before the other starts"
    ):
        check_loaded(loaded, CATALOG, parameters=False)


def test_a_repetition_must_not_run_into_itself():
    event = {**hold("glucose", 0, 90), "repeat_every": "1 h", "repeat_times": 2}
    del event["end"]
    event["duration"] = "90 min"
    with pytest.raises(UserError, match="two occurrences of 'first'"):
        check_loaded(protocol({"first": event}), CATALOG, parameters=False)


def test_arms_keep_conflicting_events_apart():
    events = {
        "a": {**hold("glucose", 0, 60), "arms": ["low"]},
        "b": {**hold("glucose", 0, 60), "arms": ["high"]},
    }
    check_loaded(protocol(events, arms={"low": {}, "high": {}}), CATALOG, parameters=False)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (
            {"a": {"type": "mark", "start": "b.end"}, "b": {"type": "mark", "start": "a.end"}},
            "its time depends on itself",
        ),
        ({"a": {"type": "mark", "start": "c.end"}}, "refers to an event that does not exist"),
        ({"a": {"type": "mark", "start": "end"}}, "refers to the end of the protocol"),
        (
            {"a": {**EVENTS["insulin"]}, "b": {"type": "mark", "start": "a.step_4.end"}},
            "is not a time of 'a'",
        ),
        (
            {"a": {"type": "bed_rest", "start": "2 days", "end": "1 day"}},
            "it ends before it starts",
        ),
        (
            {
                "a": {
                    "type": "training",
                    "intensity": "60 %",
                    "session": "30 min",
                    "sessions_per_week": 2,
                }
            },
            "no session falls",
        ),
    ],
)
def test_times_that_lead_nowhere(events, told):
    with pytest.raises(UserError, match=told):
        check_loaded(protocol(events), CATALOG, parameters=False)


def test_a_program_longer_than_the_run_is_refused():
    with pytest.raises(
        UserError, match=r"events.program: it lasts until .* longer than the protocol"
    ):
        check_loaded(
            protocol({"program": EVENTS["program"]}, length="1 week"), CATALOG, parameters=False
        )
