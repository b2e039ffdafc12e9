"""The command line called inside the test's process, in an empty folder."""

from typing import NamedTuple

import pytest
from matplotlib.figure import Figure

from experiments.command_line import main


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def glucell(tmp_path, monkeypatch, capsys):
    """Call a command and return its exit code and what it wrote; figures are drawn elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.output.results.Results.figure", lambda results: Figure())

    def call(*words: str) -> Answer:
        capsys.readouterr()
        code = main(list(words))
        written = capsys.readouterr()
        return Answer(code, written.out, written.err)

    return call
