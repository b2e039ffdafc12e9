"""Every cell differs from its neighbor; distributions over cells are results."""

import numpy as np
import pytest

from sim.bath import Bath
from sim.body import Body


def explained_share(bath: Bath, tissue: str) -> float:
    """Share of the variance of surface GLUT4 over cells that Akt explains."""
    cells = bath.tissues[tissue]
    surface = cells.column("glut4_total") * cells.column("glut4_surface_insulin")
    return float(np.corrcoef(cells.column("akt"), surface)[0, 1] ** 2)


@pytest.fixture(scope="module")
def adipocytes() -> Bath:
    return Bath("subcutaneous_fat", cells=2000)


def test_akt_explains_a_quarter_of_glut4_between_cells(adipocytes, stirred):
    """D11 [Norris2021]: 15 to 38 % in adipocytes, at a dose in the middle of the response."""
    responding = stirred(adipocytes, 60.0, insulin=100.0)
    assert 0.15 <= explained_share(responding, "subcutaneous_fat") <= 0.38


def test_a_cell_repeats_itself_where_cells_differ(adipocytes, stirred):
    """D11 [Norris2021]: the same cell answers alike again, two cells do not."""
    first = stirred(adipocytes, 30.0, insulin=100.0)
    again = stirred(stirred(first, 240.0, insulin=0.0), 30.0, insulin=100.0)
    one, two = (b.tissues["subcutaneous_fat"].column("akt") for b in (first, again))
    assert np.corrcoef(one, two)[0, 1] > 0.99
    assert np.std(one) / np.mean(one) > 0.05


def test_adipocytes_come_in_two_sizes():
    """D13 [McLaughlin2014]: 40 to 60 % of cells in the small of two peaks."""
    depot = Body(cells=4000, settle_days=28.0).tissues["subcutaneous_fat"]
    diameter = depot.column("diameter")
    counts, edges = np.histogram(diameter, bins=14)
    smooth = np.convolve(counts, [0.25, 0.5, 0.25], mode="same")
    peaks = [i for i in range(1, 13) if smooth[i] >= smooth[i - 1] and smooth[i] > smooth[i + 1]]
    low, high = min(peaks), max(peaks)
    valley = low + int(np.argmin(smooth[low : high + 1]))
    assert high - low >= 3
    assert smooth[valley] < 0.7 * min(smooth[low], smooth[high])
    assert 0.4 <= np.mean(diameter < 0.5 * (edges[valley] + edges[valley + 1])) <= 0.6


@pytest.mark.parametrize(
    ("tissue", "state", "variation"),
    [("muscle", "receptor_number_at_birth", "receptor_variation"),
     ("liver", "receptor_number_at_birth", "receptor_variation"),
     ("subcutaneous_fat", "receptor_number_at_birth", "receptor_variation"),
     ("subcutaneous_fat", "glut4_at_birth", "glut4_variation")],
)  # fmt: skip
def test_draws_have_the_declared_variation_and_mean(tissue, state, variation):
    bath = Bath(tissue, cells=4000, rest=0.0)
    column = bath.tissues[tissue].column(state)
    declared = float(bath.parameters[tissue][variation])
    assert np.mean(column) == pytest.approx(1.0, abs=0.03)
    assert np.std(column) / np.mean(column) == pytest.approx(declared, rel=0.1)


def test_fiber_types_have_their_shares_and_their_oxidative_order():
    bath = Bath("muscle", cells=4000, rest=0.0)
    cells, declared = bath.tissues["muscle"], bath.parameters["muscle"]
    kind = cells.column("fiber_type")
    assert np.mean(kind == 0.0) == pytest.approx(float(declared["type_1_share"]), abs=0.03)
    assert np.mean(kind == 1.0) == pytest.approx(float(declared["type_2a_share"]), abs=0.03)
    for state in ("mitochondria", "glut4_total"):
        levels = [cells.column(state)[kind == code].mean() for code in (0.0, 1.0, 2.0)]
        assert levels[0] > levels[1] > levels[2], state


def test_another_seed_gives_other_cells_and_the_same_seed_the_same():
    one, same, other = (Bath("muscle", cells=50, rng=seed, rest=0.0) for seed in (1, 1, 2))
    columns = [b.tissues["muscle"].columns.flat.tobytes() for b in (one, same, other)]
    assert columns[0] == columns[1] != columns[2]
