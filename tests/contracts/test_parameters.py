"""Declared parameters: each has a unit, bounds, a source, a meaning, and is used by an equation."""

import math
import re
import tomllib
from pathlib import Path

import pytest

import sim.body  # noqa: F401  declares the parameters of the body and of all cells
from agents.declarations import (
    Parameter,
    ParameterGroup,
    UserError,
    check_parameters,
    parameters,
    suggest,
)

from .dimensions import unit

ROOT = Path(__file__).resolve().parents[2]
SOURCES = tomllib.loads((ROOT / "agents" / "bibliography.toml").read_text(encoding="utf-8"))
DECLARED = parameters()
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("agents", "sim")
    for path in sorted((ROOT / package).glob("*.py"))
)
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SHORT_WORDS = {"c", "of", "to", "by", "in", "at", "on", "two", "low", "fat", "gut"}
ABBREVIATIONS = {"avg", "calc", "coef", "conc", "dag", "egp", "ffa", "frac", "glc", "hgp", "imcl",
                 "ins", "max", "min", "num", "param", "std", "temp"}  # fmt: skip


def failing(check) -> list[str]:
    return [name for name, declared in DECLARED.items() if not check(declared)]


def test_there_are_parameters_of_cells_and_body():
    groups = {name.split(".")[0] for name in DECLARED}
    assert groups == set(ParameterGroup.registry)
    assert {"muscle", "liver", "visceral_fat", "subcutaneous_fat", "pancreas"} <= groups


def test_names_are_full_words_in_snake_case():
    def named(declared: Parameter) -> bool:
        group, _, short = declared.name.partition(".")
        words = short.split("_")
        return (
            all(NAME.fullmatch(part) for part in (group, short))
            and not ABBREVIATIONS.intersection(words)
            and all(len(w) > 2 or w in SHORT_WORDS or w[0].isdigit() for w in words)
        )

    assert not failing(named)


def test_units_can_be_read():
    def readable(declared: Parameter) -> bool:
        unit(declared.unit)
        return True

    assert not failing(readable)


def test_bounds_hold_the_default_and_the_plausible_range():
    def ordered(p: Parameter) -> bool:
        low, high = p.bounds
        return (
            all(math.isfinite(x) for x in (*p.bounds, *p.plausible, p.default))
            and low <= p.plausible[0] < p.plausible[1] <= high
            and low <= p.default <= high
        )

    assert not failing(ordered)


def test_the_plausible_range_holds_the_default():
    assert not failing(lambda p: p.plausible[0] <= p.default <= p.plausible[1])


def test_every_source_is_in_the_bibliography():
    assert not failing(lambda p: p.source in SOURCES)


def test_meanings_say_something_and_are_no_sentences():
    assert not failing(lambda p: len(p.meaning) > 5 and not p.meaning.endswith("."))


def test_what_is_calibrated_names_its_targets():
    assert not failing(lambda p: p.calibrated is None or p.calibrated.strip())


def test_one_short_name_has_one_unit():
    """Groups may share a name; it then stands for the same kind of thing."""
    units: dict[str, set] = {}
    for name, declared in DECLARED.items():
        units.setdefault(name.split(".", 1)[1], set()).add(unit(declared.unit).dimensionality)
    assert not {name for name, known in units.items() if len(known) > 1}


def test_every_parameter_is_used():
    def used(declared: Parameter) -> bool:
        short = declared.name.split(".", 1)[1]
        return re.search(rf'\.{short}\b|\["{short}"\]|genes\.get\("{short}"', CODE) is not None

    assert not failing(used)


@pytest.mark.parametrize("name", [n for n in DECLARED if n.endswith("_gain")])
def test_a_gain_can_be_set_to_zero(name):
    assert DECLARED[name].bounds[0] == 0.0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1", None, True, [1.0]])
def test_what_is_not_a_finite_number_is_refused(value):
    with pytest.raises(UserError, match=r"muscle\.diacylglycerol_gain"):
        check_parameters({"muscle.diacylglycerol_gain": value})


def test_values_outside_the_bounds_are_refused_with_the_bounds():
    wrong = []
    for name, declared in DECLARED.items():
        for value in (declared.bounds[0] - 1.0, declared.bounds[1] * 2.0 + 1.0):
            try:
                declared.check(value)
                wrong.append(name)
            except UserError as error:
                assert name in str(error)
                assert f"{declared.bounds[1]:g}" in str(error)
    assert not wrong


def test_bounds_themselves_are_accepted():
    changed = {name: declared.bounds[0] for name, declared in DECLARED.items()}
    assert check_parameters(changed) == changed


def test_a_misspelled_name_offers_the_nearest():
    with pytest.raises(UserError, match=r"did you mean muscle\.diacylglycerol_gain"):
        check_parameters({"muscle.diacylglycerol_gian": 1.0})
    assert "muscle.ceramide_gain" in suggest("ceramide_gain", DECLARED)


def test_a_record_holds_defaults_and_changes():
    record = ParameterGroup.registry["muscle"].record({"muscle.ceramide_gain": 0.25})[0]
    assert record["ceramide_gain"] == 0.25
    assert record["cytokine_gain"] == DECLARED["muscle.cytokine_gain"].default
