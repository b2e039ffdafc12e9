"""Runs of protocols on the fake body."""

import pytest

from experiments.protocol import bodies
from experiments.protocol.bodies import Bodies
from experiments.protocol.checking import check_loaded
from experiments.protocol.engine import Engine
from experiments.protocol.evaluation import Evaluation
from experiments.protocol.plan import Plan
from experiments.protocol.reading import load_protocol

from .fake_body import CATALOG, FakeDied, make


class FakeRun:
    """Records and measures of a protocol performed on the fake body."""

    def __init__(self, tables, threads=1, maker=make, **options):
        protocol = load_protocol({"schema": 1, "title": "test", **tables})
        check_loaded(protocol, CATALOG, parameters=False)
        self.told = []
        engine = Engine(
            Plan(protocol, CATALOG),
            Bodies(make=maker, **options),
            progress=lambda share, text: self.told.append((share, text)),
            threads=threads,
        )
        self.records = engine.run()
        self.measures = Evaluation(protocol, self.records, CATALOG).measures()

    def value(self, name):
        return self.measures[name].value


@pytest.fixture
def perform(monkeypatch):
    monkeypatch.setattr(bodies, "body_died", lambda: FakeDied)
    return FakeRun
