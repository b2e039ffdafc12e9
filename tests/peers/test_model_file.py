"""A user's SBML file: simulated, found in it, refused in one sentence."""

import sys

import pytest

from agents.declarations import UserError
from experiments.validation.peers.beside import lay_beside
from experiments.validation.peers.simulator import simulator

CELLS = 40

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
  <model id="decay"{time}>
    <listOfUnitDefinitions>
      <unitDefinition id="hour"><listOfUnits>
        <unit kind="second" exponent="1" scale="0" multiplier="3600"/>
      </listOfUnits></unitDefinition>
    </listOfUnitDefinitions>
    <listOfParameters>
      <parameter id="G" value="180" constant="false"/>
      <parameter id="ins" name="Plasma insulin" value="60" constant="false"/>
      <parameter id="k" value="1" constant="true"/>
    </listOfParameters>
    <listOfRules>
      <rateRule variable="G"><math xmlns="http://www.w3.org/1998/Math/MathML">
        <apply><times/><cn>-1</cn><ci>k</ci><apply><minus/><ci>G</ci><cn>90</cn></apply></apply>
      </math></rateRule>
      <rateRule variable="ins"><math xmlns="http://www.w3.org/1998/Math/MathML">
        <cn>0</cn>
      </math></rateRule>
    </listOfRules>
  </model>
</sbml>
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "decay.xml"
    path.write_text(MODEL.format(time=' timeUnits="hour"'), encoding="utf-8")
    return path


@pytest.fixture
def basico():
    return pytest.importorskip("basico")


def beside(path, **options):
    given = {"glucose": "G:mg/dl", "insulin": ":mU/l", **options}
    return lay_beside(path, cells=CELLS, **given)


def test_a_file_is_simulated_in_its_own_time(basico, file):
    """G falls from 180 to 90 with one per hour; insulin is recognized by its name."""
    (pair,) = beside(file).pairs
    at = pair.peer.table.loc[60.0]
    assert at["glucose"] == pytest.approx(90 + 90 / 2.718281828, rel=1e-5)
    assert at["insulin"] == pytest.approx(360.0)
    (pair,) = beside(file, time_unit="min").pairs
    assert pair.peer.table["glucose"][60.0] == pytest.approx(90.0, rel=1e-5)


def test_what_is_assumed_is_said(basico, tmp_path):
    path = tmp_path / "silent.xml"
    path.write_text(MODEL.format(time=""), encoding="utf-8")
    assert "in min (the file does not say so: assumed)" in beside(path).caption


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"glucose": "Gl:mg/dl"},
            "decay.xml: nothing that changes is called 'Gl'; did you mean G?",
        ),
        ({"glucose": "k:mg/dl"}, "nothing that changes is called 'k'; it has G, ins."),
        ({"glucose": "G"}, "G has no stated unit; give it, as in --glucose G:mg/dl."),
        ({"glucose": "G:kg/min"}, "G is in 'kg/min', which cannot be converted to mg/dl"),
        ({"time_unit": "week"}, "'week' is no unit of model time"),
        ({"protocol": "clam"}, "clamp"),
        ({"protocol": "lipid_infusion"}, "ends with several bodies"),
    ],
)
def test_what_a_file_does_not_have_is_refused(basico, file, options, sentence):
    with pytest.raises(UserError) as refused:
        beside(file, **options)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_files_that_are_no_models_are_refused(basico, tmp_path):
    with pytest.raises(UserError, match="There is no model file"):
        beside(tmp_path / "none.xml")
    (tmp_path / "text.xml").write_text("glucose = 5", encoding="utf-8")
    with pytest.raises(UserError, match="is no SBML model that COPASI can read"):
        beside(tmp_path / "text.xml")
    (tmp_path / "picture.xml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(UserError, match="it is not UTF-8 text"):
        beside(tmp_path / "picture.xml")


def test_without_the_simulator_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "basico", None)
    with pytest.raises(UserError, match=r"glucell\[analysis\]"):
        simulator()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--glucose", "G:mg/dl"], "--glucose belongs to --sbml FILE"),
        (["--sbml", "a.xml", "--peers"], "either --peers or --sbml"),
        (["--peers", "E9"], "give no ID"),
        (["--sbml", "a.xml"], "no model file a.xml"),
    ],
)
def test_the_command_refuses_in_one_sentence(words, sentence, capsys):
    from experiments.command_line import main

    assert main(["validate", *words]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""


def test_the_command_writes_figure_and_numbers(basico, file, tmp_path, capsys):
    from experiments.command_line import main

    out = tmp_path / "out"
    words = ["--sbml", str(file), "--glucose", "G:mg/dl", "--insulin", "ins:mU/l"]
    assert main(["validate", *words, "--cells", str(CELLS), "--out", str(out)]) == 0
    assert "highest plasma glucose" in capsys.readouterr().out
    written = {path.name for path in out.iterdir()}
    assert written == {"model_file.png", "model_file.svg", "numbers.csv", "curves.csv"}
