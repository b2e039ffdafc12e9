"""The documentation of the language: complete, and its examples are right."""

import re
import tomllib
from pathlib import Path

import pytest

from experiments.protocol import (
    comparing,
    event,
    food,
    infusions,
    measuring,
    movement,
    schema,
    treatments,
)
from experiments.protocol.checking import check_loaded
from experiments.protocol.fields import Table
from experiments.protocol.files import HOME
from experiments.protocol.reading import load_protocol
from experiments.protocol.scatter import MeasurementTable
from experiments.subject import cohort
from experiments.subject import schema as subjects
from experiments.subject.cohort import CohortTable
from experiments.subject.reading import load_subject

PAGE = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
MODULES = (
    comparing,
    event,
    food,
    infusions,
    measuring,
    movement,
    schema,
    treatments,
    subjects,
    cohort,
)
TABLES = {
    model
    for module in MODULES
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, Table) and model is not Table
}
FRAME = {"schema": 1, "title": "t"}
WHOLE = 'rate = "40 mU/m2/min"\n'


@pytest.mark.parametrize(
    "model", sorted(TABLES, key=lambda m: m.__name__), ids=lambda m: m.__name__
)
def test_every_key_is_documented(model):
    for name, field in model.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", PAGE), f"{model.__name__}.{name}"


def test_every_event_type_and_index_word_is_documented():
    for name in re.findall(
        r'type: Literal\["(\w+)"\]', "".join(Path(m.__file__).read_text() for m in MODULES)
    ):
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.strip().splitlines()[0][:40])
def test_examples_on_the_page_are_right(block):
    tables = tomllib.loads(block)
    if "person" in tables:
        load_subject(tables)
        return
    if "distributions" in tables:
        CohortTable.model_validate(tables)
        return
    if "measurement" in tables:
        MeasurementTable.model_validate(tables["measurement"])
        return
    clamp = load_protocol("clamp_steps").raw
    events = {
        **clamp["events"],
        "walk": {"type": "exercise", "intensity": "40 %", "duration": "9 min"},
    }
    measures = {
        **clamp["measures"],
        "fasting_glucose": {"quantity": "glucose", "unit": "mg/dl", "at": "0 min"},
    }
    missing = {"events": events, "measures": measures, "arms": {"control": {}}}
    if "series" in tables:
        missing["events"] = {
            "insulin": {"type": "infusion", "substance": "insulin", "rate": "1 mU/kg/min"}
        }
        missing["measures"] = {}
    if "diabetes_onset" in tables.get("measures", {}):
        missing["tests"] = {"yearly": {"protocol": "fasting", "at": ["0 h", "1 year"]}}
        del missing["measures"]["fasting_glucose"]
    if set(tables) & {"schema"}:
        missing = {}
    merged = {**FRAME, **{k: {**v} for k, v in missing.items()}}
    for key, value in tables.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = {**merged[key], **value}
        else:
            merged[key] = value
    check_loaded(load_protocol(merged))


def test_there_is_an_example_of_every_event():
    text = "".join(path.read_text() for path in (HOME / "protocols" / "examples").glob("*.toml"))
    for name in re.findall(
        r'type: Literal\["(\w+)"\]', "".join(Path(m.__file__).read_text() for m in MODULES)
    ):
        assert f'type = "{name}"' in text, name
