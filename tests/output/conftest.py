"""One small run that many tests look at."""

import pytest

from experiments import run


@pytest.fixture(scope="session")
def ogtt():
    return run("ogtt", cells=60, keep_cells=True)


@pytest.fixture(scope="session")
def saved(ogtt, tmp_path_factory):
    return ogtt.save(tmp_path_factory.mktemp("runs") / "ogtt")
