"""Baths of rested cells, made once; a test works on a branch and leaves them as they are."""

from collections.abc import Callable

import pytest

from sim.bath import Bath


@pytest.fixture(scope="session")
def muscle() -> Bath:
    return Bath("muscle", cells=100)


@pytest.fixture(scope="session")
def liver() -> Bath:
    return Bath("liver", cells=100)


@pytest.fixture(scope="session")
def fat() -> Bath:
    return Bath("subcutaneous_fat", cells=100)


@pytest.fixture(scope="session")
def stirred() -> Callable[..., Bath]:
    """Branch a bath, exchange its medium, wait; returns the branch."""

    def stir(bath: Bath, minutes: float = 150.0, **medium: float) -> Bath:
        twin = bath.branch()
        twin.set_medium(**medium)
        twin.run_for(minutes)
        return twin

    return stir


@pytest.fixture(scope="session")
def loaded() -> Callable[..., Bath]:
    """Branch a bath and put states of all its cells; gains follow at the next slow step."""

    def load(bath: Bath, **states: float) -> Bath:
        twin = bath.branch()
        for name, value in states.items():
            twin.tissues[twin.tissue].put(name, value)
        twin.run_for(15.0)
        return twin

    return load


@pytest.fixture(scope="session")
def mean() -> Callable[[Bath, str], float]:
    """Mean of a state over the cells of a bath."""
    return lambda bath, state: float(bath.value(f"{bath.tissue}.{state}"))
