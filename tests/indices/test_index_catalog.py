"""One test runs over all declared indices: units, sources and words for each of them."""

import inspect
from dataclasses import fields, is_dataclass
from typing import get_type_hints

import pytest

from experiments.indices import Undefined, catalog
from experiments.indices.declared import as_measures
from experiments.indices.diagnosis import ada_class
from experiments.indices.fasting import homa_ir
from experiments.indices.minimal_model import MinimalModelFit

INDICES = catalog()


def test_the_promised_indices_are_there():
    promised = {
        "homa_ir", "homa_b", "quicki", "matsuda", "insulinogenic_index", "disposition_index",
        "oral_disposition_index", "adipo_ir", "minimal_model", "acute_insulin_response",
        "hba1c_from_history", "time_in_range", "glucose_management_indicator", "glucose_cv",
        "mage", "ada_class",
    }  # fmt: skip
    assert promised <= set(INDICES)


@pytest.mark.parametrize("name", INDICES)
def test_every_argument_and_result_has_a_unit_and_every_index_a_source(name):
    index = INDICES[name]
    assert set(index.takes) == set(inspect.signature(index.function).parameters)
    assert index.gives and all(index.gives.values())
    assert index.sources
    result = get_type_hints(index.function)["return"]
    if is_dataclass(result):
        assert set(index.gives) == {field.name for field in fields(result)}
    else:
        assert list(index.gives) == [name]


@pytest.mark.parametrize("name", INDICES)
def test_every_index_says_what_it_is_in_one_line(name):
    assert INDICES[name].meaning.endswith((".", ":", "[Nathan2008].", "[AbdulGhani2007]."))
    assert len(INDICES[name].meaning) <= 100


def test_undefined_carries_its_reason():
    with pytest.raises(Undefined) as told:
        raise Undefined("glucose does not rise.")
    assert told.value.reason == str(told.value) == "glucose does not rise."


def test_results_become_named_measures():
    assert as_measures("homa_ir", homa_ir(4.5, 5.0)) == {"homa_ir": pytest.approx(1.0)}
    fit = MinimalModelFit(2.6, 0.02, 0.03, 280.0, 1.0)
    assert as_measures("minimal_model", fit)["si"] == 2.6
    assert as_measures("ada_class", ada_class(90)) == {"ada_class": "normal"}
