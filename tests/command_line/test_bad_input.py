"""Bad input: one sentence on standard error, exit code 2, nothing written."""

import pytest

BROKEN = 'schema = 1\ntitle = "x"\n[events.drink\n'
NEGATIVE = """
schema = 1
title = "x"
[events.drink]
type = "oral_glucose"
dose = "-75 g"
"""
UNITLESS = NEGATIVE.replace("-75 g", "75")
WRONG_UNIT = NEGATIVE.replace("-75 g", "75 ml")
TWO_CLAMPS = """
schema = 1
title = "x"
[events.one]
type = "hold"
quantity = "glucose"
target = "90 mg/dl"
duration = "2 h"
[events.two]
type = "hold"
quantity = "glucose"
target = "150 mg/dl"
start = "1 h"
duration = "2 h"
"""
BOUT = """
schema = 1
title = "x"
[events.bout]
type = "exercise"
intensity = "60 %"
duration = "60 min"
"""
TOO_HARD = BOUT.replace("60 %", "120 %")
TWO_BOUTS = BOUT + BOUT.partition('title = "x"\n')[2].replace("bout", "other")
TOO_LONG = """
schema = 1
title = "x"
length = "6 weeks"
[events.program]
type = "training"
intensity = "60 %"
session = "30 min"
sessions_per_week = 3
duration = "12 weeks"
"""
DIET = """
schema = 1
title = "x"
[events.diet]
type = "diet"
carbohydrate = "50 %"
fat = "40 %"
protein = "20 %"
duration = "2 weeks"
"""
SUBJECT = """
schema = 1
title = "x"
[person]
sex = "male"
age = "25 years"
height = "1.75 m"
weight = "70 kg"
body_fat = "18 %"
"""
GENE = SUBJECT + "[genes]\nadipose_expandability = 50"
NO_GENE = SUBJECT + "[genes]\nadipose_expandibility = 1"
STARVED = (
    SUBJECT
    + """
[[history]]
duration = "1 year"
events.hunger = { type = "diet", energy = "200 kcal/day" }
"""
)

CASES = {
    "no such command": (["runn"], "did you mean 'run'?"),
    "no such option": (["run", "--cels", "40"], "'--cells'"),
    "no such protocol": (["run", "ogt"], "did you mean 'ogtt'?"),
    "no such subject": (["run", "ogtt", "--subject", "leen"], "did you mean 'lean'?"),
    "no such parameter": (["run", "ogtt", "--set", "muscle.ceramide_gian=0"], "ceramide_gain"),
    "no such parameter now": (["run", "ogtt", "--set-now", "ceramide_gain=0"], "ceramide_gain"),
    "out of bounds": (["run", "ogtt", "--set", "muscle.ceramide_gain=99"], "from 0 to 5"),
    "negative parameter": (["run", "ogtt", "--set", "muscle.ceramide_gain=-1"], "from 0 to 5"),
    "not a number": (["run", "ogtt", "--set", "muscle.ceramide_gain=nan"], "finite"),
    "no number": (["run", "ogtt", "--set", "muscle.ceramide_gain=much"], "number"),
    "no value": (["run", "ogtt", "--set", "muscle.ceramide_gain"], "name=value"),
    "no cells": (["run", "ogtt", "--cells", "0"], "from 4 to 20000000"),
    "cells in words": (["run", "ogtt", "--cells", "many"], "'many'"),
    "seed in words": (["run", "ogtt", "--seed", "x"], "'x'"),
    "one argument too many": (["run", "ogtt", "clamp"], "'clamp' is one argument too many"),
    "no such file": (["run", "nowhere.toml"], "nowhere.toml"),
    "broken file": (["run", "broken.toml"], "line 3"),
    "broken file checked": (["check", "broken.toml"], "line 3"),
    "negative dose": (["check", "negative.toml"], "events.drink.dose"),
    "missing unit": (["run", "unitless.toml"], "events.drink.dose"),
    "wrong unit": (["run", "wrong_unit.toml"], "events.drink.dose"),
    "two clamps at once": (["run", "two_clamps.toml"], "glucose"),
    "above the maximum": (["run", "too_hard.toml"], "needs a 'reason'"),
    "no effort": (["check", "no_effort.toml"], "intensity above 0 %"),
    "two bouts at once": (["run", "two_bouts.toml"], "'bout' and 'other' both drive"),
    "program longer than the run": (["check", "too_long.toml"], "longer than the protocol"),
    "diet that does not add up": (["run", "diet.toml"], "add up to 110 % of energy"),
    "impossible gene": (["run", "ogtt", "--subject", "gene.toml"], "gene.toml: genes.adipose_exp"),
    "impossible gene checked": (["check", "gene.toml"], "from 0.3 to 3"),
    "no such gene": (["check", "no_gene.toml"], "no gene trait 'adipose_expandibility'"),
    "a life that starves": (
        ["run", "ogtt", "--subject", "starved.toml", "--cells", "40"],
        "starved.toml: nobody survives this history: half of the lean mass was lost",
    ),
    "out is a file": (["run", "ogtt", "--out", "broken.toml"], "is a file"),
    "out is full": (["run", "ogtt", "--out", "full"], "is not empty"),
    "out under a file": (["run", "ogtt", "--out", "broken.toml/x"], "broken.toml"),
    "no such state": (["run", "ogtt", "--from-state", "body.npz"], "no saved body"),
    "no folder for the state": (["run", "ogtt", "--save-state", "no/body.npz"], "no folder"),
    "state of many": (["run", "lipid_infusion", "--save-state", "b.npz"], "ends with 2"),
    "nothing to show": (["show", "leann"], "did you mean 'lean'?"),
    "no such quantity": (["quantities", "glucos_e"], "glucose"),
    "no such source": (["citations", "Petersen1904"], "Petersen"),
    "no such run": (["export", "nowhere", "--format", "csv"], "no run folder nowhere"),
    "not a run": (["export", "full", "--format", "csv"], "manifest.json"),
    "no such format": (["export", "full", "--format", "docx"], "docx"),
}


@pytest.fixture
def files(tmp_path):
    texts = {"broken": BROKEN, "negative": NEGATIVE, "unitless": UNITLESS,
             "wrong_unit": WRONG_UNIT, "two_clamps": TWO_CLAMPS, "too_hard": TOO_HARD,
             "no_effort": TOO_HARD.replace("120 %", "0 %"),
             "two_bouts": TWO_BOUTS, "too_long": TOO_LONG, "diet": DIET, "gene": GENE,
             "no_gene": NO_GENE, "starved": STARVED}  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept.txt").write_text("kept")
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_one_sentence(glucell, files, case):
    words, hint = CASES[case]
    before = sorted(files.rglob("*"))
    answer = glucell(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert hint in answer.err
    assert answer.err.startswith("glucell: ") and answer.err.endswith("\n")
    assert len(answer.err.splitlines()) == 1
    assert answer.err.rstrip()[-1] in ".?"
    assert "Traceback" not in answer.err
    assert sorted(files.rglob("*")) == before


def test_every_bad_file_of_a_list_is_told(glucell, files):
    answer = glucell("check", "broken.toml", "ogtt", "gene.toml", "nobody.toml")
    assert answer.code == 2
    assert "ogtt.toml: a protocol" in answer.out
    told = answer.err.splitlines()
    assert len(told) == 3
    assert "line 3" in told[0] and "from 0.3 to 3" in told[1] and "nobody.toml" in told[2]


def test_a_folder_that_nobody_can_write_is_refused_before_the_run(glucell, tmp_path, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", denied)
    answer = glucell("run", "ogtt", "--out", "locked")
    assert answer.code == 2
    assert "Nothing can be written in" in answer.err and "permission denied" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_state_of_another_model_is_refused_in_one_sentence(glucell, tmp_path, monkeypatch):
    from sim import checkpoint
    from sim.body import Body

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "model_hash", lambda: "another")
        Body(cells=4).save(tmp_path / "body.npz")
    answer = glucell("run", "fasting", "--from-state", "body.npz")
    assert answer.code == 2 and answer.out == ""
    assert "lived under another version of the model" in answer.err
    assert len(answer.err.splitlines()) == 1
