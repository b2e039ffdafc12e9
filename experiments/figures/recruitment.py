"""Panels of a bout: which fibers of the muscle work, how many of each type, what is burned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.figures.acute import flux_panel
from experiments.figures.curves import BranchView
from experiments.figures.parts import Panel, end_labels
from experiments.figures.style import BLUE, GREEN, ORANGE, QUIET, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.looks import Look

TYPES = (("I", VERMILION), ("IIa", GREEN), ("IIx", BLUE))
"""Fiber types in the order of their codes, and their colors."""
PALE = 0.2
"""Share of its color that a fiber at rest keeps."""
MOST_MAPS = 3
FUELS = {"fat_oxidation": "fat", "carbohydrate_oxidation": "carbo-\nhydrate"}


def panels(views: Sequence[BranchView], body: Any) -> list[Panel]:
    """Return maps of the fibers at work, their shares by type, and the fuels; [] without a bout."""
    if body is None or not hasattr(body, "tissues"):
        return []
    seen = [(view, look) for view in views if (look := last_work(view)) is not None]
    if not seen:
        return []
    muscle = Muscle(body.tissues["muscle"])
    same = [(v, look) for v, look in seen if v.key[:2] == seen[0][0].key[:2]][:MOST_MAPS]
    made = [Panel(named(view), "", Map(muscle, look).draw) for view, look in same]
    made.append(Panel("Fibers at work", "% of each type", Shares(muscle, same).draw))
    if len(same) == 1:
        return [*made, flux_panel("Fuels", [same[0][0]], FUELS)]
    made.append(Panel("Glucose uptake of all fibers", "umol/kg/min", Uptake(same).draw))
    return [*made, Panel("Fuels", "kJ/min", Fuels(same).draw)]


def last_work(view: BranchView) -> Look | None:
    """Return the last look at which fibers were at work."""
    return next((look for look in reversed(view.looks) if look.recruitment is not None), None)


def intensity_of(look: Look) -> float:
    """Return the intensity of a bout, %."""
    assert look.recruitment is not None
    return 100.0 * float(look.recruitment.max())


def named(view: BranchView) -> str:
    """Return the title of a branch's map."""
    look = last_work(view)
    assert look is not None
    return f"Fibers at work at {intensity_of(look):.0f} %"


class Muscle:
    """The fibers that a figure tells apart: their types, thresholds, weights and sites."""

    def __init__(self, tissue: Any) -> None:
        self.types = tissue.column("fiber_type").astype(int)
        self.thresholds = tissue.column("recruitment_threshold").copy()
        self.weights = np.asarray(tissue.weights, dtype=float)
        self.lattice = tissue.lattice
        self.sites = tissue.lattice.sites[tissue.rows]

    def shares(self, chosen: np.ndarray) -> list[float]:
        """Return the share (%) of each type's mass that a mask chooses."""
        totals = [self.weights[self.types == code].sum() for code in range(len(TYPES))]
        own = [self.weights[chosen & (self.types == code)].sum() for code in range(len(TYPES))]
        return [
            100.0 * part / total if total else 0.0 for part, total in zip(own, totals, strict=True)
        ]


class Map:
    """Draws the muscle in cross-section: fibers at work in the color of their type, others pale."""

    def __init__(self, muscle: Muscle, look: Look) -> None:
        self.muscle, self.look = muscle, look

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        from matplotlib.colors import to_rgb

        from experiments.page.tissue_layout import Packed

        muscle, lattice = self.muscle, self.muscle.lattice
        assert self.look.recruitment is not None
        working = self.look.recruitment > 0.0
        hues = np.array([to_rgb(color) for _, color in TYPES])
        colors = np.ones((lattice.rows * lattice.across, 3))
        strength = np.where(working, 1.0, PALE)[:, None]
        colors[muscle.sites] = 1.0 - strength * (1.0 - hues[muscle.types])
        owner, border = Packed(lattice, jitter=0.26, brick=False).pixels(None)
        picture = colors[owner]
        picture[border] = 1.0
        axes.imshow(picture, interpolation="none" if len(working) < 3000 else "antialiased")
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        self.tell_shares(axes, muscle.shares(working))

    def tell_shares(self, axes: Axes, shares: Sequence[float]) -> None:
        """Write the share of each type at work beside the map."""
        axes.set_anchor("W")
        for place, ((name, color), share) in enumerate(zip(TYPES, shares, strict=True)):
            axes.annotate(
                f"{name}\n{share:.0f} %", (1.0, 0.95 - 0.22 * place), xycoords="axes fraction",
                xytext=(7, 0), textcoords="offset points", color=color, va="top", size=8.5,
                weight="bold", annotation_clip=False,
            )  # fmt: skip


class Shares:
    """Draws how many fibers of each type work at every intensity, and at those of the run."""

    def __init__(self, muscle: Muscle, seen: Sequence[tuple[BranchView, Look]]) -> None:
        self.muscle, self.seen = muscle, seen

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        muscle = self.muscle
        intensities = np.linspace(0.0, 100.0, 201)
        curves = np.array([muscle.shares(muscle.thresholds <= level) for level in intensities])
        labels = []
        for code, (name, color) in enumerate(TYPES):
            axes.plot(intensities, curves[:, code], color=color)
            labels.append((100.0, float(curves[-1, code]), name, color))
        for _, look in self.seen:
            assert look.recruitment is not None
            shares = muscle.shares(look.recruitment > 0.0)
            for (_, color), share in zip(TYPES, shares, strict=True):
                axes.plot(intensity_of(look), share, "o", ms=5, color=color, clip_on=False)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 108)
        axes.set_xticks([0, 20, 40, 60, 80, 100], ["0", "20", "40", "60", "80", "100 %"])
        axes.set_xlabel("intensity", size=8, color=QUIET, labelpad=1)
        end_labels(axes, labels)


class Uptake:
    """Draws the mean glucose uptake of each type at each intensity."""

    def __init__(self, seen: Sequence[tuple[BranchView, Look]]) -> None:
        self.looks = [look for _, look in seen]

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        width = 0.26
        groups = ("type_1", "type_2a", "type_2x")
        for code, ((name, color), group) in enumerate(zip(TYPES, groups, strict=True)):
            values = [1000.0 * mean_of(look, group, "glucose_uptake") for look in self.looks]
            places = np.arange(len(values)) + (code - 1) * width
            axes.bar(places, values, 0.92 * width, color=color, label=name)
        tell_intensities(axes, self.looks)
        axes.legend(loc="upper left", frameon=False, fontsize=8, handlelength=0.9)


class Fuels:
    """Draws how much fat and carbohydrate is burned in the last ten minutes of each bout."""

    def __init__(self, seen: Sequence[tuple[BranchView, Look]]) -> None:
        self.seen = seen

    def draw(self, axes: Axes) -> None:
        """Draw into the axes."""
        fat, carbohydrate = (
            [mean_before(view, name, look.time) for view, look in self.seen] for name in FUELS
        )
        places = np.arange(len(fat))
        axes.bar(places, fat, 0.6, color=ORANGE, label="fat")
        axes.bar(places, carbohydrate, 0.6, bottom=fat, color=BLUE, label="carbohydrate")
        top = max(a + b for a, b in zip(fat, carbohydrate, strict=True))
        for place, (some, more) in enumerate(zip(fat, carbohydrate, strict=True)):
            axes.annotate(
                f"{100 * some / (some + more):.0f} % fat", (place, some + more), xytext=(0, 3),
                textcoords="offset points", ha="center", size=7.5, color=QUIET,
            )  # fmt: skip
        axes.set_ylim(0, 1.3 * top)
        tell_intensities(axes, [look for _, look in self.seen])
        axes.legend(loc="upper left", frameon=False, fontsize=8, handlelength=0.9)


def mean_of(look: Look, group: str, state: str) -> float:
    """Return the mean of a state over a group of fibers."""
    wanted = ("muscle", group, state, "mean")
    return next((row.value for row in look.rows if tuple(row[:4]) == wanted), float("nan"))


def mean_before(view: BranchView, quantity: str, time: float) -> float:
    """Return the mean of a recorded quantity over the ten minutes before a time (min)."""
    times, values = view.curve(quantity)
    return float(np.mean(np.interp(np.linspace(time - 9.0, time, 10), times, values)))


def tell_intensities(axes: Axes, looks: Sequence[Look]) -> None:
    """Write the intensities below bars."""
    axes.set_xticks(range(len(looks)), [f"{intensity_of(look):.0f} %" for look in looks])
    axes.set_xlim(-0.6, max(len(looks) - 0.4, 1.4))
    axes.tick_params(axis="x", length=0)
