"""A run that is under way: its folder, made when the run turns out to be long, and its card.

Until the run is finished its folder holds one folder more, ``unfinished``, with the card of the
run and what the engine keeps to go on from (see ``experiments.protocol.resuming``). At the end the
tables and figures take its place, the manifest last.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError

if TYPE_CHECKING:
    from experiments.output.results import Results
    from experiments.protocol.reading import LoadedProtocol
    from experiments.protocol.resuming import Checkpoints

FOLDER = "unfinished"
CARD = "run.json"
FORMAT = 1


class Unfinished:
    """The folder of a run from its first checkpoint to its end."""

    def __init__(self, card: Mapping[str, Any], out: str | Path | None = None) -> None:
        """``card`` is plain data for whoever resumes the run; ``tell`` hears where it is kept."""
        from experiments.sweep.locks import Lock

        self.card: dict[str, Any] = {"format": FORMAT, **card}
        self.folder: Path | None = None
        self.out = out
        self.tell: Callable[[str], object] = lambda text: None
        self.lock: Lock | None = None
        self.name = "run"

    @property
    def how_to_go_on(self) -> str:
        """The command that goes on with the run, or "" where nothing was kept."""
        return "" if self.folder is None else f"glucell run --resume {self.folder}"

    def checkpoints(
        self, protocol: LoadedProtocol, name: str, inputs: list[dict[str, str]]
    ) -> Checkpoints:
        """Return what the engine keeps its state in; refuse inputs that have changed since."""
        from experiments.protocol.resuming import Checkpoints
        from experiments.sweep.work import model_version

        self.name = name
        short = [[entry["name"], entry["sha256"]] for entry in inputs]
        kept = Checkpoints(protocol, self.open)
        if self.folder is None:
            self.card.update(inputs=short, model=model_version())
            return kept
        for name, _ in [entry for entry in short if entry not in self.card["inputs"]]:
            raise UserError(
                f"{name} has changed since the run in {self.folder} began; put it back as it was, "
                "or begin the run anew."
            )
        self._take_lock()
        return kept.take_up(self.folder / FOLDER)

    def open(self) -> Path:
        """Make the folder, write the card, and return where the engine keeps its state."""
        from experiments.output.folder import new_folder

        self.folder = new_folder(self.out, self.name)
        place = self.folder / FOLDER
        place.mkdir()
        self._take_lock()
        aside = place / f".{CARD}.part"
        aside.write_text(json.dumps(self.card, indent=1) + "\n", encoding="utf-8")
        os.replace(aside, place / CARD)
        self.tell(
            f"this run takes a while; it is kept in {self.folder}, and should it be interrupted, "
            f"'{self.how_to_go_on}' goes on with it."
        )
        return place

    def _take_lock(self) -> None:
        from experiments.sweep.locks import Held, Lock

        assert self.folder is not None
        try:
            self.lock = Lock(self.folder / FOLDER / "lock").take()
        except Held:
            raise UserError(f"The run in {self.folder} is going on in another process.") from None

    def finish(self, results: Results) -> Path:
        """Write the tables and figures in place of what was kept, and return the folder."""
        from experiments.output.folder import write_files
        from experiments.output.manifest import NAME

        assert self.folder is not None
        aside = self.folder / FOLDER / "files"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        write_files(results, aside)
        names = sorted(path.name for path in aside.iterdir() if path.name != NAME)
        for name in [*names, NAME]:
            if (self.folder / name).is_dir():  # of an end that was interrupted
                shutil.rmtree(self.folder / name)
            os.replace(aside / name, self.folder / name)
        self.discard()
        return self.folder

    def close(self) -> None:
        """Let others go on with the run."""
        if self.lock is not None:
            self.lock.free()

    def discard(self) -> None:
        """Remove what was kept, and the folder where nothing else is in it."""
        self.close()
        if self.folder is not None:
            shutil.rmtree(self.folder / FOLDER, ignore_errors=True)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()


def taken_up(folder: str | Path) -> Unfinished:
    """Return the interrupted run in a folder, or say in a UserError why there is none."""
    from experiments.output.manifest import NAME
    from experiments.sweep.work import model_version

    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder} with an interrupted run.")
    if (folder / NAME).is_file():
        raise UserError(f"The run in {folder} is finished; there is nothing to resume.")
    path = folder / FOLDER / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        same = card["format"] == FORMAT and card["model"] == model_version()
    except FileNotFoundError:
        raise UserError(f"{folder} holds no interrupted run.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(f"{path} cannot be read, so that the run cannot be resumed.") from None
    if not same:
        raise UserError(
            f"The run in {folder} was begun by another version of glucell, and only that version "
            f"can go on with it; begin it anew with '{card.get('command', 'glucell run')}'."
        )
    unfinished = Unfinished(card, folder)
    unfinished.folder = folder
    return unfinished


def is_unfinished(folder: Path) -> bool:
    """Tell whether a folder holds an interrupted run."""
    return (folder / FOLDER / CARD).is_file()
