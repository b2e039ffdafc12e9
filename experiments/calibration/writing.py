"""An answer as files: tables, their dictionary, figures, the settings to go on with, a manifest."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.calibration.tables import MEANINGS, share_inside, tables_of
from experiments.sweep.compaction import checksum
from experiments.sweep.figures import write_figure
from experiments.sweep.folder import MANIFEST, write_text

if TYPE_CHECKING:
    from experiments.calibration.calibration import Answer

SETTINGS = "settings.toml"


def write(answer: Answer, folder: Path) -> list[str]:
    """Write everything into the folder of the calibration; return the names of the files."""
    from experiments.calibration.figures import identifiability, moves

    tables = tables_of(answer)
    names = []
    for name, table in tables.items():
        text = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
        write_text(folder / f"{name}.csv", text)
        names.append(f"{name}.csv")
    write_text(folder / "dictionary.csv", dictionary_text(list(tables)))
    write_text(folder / SETTINGS, settings_text(answer))
    names += ["dictionary.csv", SETTINGS]
    if answer.found.best.number > 0:
        names += write_figure(moves(answer), folder, "figure")
    if answer.identified is not None:
        names += write_figure(identifiability(answer), folder, "identifiability")
    manifest = {**summary(answer), "checksums": {n: checksum(folder / n) for n in names}}
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return [*names, MANIFEST]


def dictionary_text(tables: list[str]) -> str:
    """Return the meaning of every column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "name", "meaning"])
    for table in tables:
        writer.writerows((table, name, meaning) for name, meaning in MEANINGS[table].items())
    return text.getvalue()


def settings_text(answer: Answer) -> str:
    """Return the settings that fit best, as a file that --set understands."""
    lines = [
        "# Parameters as a calibration left them; use the file as in",
        "# glucell run clamp --set settings.toml",
        "[parameters]",
    ]
    settings = {**answer.question.settings, **answer.settings}
    lines += [f'"{name}" = {value!r}' for name, value in settings.items()]
    return "\n".join(lines) + "\n"


def summary(answer: Answer) -> dict[str, Any]:
    """Return the answer in short, as plain data."""
    from experiments.sweep.work import model_version
    from experiments.version import version

    best, first = answer.found.best, answer.found.trace[0]
    identified = answer.identified
    return {
        "glucell": version(),
        "model": model_version(),
        "kind": "calibrate",
        "question": answer.question.to_json(),
        "free_parameters": len(answer.space),
        "fitted_targets": sorted(answer.chosen.fitted),
        "fitted_checks": len(answer.terms),
        "evaluations": answer.found.evaluations,
        "steps": len(answer.found.trace),
        "ended": answer.found.ended,
        "total_before": first.total,
        "total_after": best.total,
        "deviations_before": first.deviations,
        "deviations_after": best.deviations,
        "inside": {
            "fitted_before": share_inside(answer.before, True, answer),
            "fitted_after": share_inside(answer.after, True, answer),
            "others_before": share_inside(answer.before, False, answer),
            "others_after": share_inside(answer.after, False, answer),
        },
        "determined_parameters": identified.effective if identified else None,
        "unconstrained": [known.name for known in identified.parameters if not known.is_constrained]
        if identified
        else None,
        "settings": answer.settings,
    }
