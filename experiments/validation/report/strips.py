"""Checks drawn on the axis of half-bands: where published numbers stand at 0.

The band is drawn as it is: it reaches from -1 to 1 where the published number lies in its middle.
"""

from __future__ import annotations

from collections.abc import Sequence

from experiments.figures.style import BLUE, VERMILION
from experiments.validation.checking import CheckResult

REACH = 3.0
"""Half-bands to either side that a strip shows; what lies beyond is an arrow at its end."""

WIDTH, HEIGHT = 190, 18
STEP = 9.0
"""Distance of two dots of the overview."""

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
    low, high = (_x((end - check.expected) / half, WIDTH) for end in (check.low, check.high))
    parts = [
        f'<svg class="strip" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{_told(result)}">',
        f'<line x1="0" x2="{WIDTH}" y1="{middle}" y2="{middle}" stroke="{AXIS}"/>',
        f'<rect x="{low:.1f}" width="{high - low:.1f}" y="3" height="{HEIGHT - 6}" fill="{BAND}"/>',
        f'<line x1="{WIDTH / 2}" x2="{WIDTH / 2}" y1="3" y2="{HEIGHT - 3}" stroke="#6B6B6B"/>',
    ]
    if result.deviation is not None:
        parts.append(mark(result.deviation, result.inside, WIDTH, middle, REACH))
    return "".join([*parts, "</svg>"])


def _told(result: CheckResult) -> str:
    if result.deviation is None:
        return "no simulated number"
    return f"{result.deviation:+.2f} half-bands from the published number"


def _x(deviation: float, width: float, reach: float = REACH) -> float:
    """Return the place of a deviation in half-bands, kept within the drawing."""
    share = (min(max(deviation, -reach), reach) + reach) / (2 * reach)
    return 7.0 + share * (width - 14.0)


def mark(deviation: float, inside: bool, width: float, y: float, reach: float) -> str:
    """Return the mark of a number: a dot inside, a diamond outside, an arrow beyond the drawing."""
    x = _x(deviation, width, reach)
    if inside:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{BLUE}"/>'
    if abs(deviation) > reach:
        tip = 6.0 if deviation > 0 else -6.0
        points = f"{x - tip:.1f},{y - 5:.1f} {x + tip:.1f},{y:.1f} {x - tip:.1f},{y + 5:.1f}"
    else:
        points = f"{x - 5:.1f},{y} {x:.1f},{y - 5:.1f} {x + 5:.1f},{y} {x:.1f},{y + 5:.1f}"
    return f'<polygon points="{points}" fill="{VERMILION}"/>'


def overview(rows: Sequence[tuple[str, Sequence[CheckResult]]]) -> str:
    """Return all checks of several sections on one axis, stacked where they meet."""
    width, left, reach = 960.0, 26.0, 4.0
    inner = width - left - 14.0
    low, high = (left + _x(end, inner, reach) for end in (-1.0, 1.0))
    drawn, y = [], 4.0
    for name, results in rows:
        columns: dict[int, list[CheckResult]] = {}
        for result in results:
            if result.deviation is not None:
                x = _x(result.deviation, inner, reach)
                columns.setdefault(round(x / STEP), []).append(result)
        deepest = max((len(several) for several in columns.values()), default=1)
        y += max(26.0, STEP * deepest + 12.0)
        drawn.append(
            f'<text x="2" y="{y - 4:.1f}" class="letter">{name}</text>'
            f'<line x1="{left}" x2="{width - 14:.0f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{AXIS}"/>'
        )
        for column, several in sorted(columns.items()):
            for place, result in enumerate(sorted(several, key=lambda one: not one.inside)):
                drawn.append(_dot(result, left + STEP * column, y - 7.0 - STEP * place))
    ticks = [
        (left + _x(at, inner, reach), "#8C8C8C" if at == 0 else "#E2E2E2", name)
        for at, name in enumerate(TICKS, start=-4)
    ]
    behind = f'<rect x="{low:.1f}" width="{high - low:.1f}" y="0" height="{y:.1f}" fill="{BAND}"/>'
    for x, color, name in ticks:
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
