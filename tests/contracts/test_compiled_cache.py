"""The cache of compiled code never answers for a source that has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agents.compiled import CACHE_FOLDER, is_compiled, source_hash

ROOT = Path(__file__).resolve().parents[2]

ASK = """
import numpy as np
from agents.adipocyte import ADIPOCYTE, ADIPOCYTE_STATES, SUBCUTANEOUS, AdipocyteMinute
from agents.columns import Columns
from agents.compiled import CACHE_FOLDER
from sim.passes import advance_fat

columns = Columns(ADIPOCYTE_STATES, 1)
columns.view("lipolysis_capacity")[0, 0] = 2.0
columns.view("weight")[0, 0] = 1.0
now = AdipocyteMinute(0.02, 1.0, 0.5, 0.5, 0.5, 0.1, 1.0)
lane, uptake = np.zeros(64), np.zeros(64)
released, _ = advance_fat(columns.flat, now, SUBCUTANEOUS.record()[0], lane, uptake)
print(CACHE_FOLDER.name, repr(float(released)))
"""


def ask(tree: Path, cache: Path) -> tuple[str, float]:
    """Compile one kernel of a source tree in a process of its own; return folder and number."""
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=tree, capture_output=True, text=True, check=True,
        env={**os.environ, "GLUCELL_CACHE_DIR": str(cache), "PYTHONPATH": str(tree)},
    )  # fmt: skip
    folder, number = answer.stdout.split()
    return folder, float(number)


@pytest.fixture
def tree(tmp_path) -> Path:
    for package in ("agents", "sim"):
        shutil.copytree(
            ROOT / package,
            tmp_path / "tree" / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    return tmp_path / "tree"


def test_an_equation_changed_in_another_file_gives_the_new_number(tree, tmp_path):
    cache = tmp_path / "cache"
    folder, number = ask(tree, cache)
    compiled = sorted(path.name for path in (cache / folder).rglob("*.nbc"))
    assert compiled
    assert ask(tree, cache) == (folder, number)
    assert sorted(path.name for path in (cache / folder).rglob("*.nbc")) == compiled

    equations = tree / "agents" / "adipocyte.py"
    text = equations.read_text(encoding="utf-8")
    old = "    return minimum + (1.0 - minimum) / (1.0 + x * x * x * x)\n"
    assert text.count(old) == 1
    new = old.replace("return ", "return 2.0 * (").replace("\n", ")\n")
    equations.write_text(text.replace(old, new), encoding="utf-8")

    changed_folder, changed = ask(tree, cache)
    assert changed_folder != folder
    assert changed == pytest.approx(2.0 * number, rel=1e-12)


@pytest.mark.parametrize("edited", ["agents/compiled.py", "sim/gut.py"])
def test_the_hash_covers_every_file(tree, edited):
    before = source_hash(tree)
    assert before == source_hash(tree)
    path = tree / edited
    path.write_text(path.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    assert source_hash(tree) != before


def test_the_folder_is_named_after_the_sources():
    if not CACHE_FOLDER.name.startswith("glucell-"):
        assert len(CACHE_FOLDER.name) == len(source_hash())
        assert set(CACHE_FOLDER.name) <= set("0123456789abcdef")
    assert is_compiled() == any(CACHE_FOLDER.rglob("*.nbc"))
