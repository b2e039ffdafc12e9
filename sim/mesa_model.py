"""The side of a body that Mesa sees: agents, events of users, one step of the page, collection.

What a next major version of Mesa may move is kept in this file and in ``agents/cell.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

import mesa

from .quantities import catalog

PAGE_STEP = 60.0
"""Minutes that one ``step()`` of the model advances."""


def read_quantity(name: str, model) -> float:
    """Return one quantity of a model (argument order as a data collector needs it)."""
    return model.value(name)


class ColumnCollector(mesa.DataCollector):
    """A data collector whose model reporters are read from the columns, all in one pass."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        """Collect the quantities of these names, by default all of the catalog."""
        super().__init__({name: partial(read_quantity, name) for name in names or catalog()})

    def collect(self, model) -> None:
        """Append every quantity as it is now, in the units of the catalog."""
        self._collection_steps.append(model.time)
        now = model.values_now()
        for name, values in self.model_vars.items():
            values.append(now[name] if name in now else self.model_reporters[name](model))


class MesaModel(mesa.Model):
    """A Mesa model whose time advances in compiled calls between events."""

    tissues: dict

    def _join_mesa(self, seed: int) -> None:
        """Begin as a Mesa model; its default event at every unit of time is not needed."""
        mesa.Model.__init__(self, rng=seed)
        self._default_schedule.stop()
        self._event_list.clear()
        self.step = self._step_once
        self.datacollector = ColumnCollector()

    def _step_once(self) -> None:
        """Advance by one hour and collect: one step of the Mesa page."""
        self.run_for(PAGE_STEP)
        self.collect()

    def collect(self) -> None:
        """Append all quantities as they are now to the data collector."""
        self.datacollector.collect(self)

    # --- events that users scheduled on the model

    def next_event_of_users(self) -> float:
        events = self._event_list
        return math.inf if events.is_empty() else events.peek_ahead(1)[0].time

    def _run_mesa_events(self) -> None:
        """Let Mesa run the events that are due; one between two steps waits for the next."""
        while self.next_event_of_users() <= self.time + 1e-9:
            self._event_list.pop_event().execute()

    # --- agents

    @property
    def agents(self):
        """All cells as Mesa agents; they are made when first asked for."""
        self._populate()
        return super().agents

    @property
    def agents_by_type(self):
        """Cells by type, as Mesa keeps them."""
        self._populate()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """Types of cells."""
        self._populate()
        return super().agent_types

    def _populate(self) -> None:
        tissues = getattr(self, "tissues", None)
        if tissues and not all(t.is_populated for t in tissues.values()):
            for tissue in tissues.values():
                tissue.populate(self)
