"""The constitution of a person: parameters as multiples of their declared values, for life."""

import pytest

from agents.declarations import UserError, parameters
from experiments.protocol.bodies import Bodies, Living
from experiments.subject.lived import make_state
from experiments.subject.reading import load_subject

PERSON = {"sex": "male", "age": "30 years", "height": "1.75 m", "bmi": "23 kg/m2",
          "body_fat": "19 %"}  # fmt: skip


def somebody(**tables):
    return load_subject({"schema": 1, "title": "Somebody", "person": PERSON, **tables})


def test_a_multiple_becomes_a_parameter_of_the_body(tmp_path):
    from sim import checkpoint

    subject = somebody(constitution={"pancreas": {"peripheral_clearance": 0.8}})
    declared = parameters()["pancreas.peripheral_clearance"].default
    body = Bodies().body(Living("", 0, subject, 8, 1), {})
    assert body.parameters["pancreas"]["peripheral_clearance"] == pytest.approx(0.8 * declared)
    kept = checkpoint.load(make_state(subject, tmp_path / "kept.npz", 8, 1))
    assert kept.parameters["pancreas"]["peripheral_clearance"] == pytest.approx(0.8 * declared)


def test_settings_of_a_run_come_before_the_constitution():
    subject = somebody(constitution={"muscle.ceramide_gain": 0.5})
    body = Bodies().body(Living("", 0, subject, 8, 1), {"muscle.ceramide_gain": 0.0})
    assert body.parameters["muscle"]["ceramide_gain"] == 0.0


@pytest.mark.parametrize(
    ("constitution", "told"),
    [
        ({"pancreas.peripheral_clearanse": 0.8}, "peripheral_clearanse"),
        ({"pancreas.maximal_extraction": 3.0}, "bounds"),
        ({"pancreas.maximal_extraction": -1.0}, "greater than 0"),
    ],
)
def test_what_no_body_has_is_refused(constitution, told):
    with pytest.raises(UserError, match=told):
        somebody(constitution=constitution).check()
