"""The benchmark's table, text, figure and files."""

import json

import pytest

from agents.declarations import UserError
from experiments.benchmark import main, run_benchmark
from experiments.benchmark.report import compared, draw, read_json, table, text, write


def rate(cells, contender, median):
    return {"cells": cells, "contender": contender, "median": median, "slowest": 0.9 * median,
            "fastest": 1.1 * median, "turns": 3}  # fmt: skip


@pytest.fixture
def results():
    speeds = {"plain_mesa": 0.5, "numpy": 20.0, "c_strict": 200.0, "c_fast": 210.0,
              "glucell": 250.0, "whole_body": 180.0}  # fmt: skip
    return {
        "format": "glucell benchmark",
        "made": "2026-11-01T12:00:00+00:00",
        "quick": True,
        "machine": {"processor": "a processor", "vectors": "avx2", "cores": 2, "memory_gb": 8.0,
                    "load": 0.1, "python": "3.12", "numba": "0.6", "numpy": "2", "mesa": "3",
                    "c_compiler": None},
        "differences": {"plain_mesa": 0.0, "c_fast": 7e-16},
        "rates": [rate(n, name, v) for n in (1000, 10000) for name, v in speeds.items()],
        "spans": [{"cells": 1000, "measured_days": 30.0, "day_s": 0.01, "year_s": 3.65,
                   "year_is_extrapolated": True}],
        "costs": {"cells": 1000, "birth_s": 0.01, "agents_s": 0.01, "agents": 1000,
                  "branch_s": 0.001, "save_s": 0.1, "load_s": 0.1, "file_mb": 1.0,
                  "column_bytes_per_cell": 350.0, "place_bytes_per_cell": 30.0,
                  "agent_bytes_per_cell": 300.0},
        "around": {"frame_cells": 10000, "frame_s": 0.05, "sweep_run_s": 0.0004},
        "start": {"import_s": 0.9, "warm_start_s": 1.3},
    }  # fmt: skip


def test_the_table_holds_rates_and_ratios(results):
    told = table(results)
    assert list(told.index) == [1000, 10000]
    assert told.loc[1000, "glucell / plain Mesa"] == pytest.approx(500.0)
    assert told.loc[1000, "C / glucell"] == pytest.approx(0.8)


def test_without_a_compiler_the_table_does_without_c(results):
    results["rates"] = [r for r in results["rates"] if not r["contender"].startswith("c_")]
    assert "C / glucell" not in table(results)
    assert draw(results)


def test_the_text_flags_what_is_extrapolated(results):
    told = text(results)
    assert "a year 3.65 s (extrapolated), a decade 36.5 s (extrapolated)" in told
    assert "10,000 cells in 50 ms; a sweep adds 0.4 ms" in told
    assert "plain Mesa none, C -ffast-math 7e-16" in told


def test_files_can_be_compared_later(results, tmp_path):
    write(results, tmp_path / "out")
    assert (tmp_path / "out" / "benchmark.png").stat().st_size > 10_000
    earlier = read_json(tmp_path / "out" / "benchmark.json")
    for one in results["rates"]:
        one["median"] *= 2.0
    assert "2.00" in compared(results, earlier)
    results["machine"]["processor"] = "another"
    assert "machines differ" in compared(results, earlier)


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"format": "other"})])
def test_other_files_are_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(UserError, match="does not hold a benchmark"):
        read_json(tmp_path / "x.json")


def test_a_missing_file_is_refused_before_anything_is_timed(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        main(["--quick", "--compare", str(tmp_path / "none.json")])


@pytest.mark.slow
def test_a_small_benchmark_runs(tmp_path, capsys):
    told = run_benchmark((256,), tmp_path, quick=True)
    assert told.loc[256, "glucell"] > 0.0
    assert {p.name for p in tmp_path.iterdir()} == {
        "benchmark.json", "benchmark.csv", "benchmark.png",
    }  # fmt: skip
