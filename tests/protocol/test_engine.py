"""The engine on a fake body: what is done when, branches, tests, arms, conditions, death."""

import pandas as pd
import pytest

from .fake_body import FakeBody

CLAMP = {
    "preparation": {"overnight_fast": "10 h", "clock": "08:00"},
    "events": {
        "insulin": {
            "type": "infusion",
            "substance": "insulin",
            "rate": "40 mU/m2/min",
            "duration": "120 min",
        },
        "clamp": {
            "type": "hold",
            "quantity": "glucose",
            "target": "90 mg/dl",
            "duration": "120 min",
        },
    },
    "measures": {
        "insulin": {"quantity": "insulin", "unit": "uU/ml", "window": ["90 min", "120 min"]},
        "glucose": {"quantity": "glucose", "unit": "mg/dl", "at": "120 min"},
    },
}


def bodies_of(run):
    return {key.name(): record for key, record in run.records.items()}


class Watched:
    """Remembers the bodies that were made."""

    def __init__(self, **more):
        self.made, self.more = [], more

    def __call__(self, subject, **options):
        body = FakeBody(**self.more)
        self.made.append(body)
        return body


def test_doses_are_absolute_and_times_are_of_the_clock(perform):
    watched = Watched()
    run = perform(CLAMP, maker=watched)
    log = watched.made[0].log
    origin = 2 * 1440 + 480
    assert log[0] == (origin - 600, "fast", pytest.approx(origin + 120))
    assert log[1][:2] == (origin, "hold") or log[1][:2] == (origin, "infuse")
    infused = next(entry for entry in log if entry[1] == "infuse")
    assert infused[4] == pytest.approx(40 * 6.0 * 1.8)
    assert [entry[0] for entry in log if entry[1] == "stop"] == [origin + 120] * 2
    assert run.value("insulin") == pytest.approx((60 + 432) / 6.0, rel=1e-3)
    assert run.value("glucose") == pytest.approx(90, rel=1e-2)


def test_per_body_weight_is_resolved_at_the_time_of_the_event(perform):
    watched = Watched(weight=80.0)
    perform(
        {
            "events": {
                "glucose": {
                    "type": "bolus",
                    "substance": "glucose",
                    "dose": "0.3 g/kg",
                    "over": "2 min",
                }
            }
        },
        maker=watched,
    )
    infused = next(entry for entry in watched.made[0].log if entry[1] == "infuse")
    assert infused[4] == pytest.approx(0.3 * 80 / 180.2 * 1000 / 2)


def test_lipid_emulsion_becomes_fatty_acid(perform):
    watched = Watched()
    event = {
        "type": "infusion",
        "substance": "lipid",
        "rate": "1.5 ml/min",
        "duration": "1 h",
        "saturated_share": "15 %",
    }
    perform({"events": {"lipid": event}}, maker=watched)
    infused = next(entry for entry in watched.made[0].log if entry[1] == "infuse")
    assert infused[4] == pytest.approx(1.5 * 0.69)
    assert infused[5] == {"saturated_share": 0.15}


ARMS = {
    "preparation": {"overnight_fast": "10 h"},
    "arms": {
        "control": {},
        "insulin": {},
        "double": {"events": {"insulin": {"rate": "80 mU/m2/min"}}},
    },
    "events": {
        "drink": {"type": "oral_glucose", "dose": "75 g", "start": "-60 min"},
        "insulin": {
            "type": "infusion",
            "substance": "insulin",
            "rate": "40 mU/m2/min",
            "start": "30 min",
            "duration": "60 min",
            "arms": ["insulin", "double"],
        },
    },
    "measures": {
        "peak": {
            "quantity": "insulin",
            "statistic": "max",
            "unit": "uU/ml",
            "window": ["0 min", "90 min"],
        },
        "glucose": {"quantity": "glucose", "unit": "mmol/l", "window": ["-60 min", "30 min"]},
        "more": {"of": "peak", "unit": "ratio", "reference": {"arm": "control", "as": "ratio"}},
        "added": {"formula": "peak.double - peak.control", "unit": "uU/ml"},
        "order": {
            "order": {
                "of": "peak",
                "sequence": ["control", "insulin", "double"],
                "direction": "rising",
            }
        },
    },
}


def test_arms_share_one_body_until_they_part(perform):
    watched = Watched()
    run = perform(ARMS, maker=watched)
    assert len(watched.made) == 1
    series = {name: record.series for name, record in bodies_of(run).items()}
    common = series["control"].loc[:30]
    assert len(common) > 600
    for arm in ("insulin", "double"):
        pd.testing.assert_frame_equal(series[arm].loc[:30], common)
    assert run.value("more.double") == pytest.approx(
        run.value("peak.double") / run.value("peak.control")
    )
    assert "more.control" not in run.measures
    assert run.value("added") == pytest.approx(run.value("peak.double") - run.value("peak.control"))
    assert run.value("order") is True


def test_threads_do_not_change_a_bit(perform):
    one, two = perform(ARMS), perform(ARMS, threads=2)
    assert {n: m.value for n, m in one.measures.items()} == {
        n: m.value for n, m in two.measures.items()
    }
    for key, record in one.records.items():
        pd.testing.assert_frame_equal(record.series, two.records[key].series)


def test_a_shared_start_equals_a_start_of_its_own(perform):
    alone = {
        **ARMS,
        "arms": {"double": ARMS["arms"]["double"]},
        "measures": {"peak": ARMS["measures"]["peak"]},
    }
    alone["events"] = {
        **ARMS["events"],
        "insulin": {**ARMS["events"]["insulin"], "arms": ["double"]},
    }
    assert perform(alone).value("peak") == perform(ARMS).value("peak.double")


def test_parameters_of_arms_from_birth_preparation_and_start(perform):
    watched = Watched()
    arms = {
        "born": {"parameters": {"muscle.memory_gain": 0.0}, "parameters_from": "birth"},
        "prepared": {"parameters": {"muscle.memory_gain": 0.0}},
        "started": {"parameters": {"muscle.memory_gain": 0.0}, "parameters_from": "start"},
    }
    seen = []

    def maker(subject, *, parameters, **options):
        seen.append(parameters)
        return watched(subject)

    perform({"arms": arms, "measures": CLAMP["measures"]}, maker=maker)
    assert seen.count({"muscle.memory_gain": 0.0}) == 1
    assert len(seen) == 3
    logs = [[e for e in body.log if e[1] == "set"] for body in watched.made]
    assert sorted(log[0][0] > 0 for log in logs if log) == [False, True]


TESTED = {
    "preparation": {"overnight_fast": "10 h", "clock": "08:00"},
    "events": {
        "training": {
            "type": "training",
            "intensity": "60 %",
            "session": "60 min",
            "sessions_per_week": 7,
            "duration": "4 weeks",
        }
    },
    "tests": {
        "clamp": {
            "protocol": {k: v for k, v in CLAMP.items()},
            "at": ["0 h", "2 weeks", "training.last.end + 16 h"],
            "names": ["before", "half", "after"],
        }
    },
    "measures": {
        "memory": {"quantity": "memory", "unit": "1", "at": "end"},
        "gain": {"of": "insulin", "unit": "ratio", "reference": {"test": "before", "as": "ratio"}},
    },
}


def test_tests_leave_the_history_undisturbed(perform):
    with_tests = perform(TESTED)
    without = {**TESTED, "tests": {}, "measures": {"memory": TESTED["measures"]["memory"]}}
    assert with_tests.value("memory") == perform(without).value("memory")
    assert set(with_tests.measures) == {
        "memory",
        *(f"{m}.{t}" for m in ("insulin", "glucose") for t in ("before", "half", "after")),
        "gain.half",
        "gain.after",
    }
    times = {key.moment: record.test_time for key, record in with_tests.records.items()}
    assert times["half"] == 14 * 1440
    assert times["after"] == pytest.approx(27 * 1440 + 9 * 60 + 60 + 16 * 60)


def test_a_test_prepares_itself_before_its_time(perform):
    watched = Watched()
    perform(TESTED, maker=watched)
    fasts = [entry for entry in watched.made[0].log if entry[1] == "fast"]
    assert (
        len(fasts) == 1
    )  # the history's own preparation; those of the tests are on their branches


UNTIL = {
    "preparation": {"clock": "08:00"},
    "events": {
        "diet": {
            "type": "diet",
            "energy": "-1000 kcal/day",
            "until": "weight falls by 1 kg",
            "limit": "20 weeks",
        },
        "after": {
            "type": "diet",
            "energy": "maintenance",
            "start": "diet.end",
            "duration": "1 week",
        },
    },
    "tests": {
        "blood": {
            "protocol": {
                "preparation": {"overnight_fast": "10 h"},
                "measures": {"weight": {"quantity": "weight", "unit": "kg", "at": "0 min"}},
            },
            "at": ["0 h", "diet.end", "after.end"],
            "names": ["before", "lost", "after"],
        }
    },
    "measures": {"lost": {"formula": "weight.before - weight.lost", "unit": "kg"}},
}


def test_an_event_lasts_until_its_condition_holds(perform):
    run = perform(UNTIL)
    main = next(record for key, record in run.records.items() if not key.test)
    known = main.anchors.known
    assert run.value("lost") == pytest.approx(1.0, abs=0.3)
    assert known["diet.end"] % 1440 == 0
    assert known["after.start"] == known["diet.end"]
    assert known["after.end"] == known["diet.end"] + 7 * 1440
    assert main.facts["diet.met"] == 1.0
    assert run.value("weight.after") == pytest.approx(run.value("weight.lost"), abs=0.3)


def test_a_condition_that_never_holds_ends_at_its_limit(perform):
    tables = {
        **UNTIL,
        "events": {**UNTIL["events"], "diet": {**UNTIL["events"]["diet"], "energy": "maintenance"}},
    }
    run = perform(tables)
    main = next(record for key, record in run.records.items() if not key.test)
    assert main.anchors.known["diet.end"] == 20 * 10080
    assert main.facts["diet.met"] == 0.0


def test_a_dead_body_leaves_null_with_a_reason(perform):
    class Dying(FakeBody):
        def _advance(self, minutes):
            super()._advance(minutes)
            if self.time > 2 * 1440 + 480 + 60 and self.infusions:
                self.values["glucose"] = 0.5

    run = perform(
        {**ARMS, "preparation": {"overnight_fast": "10 h"}},
        maker=lambda subject, **options: Dying(),
    )
    assert run.value("peak.control") is not None
    assert run.value("peak.double") is None
    assert "the body died" in run.measures["peak.double"].reason
    assert run.measures["more.double"].value is None


def test_progress_rises_to_its_end(perform):
    told = [share for share, _ in perform(TESTED).told]
    assert told == sorted(told)
    assert 0.5 < told[-1] <= 1.0


def test_dose_series_name_their_measures(perform):
    tables = {
        **CLAMP,
        "series": {
            "sets": "events.insulin.rate",
            "values": ["20 mU/m2/min", "40 mU/m2/min", "80 mU/m2/min", "400 mU/m2/min"],
        },
        "measures": {
            "insulin": CLAMP["measures"]["insulin"],
            "rd": {"quantity": "rd", "unit": "mg/kg/min", "window": ["90 min", "120 min"]},
            "slope": {
                "unit": "mg/kg/min per uU/ml",
                "fit": {
                    "kind": "line",
                    "over": "dose",
                    "x": "insulin",
                    "y": "rd",
                    "report": "slope",
                },
            },
        },
    }
    run = perform(tables)
    assert run.value("insulin.dose_2") == pytest.approx(82, rel=1e-2)
    assert run.value("slope") == pytest.approx(11 * 6 / 60 * 180.2 / 1000, rel=1e-3)


def test_holds_relative_to_the_basal_level(perform):
    watched = Watched()
    tables = {
        "events": {
            "hold": {
                "type": "hold",
                "quantity": "glucose",
                "target": "basal + 50 mg/dl",
                "duration": "60 min",
            }
        }
    }
    perform(tables, maker=watched)
    held = next(entry for entry in watched.made[0].log if entry[1] == "hold")
    assert held[4] == pytest.approx(5.0 + 50 / 18.02, rel=1e-2)


def test_a_pancreatic_clamp_replaces_what_it_switches_off(perform):
    watched = Watched()
    perform(
        {"events": {"hormones": {"type": "pancreatic_clamp", "duration": "60 min"}}}, maker=watched
    )
    log = watched.made[0].log
    rates = {entry[3]: entry[4] for entry in log if entry[1] == "infuse"}
    assert rates == {"insulin": pytest.approx(80 * 0.6), "glucagon": pytest.approx(70.0)}
    assert [e[1] for e in log].count("restore") == 1


def test_a_drug_comes_and_fades_in_steps(perform):
    watched = Watched()
    event = {
        "type": "drug",
        "effects": [{"parameter": "muscle.ampk_gain", "times": 0.0}],
        "duration": "6 h",
        "onset_half_time": "30 min",
        "half_life": "60 min",
    }
    perform({"events": {"drug": event}, "length": "24 h"}, maker=watched)
    body = watched.made[0]
    factors = [entry[3]["muscle.ampk_gain"][1] for entry in body.log if entry[1] == "set"]
    low = factors.index(min(factors))
    assert factors[:low] == sorted(factors[:low], reverse=True)
    assert factors[low + 1 :] == sorted(factors[low + 1 :])
    assert min(factors) < 0.02
    assert factors[-1] > 0.98
    assert not body.changes
