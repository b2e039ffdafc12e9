"""The published results: all of them are there, every name leads somewhere, and they can fail."""

import json

import pytest

from experiments.command_line import main
from experiments.validation import load_targets
from experiments.validation.planning import Options
from experiments.validation.reading import SECTIONS, TARGETS
from experiments.validation.work import load_validation

CHECKS = """
A1=9 A2=4 A3=3 A4=3 A5=2 A6=4 A7=3
B1=10 B2=10 B5=10 B7=5 B8=3 B9=10 B11=5 B12=5 B14=7 B15=3 B16=3 B17=3
C1=6 C2=4 C3=6 C5=2 C7=2 C8=2
D1=5 D3=1 D5=4 D6=3 D7=2 D8=1 D9=5 D10=4 D11=2 D13=5 D14=2 D15=3
E1=2 E2=3 E3=3 E5=2 E7=6 E9=6 E10=4 E14=2 E17=1 E18=3 E21=3 E22=1 E23=3 E24=4
F1=3 F3=4 F4=4 F6=4 F8=3 F9=4 F10=3
G1=4 G2=4 G3=2 G8=4 G11=3 G12=5 G15=3 G17=4 G18=3 G19=2 G20=3
H1=7 H3=7 H4=4 H6=2 H7=2 H9=3 H12=1
I1=8 I3=1 I7=6 I9=4 I11=3 I12=2 I13=3
J1=3 J2=4 J4=2 J6=2
"""
"""Published results and how many numbers of each are checked; none may be dropped."""


@pytest.fixture(scope="module")
def work():
    """Everything that a full validation would do, checked and not done."""
    return load_validation()


def test_every_published_number_is_checked(work):
    wanted = dict(pair.split("=") for pair in CHECKS.split())
    found = {target.id: str(len(target.model.checks)) for target in work.targets}
    assert found == wanted
    assert len(found) == 87
    assert sum(map(int, found.values())) == 330


def test_every_check_has_runs_and_every_run_a_check(work):
    """Names, units and parts have been checked while the targets were read."""
    planned = {user for run in work.plan.runs for user in run.users}
    assert planned == {(target.id, name) for target in work.targets for name in target.runs}
    for target in work.targets:
        for check in target.model.checks.values():
            assert check.value or check.people or len(check.not_represented) > 20, target.id
        text = json.dumps(target.model.model_dump(mode="json", exclude={"runs"}))
        unused = [
            name for name in target.runs if f"{name}." not in text and f'"{name}"' not in text
        ]
        assert unused == [], target.id


def test_targets_are_data(work):
    assert {path.suffix for path in TARGETS.iterdir()} == {".toml"}
    assert {target.section for target in work.targets} == set(SECTIONS)
    for target in work.targets:
        told = target.model
        assert all((told.title, told.population, told.procedure, told.citation)), target.id


def test_targets_that_are_alike_share_their_runs(work):
    runs = sum(len(work.plan.places[key]) for key in work.plan.places)
    assert len(work) < runs
    assert len({work.run_id(index) for index in range(len(work))}) == len(work)


def test_quick_leaves_out_what_is_long(work):
    quick = load_validation(options=Options(cells=200, quick=True))
    assert len(quick) < len(work)
    long = {(t.id, name) for t in work.targets for name, r in t.runs.items() if r.table.cost}
    assert quick.plan.skipped == long


def test_a_broken_mechanism_lowers_the_score_of_what_depends_on_it(tmp_path, monkeypatch, capsys):
    """Without an effect of diacylglycerol, infused lipid must not be found to impair anybody."""
    monkeypatch.chdir(tmp_path)
    ids = ["E9", "E10", "E22"]
    assert {t.id for t in load_targets(ids)} == set(ids)

    def scores(*words: str) -> dict:
        capsys.readouterr()
        assert main(["validate", *ids, "--cells", "60", "--quiet", "--json", *words]) == 0
        return json.loads(capsys.readouterr().out)

    sound, broken = scores(), scores("--set", "muscle.diacylglycerol_gain=0")
    assert broken["total"]["share_inside"] < sound["total"]["share_inside"] - 0.3
    assert broken["total"]["median_distance"] > sound["total"]["median_distance"]
    for one, other in zip(sound["targets"], broken["targets"], strict=True):
        assert other["share_inside"] <= one["share_inside"], one["id"]
