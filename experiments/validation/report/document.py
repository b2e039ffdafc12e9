"""The page: how the model does by section, what is outside and why, and every target in detail."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.validation.printing import published, simulated_text
from experiments.validation.reading import SECTIONS
from experiments.validation.report.courses import courses_of, figure_of, svg_of
from experiments.validation.report.strips import bar, overview, strip

if TYPE_CHECKING:
    from experiments.validation.checking import CheckResult
    from experiments.validation.peers.overlays import Overlay
    from experiments.validation.reading import Target
    from experiments.validation.scoring import Score, Scorecard
    from experiments.validation.work import Validation

STYLE = Path(__file__).with_name("report.css")
STATUS = {
    "verified": "read in the source",
    "recalled": "recalled, source not read again",
    "model-derived": "from another model",
}
CHECKS = (
    "<tr><th></th><th class=n>Published</th><th class=n>Simulated</th><th></th><th></th>"
    "<th class=n>Distance</th><th></th></tr>"
)
HOW = """\
Each row is one published number. Its band (pale) is the range in which a model counts as right;
the tick is the published number itself. Everything is drawn in half-bands, half the width of the
band, so that a mark one half-band away stands at the edge of a symmetric band. A dot is a simulated
number inside its band, a diamond one outside, an arrow one beyond three half-bands. In time courses
circles and shade are published, lines simulated."""
SCORED = """\
The score of a target is the share of its checks inside; sections and total are means over targets.
What the model has no state for, and what gave no number, counts as outside, and as infinitely far
in the median distance."""


def document(work: Validation, card: Scorecard, overlays: Mapping[str, Overlay]) -> str:
    """Return the whole page; ``overlays`` are those that the targets name."""
    from experiments.version import version

    style = STYLE.read_text(encoding="utf-8")
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>glucell {version()}: validation</title><style>{style}</style></head><body><main>",
        _head(work, card),
        _sections(card),
        _all_checks(card),
        *(_section(letter, card, overlays) for letter in card.section_scores),
        _outside(card),
        "<footer>A research and teaching model: not for decisions about anybody's treatment."
        "</footer></main></body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _head(work: Validation, card: Scorecard) -> str:
    from experiments.sweep.work import model_version
    from experiments.version import version

    total, options = card.total, work.options
    changed = {**options.settings, **options.settings_now}
    held = [
        f"glucell {version()}",
        f"model {model_version()}",
        f"{options.cells:,} cells",
        f"seed {options.seed}",
        f"{len(work)} runs",
        *(f"{name} = {value:g}" for name, value in changed.items()),
        *(["quick: long runs left out"] if options.quick else []),
        *(["every life lived anew"] if options.from_scratch else []),
    ]
    return (
        "<header><h1>Published results, repeated</h1>"
        f'<p class="held">{escape("  ·  ".join(held))}</p>'
        f'<div class="total"><p><b>{_share(total)}</b> of checks inside their bands</p>'
        f"<p><b>{_far(total)}</b> median distance in half-bands</p>"
        f"<p><b>{total.inside} / {total.checks}</b> checks of {total.targets} targets, "
        f"{total.not_represented} of them not represented in the model</p></div>"
        f'<p class="note">{HOW}</p><p class="note">{SCORED}</p></header>'
    )


def _share(score: Score) -> str:
    return "–" if score.share_inside is None else f"{100 * score.share_inside:.0f} %"


def _far(score: Score) -> str:
    far = score.median_distance
    return "–" if far is None else "∞" if math.isinf(far) else f"{far:.2f}"


def _sections(card: Scorecard) -> str:
    rows = [
        f'<tr><td><a href="#section-{letter}">{letter}</a></td>'
        f"<td>{escape(SECTIONS.get(letter, ''))}</td><td>{bar(score.share_inside or 0.0)}</td>"
        f"<td class=n>{_share(score)}</td><td class=n>{_far(score)}</td>"
        f"<td class=n>{score.inside} / {score.checks}</td><td class=n>{score.targets}</td>"
        f"<td class=n>{score.not_represented or ''}</td><td class=n>{score.skipped or ''}</td></tr>"
        for letter, score in card.section_scores.items()
    ]
    head = (
        "<tr><th></th><th>Section</th><th colspan=2>Inside, mean over targets</th>"
        "<th class=n>Median distance</th><th class=n>Checks inside</th><th class=n>Targets</th>"
        "<th class=n>Not represented</th><th class=n>Skipped</th></tr>"
    )
    return "<h2>By section</h2>" + _table("sections", head, "".join(rows))


def _table(css: str, head: str, rows: str) -> str:
    """Return a table that a narrow window scrolls sideways."""
    return f'<div class="wide"><table class="{css}">{head}{rows}</table></div>'


def _all_checks(card: Scorecard) -> str:
    rows = [
        (letter, [r for r in card.results if r.target.section == letter and not r.skipped])
        for letter in card.section_scores
    ]
    failed = any(not result.inside and not result.skipped for result in card.results)
    more = ' <a href="#outside">What is outside</a>' if failed else ""
    return (
        "<h2>All checks</h2>"
        f"<figure>{overview(rows)}<figcaption>Simulated less published, in half-bands. Checks that "
        f"must hold, and those without a number, are not drawn.{more}</figcaption></figure>"
    )


def _outside(card: Scorecard) -> str:
    """Return the list of what is outside, with the reason where there is one."""
    failed = [r for r in card.results if not r.inside and not r.skipped]
    if not failed:
        return ""
    rows = "".join(
        f'<tr><td><a href="#{r.target.id}">{r.target.id}</a></td>'
        f"<td>{escape(r.check.what)}</td><td class=n>{published(r)}</td>"
        f"<td class=n>{escape(simulated_text(r))}</td>"
        f"<td class=n>{'' if r.distance is None else f'{r.distance:.1f}'}</td>"
        f"<td>{escape(r.remark)}</td></tr>"
        for r in failed
    )
    head = (
        "<tr><th></th><th>What</th><th class=n>Published</th><th class=n>Simulated</th>"
        "<th class=n>Distance</th><th>Remark</th></tr>"
    )
    return f'<h2 id="outside">The {len(failed)} checks outside</h2>' + _table("outside", head, rows)


def _section(letter: str, card: Scorecard, overlays: Mapping[str, Overlay]) -> str:
    targets = [target for target in card.targets if target.section == letter]
    title = f"{letter}  {SECTIONS.get(letter, '')}"
    told = f"{_share(card.section_scores[letter])} inside"
    return f'<h2 id="section-{letter}">{escape(title)} <small>{told}</small></h2>' + "".join(
        _target(target, card, overlays) for target in targets
    )


def _target(target: Target, card: Scorecard, overlays: Mapping[str, Overlay]) -> str:
    model, results = target.model, card.by_target[target.id]
    score = card.target_scores[target.id]
    rows = "".join(_check(result) for result in results)
    courses = courses_of(target, card.gathered.get(target.id, {}))
    figure = f"<figure>{svg_of(figure_of(courses))}</figure>" if courses else ""
    for name in model.peers:
        caption = f"<figcaption>{escape(overlays[name].caption)}</figcaption>"
        figure += f"<figure>{svg_of(overlays[name].figure())}{caption}</figure>"
    told = "skipped" if not score.checks else f"{score.inside} of {score.checks} inside"
    meta = _joined([model.population, model.procedure])
    source = _joined([model.citation, model.address, STATUS[model.status]])
    return (
        f'<section class="target" id="{target.id}"><h3><b>{target.id}</b> {escape(model.title)}'
        f"<small>{told}</small></h3><p>{meta}</p>{_table('checks', CHECKS, rows)}"
        f'{figure}<p class="source">{source}</p></section>'
    )


def _joined(parts: Iterable[str]) -> str:
    return escape(" · ".join(part.removesuffix(".") for part in parts if part))


def _check(result: CheckResult) -> str:
    check, state = result.check, result.state
    css = state.replace(" ", "-")
    if state in ("not represented", "skipped") or result.simulated is None or check.holds:
        drawn = f'<td class="why" colspan=2>{escape(result.remark)}</td>'
    else:
        drawn = f'<td>{strip(result)}</td><td class="n quiet">{result.distance:.2f}</td>'
    unit = "" if check.holds else check.unit
    return (
        f'<tr class="{css}"><td>{escape(check.what)}</td><td class=n>{published(result)}</td>'
        f'<td class=n>{escape(simulated_text(result))}</td><td class="quiet">{escape(unit)}</td>'
        f'{drawn}<td class="state">{state}</td></tr>'
    )
