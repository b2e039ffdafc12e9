"""Checks drawn on the axis of half-bands: where published numbers stand at 0.

The band is drawn as it is: it reaches from -1 to 1 where the published number lies in its middle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.figures.style import BLUE, VERMILION
from experiments.validation.checking import CheckResult

REACH = 3.0
"""Half-bands to either side that a strip shows; what lies beyond is an arrow at its end."""

WIDTH, HEIGHT = 190, 18
STEP, BINS = 9.4, 12
"""Distance of two dots of the overview, and how many stand beside one another in a half-band."""

REACH_OF_ALL = 4
"""Half-bands to either side that the overview shows; what lies beyond stands at its end."""

BAND, AXIS = "#DCE6EE", "#C4C4C4"
TICKS = ("≤ −4", "−3", "−2", "−1", "0", "1", "2", "3", "≥ 4")
COLORS = {"inside": BLUE, "outside": VERMILION}


def strip(result: CheckResult) -> str:
    """Return one check as an inline drawing: band, published number, simulated number."""
    check = result.check
    if check.holds:
        return ""
    assert check.expected is not None
    assert check.low is not None
    assert check.high is not None
    half, middle = check.half_band, HEIGHT / 2
    low, high = (_x((end - check.expected) / half) for end in (check.low, check.high))
    parts = [
        f'<svg class="strip" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{_told(result)}">',
        f'<line x1="0" x2="{WIDTH}" y1="{middle}" y2="{middle}" stroke="{AXIS}"/>',
        f'<rect x="{low:.1f}" width="{high - low:.1f}" y="3" height="{HEIGHT - 6}" fill="{BAND}"/>',
        f'<line x1="{WIDTH / 2}" x2="{WIDTH / 2}" y1="3" y2="{HEIGHT - 3}" stroke="#6B6B6B"/>',
    ]
    if result.deviation is not None:
        parts.append(_mark(result.deviation, result.inside, middle))
    return "".join([*parts, "</svg>"])


def _told(result: CheckResult) -> str:
    if result.deviation is None:
        return "no simulated number"
    return f"{result.deviation:+.2f} half-bands from the published number"


def _x(deviation: float) -> float:
    """Return the place of a deviation in half-bands, kept within the drawing."""
    share = (min(max(deviation, -REACH), REACH) + REACH) / (2 * REACH)
    return 7.0 + share * (WIDTH - 14.0)


def _mark(deviation: float, inside: bool, y: float) -> str:
    """Return the mark of a number: a dot inside, a diamond outside, an arrow beyond the drawing."""
    x = _x(deviation)
    if inside:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{BLUE}"/>'
    if abs(deviation) > REACH:
        tip = 6.0 if deviation > 0 else -6.0
        points = f"{x - tip:.1f},{y - 5:.1f} {x + tip:.1f},{y:.1f} {x - tip:.1f},{y + 5:.1f}"
    else:
        points = f"{x - 5:.1f},{y} {x:.1f},{y - 5:.1f} {x + 5:.1f},{y} {x:.1f},{y + 5:.1f}"
    return f'<polygon points="{points}" fill="{VERMILION}"/>'


def overview(rows: Sequence[tuple[str, Sequence[CheckResult]]]) -> str:
    """Return all checks of several sections on one axis, stacked where they meet."""
    width, left = 960.0, 26.0
    half = STEP * BINS
    middle = left + half * REACH_OF_ALL + STEP
    drawn, y = [], 4.0
    for name, results in rows:
        bins: dict[int, list[CheckResult]] = {}
        for result in results:
            if result.deviation is not None:
                kept = min(max(result.deviation, -REACH_OF_ALL), REACH_OF_ALL)
                bins.setdefault(math.floor(kept * BINS), []).append(result)
        deepest = max((len(several) for several in bins.values()), default=1)
        y += max(26.0, STEP * deepest + 12.0)
        drawn.append(
            f'<text x="2" y="{y - 4:.1f}" class="letter">{name}</text>'
            f'<line x1="{left}" x2="{width - 14:.0f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{AXIS}"/>'
        )
        for place, several in sorted(bins.items()):
            x = middle + STEP * (place + 0.5)
            for count, result in enumerate(sorted(several, key=lambda one: not one.inside)):
                drawn.append(_dot(result, x, y - 7.0 - STEP * count))
    behind = (
        f'<rect x="{middle - half:.1f}" width="{2 * half:.1f}" y="0" height="{y:.1f}" '
        f'fill="{BAND}"/>'
    )
    for at, name in enumerate(TICKS, start=-REACH_OF_ALL):
        x, color = middle + half * at, "#8C8C8C" if at == 0 else "#E2E2E2"
        behind += (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{y:.1f}" stroke="{color}"/>'
            f'<text x="{x:.1f}" y="{y + 15:.1f}" class="tick">{name}</text>'
        )
    return (
        f'<svg class="overview" width="{width:.0f}" height="{y + 20:.0f}" '
        f'viewBox="0 0 {width:.0f} {y + 20:.0f}" role="img" '
        f'aria-label="All checks on the axis of half-bands, by section">{behind}{"".join(drawn)}'
        "</svg>"
    )


def _dot(result: CheckResult, x: float, y: float) -> str:
    color = COLORS["inside" if result.inside else "outside"]
    shape = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.7" fill="{color}"/>'
        if result.inside
        else f'<path d="M{x - 4.2:.1f} {y:.1f}l4.2 -4.2l4.2 4.2l-4.2 4.2z" fill="{color}"/>'
    )
    return f'<a href="#{result.target.id}"><title>{result.target.id}</title>{shape}</a>'


def bar(share: float, width: float = 150.0) -> str:
    """Return a share as a bar."""
    return (
        f'<svg class="bar" width="{width:.0f}" height="12" role="img" '
        f'aria-label="{100 * share:.0f} percent">'
        f'<rect width="{width:.0f}" height="12" fill="#ECECEC"/>'
        f'<rect width="{share * width:.1f}" height="12" fill="{BLUE}"/></svg>'
    )
