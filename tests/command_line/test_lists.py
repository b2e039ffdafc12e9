"""Lists, files and declarations: what can be looked up without running anything."""

import csv
import io
import json
import tomllib

import pytest

from experiments.protocol.files import names_of


def test_without_a_command_there_is_help(glucell):
    for words in ((), ("--help",), ("help",)):
        answer = glucell(*words)
        assert answer.code == 0
        assert "usage: glucell COMMAND" in answer.out
        assert "run " in answer.out and "export " in answer.out


def test_the_version_is_that_of_the_project(glucell):
    assert glucell("--version").out.startswith("glucell 0.")


@pytest.mark.parametrize("kind", ["protocols", "subjects", "diets"])
def test_built_in_files_are_listed_with_their_titles(glucell, kind):
    told = json.loads(glucell(kind, "--json").out)
    assert sorted(told) == names_of(kind[:-1])
    assert all(told.values())
    assert len(glucell(kind).out.splitlines()) == len(told)


def test_show_prints_the_file_itself(glucell):
    for name in ("ogtt", "lean", "western"):
        assert tomllib.loads(glucell("show", name).out)["schema"] == 1


def test_check_tells_what_a_file_is(glucell):
    lines = glucell("check", "ogtt", "lean", "western", "adults").out.splitlines()
    assert [line.split(",")[0].split(": ")[1] for line in lines] == [
        "a protocol", "a subject", "a diet", "a cohort",
    ]  # fmt: skip


def test_parameters_carry_all_that_was_declared(glucell):
    from agents.declarations import parameters

    told = json.loads(glucell("parameters", "--json").out)
    declared = parameters()
    assert {entry["name"] for entry in told} == set(declared)
    for entry in told:
        one = declared[entry["name"]]
        assert (entry["default"], entry["unit"]) == (one.default, one.unit)
        assert (tuple(entry["bounds"]), entry["source"]) == (one.bounds, one.source)
        assert entry["meaning"] == one.meaning


def test_parameters_can_be_searched(glucell):
    by_name = json.loads(glucell("parameters", "muscle.glut4*", "--json").out)
    assert by_name and all(entry["name"].startswith("muscle.glut4") for entry in by_name)
    by_meaning = json.loads(glucell("parameters", "spare receptors", "--json").out)
    assert any(entry["name"] == "muscle.pi3k_half_activation" for entry in by_meaning)


def test_parameters_as_csv_and_markdown(glucell):
    rows = list(csv.DictReader(io.StringIO(glucell("parameters", "--csv").out)))
    assert float(next(r for r in rows if r["name"] == "muscle.ceramide_gain")["low"]) == 0.0
    assert len(rows) == len(json.loads(glucell("parameters", "--json").out))
    table = glucell("parameters", "--markdown").out
    assert "## muscle\n" in table and "| `ceramide_gain` |" in table


def test_quantities_have_units_and_meanings(glucell):
    told = json.loads(glucell("quantities", "--json").out)
    assert all(entry["unit"] and entry["meaning"] for entry in told)
    assert {"glucose", "muscle.left_leg.glucose_uptake"} <= {entry["name"] for entry in told}


def test_citations_are_whole(glucell):
    from experiments.output.citations import bibliography

    told = json.loads(glucell("citations", "--json").out)
    assert told == bibliography()
    line = glucell("citations", "DeFronzo1979").out.splitlines()[0]
    assert line.startswith("DeFronzo1979: DeFronzo RA") and "doi:" in line


def test_declarations_are_kept_and_follow_the_sources(tmp_path, monkeypatch):
    from experiments.command_line import declared

    monkeypatch.setenv("GLUCELL_CACHE_DIR", str(tmp_path))
    asked = []
    monkeypatch.setattr(declared, "asked_of_model", lambda: asked.append(1) or {"parameters": []})
    declared.declarations()
    declared.declarations()
    assert asked == [1]
    monkeypatch.setattr(declared, "sources_hash", lambda: "another")
    declared.declarations()
    assert asked == [1, 1]
