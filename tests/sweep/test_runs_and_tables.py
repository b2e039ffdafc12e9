"""Sweeps of the model itself: values, tables, what is kept, and reading it back."""

import io
import json
import math
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from experiments.sweep.columns import cell_text
from experiments.sweep.csv_rows import frame_text
from experiments.sweep.statistics import STATISTICS, statistics_of
from experiments.sweep.sweeping import load_sweep

CELLS = 12


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The folder of a small sweep that keeps all that can be kept."""
    from experiments.sweep.conducting import conduct

    sweep = load_sweep({
        "protocol": "fasting", "subject": "lean", "cells": CELLS, "replicates": 2,
        "axes": {
            "muscle.diacylglycerol_gain": {"values": [0, 1]},
            "weight": {"sets": "subject.person.weight", "low": "60 kg", "high": "80 kg",
                       "steps": 2},
            "diet": {"values": ["western", "mediterranean"]},
        },
        "keep": {"measures": ["fasting_*", "hba1c"], "series": ["glucose", "insulin"],
                 "every": "60 min", "population": ["muscle.akt"]},
    })  # fmt: skip
    folder = tmp_path_factory.mktemp("swept")
    conduct(sweep, folder, quiet=True)
    return folder


def test_every_run_gives_what_a_single_run_gives(swept):
    from experiments.protocol.running import run

    runs = pd.read_csv(swept / "runs.csv")
    assert len(runs) == 16
    assert set(runs["status"]) == {"finished"}
    row = runs[(runs["muscle.diacylglycerol_gain"] == 0) & (runs["weight"] == 80.0)
               & (runs["diet"] == "western") & (runs["seed"] == 2)].iloc[0]  # fmt: skip
    tables = {"name": "lean", "weight": "80 kg"}
    single = run(
        {**fasting_tables(), "subject": tables}, cells=CELLS, seed=2,
        settings={"muscle.diacylglycerol_gain": 0.0},
    )  # fmt: skip
    for name in ("fasting_glucose", "fasting_insulin", "hba1c"):
        assert row[name] == single.measures[name].value


def fasting_tables():
    from experiments.protocol.reading import load_protocol

    return dict(load_protocol("fasting").raw)


def test_all_tables_are_read_back_with_one_line(swept):
    runs = pd.read_csv(swept / "runs.csv")
    same = pd.read_parquet(swept / "runs.parquet")
    assert list(runs.columns) == list(same.columns)
    for name in same.select_dtypes("number"):
        assert np.array_equal(runs[name].to_numpy(float), same[name].to_numpy(float))
    series = pd.read_csv(swept / "series.csv")
    assert list(series.columns) == ["run", "branch", "time", "glucose", "insulin"]
    assert set(np.diff(series[series["run"] == 1]["time"])) == {60.0}
    population = pd.read_csv(swept / "population.csv")
    assert set(population["state"]) == {"akt"}
    assert {"mean", "sd", "q05", "q50", "q95"} <= set(population["statistic"])


def test_quantiles_over_seeds_are_those_of_the_runs(swept):
    runs, summary = pd.read_csv(swept / "runs.csv"), pd.read_csv(swept / "summary.csv")
    assert len(summary) == 8 * 5
    row = summary[(summary["point"] == 3) & (summary["measure"] == "fasting_glucose")].iloc[0]
    values = runs[runs["point"] == 3]["fasting_glucose"]
    assert row["n"] == 2
    assert math.isclose(row["mean"], values.mean())
    assert math.isclose(row["sd"], values.std())
    assert math.isclose(row["q95"], values.quantile(0.95))
    assert row["mean_low"] < row["mean"] < row["mean_high"]


def test_kept_series_and_populations_are_told_over_seeds(swept):
    runs = pd.read_csv(swept / "runs.csv")
    mine = runs[runs["point"] == 3]["run"]
    for name, column in (("series", "glucose"), ("population", "value")):
        kept = pd.read_parquet(swept / f"{name}.parquet")
        told = pd.read_csv(swept / f"{name}_summary.csv")
        told = told[told["point"] == 3]
        if name == "series":
            told = told[told["quantity"] == "glucose"]
        row = told.iloc[-1]
        same = kept[kept["run"].isin(mine) & (kept["time"] == row["time"])]
        if name == "population":
            same = same[same["statistic"] == row["statistic"]]
        assert row["n"] == len(same) == 2
        assert math.isclose(row["q95"], same[column].quantile(0.95))


def test_the_dictionary_tells_unit_and_meaning_of_every_column(swept, undescribed):
    assert undescribed(swept) == set()
    told = pd.read_csv(swept / "dictionary.csv", keep_default_na=False)
    rows = told.set_index(["table", "name"])
    assert rows.loc[("runs", "weight"), "unit"] == "kg"
    assert rows.loc[("runs", "fasting_insulin"), "unit"] == "uU/ml"
    assert rows.loc[("series", "insulin"), "unit"] == "pmol/L"
    assert rows.loc[("population", "muscle.akt"), "meaning"] == "Akt activity"
    assert set(STATISTICS) <= set(told[told["table"] == "summary"]["name"])


def test_the_manifest_holds_the_checksum_of_every_table(swept):
    from experiments.sweep.compaction import checksum

    manifest = json.loads((swept / "manifest.json").read_text())
    assert manifest["runs"] == 16
    for name, total in manifest["checksums"].items():
        assert checksum(swept / name) == total


def test_sweep_as_a_command_goes_on_where_it_stands(glucell):
    words = ("sweep", "--axis", "now.muscle.disuse_gain=0,1", "--protocol", "fasting",
             "--cells", str(CELLS), "--quiet")  # fmt: skip
    first = json.loads(glucell(*words, "--json").out)
    assert (first["runs"], first["finished"], first["done_now"]) == (2, 2, 2)
    again = json.loads(glucell(*words, "--json").out)
    assert again["out"] == first["out"]
    assert again["done_now"] == 0
    answer = glucell(*words, "--excel")
    assert "fasting_glucose" in answer.out
    book = pd.read_excel(f"{first['out']}/tables.xlsx", sheet_name="runs")
    assert len(book) == 2


def test_an_axis_of_seeds_has_a_column_of_its_own(glucell, tmp_path):
    answer = glucell("sweep", "--axis", "seed=1,20", "--replicates", "2", "--protocol", "fasting",
                     "--cells", str(CELLS), "--keep", "fasting_glucose", "--out", "seeds",
                     "--quiet")  # fmt: skip
    assert answer.code == 0
    runs = pd.read_parquet(tmp_path / "seeds" / "runs.parquet")
    assert list(runs["seed"]) == [1, 2, 20, 21]
    assert list(runs["first_seed"]) == [1, 1, 20, 20]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_table_of_runs_with_one_line(swept):
    line = 'runs <- read.csv("runs.csv", check.names = FALSE)'
    told = subprocess.run(
        ["Rscript", "-e", f"{line}; cat(sapply(runs, class), sep = ' ')"], cwd=swept,
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    kinds = dict(zip(pd.read_csv(swept / "runs.csv").columns, told, strict=True))
    assert kinds["diet"] == "character"
    for name in ("seed", "weight", "muscle.diacylglycerol_gain", "fasting_glucose"):
        assert kinds[name] in ("integer", "numeric")


def test_yes_and_no_are_written_as_pandas_and_r_read_them():
    assert (cell_text(True), cell_text(False), cell_text(None)) == ("TRUE", "FALSE", "")
    text = frame_text(pd.DataFrame({"held": [True, False], "maybe": [True, None]}))
    assert text == "held,maybe\nTRUE,TRUE\nFALSE,\n"
    assert pd.read_csv(io.StringIO(text))["held"].tolist() == [True, False]


DEADLY = """
schema = 1
title = "Far too much insulin"

[events.insulin]
type = "infusion"
substance = "insulin"
rate = "1 mU/m2/min"
duration = "6 h"

[measures.glucose_then]
quantity = "glucose"
unit = "mg/dl"
at = "6 h"
"""


def test_a_body_that_dies_is_a_row_with_its_reason(glucell, tmp_path):
    (tmp_path / "deadly.toml").write_text(DEADLY)
    answer = glucell(
        "sweep", "--axis", "events.insulin.rate=1 mU/m2/min,3000 mU/m2/min", "--protocol",
        "deadly.toml", "--cells", str(CELLS), "--out", "died",
    )  # fmt: skip
    assert answer.code == 0
    assert "failed: the body died at" in answer.err
    runs = pd.read_csv(tmp_path / "died" / "runs.csv")
    assert list(runs["status"]) == ["finished", "failed"]
    assert "glucose fell below 1 mmol/L" in runs["reason"][1]
    assert math.isnan(runs["glucose_then"][1])
    assert "glucose_then: the body died" in runs["undefined"][1]


def test_a_sample_without_spread_or_with_one_value_has_no_interval():
    assert statistics_of([])["n"] == 0
    one = statistics_of([3.0])
    assert (one["mean"], one["q50"], one["sd"], one["mean_low"]) == (3.0, 3.0, None, None)
    assert statistics_of([2.0, 2.0])["sd"] == 0.0
