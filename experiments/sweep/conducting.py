"""Having the runs of a folder done, by this process or by others, and tables made of them.

What has been done stays done: the same call goes on where an earlier one was stopped, whatever
stopped it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.sweep.doing import Item, Report, do_alone
from experiments.sweep.folder import (
    FAILED,
    FINISHED,
    OPEN,
    Driving,
    Ledger,
    WorkFolder,
    open_folder,
)
from experiments.sweep.progress import Progress
from experiments.sweep.shards import StorageFull, part_name
from experiments.sweep.work import Work

Listen = Callable[[list[Report]], None]


@dataclass(frozen=True)
class Means:
    """Who does the runs: ``workers`` processes here, a Dask scheduler, or one part of an array."""

    workers: int = 1
    scheduler: str | None = None
    part: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise UserError(f"The number of workers must be 1 or more, not {self.workers}.")
        if self.part and not 1 <= self.part[0] <= self.part[1]:
            raise UserError(f"There is no part {self.part[0]} of {self.part[1]}.")
        if self.scheduler and self.workers > 1:
            raise UserError("A scheduler brings its own workers; leave --workers out.")


@dataclass(frozen=True)
class Outcome:
    """What a call achieved: where, how many runs are finished, failed and still open."""

    folder: Path
    finished: int
    failed: int
    open: int
    done_now: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.open == 0


def conduct(
    work: Work,
    path: str | Path,
    means: Means | None = None,
    *,
    retry_failed: bool = False,
    quiet: bool = False,
) -> Outcome:
    """Do every run of a work that is not done yet, then write its tables."""
    means = means or Means()
    if means.scheduler or means.workers > 1:
        from experiments.sweep.cluster import check_reachable, require_dask

        require_dask(means)
        check_reachable(means)
    folder = open_folder(work, Path(path).absolute())
    with Driving(folder, means.part) as driving, Progress(work.kind, len(work), quiet) as progress:
        driving.wait_for_workers(progress.say)
        ledger = Ledger(len(work))
        ledger.read(folder.shard_files())
        reopened = ledger.reopen_failed() if retry_failed else 0
        before = ledger.count(OPEN)
        if before:
            (folder.path / "manifest.json").unlink(missing_ok=True)
            clear_notes(folder, means.part)
            part = means.part or (1, 1)
            announce_compilation(work, progress)
            progress.begin(
                ledger.open_count(part),
                ledger.count(FINISHED),
                ledger.count(FAILED),
                sum(work.effort(index) for index in ledger.open_runs(part)),
            )
            _do(work, driving, ledger, means, progress, reopened > 0)
        if ledger.count(OPEN) == 0:
            _tabulate(work, folder, progress)
        elif means.part:
            _tabulate_if_last(work, folder, progress)
    return Outcome(
        folder.path,
        ledger.count(FINISHED),
        ledger.count(FAILED),
        ledger.count(OPEN),
        before - ledger.count(OPEN),
    )


def _do(
    work: Work,
    driving: Driving,
    ledger: Ledger,
    means: Means,
    progress: Progress,
    again: bool,
) -> None:
    def listen(reports: list[Report]) -> None:
        for report in reports:
            ledger.note(report.run, report.failure is None, report.seconds)
            progress.one(report.failure is not None, work.effort(report.run))
            if report.failure is not None:
                progress.say(f"{work.name_of(report.run)} failed: {report.failure}")

    def items() -> Iterator[Item]:
        for index in ledger.open_runs(means.part or (1, 1)):
            # A run that failed before is a new attempt: its row replaces the earlier one.
            attempt = int(ledger.attempt[index]) + (1 if again and ledger.shard[index] >= 0 else 0)
            yield Item(index, attempt, work.changes(index))

    if means.scheduler or means.workers > 1:
        from experiments.sweep.cluster import do_on_cluster

        do_on_cluster(work, driving, means, items(), listen, progress)
    else:
        for report in do_alone(
            str(driving.folder.path), work.digest, part_name(means.part), items()
        ):
            listen([report])


def announce_compilation(work: Work, progress: Progress) -> None:
    """Say so where the first run will have to wait until the model is compiled."""
    from agents.compiled import is_compiled

    if work.simulates and not is_compiled():
        progress.say("compiling the model once for this version, about half a minute ...")


def clear_notes(folder: WorkFolder, part: tuple[int, int] | None) -> None:
    """Remove the notes of batches that were begun by a call that is no more."""
    if folder.running.is_dir():
        prefix = "" if part is None else part_name(part) + "-"
        for note in folder.running.iterdir():
            if note.name.startswith(prefix) and note.suffix != ".session":
                note.unlink(missing_ok=True)


def _tabulate(work: Work, folder: WorkFolder, progress: Any) -> None:
    from experiments.sweep.compaction import write_tables

    if not folder.is_complete:
        progress.note("writing tables")
        try:
            write_tables(work, folder)
        except OSError as error:
            raise StorageFull(f"{folder.path}: {error.strerror or error}") from error
        clear_notes(folder, None)


def _tabulate_if_last(work: Work, folder: WorkFolder, progress: Any) -> None:
    """Write the tables where this part was the last one to finish."""
    ledger = Ledger(len(work))
    ledger.read(folder.shard_files())
    if ledger.count(OPEN) == 0:
        _tabulate(work, folder, progress)
