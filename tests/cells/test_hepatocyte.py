"""Hepatocytes: glucose output, zones and the traffic of fat, by direction of effect."""

import numpy as np
import pytest


def test_insulin_lowers_glucose_output_with_the_dose(liver, stirred, mean):
    output = [mean(stirred(liver, 240.0, insulin=d), "glucose_production")
              for d in (0.0, 30.0, 100.0, 300.0, 1000.0)]  # fmt: skip
    assert np.all(np.diff(output) < 0.0)
    assert output[-1] > 0.0


def test_output_falls_fast_and_further_slowly(liver, stirred, mean):
    start = mean(liver, "glucose_production")
    soon = mean(stirred(liver, 15.0, insulin=150.0), "glucose_production")
    late = mean(stirred(liver, 300.0, insulin=150.0), "glucose_production")
    assert late < soon < start


@pytest.mark.parametrize(
    ("medium", "direction"),
    [({"glucagon": 200.0}, 1), ({"glucagon": 20.0}, -1), ({"nefa": 1500.0}, 1),
     ({"glucose": 12.0}, -1)],
)  # fmt: skip
def test_what_drives_and_what_restrains_output(liver, stirred, mean, medium, direction):
    control = mean(stirred(liver, 10.0, insulin=30.0), "glucose_production")
    changed = mean(stirred(liver, 10.0, insulin=30.0, **medium), "glucose_production")
    assert direction * (changed - control) > 0.0


def test_diacylglycerol_lets_output_escape_insulin(liver, loaded, stirred, mean):
    lean = stirred(loaded(liver, diacylglycerol=1.0), 15.0, insulin=150.0)
    fatty = stirred(loaded(liver, diacylglycerol=8.0), 15.0, insulin=150.0)
    assert mean(fatty, "akt") < 0.8 * mean(lean, "akt")
    assert mean(fatty, "glucose_production") > mean(lean, "glucose_production")


def test_periportal_cells_make_more_glucose_and_pericentral_cells_more_fat(liver, stirred):
    cells = stirred(liver, 60.0, insulin=100.0).tissues["liver"]
    zone = cells.column("zone")
    portal, central = zone < 0.3, zone > 0.7
    for state, sign in (("glucose_production", 1.0), ("lipogenic_access", -1.0),
                        ("lipid_access", -1.0)):  # fmt: skip
        column = cells.column(state)
        assert sign * (column[portal].mean() - column[central].mean()) > 0.0, state
    assert zone.min() == 0.0 and zone.max() == 1.0


def test_in_a_sinusoid_insulin_falls_from_portal_field_to_central_vein():
    from sim.body import Body

    cells = Body(cells=40, settle_days=1.0).tissues["liver"]
    order = np.argsort(cells.column("zone"))
    assert np.all(np.diff(cells.column("insulin_access")[order]) <= 0.0)


def test_fatty_acids_are_burned_stored_and_exported(liver, stirred, mean):
    poor = stirred(liver, 24 * 60.0, nefa=200.0)
    rich = stirred(liver, 24 * 60.0, nefa=2000.0)
    for state in (
        "fat_oxidation",
        "fatty_acyl_coa",
        "triglyceride",
        "vldl_export",
        "diacylglycerol",
    ):
        assert mean(rich, state) > mean(poor, state), state


def test_lipogenesis_follows_lasting_insulin(liver, stirred, mean):
    low = stirred(liver, 60.0, insulin=50.0, glucose=8.0)
    high = stirred(liver, 60.0, insulin=2000.0, glucose=8.0)
    assert mean(high, "lipogenesis") > 2.0 * mean(low, "lipogenesis") > 0.0


def test_output_drains_glycogen_and_insulin_fills_it(liver, stirred, mean):
    assert mean(stirred(liver, 600.0), "glycogen") < mean(liver, "glycogen")
    fed = stirred(liver, 600.0, insulin=1000.0, glucose=9.0)
    assert mean(fed, "glycogen") > mean(stirred(liver, 600.0), "glycogen")


def test_glut4_is_near_zero(liver, mean):
    assert mean(liver, "glut4_total") < 0.01
    assert mean(liver, "glut4_surface_insulin") < 1e-4
