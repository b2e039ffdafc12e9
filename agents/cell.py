"""A cell: a Mesa agent that owns no numbers, a view on one row of its tissue's columns."""

from __future__ import annotations

import gc

import mesa

from .declarations import StateTable


class CellState:
    """Reads and writes one state of a cell in the columns of its tissue."""

    def __init__(self, name: str, meaning: str, unit: str) -> None:
        self.name = name
        self.__doc__ = f"{meaning} ({unit})"

    def __get__(self, cell, owner=None):
        if cell is None:
            return self
        columns = cell.tissue.columns
        return float(columns.flat[columns.index(cell.row, self.name)])

    def __set__(self, cell, value: float) -> None:
        columns = cell.tissue.columns
        columns.flat[columns.index(cell.row, self.name)] = value


class Cell(mesa.Agent):
    """One cell of a tissue.

    Every declared state of its type is an attribute: ``fiber.diacylglycerol`` reads the
    column, ``fiber.diacylglycerol = 2.0`` writes it.
    """

    __slots__ = ("model", "pos", "row", "tissue", "unique_id")
    states: StateTable

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        for state in cls.states.states.values():
            setattr(cls, state.name, CellState(state.name, state.meaning, state.unit))

    def __init__(self, model, tissue, row: int) -> None:
        """Bind the cell to a row of its tissue and register it with the model."""
        self.tissue = tissue
        self.row = row
        super().__init__(model)

    @classmethod
    def make_all(cls, model, tissue, rows: list[int]) -> list[Cell]:
        """Make the agents of many rows, registered as Mesa's own constructor would do one by one.

        Left out are Mesa's signals of each addition; the garbage collector, which would walk
        through all cells made so far again and again, pauses.
        """
        if not rows:
            return []
        collects = gc.isenabled()
        gc.disable()
        try:
            return cls._make_all(model, tissue, rows)
        finally:
            if collects:
                gc.enable()

    @classmethod
    def _make_all(cls, model, tissue, rows: list[int]) -> list[Cell]:
        cells = [cls(model, tissue, rows[0])]
        everyone = mesa.Model.agents.fget(model)
        same_type = mesa.Model.agents_by_type.fget(model)[cls]
        for number, row in enumerate(rows[1:], model.agent_id_counter):
            cell = object.__new__(cls)
            cell.model, cell.pos, cell.unique_id = model, None, number
            cell.tissue, cell.row = tissue, row
            everyone.add(cell)
            same_type.add(cell)
            cells.append(cell)
        model.agent_id_counter += len(rows) - 1
        return cells

    @property
    def site(self) -> tuple[int, int]:
        """Row and column of the lattice site that the cell occupies."""
        return self.tissue.lattice.site(self.row)

    @property
    def lane(self) -> int:
        """Index at which this cell's lane starts in the flat memory of its tissue."""
        return self.tissue.columns.lane(self.row)

    def step(self) -> None:
        """Advance this cell alone by one fast step at its body's present surroundings."""
        self.tissue.advance_one(self)
