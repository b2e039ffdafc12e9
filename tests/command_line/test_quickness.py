"""What needs no model is answered without importing anything slow."""

import subprocess
import sys

import pytest

SLOW = {"matplotlib", "mesa", "numba", "pandas", "pyarrow", "scipy"}
ASK = """
import sys
from experiments.command_line import main
main(sys.argv[1:])
print("modules:", *sys.modules)
"""


@pytest.mark.parametrize(
    "words",
    [["protocols"], ["show", "ogtt"], ["run", "ogt"], ["run", "--cells", "0"], ["runn"],
     ["citations", "Petersen2004"], ["run", "ogtt", "--subject", "leen"]],
    ids=" ".join,
)  # fmt: skip
def test_quick_answers_import_nothing_slow(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ASK, *words], capture_output=True, text=True, check=True
    )
    modules = done.stdout.rpartition("modules:")[2].split()
    assert SLOW.intersection(modules) == set()


def test_declarations_are_listed_without_the_model_once_they_are_kept():
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", ASK, "parameters", "glut4"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert SLOW.intersection(done.stdout.rpartition("modules:")[2].split()) == set()
