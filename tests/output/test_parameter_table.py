"""The table of parameters in docs is the one that the declarations give."""

from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[2] / "docs" / "parameters.md"


@pytest.mark.slow
def test_the_committed_table_is_current(capsys):
    from experiments.command_line import main

    assert main(["parameters", "--markdown"]) == 0
    told = capsys.readouterr().out
    assert TABLE.read_text(encoding="utf-8") == told, (
        "make it anew: glucell parameters --markdown > docs/parameters.md"
    )
