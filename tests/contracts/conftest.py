"""A body for the contracts: built once, not changed by any test."""

import pytest

from sim.body import Body


@pytest.fixture(scope="session")
def settled() -> Body:
    body = Body(cells=40)
    body.run_for(600.0)
    return body
