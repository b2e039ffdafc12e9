"""What happens where an extra is not installed."""

import sys

import pytest

from agents.declarations import UserError


def test_more_workers_without_dask_name_the_extra(refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = refused("sweep", "--axis", "muscle.disuse_gain=0,1", "--workers", "2")
    assert "needs Dask" in told
    assert "glucell[scale]" in told


def test_methods_of_salib_without_it_name_the_extra(monkeypatch):
    from experiments.sensitivity.sampling import unit_design

    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(UserError, match=r"glucell\[analysis\]"):
        unit_design("morris", 2, 4, 1)
