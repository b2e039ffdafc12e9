"""The same rule in plain Mesa, NumPy and C gives the numbers of the compiled kernel."""

import pytest

from agents.muscle_fiber import FIBER_STATES
from experiments.benchmark.contenders import differences
from experiments.benchmark.plain_rule import READ, WRITTEN
from experiments.benchmark.written_in_c import compiler, source_text


@pytest.fixture(scope="module")
def far():
    return differences(cells=128, minutes=180)


def test_plain_mesa_and_numpy_agree_to_the_last_bit(far):
    assert far["plain_mesa"] == 0.0
    assert far["numpy"] == 0.0


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_strict_c_agrees_and_fast_c_nearly(far):
    assert far["c_strict"] <= 1e-12
    assert far["c_fast"] <= 1e-12


def test_the_plain_rule_names_states_of_a_fiber():
    assert set(READ) | set(WRITTEN) <= set(FIBER_STATES.states)
    assert {n for n, s in FIBER_STATES.states.items() if s.clock == "fast"} == set(WRITTEN)


def test_nothing_is_left_to_fill_in_the_c_source():
    assert "@" not in source_text()
