"""The figure of training programs side by side: what each changes, a panel per program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.cells import response_panel
from experiments.figures.curves import BranchView
from experiments.figures.parts import Panel, color_of, end_labels, spread, time_axis
from experiments.figures.style import BLACK, BLUE, GRAY, GREEN, ORANGE, PURPLE, QUIET, VERMILION
from experiments.figures.trajectories import Trajectory, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.output.results import Results

Line = list[tuple[float, float]]
Kind = tuple[str, str, str]
"""Group, arm and dose of a program."""

CHANGES = {
    "m_value": ("sensitivity", BLACK),
    "glut4": ("GLUT4", BLUE),
    "mitochondria": ("mito-\nchondria", GREEN),
    "dag": ("DAG", VERMILION),
    "ceramide": ("ceramide", PURPLE),
    "imcl": ("IMCL", ORANGE),
    "muscle_mass": ("muscle", GRAY),
}
"""Measures whose change a program's panel shows, how they are called there, and their colors."""
COMPARED = ("m_value", "vo2max", "muscle_mass", "imcl")
"""Measures with a panel of their own, in their unit."""
LEAST_MOMENTS = 3


def fits(results: Results) -> bool:
    """Tell whether a run compares training programs, tested again and again."""
    from experiments.protocol.movement import Training

    protocol = results.protocol
    arms = [arm for arm in protocol.model.arm_labels() if arm]
    trains = [
        any(isinstance(event, Training) for event in protocol.variant(arm=arm).events.values())
        for arm in arms
    ]
    known = results.evaluation.all_specs()
    if len(arms) < 2 or not all(trains) or not {"m_value", "glut4"} <= set(known):
        return False
    return len({parts.test for parts in results.evaluation.of("glut4")}) >= LEAST_MOMENTS


def panels(results: Results, views: Sequence[BranchView]) -> list[Panel]:
    """Return a panel per program, the measures of all programs, and their cells."""
    known = results.evaluation.all_specs()
    drawn = {
        name: Trajectory(results, results.evaluation.of(name))
        for name in (*CHANGES, *COMPARED)
        if name in known
    }
    programs = Programs({name: trajectory.lines() for name, trajectory in drawn.items()})
    made = [
        Panel(named(kind), "% change", programs.drawer(kind, scale=place == 0))
        for place, kind in enumerate(programs.kinds[:3])
    ]
    made += [
        Panel(titled(name), results.outcome_unit(name), drawn[name].draw)
        for name in COMPARED
        if name in drawn
    ]
    if {"dag", "imcl"} <= set(drawn):
        made.append(Panel("DAG against IMCL", "% change", programs.draw_lipids))
    cells = response_panel(list(views))
    return made + ([cells] if cells else [])


class Programs:
    """Draws changes since the beginning of each program."""

    def __init__(self, lines: dict[str, dict[Kind, Line]]) -> None:
        self.kinds = list(next(iter(lines.values())))
        self.changes = {
            name: {kind: relative(line) for kind, line in several.items()}
            for name, several in lines.items()
        }

    def drawer(self, kind: Kind, scale: bool) -> Callable[[Axes], None]:
        """Return what draws all measures of one program; the first shows the scale of all."""

        def draw(axes: Axes) -> None:
            told = {name: self.changes[name][kind] for name in CHANGES if name in self.changes}
            size, _ = time_axis(axes, 0.0, max(line[-1][0] for line in told.values()))
            axes.axhline(0.0, color="#C9C9C9", lw=0.8, zorder=0)
            labels = []
            for name, line in told.items():
                label, color = CHANGES[name]
                times, values = np.array(line).T
                axes.plot(times / size, values, color=color, marker="o", ms=3.2, clip_on=False)
                labels.append((times[-1] / size, values[-1], label, color))
            axes.set_ylim(*self.limits())
            axes.yaxis.set_major_formatter(signed)
            axes.tick_params(labelleft=scale)
            end_labels(axes, labels)

        return draw

    def limits(self) -> tuple[float, float]:
        """Return the limits of a scale on which every change has its place."""
        values = [
            value
            for name, several in self.changes.items()
            if name in CHANGES
            for line in several.values()
            for _, value in line
        ]
        room = 0.06 * (max(values) - min(values))
        return min(values) - room, max(values) + room

    def draw_lipids(self, axes: Axes) -> None:
        """Draw the way of each program in the plane of neutral lipid (IMCL) and DAG."""
        ends = []
        for place, kind in enumerate(self.kinds):
            neutral = [value for _, value in self.changes["imcl"][kind]]
            harmful = [value for _, value in self.changes["dag"][kind]]
            axes.plot(neutral, harmful, color=color_of(place), marker="o", ms=3.2, clip_on=False)
            ends.append((harmful[-1], neutral[-1], named(kind).lower(), color_of(place)))
        axes.axhline(0.0, color="#C9C9C9", lw=0.8, zorder=0)
        axes.axvline(0.0, color="#C9C9C9", lw=0.8, zorder=0)
        axes.margins(x=0.36, y=0.12)
        axes.yaxis.set_major_formatter(signed)
        axes.xaxis.set_major_formatter(signed)
        axes.set_xlabel("IMCL", size=8, color=QUIET, labelpad=1)
        ends.sort()
        heights = spread(axes, [end[0] for end in ends], [end[2] for end in ends])
        for (_, x, text, color), height in zip(ends, heights, strict=True):
            side = -1 if x < 0 else 1
            axes.annotate(
                text, (x, height), xytext=(6 * side, 0), textcoords="offset points", color=color,
                size=8, va="center", ha="right" if side < 0 else "left",
            )  # fmt: skip


def named(kind: Kind) -> str:
    """Return the name of a program as a title."""
    return " ".join(part for part in kind if part).replace("_", " ").capitalize()


def signed(value: float, _: object = None) -> str:
    """Return a change as it stands at an axis."""
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}") if value else "0"


def relative(line: Line) -> Line:
    """Return a line as change (%) since its first value."""
    first = line[0][1]
    return [(time, 100.0 * (value / first - 1.0)) for time, value in line]
