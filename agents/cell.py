"""A cell: a Mesa agent that owns no numbers, a view on one row of its tissue's columns."""

from __future__ import annotations

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
