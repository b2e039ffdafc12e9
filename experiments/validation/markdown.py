"""The scorecard as a page of Markdown, for docs/scorecard.md."""

from __future__ import annotations

import math
from collections.abc import Iterable

from experiments.validation.checking import CheckResult
from experiments.validation.planning import Options
from experiments.validation.printing import published, simulated_text
from experiments.validation.reading import SECTIONS, Target
from experiments.validation.scoring import Score, Scorecard

INTRODUCTION = """\
# Scorecard

Made by `glucell validate --markdown`; run it again rather than change this file. What the columns
mean stands in [validation.md](validation.md).
"""


def markdown(card: Scorecard, options: Options) -> str:
    """Return scores, what is outside and why, and every check."""
    from experiments.version import version

    held = f"glucell {version()}, {options.cells:,} cells, seed {options.seed}."
    changed = {**options.settings, **options.settings_now}
    if changed:
        held += " Changed: " + ", ".join(f"{name} = {value:g}" for name, value in changed.items())
    parts = [INTRODUCTION, held, "", *_scores(card), "", *_outside(card)]
    for letter in card.section_scores:
        parts += ["", f"## {letter} {SECTIONS.get(letter, '')}".rstrip()]
        for target in card.targets:
            if target.section == letter:
                parts += _target(target, card.by_target[target.id])
    return "\n".join(parts)


def _scores(card: Scorecard) -> list[str]:
    rows = [
        (f"{letter} {SECTIONS.get(letter, '')}", *_score(score))
        for letter, score in card.section_scores.items()
    ]
    rows.append(("**total**", *_score(card.total)))
    head = ("section", "inside", "median distance", "checks inside", "targets", "not represented")
    return table(head, rows)


def _score(score: Score) -> tuple[str, ...]:
    share, far = score.share_inside, score.median_distance
    return (
        "" if share is None else f"{100 * share:.0f} %",
        "" if far is None else "∞" if math.isinf(far) else f"{far:.2f}",
        f"{score.inside} / {score.checks}",
        str(score.targets),
        str(score.not_represented or ""),
    )


def _outside(card: Scorecard) -> list[str]:
    failed = [r for r in card.results if not r.inside and not r.skipped]
    if not failed:
        return []
    rows = [
        (
            result.target.id, result.check.what, _with_unit(result), simulated_text(result),
            "" if result.distance is None else f"{result.distance:.1f}", result.remark,
        )
        for result in failed
    ]  # fmt: skip
    head = ("", "outside", "published", "simulated", "distance", "remark")
    return ["## What is outside", "", *table(head, rows)]


def _target(target: Target, results: list[CheckResult]) -> list[str]:
    rows = [
        (result.check.what, _with_unit(result), simulated_text(result), result.state)
        for result in results
    ]
    model = target.model
    return [
        "", f"### {target.id} {model.title}", "",
        f"{model.population}; {model.procedure}. {model.citation} ({model.status})", "",
        *table(("check", "published", "simulated", ""), rows),
    ]  # fmt: skip


def _with_unit(result: CheckResult) -> str:
    return f"{published(result)} {'' if result.check.holds else result.check.unit}".strip()


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")
