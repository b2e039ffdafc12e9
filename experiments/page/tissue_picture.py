"""Pictures of tissues: each cell in its place, colored by one of its states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.page.png import data_address, png
from experiments.page.tissue_layout import Packed, Round

STEPS = 100
"""Colors of the scale; a second, dimmed copy follows for fibers at rest during a bout."""
FIELD, FIELD_STEPS = 200, 40
EMPTY, BORDER, CAPILLARY, LIT, CHOSEN, HALO = 240, 241, 242, 243, 244, 245

FIELD_LIMIT = 25.0
"""TNF-alpha (pg/ml) at which the tint between fat cells is full."""
BEYOND = 0.02
"""Share of cells beyond an end of the scale from which on the scale says so."""


@dataclass(frozen=True)
class Picture:
    """A picture of a tissue and how to read it."""

    address: str
    low: float
    high: float
    unit: str
    meaning: str
    width: int
    height: int
    cells: int
    below: bool
    above: bool


def palette(dark: bool) -> np.ndarray:
    """Return the 256 colors (RGBA): viridis bright and dimmed, orange tints for cytokine, marks."""
    from matplotlib import colormaps

    colors = np.zeros((256, 4), np.uint8)
    colors[:, 3] = 255
    scale = colormaps["viridis"](np.linspace(0.0, 1.0, STEPS))[:, :3]
    ground = np.array([38, 38, 42] if dark else [250, 246, 240])
    colors[:STEPS, :3] = np.round(255 * scale)
    colors[STEPS : 2 * STEPS, :3] = np.round(0.3 * 255 * scale + 0.7 * ground)
    tint = np.linspace(0.0, 1.0, FIELD_STEPS)[:, None]
    hot = np.array([224, 108, 20] if dark else [235, 120, 30])
    colors[FIELD : FIELD + FIELD_STEPS, :3] = np.round(ground + tint * (hot - ground))
    colors[EMPTY] = (0, 0, 0, 0)
    colors[BORDER, :3] = (86, 86, 94) if dark else (238, 232, 226)
    colors[CAPILLARY, :3] = (213, 94, 0)
    colors[LIT, :3] = (255, 176, 0)
    colors[CHOSEN, :3] = (255, 64, 129)
    colors[HALO, :3] = ground
    return colors


class Painter:
    """Draws one tissue again and again; where its cells lie is worked out once."""

    def __init__(self, tissue) -> None:
        lattice = tissue.lattice
        if tissue.name == "muscle":
            self.layout: Packed | Round = Packed(lattice, jitter=0.26, brick=False)
        elif tissue.name == "liver":
            self.layout = Packed(lattice, jitter=0.12, brick=True)
        else:
            self.layout = Round(lattice)
        self.lattice = lattice
        self.sites = lattice.rows * lattice.across
        self._capillaries = self._capillary_pixels()

    def _capillary_pixels(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        """Return the pixels of capillaries and of the halo that sets them off, by color."""
        scale = self.layout.scale
        if scale < 3:
            return {}
        radius = 0.15 * scale if scale >= 4 else 0.0
        halo = 1.6 if scale >= 12 else 0.0
        return {HALO: self._discs(radius + halo), CAPILLARY: self._discs(radius)}

    def _discs(self, radius: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the pixels within a radius (pixels) around each capillary."""
        centers = np.round((self.lattice.capillaries + 0.5) * self.layout.scale).astype(int)
        reach = np.arange(-int(np.ceil(radius)), int(np.ceil(radius)) + 1)
        dy, dx = np.meshgrid(reach, reach, indexing="ij")
        within = dy**2 + dx**2 <= radius**2
        y = (centers[:, :1] + dy[within]).ravel()
        x = (centers[:, 1:] + dx[within]).ravel()
        height, width = np.array([self.lattice.rows, self.lattice.across]) * self.layout.scale
        inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        return y[inside], x[inside]

    def pixels(
        self,
        tissue,
        state: str,
        limits: tuple[float, float],
        chosen: int | None = None,
    ) -> np.ndarray:
        """Return the places in the palette of all pixels, for a state between two limits.

        ``chosen`` is the row of a cell to be marked; the cytokine field lies under fat.
        """
        low, high = limits
        owner, border = self.layout.pixels(tissue)
        sites = tissue.lattice.sites[tissue.rows]
        value = (tissue.column(state) - low) / max(high - low, 1e-12)
        inner = np.full(self.sites + 1, EMPTY, np.uint8)
        inner[sites] = np.clip(value * (STEPS - 1) + 0.5, 0, STEPS - 1).astype(np.uint8)
        if isinstance(self.layout, Packed):
            inner[: self.sites][inner[: self.sites] == EMPTY] = BORDER
        outer = np.full(self.sites + 1, BORDER, np.uint8)
        outer[self.sites] = EMPTY
        if "recruitment" in tissue.states:
            working = tissue.column("recruitment") > 0.0
            if working.any():
                outer[sites[working]] = LIT
                inner[sites[~working]] += STEPS
        if chosen is not None:
            outer[int(tissue.lattice.sites[chosen])] = CHOSEN
        drawn = np.concatenate([inner, outer])[owner + (self.sites + 1) * border]
        if isinstance(self.layout, Round):
            self._lay_field(drawn, owner, tissue.lattice.field)
        for color, pixels in self._capillaries.items():
            drawn[pixels] = color
        return drawn

    def picture(
        self,
        tissue,
        state: str,
        limits: tuple[float, float],
        *,
        chosen: int | None = None,
        colors: np.ndarray,
    ) -> Picture:
        """Draw the living cells of a tissue by a state between two limits."""
        drawn = self.pixels(tissue, state, limits, chosen)
        known, values = tissue.states[state], tissue.column(state)
        return Picture(
            data_address(png(drawn, colors)), *limits, known.unit, known.meaning,
            drawn.shape[1], drawn.shape[0], len(tissue),
            bool(np.mean(values < limits[0]) > BEYOND), bool(np.mean(values > limits[1]) > BEYOND),
        )  # fmt: skip

    def _lay_field(self, pixels, owner, field) -> None:
        strength = np.clip(field / FIELD_LIMIT * (FIELD_STEPS - 1), 0, FIELD_STEPS - 1)
        under = (FIELD + strength).astype(np.uint8).reshape(self.lattice.rows, self.lattice.across)
        scale = self.layout.scale
        ground = np.repeat(np.repeat(under, scale, axis=0), scale, axis=1)
        free = owner < 0
        pixels[free] = ground[free]

    def row_at(self, tissue, x: float, y: float) -> int | None:
        """Return the row of the living cell at a place of the picture (0 to 1 each), or None."""
        owner, _ = self.layout.pixels(tissue)
        height, width = owner.shape
        line, place = int(min(max(y, 0.0), 0.9999) * height), int(min(max(x, 0.0), 0.9999) * width)
        return self.row_of_site(tissue, int(owner[line, place]))

    def row_of_site(self, tissue, site: int) -> int | None:
        """Return the row of the living cell on a site, or None."""
        found = np.flatnonzero(tissue.lattice.sites[tissue.rows] == site)
        return int(tissue.rows[found[0]]) if site >= 0 and len(found) else None

    def place_of(self, tissue, row: int) -> tuple[float, float]:
        """Return the place (x, y; 0 to 1 each) of a cell in the picture."""
        line, place = tissue.lattice.site(row)
        return (place + 0.5) / self.lattice.across, (line + 0.5) / self.lattice.rows
