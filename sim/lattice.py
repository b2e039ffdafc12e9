"""Where cells sit: a lattice per tissue, capillaries on it, cytokines diffusing over it."""

from __future__ import annotations

import numpy as np

from agents.declarations import WIDTH


class Lattice:
    """A rectangular lattice with one site per row of the tissue's columns (padding: site 0).

    ``order`` "scattered" puts rows on random sites; "zoned" fills lines from the portal field
    (line 0) to the central vein, so that neighbors share a zone.
    """

    def __init__(self, capacity: int, spacing: float, rng: np.random.Generator, order: str) -> None:
        self.across = max(int(np.ceil(np.sqrt(capacity))), 1)
        self.rows = -(-capacity // self.across)
        self.spacing = spacing
        count = self.rows * self.across
        places = np.arange(count) if order == "zoned" else rng.permutation(count)
        self.sites = np.zeros(-(-capacity // WIDTH) * WIDTH, np.int64)
        self.sites[:capacity] = places[:capacity]
        self.field = np.zeros(count)
        self.source = np.zeros(count)
        self.capillaries = self._place_capillaries(rng)

    def extend(self, count: int, rng: np.random.Generator) -> None:
        """Add sites for ``count`` more rows on new lines, at the mean cytokine level."""
        old_lines, old_field = self.rows, self.field
        self.rows = -(-(self.sites.size + count) // self.across)
        free = np.setdiff1d(np.arange(self.rows * self.across), self.sites)
        self.sites = np.concatenate([self.sites, rng.permutation(free)[:count]])
        self.field = np.full(self.rows * self.across, old_field.mean())
        self.field[: old_field.size] = old_field
        self.source = np.zeros(self.field.size)
        self.capillaries = np.vstack([self.capillaries, self._place_capillaries(rng, old_lines)])

    def _place_capillaries(self, rng: np.random.Generator, first_line: int = 0) -> np.ndarray:
        """Return the sites of capillaries: one per 3 × 3 sites, jittered, shape (n, 2)."""
        r, c = np.meshgrid(
            np.arange(first_line + 1, max(self.rows, 2), 3),
            np.arange(1, max(self.across, 2), 3),
            indexing="ij",
        )
        places = np.stack([r.ravel(), c.ravel()], axis=1).astype(float)
        return places + rng.uniform(-1.0, 1.0, places.shape)

    def site(self, row: int) -> tuple[int, int]:
        """Return (line, place in line) of the site of a row."""
        return divmod(int(self.sites[row]), self.across)

    def capillary_distance(self, rows: np.ndarray) -> np.ndarray:
        """Return the distance (um) of each row's site to the nearest capillary."""
        from scipy.spatial import cKDTree

        places = np.stack(np.divmod(self.sites[rows], self.across), axis=1)
        return cKDTree(self.capillaries).query(places)[0] * self.spacing

    def zone(self, rows: np.ndarray) -> np.ndarray:
        """Return 0 (periportal) … 1 (pericentral) for each row's line; a single line is between."""
        if self.rows == 1:
            return np.full(len(rows), 0.5)
        return (self.sites[rows] // self.across) / (self.rows - 1)
