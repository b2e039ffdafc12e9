"""Figures: every kind of protocol is drawn, with titles, units and data in the right unit."""

import numpy as np
import pytest

from experiments import load_protocol, run
from experiments.figures.choosing import panels_of
from experiments.figures.curves import main_branches, shown, unit_shown
from experiments.figures.parts import time_unit

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
    "exercise_bout": "Glucose uptake of fibers",
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
