"""What programs of training build, and how fast it goes: published courses, by direction."""

import pytest

from experiments.output.simulation import run

EIGHT_WEEKS = {
    "schema": 1,
    "title": "Eight weeks on a bicycle [Andersen1977]",
    "events": {
        "training": {
            "type": "training", "mode": "aerobic", "intensity": "80 %", "session": "40 min",
            "sessions_per_week": 4, "duration": "8 weeks",
        },
    },
    "tests": {
        "biopsy": {
            "protocol": "muscle_biopsy", "at": ["0 h", "training.last.end + 40 h"],
            "names": ["before", "after"], "measures": ["capillaries", "mitochondria", "vo2max"],
        },
    },
}  # fmt: skip


def values(results) -> dict[str, float]:
    table = results.measures.reset_index()
    return dict(zip(table["measure"], table["value"], strict=True))


def test_eight_weeks_of_endurance_grow_capillaries_mitochondria_and_fitness():
    """Published: capillaries 20 %, oxidative enzymes 40 %, oxygen uptake 16 % [Andersen1977];
    capillaries were fitted, the others were not."""
    got = values(run(EIGHT_WEEKS, "lean", cells=200))
    assert got["capillaries.after"] == pytest.approx(1.2 * got["capillaries.before"], rel=0.06)
    for measure, least in (("mitochondria", 1.15), ("vo2max", 1.05)):
        assert got[f"{measure}.after"] > least * got[f"{measure}.before"], measure


def test_half_of_the_sessions_keep_what_training_built_and_none_loses_it():
    """Two weeks with half of the sessions kept GLUT4 and sensitivity at the level of training, two
    weeks with none brought them back to where they had been [Houmard1996]."""
    got = values(run("half_training", "sedentary", cells=200))
    for measure in ("glut4_ratio", "m_value_ratio"):
        gained = {arm: got[f"{measure}.{arm}.after"] - 1.0 for arm in ("kept", "halved", "stopped")}
        assert gained["kept"] > 0.2, measure
        assert gained["halved"] > 0.65 * gained["kept"], measure
        assert gained["stopped"] < 0.35 * gained["kept"], measure
