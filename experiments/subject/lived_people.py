"""Making the lived states of a cohort: one life each, on several processes, resumed after stops."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from experiments.protocol.schema import CohortChoice
from experiments.subject.cohort import sample
from experiments.subject.lived import PEOPLE_CELLS, PEOPLE_FOLDER, SEED, make_state, person_path
from sim.threads import CREW


def people_states(cohort: str, size: int) -> list[Path]:
    """Return where the states of the first people of a cohort are kept."""
    return [person_path(Path(cohort).stem, person.raw) for person in sample(_choice(cohort, size))]


def make_people(
    cohort: str, size: int, *, cells: int = PEOPLE_CELLS, workers: int = 1
) -> Iterator[Path]:
    """Live the lives of the first people of a cohort, and yield each state when it stands.

    States that the present model has made stay as they are; those of people who are no more among
    them are removed at the end.
    """
    paths = people_states(cohort, size)
    open_ones = [number for number, path in enumerate(paths) if not is_current(path, cells)]
    yield from (path for number, path in enumerate(paths) if number not in open_ones)
    if workers == 1:
        for number in open_ones:
            yield make_person(cohort, number, cells, paths[number])
    elif open_ones:
        spawn = multiprocessing.get_context("spawn")
        count = min(workers, len(open_ones))
        with ProcessPoolExecutor(count, spawn, initializer=work_beside_others) as pool:
            futures = [pool.submit(make_person, cohort, n, cells, paths[n]) for n in open_ones]
            for future in as_completed(futures):
                yield future.result()
    for path in (PEOPLE_FOLDER / Path(cohort).stem).glob("*.npz"):
        if path not in paths:
            path.unlink()


def work_beside_others() -> None:
    """Use one thread, and end when the process that started this one is gone, in the middle of a
    life."""
    CREW.allowed = 1

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def make_person(cohort: str, number: int, cells: int, path: Path) -> Path:
    """Live the life of one person (counted from 0) and keep the state it reaches."""
    person = sample(_choice(cohort, number + 1))[number]
    return make_state(person, path, cells, SEED + number)


def is_current(path: Path, cells: int) -> bool:
    """Whether a state is there, made by the present model with so many cells."""
    from agents.model_hash import model_hash
    from sim import checkpoint

    return (
        path.is_file()
        and checkpoint.model_of(path) == model_hash()
        and (checkpoint.load(path).cell_count == cells)
    )


def _choice(cohort: str, size: int) -> CohortChoice:
    return CohortChoice(name=cohort, size=size)
