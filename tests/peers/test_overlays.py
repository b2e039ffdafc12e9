"""Overlays: the same things on both sides, in the same units, drawn and written."""

import json

import numpy as np
import pandas as pd
import pytest

from agents.declarations import UserError
from experiments.validation.peers import telling
from experiments.validation.peers.overlays import OVERLAYS, lay_over

CELLS = 40


@pytest.fixture(scope="module")
def overlays():
    return {overlay.name: overlay for overlay in lay_over(cells=CELLS)}


def test_both_sides_have_the_same_readouts_over_the_same_range(overlays):
    assert list(overlays) == list(OVERLAYS)
    for overlay in overlays.values():
        for pair in overlay.pairs:
            shared = set(pair.ours) & set(pair.peer.table)
            assert len(shared) >= 3
            assert np.isfinite(pair.ours.to_numpy()).all()
            assert pair.ours.index[0] == pytest.approx(pair.peer.table.index[0])
            assert pair.ours.index[-1] == pytest.approx(pair.peer.table.index[-1])


def test_units_agree(overlays):
    """A wrong factor between the two sides (18 for glucose, 6 for insulin) would show."""
    numbers = overlays["meal"].table.set_index("what")["ratio"]
    for what in ("highest glucose", "highest insulin", "lowest egp"):
        assert 0.3 < numbers[f"normal: {what}"] < 3.0


def test_diabetic_cells_respond_less(overlays):
    numbers = overlays["diabetes"].table.set_index("what")
    folds = numbers[numbers.index.str.endswith("diabetic over healthy")]
    assert (folds[["ours", "peer"]] < 1.0).all(axis=None)


def test_files(overlays, tmp_path):
    names = telling.write(list(overlays.values()), tmp_path)
    assert {"meal.png", "meal.svg", "cascade.png", "diabetes.svg", "numbers.csv"} <= set(names)
    assert all((tmp_path / name).stat().st_size > 0 for name in names)
    curves = pd.read_csv(tmp_path / "curves.csv")
    assert set(curves["source"]) >= {"glucell", "Sedaghat, Sherman and Quon 2002"}
    json.dumps(telling.to_json(list(overlays.values())), allow_nan=False)
    assert "Surface" not in telling.report([overlays["cascade"]])


def test_settings_reach_our_side_only():
    plain, weak = (
        lay_over(["cascade"], cells=CELLS, settings_now=now)[0]
        for now in ({}, {"muscle.insulin_half_occupancy": 6000.0})
    )
    half = [overlay.rows[0]["ours"] for overlay in (plain, weak)]
    assert half[1] > 1.5 * half[0]
    assert plain.rows[0]["peer"] == weak.rows[0]["peer"]


def test_an_unknown_overlay_is_refused():
    with pytest.raises(UserError, match="cascade"):
        lay_over(["cascad"])
