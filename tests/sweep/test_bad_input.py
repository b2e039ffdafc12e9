"""Whatever is wrong with a sweep is told in one sentence before anything is computed."""

import contextlib
import socket
import threading

import pytest

AXIS = ("--axis", "muscle.disuse_gain=0,1")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Give a sweep file or at least one --axis"),
        (("nothing.toml",), "There is no sweep file nothing.toml"),
        (("--axis", "muscle.diacylglycerol_gian=0,1"), "muscle.diacylglycerol_gain"),
        (("--axis", "nonsense=0,1"), "names nothing"),
        (("--axis", "muscle.disuse_gain="), "has no values"),
        (("--axis", "muscle.disuse_gain=0,7"), "0 to 1"),
        (("--axis", "muscle.disuse_gain=0:1"), "needs 'steps'"),
        (("--axis", "muscle.disuse_gain=1:0:3"), "must lie below"),
        (("--axis", "events.insulin.rat=40 mU/m2/min,80 mU/m2/min"), "did you mean 'rate'"),
        (("--axis", "events.insuline.rate=40 mU/m2/min,80 mU/m2/min"), "'insulin'"),
        (("--axis", "events.insulin.rate=40 mU/m2/min,-80 mU/m2/min"), "negative"),
        (("--axis", "diet=western,westrn"), "western"),
        (("--axis", "subject=lean,leen"), "lean"),
        (("--axis", "protocol=clamp,clmp"), "clamp"),
        (("--axis", "subject.person.weigt=70 kg,80 kg"), "did you mean 'weight'"),
        (("--axis", "subject.genes.receptor_number=1,99"), "bounds"),
        (("--axis", "seed=1,1.5"), "whole number"),
        ((*AXIS, "--keep", "m_valeu"), "did you mean 'm_value'"),
        ((*AXIS, "--series", "glucos"), "did you mean 'glucose'"),
        ((*AXIS, "--every", "5 apples"), "apples"),
        ((*AXIS, "--set", "muscle.disuse_gain=0"), "keep one of them"),
        ((*AXIS, "--set", "cells=5"), "write cells at the top"),
        ((*AXIS, "--design", "sobol"), "needs a size"),
        (("--axis", "muscle.disuse_gain=0:1", "--design", "sobol", "--size", "100"), "64 or 128"),
        ((*AXIS, "--shard", "5/4"), "I from 1 to N"),
        ((*AXIS, "--workers", "0"), "1 to 4096"),
        ((*AXIS, "--replicats", "3"), "--replicates"),
    ],
)
def test_flags(refused, words, told):
    assert told in refused("sweep", *words)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema = 2", "schema"),
        ("schema = 1\n[axes.x", "line 2 (the end) is not valid TOML"),
        ("schema = 1\nreplicates = 2\nreplicats = 3", "did you mean 'replicates'"),
        ("schema = 1", "nothing varies"),
        ('schema = 1\n[design]\ntype = "gird"\n', "'grid'"),
        ('schema = 1\n[design]\ntype = "list"\n', "needs 'points'"),
        ('schema = 1\npoints = [{ "muscle.disuse_gain" = 0 }]', 'type = "list"'),
        ('schema = 1\n[axes."muscle.disuse_gain"]\nvalues = [0]\nlow = 0\nhigh = 1', "both"),
        ('schema = 1\n[axes."muscle.disuse_gain"]\nvalues = [0, nan]', "finite"),
        ('schema = 1\n[axes."muscle.disuse_gain"]\nlow = 0', "both 'low' and 'high'"),
        ('schema = 1\n[axes.point]\nsets = "muscle.disuse_gain"\nvalues = [0]', "another name"),
        ('schema = 1\n[axes.m_value]\nsets = "muscle.disuse_gain"\nvalues = [0]', "another name"),
        (
            'schema = 1\n[axes.dose]\nsets = "events.insulin.rate"\nlow = "4 mU/m2/min"\n'
            'high = "40 U/m2/min"\nsteps = 2',
            "low is in",
        ),
        (
            'schema = 1\n[axes.a]\nsets = "muscle.disuse_gain"\nvalues = [0]\n'
            '[axes.b]\nsets = "muscle.disuse_gain"\nvalues = [1]',
            "set by the axis 'b' and by the axis 'a'",
        ),
        (
            'schema = 1\npoints = [{ "muscle.disuse_gain" = 0 }, { diet = "western" }]\n'
            '[design]\ntype = "list"',
            "does not name the same axes",
        ),
    ],
)
def test_files(refused, tmp_path, text, told):
    (tmp_path / "bad.toml").write_text(text)
    assert told in refused("sweep", "bad.toml")


def test_a_value_out_of_bounds_at_point_3417_is_named(refused, tmp_path):
    values = ["0.5"] * 3416 + ["9"] + ["0.5"] * 100
    (tmp_path / "points.csv").write_text("\n".join(["muscle.disuse_gain", *values]))
    told = refused("sweep", "--points", "points.csv")
    assert "point 3417" in told
    assert "muscle.disuse_gain = 9 is outside its bounds" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must name every axis once"),
        ("muscle.disuse_gain\n", "no point below the header"),
        ("muscle.disuse_gain,diet\n0.5\n", "point 1 has 1 values, but there are 2 axes"),
        ("muscle.disuse_gain\n0.5\nnan\n", "point 2"),
        ("muscle.disuse_gain,diet\n0.5,western\n1,\n", "point 2 has no value for 'diet'"),
    ],
)
def test_points_of_a_csv_file(refused, tmp_path, text, told):
    (tmp_path / "points.csv").write_text(text)
    assert told in refused("sweep", "--points", "points.csv")


def test_a_folder_of_something_else_is_left_alone(refused, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    assert "holds something else" in refused("sweep", *AXIS, "--out", "full")


def test_a_scheduler_that_does_not_answer(refused):
    told = refused("sweep", *AXIS, "--scheduler", "tcp://127.0.0.1:9")
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in told
    assert "No Dask scheduler answers" in refused("worker", "127.0.0.1:9")


@pytest.mark.parametrize("listener", ["silent", "something else"])
def test_what_listens_but_is_no_scheduler(refused, monkeypatch, listener):
    pytest.importorskip("distributed")
    monkeypatch.setattr("experiments.sweep.cluster.PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        if listener == "something else":
            threading.Thread(target=greet, args=(server,), daemon=True).start()
        told = refused("sweep", *AXIS, "--scheduler", f"127.0.0.1:{server.getsockname()[1]}")
    assert "does not answer as a Dask scheduler" in told


def greet(server):
    """Answer every caller with a line that is not Dask's."""
    with contextlib.suppress(OSError):
        while True:
            caller, _ = server.accept()
            with caller:
                caller.sendall(b"HTTP/1.0 400 Bad request\r\n\r\n" + b" " * 64)
                caller.recv(1000)


def test_an_address_that_is_none(refused):
    assert "not the address of a scheduler" in refused("sweep", *AXIS, "--scheduler", "nowhere")


def test_status_of_a_folder_that_is_no_sweep(refused):
    assert "is no folder of a sweep" in refused("sweep", "--status", ".")
