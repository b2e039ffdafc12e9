"""The command line answers at once: what is slow to import waits until it is needed."""

import subprocess
import sys

import pytest

SLOW = {"dask", "matplotlib", "mesa", "numba", "pandas", "pyarrow", "scipy", "solara"}
ASK = """
import sys
from experiments.command_line import main
sys.argv = ["glucell", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("modules:", *sys.modules)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_imports_nothing_slow(arguments):
    command = [sys.executable, "-c", ASK, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    text, _, modules = done.stdout.rpartition("modules:")
    assert "usage" in text.lower()
    assert SLOW.intersection(modules.split()) == set()
