"""The table of mechanisms: everything it names exists, and taking one away does what it says."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

import agents
from agents.declarations import UserError, parameters
from experiments.explain.mechanisms import chosen, mechanisms, take_away
from sim.body import Body
from sim.body_state import BODY_STATES

SOURCES = tomllib.loads(
    (Path(agents.__file__).parent / "bibliography.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def body():
    return Body(cells=20, settle_days=2.0)


@pytest.mark.parametrize("name", mechanisms())
def test_every_parameter_state_and_source_exists(name, body):
    mechanism = mechanisms()[name]
    known = parameters()
    for values in (mechanism.parameters, mechanism.lived):
        for parameter, value in values.items():
            known[parameter].check(value)
    for place, value in mechanism.reset.items():
        tissue, _, state = place.rpartition(".")
        if not tissue:
            assert state in {s.name for s in BODY_STATES}
            continue
        assert state in body.tissues[tissue].states
        if isinstance(value, str):
            assert value in body.tissues[tissue].states
    assert mechanism.source in SOURCES
    assert mechanism.lived


def test_no_parameter_and_no_state_belongs_to_two_mechanisms():
    for part in ("parameters", "reset", "lived"):
        owners = [place for m in mechanisms().values() for place in getattr(m, part)]
        assert len(owners) == len(set(owners))


def test_all_can_be_taken_away_together_and_the_body_lives_on(body):
    other = body.branch()
    take_away(other, mechanisms())
    muscle = other.tissues["muscle"]
    assert np.array_equal(
        muscle.column("receptor_number"), muscle.column("receptor_number_at_birth")
    )
    assert np.array_equal(muscle.column("glut4_total"), muscle.column("glut4_at_birth"))
    assert np.all(muscle.column("activity_memory") == 1.0)
    assert other.record["vascular_function"] == 1.0
    assert other.record["beta_cell_function"] >= 1.0
    assert other.parameters["muscle"]["diacylglycerol_gain"] == 0.0
    other.run_for(1440.0)
    assert 3.0 < other.value("glucose") < 9.0
    assert body.parameters["muscle"]["diacylglycerol_gain"] == 1.0


def test_names_that_do_not_exist_are_refused_with_the_nearest():
    with pytest.raises(UserError, match="ceramide"):
        chosen(["ceramid"])
    with pytest.raises(UserError, match="two or more"):
        chosen(["ceramide"])
    assert chosen(["ceramide", "delivery", "ceramide"]) == ("ceramide", "delivery")
