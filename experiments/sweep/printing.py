"""What is printed when runs are done: where they are, and a few lines of what they gave."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from experiments.sweep.conducting import Outcome

MOST_ROWS = 24


def told(outcome: Outcome, kind: str, as_json: bool) -> str:
    """Return the last words on a list of runs."""
    from experiments.sweep.folder import MANIFEST

    tables = {}
    if (outcome.folder / MANIFEST).is_file():
        manifest = json.loads((outcome.folder / MANIFEST).read_text(encoding="utf-8"))
        tables = manifest["checksums"]
    if as_json:
        data = {
            "kind": kind,
            "runs": outcome.finished + outcome.failed + outcome.open,
            "finished": outcome.finished,
            "failed": outcome.failed,
            "open": outcome.open,
            "done_now": outcome.done_now,
            "tables": sorted(tables),
            "out": str(outcome.folder),
        }
        return json.dumps(data)
    lines = [table_text(outcome.folder, kind)] if tables else []
    counts = f"{outcome.finished} runs finished"
    if outcome.failed:
        counts += f", {outcome.failed} failed (their reasons are in runs.csv)"
    if outcome.open:
        counts += f", {outcome.open} still to be done: give the same command again"
    lines.append(f"{counts}. Everything is in {outcome.folder}.")
    return "\n\n".join(filter(None, lines))


def table_text(folder: Path, kind: str) -> str:
    """Return the most telling table of a kind of work."""
    home = f"experiments.{kind}.tables"
    if kind == "sweep" or find_spec(home) is None:
        return summary_text(folder) if (folder / "summary.csv").is_file() else ""
    return str(import_module(home).report(folder))


def summary_text(folder: Path) -> str:
    """Return the beginning of the statistics over seeds as a readable table."""
    import pandas as pd

    table = pd.read_csv(folder / "summary.csv", nrows=MOST_ROWS + 1)
    shown = table.drop(columns=[c for c in ("mean_low", "mean_high", "q25", "q75") if c in table])
    if (shown["n"] <= 1).all():
        shown = shown.drop(columns=["sd", "q05", "q50", "q95"])
    text = shown.head(MOST_ROWS).to_string(index=False, na_rep="", float_format=_short)
    return text + ("\n..." if len(table) > MOST_ROWS else "")


def _short(value: Any) -> str:
    return f"{value:.4g}"
