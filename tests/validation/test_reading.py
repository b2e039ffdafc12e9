"""What is wrong with a target file is told in one sentence, before anything runs."""

import re
import tomllib

import pytest

from agents.declarations import UserError
from experiments.validation import load_targets
from experiments.validation.names import name_problems
from experiments.validation.reading import HOME, target_from_tables
from experiments.validation.schema import band_unit

from .conftest import GLUCOSE, HEAD, RUN

COHORT = """
[runs.people]
protocol = "protocols/night.toml"
cohort = "adults_short"
size = 5
"""


def people(words: str) -> str:
    """A target with one statistic across people."""
    band = "expected = 0.5\nlow = 0\nhigh = 1\n"
    return f'{COHORT}[checks.r]\nwhat = "r"\npeople = {{ {words} }}\n{band}'


def test_a_target_is_read(target):
    [read] = load_targets([target(RUN + GLUCOSE)])
    assert (read.id, read.section) == ("A1", "A")
    assert read.runs["night"].protocol.name == "night"
    assert read.model.checks["glucose"].half_band == 30.0


WRONG = {
    "unknown run": (RUN + GLUCOSE.replace("night.glucose", "nigth.glucose"),
                    "there is no run 'nigth'; did you mean 'night'?"),
    "unknown measure": (RUN + GLUCOSE.replace("night.glucose", "night.glucos"),
                        "the protocol does not measure 'glucos': did you mean 'glucose'?"),
    "only a run": (RUN + GLUCOSE.replace("night.glucose", "night"),
                   "'night' is a run; name a measure of it"),
    "wrong unit": (RUN + GLUCOSE.replace("mg/dl", "kg"), "'mg/dl' cannot be expressed in 'kg'"),
    "unknown unit": (RUN + GLUCOSE.replace("mg/dl", "stone"), "the unit 'stone' is not known"),
    "upside down": (RUN + GLUCOSE.replace("low = 60", "low = 130"),
                    "the band is upside down: low 130, high 120"),
    "outside its band": (RUN + GLUCOSE.replace("expected = 90", "expected = 130"),
                         "expected 130 lies outside the band 60 to 120"),
    "no band": (RUN + GLUCOSE.replace("low = 60\n", ""), "needs 'expected', 'low' and 'high'"),
    "band of a yes or no": (RUN + GLUCOSE + "holds = true\n", "what 'holds' has no band"),
    "number that holds": (RUN + '[checks.x]\nwhat = ""\nholds = true\nvalue = "night.glucose"\n',
                          "the unit 'yes/no' needs a comparison"),
    "no source": (RUN + GLUCOSE.replace('value = "night.glucose"\n', ""),
                  "a check has one of 'value', 'people' and 'not_represented', not none of them"),
    "two sources": (RUN + GLUCOSE + 'not_represented = "No."\n', "not 'value' and 'not_repres"),
    "unknown key": (RUN + GLUCOSE + "middle = 90\n", "'middle' is not a key of this table"),
    "unknown protocol": (RUN.replace("protocols/night.toml", "nihgt") + GLUCOSE,
                         "there is no protocol of this name"),
    "unknown subject": (RUN.replace('"lean"', '"laen"') + GLUCOSE, "did you mean 'lean'?"),
    "no number of a run": (RUN + GLUCOSE.replace("night.glucose", "2 + 2"), "names no measure"),
    "not arithmetic": (RUN + GLUCOSE.replace("night.glucose", "open(night)"), "unknown function"),
    "subject and cohort": (RUN + 'cohort = "adults"\n' + GLUCOSE, "one of them is enough"),
    "statistic of one": (RUN + people("statistic = 'mean', run = 'night', of = 'glucose'")
                         .replace(COHORT, ""), "the run 'night' has one subject"),
    "unknown statistic": (people("statistic = 'average', run = 'people', of = 'glucose'"),
                          "'average' is not allowed"),
    "statistic of what": (people("statistic = 'correlation', run = 'people', of = 'glucose'"),
                          "needs 'with', another measure"),
    "among whom": (people("statistic = 'count', run = 'people', of = 'glucose', among = 'bmi'"),
                   "'among' needs a comparison"),
    "unit across people": (people("statistic = 'mean', run = 'people', of = 'glucose'"),
                           "'mg/dl' cannot be expressed in '1'"),
    "unknown quantity": (RUN + GLUCOSE + '[curves.x]\nrun = "night"\nquantity = "glucoze"\n'
                         'unit = "mg/dl"\ntimes = ["0 min", "1 min"]\n', "'glucoze'"),
    "uneven curve": (RUN + GLUCOSE + '[curves.x]\nrun = "night"\nquantity = "glucose"\n'
                     'unit = "mg/dl"\ntimes = ["0 min", "1 min"]\npublished = [1]\n',
                     "has 2 times and 1 numbers in 'published'"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_in_one_sentence(target, validate, case):
    text, sentence = WRONG[case]
    target(text)
    code, out, err = validate("--check")
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.startswith("glucell: A1.toml: ")
    assert err.count("\n") == 1


def test_problems_of_several_targets_are_told_together(target):
    target(RUN + GLUCOSE.replace("night.", "day."))
    target(RUN + GLUCOSE.replace("mg/dl", "kg"), "B2")
    with pytest.raises(UserError) as told:
        load_targets()
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == ["A1.toml", "B2.toml"]


def test_the_file_is_called_like_its_target(home):
    (home / "targets" / "B2.toml").write_text(HEAD.format(id="A1") + RUN + GLUCOSE)
    with pytest.raises(UserError, match=r"the file of target A1 is called A1\.toml"):
        load_targets()


def test_targets_and_sections_are_chosen_by_name(target, validate):
    for name in ("A2", "A10", "B1"):
        target(RUN + GLUCOSE, name)
    assert [t.id for t in load_targets()] == ["A2", "A10", "B1"]
    assert [t.id for t in load_targets(["a10"], ["B"])] == ["A10", "B1"]
    assert validate("A3")[0] == 2
    with pytest.raises(UserError, match="There is no section 'Z'; the sections are A and B"):
        load_targets(sections=["Z"])


def test_words_after_a_unit_are_for_the_reader():
    assert band_unit("% up") == "%"
    assert band_unit("") == "1"
    assert band_unit("1e-4/min per uU/ml") == "1e-4/min per uU/ml"


def test_the_example_of_the_documentation_is_a_target():
    text = (HOME.parents[1] / "docs" / "validation.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    target = target_from_tables(HOME / "targets" / "Z1.toml", tomllib.loads(block))
    assert name_problems(target) == []
    assert set(target.model.checks) == {"rd_6h", "order", "gsk3"}
