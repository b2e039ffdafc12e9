"""The report of a validation: one page that needs nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.validation.scoring import Scorecard
    from experiments.validation.work import Validation


def write_report(work: Validation, card: Scorecard, path: Path) -> None:
    """Write the report of a scorecard; the same scorecard gives the same bytes."""
    from experiments.sweep.folder import write_text
    from experiments.validation.report.document import document

    write_text(path, document(work, card))
