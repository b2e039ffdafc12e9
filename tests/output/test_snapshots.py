"""Snapshots of cells: Parquet and Zarr hold the same, and both are read back by name."""

import pandas as pd
import pytest

from agents.declarations import UserError
from experiments import read_run
from experiments.output import snapshots

PLACE = ["branch", "tissue", "time", "cell"]


def in_order(cells):
    return cells.sort_values(PLACE).reset_index(drop=True)


@pytest.fixture(scope="module")
def large(ogtt, tmp_path_factory):
    """The same run, written as if it had very many cells."""
    pytest.importorskip("zarr")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshots, "MOST_IN_PARQUET", 100)
        return ogtt.save(tmp_path_factory.mktemp("large") / "ogtt")


def test_many_cells_become_a_zarr_group_that_holds_the_same(saved, large):
    assert not (large / "cells.parquet").exists()
    small, many = read_run(saved).table("cells"), read_run(large).table("cells")
    pd.testing.assert_frame_equal(in_order(many)[small.columns], in_order(small))


def test_a_state_is_read_with_one_line(large, ogtt):
    import zarr

    akt = zarr.open_group(large / "cells.zarr")["run/muscle/akt"]
    muscle = ogtt.cells[ogtt.cells["tissue"] == "muscle"]
    assert sorted(akt[:]) == sorted(muscle["akt"])
    assert dict(akt.attrs) == {"unit": "1", "meaning": "Akt activity"}


def test_a_changed_array_is_noticed(ogtt, large):
    (chunk,) = (large / "cells.zarr" / "run" / "muscle" / "akt").glob("c/0")
    before = chunk.read_bytes()
    chunk.write_bytes(b"other")
    try:
        with pytest.raises(UserError, match="akt/c/0 has been changed"):
            read_run(large)
    finally:
        chunk.write_bytes(before)


def test_every_state_is_in_the_dictionary(saved):
    told = pd.read_csv(saved / "dictionary.csv", keep_default_na=False)
    names = set(told[told["table"] == "cells"]["name"])
    cells = read_run(saved).table("cells")
    for tissue, part in cells.groupby("tissue"):
        states = part.dropna(axis="columns", how="all").columns.drop(PLACE)
        assert {f"{tissue}.{state}" for state in states} <= names
    assert (told["meaning"] != "").all()


def test_measures_are_in_the_dictionary(saved, ogtt):
    told = pd.read_csv(saved / "dictionary.csv", keep_default_na=False)
    measures = told[told["table"] == "measures"].set_index("name")
    assert list(measures.index) == list(ogtt.measures.index)
    assert measures.loc["glucose_30", "meaning"] == "plasma glucose, at 30 min"
    assert measures.loc["glucose_30", "unit"] == "mg/dl"
