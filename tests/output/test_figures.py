"""Figures: every kind of protocol is drawn, with titles, units and data in the right unit."""

from copy import deepcopy

import numpy as np
import pytest

from experiments import load_protocol, run
from experiments.figures.choosing import panels_of
from experiments.figures.curves import main_branches, shown, unit_shown
from experiments.figures.life import Life
from experiments.figures.parts import spread, time_unit
from experiments.figures.recruitment import Muscle, last_work

TITLES = {
    "ogtt": "Plasma glucose",
    "clamp": "Glucose infusion",
    "clamp_steps": "Disappearance of glucose",
    "ivgtt": "Plasma insulin",
    "day": "Glucose uptake of fibers",
    "fasting": "Insulin response of hepatocytes",
    "lipid_infusion": "Muscle: diacylglycerol",
    "mixed_meal": "Glucose in and out",
    "muscle_biopsy": "Insulin response, visceral fat",
    "exercise_bout": "Fibers at work at 65 %",
    "fiber_recruitment": "Fibers at work at 90 %",
}


@pytest.mark.parametrize("protocol", TITLES)
def test_each_kind_of_protocol_has_its_figure(protocol):
    results = run(protocol, cells=40)
    panels = panels_of(results)
    assert TITLES[protocol] in [panel.title for panel in panels]
    figure = results.figure()
    drawn = [axes for axes in figure.axes if axes.has_data()]
    assert len(drawn) == len(panels) >= 4
    assert figure.texts[0].get_text() == load_protocol(protocol).title


def test_curves_are_drawn_in_the_unit_they_are_labeled_with(ogtt):
    (view,) = main_branches(ogtt)
    times, glucose = view.curve("glucose")
    assert unit_shown("glucose") == "mg/dl"
    at_zero = float(np.interp(0.0, times, glucose))
    assert at_zero == pytest.approx(ogtt.measures.loc["glucose_0", "value"], rel=1e-6)
    assert shown("insulin", np.array([6.0]))[0] == pytest.approx(1.0, rel=0.02)


def test_time_is_told_in_the_unit_a_reader_would_choose():
    day = 1440.0
    spans = {150.0: "min", 600.0: "h", day: "h", 6 * day: "days", 60 * day: "weeks",
             5 * 365 * day: "years"}  # fmt: skip
    assert {span: time_unit(span)[1] for span in spans} == spans


def test_a_figure_leaves_the_style_of_others_alone(ogtt):
    import matplotlib

    before = dict(matplotlib.rcParams)
    ogtt.figure()
    assert dict(matplotlib.rcParams) == before


def test_a_figure_is_the_same_to_the_byte(ogtt, tmp_path):
    for name in ("one", "two"):
        ogtt.save(tmp_path / name)
    for file in ("figure.png", "figure.svg"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_more_fibers_work_at_higher_intensity_and_slow_ones_first():
    results = run("fiber_recruitment", cells=80)
    views = main_branches(results)
    muscle = Muscle(results.body.tissues["muscle"])
    shares = []
    for view in views:
        look = last_work(view)
        shares.append(muscle.shares(look.recruitment > 0.0))
        measured = [
            results.measures.loc[f"recruited_type_{kind}.{view.key.dose}", "value"]
            for kind in ("1", "2a", "2x")
        ]
        assert shares[-1] == pytest.approx(measured)
        assert shares[-1] == sorted(shares[-1], reverse=True)
    assert np.all(np.diff(shares, axis=0) >= 0.0)
    assert np.sum(shares[0]) < np.sum(shares[1]) < np.sum(shares[2])


def test_training_programs_are_drawn_one_by_one_and_side_by_side():
    tables = {
        **deepcopy(load_protocol("training_comparison").raw),
        "tests": {
            name: {"protocol": protocol, "at": ["0 weeks", "1 week", "2 weeks"],
                   "names": ["before", "week_1", "after"], "measures": measures}
            for name, protocol, measures in (
                ("clamp", "clamp", ["m_value"]),
                ("biopsy", "muscle_biopsy", ["glut4", "dag", "imcl", "muscle_mass"]),
            )
        },
    }  # fmt: skip
    for event in tables["events"].values():
        event["duration"] = "2 weeks"
    results = run(tables, "lean", cells=40)
    titles = [panel.title for panel in panels_of(results)]
    assert titles[:3] == ["Aerobic", "Resistance", "Combined"]
    assert {"Muscle mass", "DAG against IMCL"} <= set(titles)
    scales = {axes.get_ylim() for axes in results.figure().axes[:3]}
    assert len(scales) == 1


def test_labels_are_moved_as_little_as_keeps_them_apart():
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    axes.set_ylim(0.0, 100.0)
    assert spread(axes, [20.0, 60.0], ["a", "b"]).tolist() == [20.0, 60.0]
    assert spread(axes, [50.0, 50.0], ["a", "b"]).tolist() == pytest.approx([45.75, 54.25])
    assert spread(axes, [99.0, 100.0], ["a", "b"]).tolist() == pytest.approx([91.5, 100.0])
    assert spread(axes, [50.0, 50.0], ["a\nb", "c"])[1] == pytest.approx(56.375)


def test_the_hidden_phase_lasts_from_high_insulin_to_the_diagnosis():
    lines = {
        "fasting_glucose": [(0.0, 90.0), (2.0, 100.0), (4.0, 110.0)],
        "glucose_120": [(0.0, 120.0), (2.0, 180.0), (4.0, 220.0)],
        "fasting_insulin": [(0.0, 6.0), (1.0, 9.0), (4.0, 12.0)],
    }
    life = object.__new__(Life)
    life.line = lambda measure: lines.get(measure, [])
    life.onset = life.first_diabetes()
    assert life.onset == pytest.approx(3.0)
    assert life.hidden_phase() == (1.0, life.onset)
    lines["fasting_insulin"] = [(0.0, 6.0), (4.0, 7.0)]
    assert life.hidden_phase() is None
    lines["glucose_120"] = [(0.0, 120.0), (4.0, 150.0)]
    assert life.first_diabetes() is None
