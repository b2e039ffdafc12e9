"""The run folder: complete, checkable, enough to repeat the run."""

import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest

from agents.compiled import source_hash
from agents.declarations import UserError
from experiments import read_run, run

FILES = {
    "manifest.json", "measures.csv", "timeseries.csv", "population.csv", "dictionary.csv",
    "figure.png", "figure.svg", "cells.parquet",
}  # fmt: skip


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_all_files_are_there_and_nothing_else(saved):
    assert {path.name for path in saved.iterdir()} == FILES
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_the_manifest_has_the_checksum_of_every_other_file(saved):
    files = manifest_of(saved)["files"]
    assert set(files) == FILES - {"manifest.json"}
    for name, entry in files.items():
        content = (saved / name).read_bytes()
        assert entry == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_the_manifest_tells_how_to_repeat_the_run(saved):
    manifest = manifest_of(saved)
    assert (manifest["protocol"], manifest["subject"]) == ("ogtt", "lean")
    assert (manifest["seed"], manifest["cells"]) == (1, 60)
    assert manifest["source_hash"] == source_hash()
    assert manifest["platform"]["libraries"]["numpy"] == np.__version__
    inputs = {entry["name"]: entry for entry in manifest["inputs"]}
    assert {"ogtt.toml", "lean.toml", "western.toml"} <= set(inputs)
    for entry in inputs.values():
        assert hashlib.sha256(entry["text"].encode()).hexdigest() == entry["sha256"]
    assert "Rizza1981" in manifest["citations"]
    assert all(len(text) > 20 for text in manifest["citations"].values())


def test_only_parameters_that_differ_are_listed(tmp_path):
    changed = {"muscle.ceramide_gain": 0.0, "muscle.cytokine_gain": 1.0}
    out = run(
        "fasting", cells=40, settings=changed, settings_now={"liver.nefa_production_gain": 0.2}
    )
    manifest = manifest_of(out.save(tmp_path / "run"))
    assert manifest["parameters_from_birth"] == {
        "muscle.ceramide_gain": {"value": 0.0, "default": 1.0, "unit": "1"}
    }
    assert list(manifest["parameters_from_start"]) == ["liver.nefa_production_gain"]


def test_tests_and_parts_of_a_protocol_are_kept_with_it(tmp_path):
    results = run("lipid_infusion", cells=40)
    names = [entry["name"] for entry in manifest_of(results.save(tmp_path / "run"))["inputs"]]
    assert "lipid_infusion.toml" in names
    clamp = run("clamp", cells=40).save(tmp_path / "clamp")
    assert "euglycemic_clamp.toml" in [e["name"] for e in manifest_of(clamp)["inputs"]]


def test_measures_are_read_back_as_they_were(saved, ogtt):
    read = pd.read_csv(saved / "measures.csv").set_index("measure")
    assert list(read.columns) == ["value", "unit", "reason"]
    told = ogtt.measures
    assert list(read.index) == list(told.index)
    np.testing.assert_allclose(read["value"], told["value"].astype(float), rtol=1e-12)


def test_every_column_is_in_the_dictionary(saved):
    dictionary = pd.read_csv(saved / "dictionary.csv", keep_default_na=False)
    assert list(dictionary.columns) == ["table", "name", "unit", "meaning"]
    series = pd.read_csv(saved / "timeseries.csv", nrows=2)
    told = dictionary[dictionary["table"] == "timeseries"]
    assert set(series.columns) == set(told["name"])
    assert (told.loc[told["name"] != "branch", "unit"] != "").all()
    assert (dictionary["meaning"] != "").all()
    population = pd.read_csv(saved / "population.csv")
    names = set(dictionary[dictionary["table"] == "population"]["name"])
    assert set(population["tissue"] + "." + population["state"]) <= names
    assert set(population["statistic"]) <= names


def test_the_time_series_is_what_the_body_recorded(saved, ogtt):
    read = pd.read_csv(saved / "timeseries.csv")
    np.testing.assert_allclose(read["glucose"], ogtt.series["glucose"], rtol=1e-6)
    assert list(read.columns[:3]) == ["branch", "time", "glucose"]
    at_zero = read.loc[read["time"] == 0.0, "glucose"].iloc[0] * 18.016
    assert at_zero == pytest.approx(ogtt.measures.loc["glucose_0", "value"], rel=1e-3)


def test_a_changed_or_unfinished_folder_is_refused(saved, tmp_path):
    copied = shutil.copytree(saved, tmp_path / "copy")
    assert len(read_run(copied).measures) > 10
    with open(copied / "measures.csv", "a", encoding="utf-8") as file:
        file.write("more\n")
    with pytest.raises(UserError, match=r"measures\.csv has been changed"):
        read_run(copied)
    (copied / "measures.csv").unlink()
    with pytest.raises(UserError, match=r"measures\.csv is missing"):
        read_run(copied)
    (copied / "manifest.json").unlink()
    with pytest.raises(UserError, match="not finished"):
        read_run(copied)


def test_a_disk_that_is_full_leaves_nothing(ogtt, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("experiments.output.manifest.write_manifest", full)
    with pytest.raises(UserError, match="no space left"):
        ogtt.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
