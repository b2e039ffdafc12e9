"""Sweep files and flags: what they mean, and that both mean the same."""

import pytest

from experiments.sweep.assigning import laid_over, sorted_out
from experiments.sweep.flags import axis, setting
from experiments.sweep.sweeping import load_sweep

FILE = """
schema = 1
title = "Gain and dose"
protocol = "ogtt"
subject = "lean"
cells = 20
replicates = 2

[set]
"muscle.ceramide_gain" = 0.5

[axes.gain]
sets = ["muscle.diacylglycerol_gain", "liver.diacylglycerol_gain"]
values = [0, 1]

[axes."events.glucose.dose"]
low = "50 g"
high = "100 g"
steps = 3

[keep]
measures = ["glucose_*"]
"""


@pytest.fixture
def sweep(tmp_path):
    path = tmp_path / "gain_and_dose.toml"
    path.write_text(FILE)
    return load_sweep(path)


def test_a_file_becomes_points_and_replicates(sweep):
    assert len(sweep) == 2 * 3 * 2
    first, last = sweep.changes(0), sweep.changes(11)
    assert first == {
        "seed": 1,
        "set": {
            "muscle.diacylglycerol_gain": 0,
            "liver.diacylglycerol_gain": 0,
            "events.glucose.dose": "50.0 g",
        },
    }
    assert (last["seed"], last["set"]["events.glucose.dose"]) == (2, "100.0 g")
    assert sweep.row(11) == {
        "point": 6, "replicate": 2, "seed": 2, "gain": 1, "events.glucose.dose": 100.0,
    }  # fmt: skip


def test_the_same_seeds_are_run_at_every_point_unless_told_otherwise(sweep):
    assert [sweep.changes(i)["seed"] for i in range(4)] == [1, 2, 1, 2]
    own = load_sweep({"replicates": 2, "common_random_numbers": False,
                      "axes": {"muscle.disuse_gain": {"values": [0, 1]}}})  # fmt: skip
    assert [own.changes(i)["seed"] for i in range(4)] == [1, 2, 3, 4]


def test_run_ids_tell_all_runs_apart_and_follow_from_what_decides_them(sweep):
    ids = [sweep.run_id(index) for index in range(len(sweep))]
    assert len(set(ids)) == len(sweep)
    axes = {"muscle.disuse_gain": {"values": [0, 1]}}
    few = load_sweep({"axes": axes, "cells": 20})
    other = load_sweep({"axes": axes, "cells": 21})
    more = load_sweep({"axes": {"muscle.disuse_gain": {"values": [1, 0, 0.5]}}, "cells": 20})
    assert few.run_id(0) != other.run_id(0)
    assert few.run_id(1) == more.run_id(0)
    assert few.digest != more.digest


def test_the_text_of_a_title_does_not_make_another_sweep():
    axes = {"muscle.disuse_gain": {"values": [0, 1]}}
    one, two = (load_sweep({"axes": axes, "title": title}) for title in ("a", "b"))
    assert one.digest == two.digest


def test_flags_say_the_same_as_a_file():
    assert axis("diet=western,mediterranean") == ("diet", {"values": ["western", "mediterranean"]})
    assert axis("muscle.disuse_gain=0:1") == ("muscle.disuse_gain", {"low": 0.0, "high": 1.0})
    assert axis("events.glucose.dose=50:100 g:3") == (
        "events.glucose.dose", {"low": "50.0 g", "high": "100.0 g", "steps": 3},
    )  # fmt: skip
    assert axis("muscle.disuse_gain") == ("muscle.disuse_gain", {})
    assert setting("cells=40") == ("cells", 40)
    assert setting("diet=western") == ("diet", "western")


def test_options_replace_what_a_file_says(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(FILE)
    sweep = load_sweep(path, cells=8, replicates=1, keep={"measures": ["matsuda"]})
    assert (sweep.common["cells"], len(sweep)) == (8, 6)
    assert sweep.common["keep"]["measures"] == ("matsuda",)


def test_points_may_come_from_a_csv_file(tmp_path):
    (tmp_path / "points.csv").write_text("muscle.disuse_gain,diet\n0.25,western\n1,mediterranean\n")
    path = tmp_path / "s.toml"
    path.write_text('schema = 1\npoints = "points.csv"\n[design]\ntype = "list"\n')
    sweep = load_sweep(path)
    assert len(sweep) == 2
    assert sweep.changes(0)["set"] == {"muscle.disuse_gain": 0.25, "diet": "western"}


def test_a_parameter_alone_ranges_over_its_plausible_values():
    sweep = load_sweep({"axes": {"genes.receptor_number": {}},
                        "design": {"type": "latin_hypercube", "size": 5}})  # fmt: skip
    values = [sweep.changes(i)["set"]["genes.receptor_number"] for i in range(5)]
    assert 0.7 <= min(values) < max(values) <= 1.4


def test_settings_are_sorted_by_what_they_change():
    found = sorted_out({
        "muscle.disuse_gain": 0, "now.liver.cytokine_gain": 1, "subject.person.weight": "80 kg",
        "diet": "western", "events.glucose.dose": "50 g", "subject": "lean", "cells": 5,
    })  # fmt: skip
    assert found.parameters == {"muscle.disuse_gain": 0}
    assert found.parameters_now == {"liver.cytokine_gain": 1}
    assert found.subject == {"person.weight": "80 kg", "habits.diet": "western"}
    assert found.protocol == {"events.glucose.dose": "50 g"}
    assert found.whole == {"subject": "lean", "cells": 5}


def test_a_place_is_written_without_changing_the_tables_of_others():
    tables = {"person": {"bmi": "23 kg/m2"}, "history": [{"duration": "1 year"}]}
    changed = laid_over(tables, {"person.weight": "70 kg", "history.1.duration": "2 years"})
    assert changed == {"person": {"weight": "70 kg"}, "history": [{"duration": "2 years"}]}
    assert tables == {"person": {"bmi": "23 kg/m2"}, "history": [{"duration": "1 year"}]}
