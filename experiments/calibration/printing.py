"""An answer as text: what moved, who pays, what the targets do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.calibration.tables import change_of, known_rows, parameter_rows, target_rows
from experiments.calibration.writing import summary
from experiments.output.printing import aligned, number_text

if TYPE_CHECKING:
    from experiments.calibration.calibration import Answer

MOST = 15


def report(answer: Answer) -> str:
    """Return the whole answer in a page."""
    parts = [head(answer)]
    if answer.found.best.number > 0:
        parts += [moved(answer), paying(answer)]
    if answer.identified is not None:
        parts.append(unknown(answer))
    return "\n\n".join(parts)


def head(answer: Answer) -> str:
    """Return what was done, and how the sum of squares and the shares inside changed."""
    told = summary(answer)
    lines = [
        f"{told['free_parameters']} free parameters, {told['fitted_checks']} checks of "
        f"{len(told['fitted_targets'])} targets, {told['evaluations']} evaluations: "
        f"{told['ended']}.",
        f"Sum of squares {told['total_before']:.2f} -> {told['total_after']:.2f} (deviations "
        f"{told['deviations_before']:.2f} -> {told['deviations_after']:.2f}).",
    ]
    inside = told["inside"]
    for words, key in (("fitted targets", "fitted"), ("other targets", "others")):
        before, after = inside[f"{key}_before"], inside[f"{key}_after"]
        if before is not None:
            lines.append(f"Checks inside, {words}: {before:.0%} -> {after:.0%}.")
    return "\n".join(lines)


def moved(answer: Answer) -> str:
    """Return the parameters that moved farthest."""
    rows: list[tuple[str, ...]] = [("parameter", "before", "after", "", "moved", "")]
    for row in parameter_rows(answer)[:MOST]:
        mark = "at its bound" if row["at_bound"] else ""
        rows.append((
            row["parameter"], number_text(row["before"], 3), number_text(row["after"], 3),
            "" if row["unit"] == "1" else row["unit"], f"{row['moved']:+.2f} sd", mark,
        ))  # fmt: skip
    return "\n".join(aligned(rows, right=(1, 2, 4)))


def paying(answer: Answer) -> str:
    """Return the targets whose distance changed most, those that pay first."""
    rows = target_rows(answer)
    told = [row for row in rows if row["pays"]][:MOST]
    gained = [row for row in reversed(rows) if change_of(row) < 0][: MOST - min(len(told), 10)]
    lines: list[tuple[str, ...]] = [("target", "distance", "", "inside", "", "")]
    lines += [_target(row, "pays") for row in told] + [_target(row, "gains") for row in gained]
    return "\n".join(aligned(lines, right=(1, 3)))


def _target(row: dict[str, Any], word: str) -> tuple[str, ...]:
    fitted = word if row["fitted"] else f"{word}, not fitted"
    return (
        row["target"], f"{row['distance_before']:.2f} -> {row['distance_after']:.2f}", "",
        f"{row['inside_before']:.0%} -> {row['inside_after']:.0%}", fitted, row["title"],
    )  # fmt: skip


def unknown(answer: Answer) -> str:
    """Return which parameters the targets do not constrain, and which are known together."""
    identified = answer.identified
    assert identified is not None
    rows = known_rows(answer)
    free = [row["parameter"] for row in rows if not row["constrained"]]
    lines = [
        f"The targets determine {identified.effective:.1f} of {len(rows)} parameters "
        f"({sum(d.determined for d in identified.directions)} combinations better than the prior)."
    ]
    if free:
        more = f" and {len(free) - MOST} more" if len(free) > MOST else ""
        lines.append(f"Not constrained: {', '.join(free[:MOST])}{more}.")
    pairs = {
        tuple(sorted((row["parameter"], row["confused_with"]))): row["correlation"]
        for row in rows
        if row["constrained"] and abs(row["correlation"]) > 0.7
    }
    lines += [f"Known only together: {a} and {b} (r = {r:+.2f})." for (a, b), r in pairs.items()]
    return "\n".join(lines)
