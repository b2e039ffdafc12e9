"""Small targets in a folder of their own."""

import json
from pathlib import Path

import pytest

from experiments.command_line import main
from experiments.validation import reading

FASTING = """\
schema = 1
title = "A night"
preparation.overnight_fast = "10 h"

[measures.glucose]
quantity = "glucose"
unit = "mg/dl"
at = "0 min"

[measures.insulin]
quantity = "insulin"
unit = "uU/ml"
at = "0 min"

[measures.is_low]
formula = "glucose < quantity('70 mg/dl')"
unit = "yes/no"
"""

HEAD = """\
schema = 1
id = "{id}"
title = "Fasting values"
population = "nobody"
procedure = "a night without food"
citation = "nowhere"
status = "recalled"
"""

RUN = """
[runs.night]
protocol = "protocols/night.toml"
subject = "lean"
"""

GLUCOSE = """
[checks.glucose]
what = "fasting glucose"
value = "night.glucose"
expected = 90
low = 60
high = 120
unit = "mg/dl"
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with targets and their protocols, in place of the built-in one."""
    (tmp_path / "targets").mkdir()
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "night.toml").write_text(FASTING)
    monkeypatch.setattr(reading, "TARGETS", tmp_path / "targets")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def target(home):
    """Write a target and return its id."""

    def write(text: str, name: str = "A1") -> str:
        (home / "targets" / f"{name}.toml").write_text(HEAD.format(id=name) + text)
        return name

    return write


@pytest.fixture
def validate(home, capsys):
    """Call ``glucell validate``; return the exit code and what it wrote, JSON read."""

    def call(*words: str):
        capsys.readouterr()
        code = main(["validate", *words])
        written = capsys.readouterr()
        if code == 0 and "--json" in words:
            return code, json.loads(written.out), written.err
        return code, written.out, written.err

    return call


def tables_of(folder: Path) -> dict[str, bytes]:
    """The bytes of all tables of a folder."""
    names = [*folder.glob("*.csv"), *folder.glob("*.html"), folder / "scorecard.json"]
    return {path.name: path.read_bytes() for path in names}
