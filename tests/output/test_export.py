"""Exports are read back by pandas as what was written."""

import pandas as pd
import pytest

from agents.declarations import UserError
from experiments import read_run
from experiments.output.export import export_folder
from experiments.sweep.conducting import Means, conduct
from experiments.sweep.rehearsal import Rehearsal

READERS = {
    "csv": lambda path, name: pd.read_csv(path / f"{name}.csv"),
    "parquet": lambda path, name: pd.read_parquet(path / f"{name}.parquet"),
    "xlsx": lambda path, name: pd.read_excel(path, sheet_name=name),
}


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_tables_survive_the_journey(saved, tmp_path, form):
    name = "all.xlsx" if form == "xlsx" else "all"
    path = export_folder(saved, form, str(tmp_path / name))
    assert path == tmp_path / name
    run = read_run(saved)
    for table, original in (("measures", run.table("measures")), ("population", run.population)):
        read = READERS[form](path, table)
        assert list(read.columns) == list(original.columns)
        pd.testing.assert_series_equal(
            read["value"], original["value"], check_dtype=False, rtol=1e-12
        )
        assert list(read["unit"].astype(str)) == list(original["unit"].astype(str))
    assert len(READERS[form](path, "cells")) == len(run.table("cells"))
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_tables_of_a_list_of_runs_are_exported_too(tmp_path, form):
    folder = conduct(Rehearsal(5), tmp_path / "five", quiet=True).folder
    path = export_folder(folder, form, str(tmp_path / ("all.xlsx" if form == "xlsx" else "all")))
    read = READERS[form](path, "runs")
    assert list(read["number"]) == [0, 1, 2, 3, 4]
    assert set(READERS[form](path, "dictionary")["table"]) == {"runs"}
    (folder / "runs.csv").write_text("run\n1\n")
    with pytest.raises(UserError, match=r"runs.csv has been changed since the rehearsal"):
        export_folder(folder, form, str(tmp_path / "again"))


def test_an_unfinished_list_of_runs_is_not_exported(tmp_path):
    folder = conduct(Rehearsal(5), tmp_path / "part", Means(part=(1, 2)), quiet=True).folder
    with pytest.raises(UserError, match="is not finished"):
        export_folder(folder, "csv")


def test_an_export_never_overwrites(saved, tmp_path):
    target = tmp_path / "all"
    target.mkdir()
    with pytest.raises(UserError, match="exists already"):
        export_folder(saved, "csv", str(target))


def test_without_a_name_the_export_lies_beside_the_run(saved):
    path = export_folder(saved, "parquet")
    try:
        assert path == saved.parent / f"{saved.name}-parquet"
    finally:
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
