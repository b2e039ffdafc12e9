"""Statistics over cells: weights, and relations between two states."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.protocol.measuring import OverCells
from experiments.protocol.sampling import over_cells, weighted_quantile


@given(
    st.lists(st.floats(-10, 10), min_size=2, max_size=30),
    st.floats(0.01, 0.99),
    st.integers(1, 5),
)
def test_a_weight_is_as_good_as_copies(values, quantile, copies):
    values = np.array(values)
    many = np.repeat(values, copies)
    one_each = weighted_quantile(values, np.full(len(values), 1 / len(values)), quantile)
    assert values.min() <= one_each <= values.max()
    weights = np.full(len(values), float(copies))
    for statistic in ("mean", "sd", "min", "max"):
        asked = OverCells.model_validate({"statistic": statistic})
        single = over_cells(asked, values, weights, None)
        assert single == pytest.approx(
            over_cells(asked, many, np.ones(len(many)), None), abs=1e-9, nan_ok=True
        )


def test_relations_between_two_states():
    values = np.arange(10.0)
    weights = np.ones(10)
    asked = {"with": "other"}
    for statistic, expected in (("correlation", -1.0), ("r_squared", 1.0), ("slope", -0.5)):
        over = OverCells.model_validate({"statistic": statistic, **asked})
        assert over_cells(over, values, weights, 5 - 2 * values) == pytest.approx(expected)
    share = OverCells.model_validate({"statistic": "share_above", "threshold": "6.5"})
    assert over_cells(share, values, weights, None) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("quantity", "threshold", "share"),
    [("muscle.diacylglycerol", "1.45", 50.0), ("liver.triglyceride", "12.5 umol/g", 70.0)],
)
def test_shares_of_cells_are_read_in_any_unit_of_the_threshold(perform, quantity, threshold, share):
    run = perform(
        {
            "events": {"drink": {"type": "oral_glucose", "dose": "75 g"}},
            "measures": {
                "share": {
                    "quantity": quantity,
                    "cells": {"statistic": "share_above", "threshold": threshold},
                    "unit": "%",
                    "at": "30 min",
                },
                "of_one_type": {
                    "quantity": quantity,
                    "where": {"fiber_type": "I"},
                    "cells": {"statistic": "share_below", "threshold": threshold},
                    "unit": "%",
                    "window": ["0 min", "60 min"],
                },
            },
        }
    )
    assert run.value("share") == pytest.approx(share)
    assert run.value("of_one_type") is not None
