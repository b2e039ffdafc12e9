"""The report of a validation: one page that needs nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.validation.peers.overlays import Overlay
    from experiments.validation.scoring import Scorecard
    from experiments.validation.work import Validation


def write_report(work: Validation, card: Scorecard, path: Path) -> None:
    """Write the report of a scorecard; the same scorecard gives the same bytes."""
    from experiments.sweep.folder import write_text
    from experiments.validation.report.document import document

    write_text(path, document(work, card, overlays_of(work)))


def overlays_of(work: Validation) -> dict[str, Overlay]:
    """Lay our runs over the published models that the targets name, under the same options."""
    from experiments.validation.peers.overlays import lay_over

    names = list(dict.fromkeys(name for target in work.targets for name in target.model.peers))
    if not names:
        return {}
    options = work.options
    laid = lay_over(
        names,
        cells=options.cells,
        seed=options.seed,
        settings=options.settings,
        settings_now=options.settings_now,
    )
    return {overlay.name: overlay for overlay in laid}
