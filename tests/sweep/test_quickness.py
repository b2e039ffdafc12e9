"""What needs no model is answered without importing anything slow."""

import os
import subprocess
import sys

import pytest

SLOW = {"dask", "distributed", "matplotlib", "mesa", "numba", "pandas", "pyarrow", "scipy", "SALib"}
ASK = """
import sys
from experiments.command_line import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("modules:", *sys.modules)
"""


def modules(words, folder):
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *words], capture_output=True, text=True, check=True, cwd=folder,
        env=settings,
    )  # fmt: skip
    return set(done.stdout.rpartition("modules:")[2].split())


@pytest.mark.parametrize(
    "words",
    [
        ["sweep", "--help"],
        ["cohort", "--help"],
        ["sensitivity", "--help"],
        ["explain", "--help"],
        ["compare", "--help"],
        ["worker", "--help"],
        ["sweep"],
        ["sweep", "nothing.toml"],
        ["sweep", "--axis", "muscle.disuse_gain=0,1", "--shard", "3/2"],
        ["sweep", "--axis", "muscle.disuse_gain=0,1", "--design", "sobol"],
        ["compare", "lean", "."],
    ],
    ids=" ".join,
)
def test_quick_answers_import_nothing_slow(words, tmp_path):
    assert SLOW.intersection(modules(words, tmp_path)) == set()


def test_names_are_checked_without_the_model_once_it_has_told_them(tmp_path):
    words = ["sweep", "--axis", "muscle.disuse_gian=0,1"]
    modules(words, tmp_path)
    assert SLOW.intersection(modules(words, tmp_path)) == set()
