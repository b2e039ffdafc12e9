"""Which pixel of a tissue's picture belongs to which cell.

Muscle is drawn as a cross-section, fibers pressed against each other; liver as plates of cells
from the portal field (top) to the central vein (bottom); fat as round cells of their true
diameter that press on their neighbors where they are crowded.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np

from sim.lattice import Lattice

PICTURE = 440
"""Wanted side of a picture, pixels."""


def pixels_per_site(lattice: Lattice) -> int:
    """Return the side of a site of the lattice in pixels."""
    return max(PICTURE // max(lattice.rows, lattice.across), 1)


class Packed:
    """Cells without gaps: a Voronoi picture of jittered sites, with borders between them."""

    def __init__(self, lattice: Lattice, jitter: float, brick: bool) -> None:
        """``jitter`` is the displacement of sites relative to their distance; ``brick`` shifts
        every second line by half a site, as in plates of cells."""
        self.scale = scale = pixels_per_site(lattice)
        rng = np.random.default_rng(7)
        shape = (lattice.rows, lattice.across)
        shift = rng.uniform(-jitter, jitter, (2, *shape)).astype(np.float32)
        if brick:
            shift[1] += np.where(np.arange(lattice.rows) % 2, 0.25, -0.25)[:, None]
        self.owner, near, second = _nearest(shape, scale, shift)
        thickness = 0.1 if scale >= 5 else 0.0
        self.border = (np.sqrt(second) - np.sqrt(near)) < thickness

    def pixels(self, tissue) -> tuple[np.ndarray, np.ndarray]:
        """Return the site of every pixel and whether it lies on a border; sites never change."""
        return self.owner, self.border


def _nearest(shape, scale, shift):
    """Return the nearest site of each pixel and the squared distances to it and to the next."""
    rows, across = shape
    y, x = np.meshgrid(
        (np.arange(rows * scale, dtype=np.float32) + 0.5) / scale,
        (np.arange(across * scale, dtype=np.float32) + 0.5) / scale,
        indexing="ij",
    )
    line, place = y.astype(np.int32), x.astype(np.int32)
    owner = np.zeros(y.shape, np.int32)
    near = np.full(y.shape, 1e9, np.float32)
    second = near.copy()
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = np.clip(line + dy, 0, rows - 1), np.clip(place + dx, 0, across - 1)
            inside = (line + dy == r) & (place + dx == c)
            square = (y - r - 0.5 - shift[0][r, c]) ** 2 + (x - c - 0.5 - shift[1][r, c]) ** 2
            square = np.where(inside, square, 1e9)
            closer = square < near
            second = np.where(closer, near, np.minimum(second, square))
            near = np.where(closer, square, near)
            owner = np.where(closer, r * across + c, owner)
    return owner, near, second


@lru_cache(maxsize=8)
def _surroundings(rows: int, across: int, scale: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return, of each site around a pixel, its number and the squared distance of its cell.

    Where there is no site the number is one beyond the last.
    """
    rng = np.random.default_rng(7)
    shift = rng.uniform(-0.18, 0.18, (2, rows, across)).astype(np.float32)
    y, x = np.meshgrid(
        (np.arange(rows * scale, dtype=np.float32) + 0.5) / scale,
        (np.arange(across * scale, dtype=np.float32) + 0.5) / scale,
        indexing="ij",
    )
    line, place = y.astype(np.int32), x.astype(np.int32)
    found = []
    for dy, dx in product((-1, 0, 1), repeat=2):
        r, c = np.clip(line + dy, 0, rows - 1), np.clip(place + dx, 0, across - 1)
        inside = (line + dy == r) & (place + dx == c)
        away = (y - r - 0.5 - shift[0][r, c]) ** 2 + (x - c - 0.5 - shift[1][r, c]) ** 2
        found.append((np.where(inside, r * across + c, rows * across).astype(np.int32), away))
    return found


class Round:
    """Cells drawn as circles of their own diameter; what is left between them is free."""

    def __init__(self, lattice: Lattice) -> None:
        self.scale = pixels_per_site(lattice)
        self.rows, self.across = lattice.rows, lattice.across
        self.spacing = lattice.spacing
        self._diameters: np.ndarray | None = None
        self._pixels = (np.zeros((1, 1), np.int32), np.zeros((1, 1), bool))

    def pixels(self, tissue) -> tuple[np.ndarray, np.ndarray]:
        """Return the site of every pixel (-1 between cells) and whether it is a cell's rim."""
        diameter = np.zeros(self.rows * self.across + 1, np.float32)
        diameter[tissue.lattice.sites[tissue.rows]] = tissue.column("diameter")
        old = self._diameters
        if old is None or np.abs(diameter - old).max() > 1.5:
            self._diameters = diameter
            self._pixels = self._draw(diameter)
        return self._pixels

    def _draw(self, diameter: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give each pixel to the cell into which it lies deepest (a power diagram)."""
        square = (0.46 * diameter / self.spacing) ** 2
        shape = (self.rows * self.scale, self.across * self.scale)
        owner = np.full(shape, -1, np.int32)
        depth, other = np.zeros(shape, np.float32), np.full(shape, -1.0, np.float32)
        for site, away in _surroundings(self.rows, self.across, self.scale):
            inside = square[site] - away
            np.maximum(other, np.minimum(inside, depth), out=other)
            deeper = inside > depth
            np.copyto(depth, inside, where=deeper)
            np.copyto(owner, site, where=deeper)
        rim = 0.055 if self.scale >= 8 else 0.0
        return owner, (owner >= 0) & ((depth < rim * 0.7) | (depth - other < rim))
