"""A second thread within a body: the same bits whoever did which piece, and nobody waits."""

import threading
import time
from functools import partial

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import threads
from sim.body import Body, BodyDied
from sim.passes import advance_pieces
from sim.sharing import (
    CLOSED,
    DONE,
    EXPECTED,
    MINUTE,
    PIECE_BITS,
    TOO_SLOW,
    WORK,
    new_board,
    pieces_of,
    publish,
    wait_for_helpers,
)
from sim.step import advance, records
from sim.surroundings import pace_of
from sim.threads import CREW, Crew


@pytest.fixture(autouse=True)
def bodies_of_any_size_get_helpers(monkeypatch):
    monkeypatch.setattr(threads, "LEAST_CELLS", 0)
    monkeypatch.setattr(CREW, "allowed", 1)


@numba.njit
def some_pieces(body, cells, parameters, board, behind):
    """Do an order, so many pieces from the back and the rest from the front; return both."""
    p, pieces = records(parameters), cells.pieces.shape[0]
    pace = pace_of(p, 1.0)
    key = publish(board, MINUTE, pieces)
    order, left = board[WORK], max(pieces - behind, 0)
    board[WORK] = order + (left << PIECE_BITS)
    from_back = advance_pieces(board, key, True, body, cells, p, pace, 1.0)
    board[WORK] = order - (pieces - left)
    return from_back, advance_pieces(board, key, False, body, cells, p, pace, 1.0)


def advance_with(body: Body, helpers: int, steps: int) -> np.ndarray:
    """Advance a body with helpers that are there from the beginning; return the board."""
    board, series = new_board(), np.empty((steps, len(body.record_now())))
    crew = [threading.Thread(target=partial(body._assist, series, board)) for _ in range(helpers)]
    for one in crew:
        one.start()
    advance(
        body.record_array, body._numbers, body._cells, body._parameters, body.clocks, steps, 10,
        series, body.steps_done, board,
    )  # fmt: skip
    for one in crew:
        one.join(60.0)
        assert not one.is_alive()
    body.steps_done += steps
    body._recorded.append(series[: steps // 10])
    return board


@pytest.mark.parametrize("cells", [7, 300, 2500])
def test_helpers_change_no_bit(cells, identical):
    alone = Body(cells=cells, settle_days=0.0)
    helped, by_two = alone.branch(), alone.branch()
    assert advance_with(alone, 0, 600)[DONE] == 0
    for body, helpers in ((helped, 1), (by_two, 2)):
        board = advance_with(body, helpers, 600)
        assert board[DONE] == board[EXPECTED]
        assert identical(alone, body)
        assert np.array_equal(alone._recorded[-1], body._recorded[-1])


def test_a_helper_comes_and_does_pieces():
    body = Body(cells=2500, settle_days=0.0)
    assert any(advance_with(body, 1, 600)[DONE] > 0 for _ in range(50))


@pytest.mark.parametrize("behind", [1, 5, 1000])
def test_a_piece_is_the_same_from_the_front_and_from_the_back(behind, identical):
    bodies = [Body(cells=2500, settle_days=0.0) for _ in range(2)]
    count = len(bodies[0]._cells.pieces)
    for body, back in zip(bodies, (0, min(behind, count)), strict=True):
        done = some_pieces(
            body.record_array, body._cells, body._parameters, new_board(), behind if back else 0
        )
        assert done == (back, count - back)
    assert np.array_equal(*(body._cells.sums for body in bodies))
    assert identical(*bodies)


LIVES = {
    "meals": lambda body: None,
    "fast": lambda body: body.fast(until=2000.0),
    "bout": lambda body: body.start_bout("run", intensity=65.0),
}


@settings(max_examples=6, deadline=None)
@given(cells=st.integers(4, 1500), life=st.sampled_from(sorted(LIVES)), seed=st.integers(1, 99))
def test_a_day_is_the_same_on_one_thread_and_two(cells, life, seed):
    bodies = []
    for allowed in (1, 2):
        body = Body(cells=cells, rng=seed, settle_days=0.0)
        body.start_recording(60.0)
        CREW.allowed = allowed
        LIVES[life](body)
        body.run_for(1440.0)
        bodies.append(body)
    one, two = bodies
    assert one.record_array.tobytes() == two.record_array.tobytes()
    assert np.array_equal(one.series(), two.series(), equal_nan=True)
    for name, tissue in one.tissues.items():
        assert tissue.columns.flat.tobytes() == two.tissues[name].columns.flat.tobytes()


def test_a_body_saved_on_one_thread_goes_on_to_the_same_bits_on_two(tmp_path, identical):
    body = Body(cells=300, settle_days=1.0)
    body.run_for(900.0)
    body.save(tmp_path / "state.npz")
    body.run_for(2000.0)
    CREW.allowed = 2
    resumed = Body.load(tmp_path / "state.npz")
    resumed.run_for(2000.0)
    assert identical(body, resumed)


def test_a_body_that_dies_sends_its_helpers_away():
    CREW.allowed = 2
    body = Body(cells=64, settle_days=0.0)
    body.record["glucose_plasma"] = -1e3
    with pytest.raises(BodyDied):
        body.run_for(600.0)
    assert CREW._advancing == CREW._lent == 0


def test_an_interruption_closes_the_board():
    crew, kept = Crew(2), []
    with pytest.raises(KeyboardInterrupt), crew.helping(1000, kept.append) as board:
        raise KeyboardInterrupt
    assert board[CLOSED] == 1
    assert crew._advancing == crew._lent == 0


def test_no_more_threads_than_allowed_and_none_for_small_bodies(monkeypatch):
    monkeypatch.setattr(threads, "LEAST_CELLS", 500)
    crew, count = Crew(3), lambda cells: crew._lend(cells)
    assert count(499) == 0
    assert count(500) == 1  # two bodies advance and one helper is left
    assert count(10_000) == 0


def test_pieces_cover_every_block_once_and_depend_on_the_body_alone():
    tissues = [(block * blocks, block) for block, blocks in ((7, 1), (5, 9), (3, 64), (2, 1001))]
    pieces = pieces_of(tissues)
    for tissue, (size, block) in enumerate(tissues):
        spans = pieces[pieces[:, 0] == tissue, 1:]
        assert spans[0, 0] == 0
        assert spans[-1, 1] == size
        assert np.array_equal(spans[1:, 0], spans[:-1, 1])
        assert not (spans % block).any()
    assert len(pieces) < 256


def test_helpers_rest_after_one_was_too_slow():
    crew = Crew(2)
    with crew.helping(1000, lambda board: None) as board:
        board[TOO_SLOW] = 1
    while not crew._tasks.empty():
        time.sleep(0.001)
    assert crew._lend(1000) == 0
    crew._advancing -= 1
    crew._rests_until -= threads.REST
    assert crew._lend(1000) == 1


def test_a_helper_that_does_not_return_is_sent_away():
    @numba.njit(nogil=True)
    def wait(board):
        wait_for_helpers(board, 2, 1)

    board = new_board()
    waiting = threading.Thread(target=wait, args=(board,))
    waiting.start()
    while not board[CLOSED]:
        time.sleep(0.001)
    assert waiting.is_alive()
    board[DONE] += 1
    waiting.join(60.0)
    assert not waiting.is_alive()
    assert board[TOO_SLOW] == 1


def test_no_work_is_piled_up_for_a_helper_that_does_not_come(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda thread: None)
    crew = Crew(2)
    for _ in range(5):
        with crew.helping(1000, lambda board: None):
            pass
    assert crew._tasks.qsize() == 1
