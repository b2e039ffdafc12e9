"""Pictures of tissues: each cell in its place, colored by one of its states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.page.png import data_address, png
from experiments.page.tissue_layout import Packed, Round

STEPS = 100
"""Colors of the scale; a second, dimmed copy follows for fibers at rest during a bout."""
FIELD, FIELD_STEPS = 200, 40
EMPTY, BORDER, CAPILLARY, LIT, CHOSEN = 240, 241, 242, 243, 244


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
    colors[BORDER, :3] = (24, 24, 28) if dark else (238, 232, 226)
    colors[CAPILLARY, :3] = (213, 94, 0)
    colors[LIT, :3] = (255, 176, 0)
    colors[CHOSEN, :3] = (255, 64, 129)
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

    def _capillary_pixels(self) -> tuple[np.ndarray, np.ndarray]:
        scale = self.layout.scale
        height, width = self.lattice.rows * scale, self.lattice.across * scale
        radius = 0.15 * scale if scale >= 4 else 0.0
        reach = int(np.ceil(radius))
        ys, xs = [], []
        for line, place in (self.lattice.capillaries + 0.5) * scale if scale >= 3 else ():
            for dy in range(-reach, reach + 1):
                for dx in range(-reach, reach + 1):
                    y, x = round(line + dy), round(place + dx)
                    close = dy * dy + dx * dx <= radius * radius
                    if close and 0 <= y < height and 0 <= x < width:
                        ys.append(y)
                        xs.append(x)
        return np.array(ys, int), np.array(xs, int)

    def pixels(
        self,
        tissue,
        state: str,
        limits: tuple[float, float],
        chosen: int | None = None,
        field_limit: float = 25.0,
    ) -> np.ndarray:
        """Return the places in the palette of all pixels, for a state between two limits.

        ``chosen`` is the row of a cell to be marked; the cytokine field lies under fat, full
        color at ``field_limit`` pg/ml.
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
            self._lay_field(drawn, owner, tissue.lattice.field, field_limit)
        if len(self._capillaries[0]):
            drawn[self._capillaries] = CAPILLARY
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
        known = tissue.states[state]
        return Picture(
            data_address(png(drawn, colors)), *limits, known.unit, known.meaning,
            drawn.shape[1], drawn.shape[0], len(tissue),
        )  # fmt: skip

    def _lay_field(self, pixels, owner, field, limit: float) -> None:
        strength = np.clip(field / limit * (FIELD_STEPS - 1), 0, FIELD_STEPS - 1)
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
