"""How far the runs of a folder are, told from the folder alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.protocol.times import minutes_text
from experiments.sweep.folder import FAILED, FINISHED, OPEN, Ledger, WorkFolder
from experiments.sweep.locks import is_held
from experiments.sweep.shards import row_at

MOST_FAILURES = 20


@dataclass(frozen=True)
class Status:
    """What a folder holds."""

    kind: str
    title: str
    runs: int
    finished: int
    failed: int
    open: int
    seconds: float
    working: int
    complete: bool
    failures: list[tuple[int, str]]

    def text(self) -> str:
        """Return a few lines for people."""
        state = "complete" if self.complete else "being done" if self.working else "stopped"
        lines = [
            f"{self.kind} '{self.title}': {state}",
            f"{self.runs} runs: {self.finished} finished, {self.failed} failed, {self.open} open",
        ]
        done = self.finished + self.failed
        if done:
            each = self.seconds / done
            left = (
                f"; about {minutes_text(self.open * each / 60)} of work left" if self.open else ""
            )
            lines.append(f"{each:.3g} s per run{left}")
        lines += [f"run {index + 1} failed: {reason}" for index, reason in self.failures]
        if self.failed > len(self.failures):
            lines.append(f"... and {self.failed - len(self.failures)} more")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        failures = [{"run": index + 1, "reason": reason} for index, reason in self.failures]
        return {**vars(self), "failures": failures}


def status_of(path: str | Path) -> Status:
    """Return how far a folder is, with the first of the failures."""
    folder = WorkFolder(Path(path))
    card = folder.card
    ledger = Ledger(card["runs"])
    files = folder.shard_files()
    ledger.read(files)
    failures = []
    for index in (ledger.state == FAILED).nonzero()[0][:MOST_FAILURES]:
        with ledger.files[ledger.shard[index]].open("rb") as file:
            failures.append((int(index), row_at(file, int(ledger.place[index]))["reason"]))
    return Status(
        card["kind"],
        card["title"],
        card["runs"],
        ledger.count(FINISHED),
        ledger.count(FAILED),
        ledger.count(OPEN),
        round(ledger.seconds, 3),
        sum(is_held(file) for file in files),
        folder.is_complete,
        failures,
    )
