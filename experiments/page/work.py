"""Work that takes long: in a thread of its own, with progress, and ended when asked."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable

from agents.declarations import UserError


class Cancelled(Exception):
    """The work was asked to end."""


class Work:
    """One piece of long work at a time; whoever watches is told of progress and of its end."""

    def __init__(self, on_change: Callable[[bool], None] = lambda ended: None) -> None:
        self.on_change = on_change
        self.share = 0.0
        self.text = ""
        self.problem = ""
        self._thread: threading.Thread | None = None
        self._cancelled = False
        self._told = 0.0

    @property
    def active(self) -> bool:
        """Tell whether work is going on."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, text: str, task: Callable[[], None], done: Callable[[], None] = lambda: None):
        """Begin a task; ``done`` is called when it has ended, however it ended."""
        if self.active:
            raise UserError("Wait until the present computation ends, or cancel it.")
        self.share, self.text, self.problem, self._cancelled = 0.0, text, "", False

        def perform() -> None:
            try:
                task()
            except Cancelled:
                self.problem = "Cancelled."
            except UserError as error:
                self.problem = str(error)
            except Exception as error:
                traceback.print_exc()
                self.problem = f"This went wrong: {error}"
            finally:
                self._thread = None
                done()
                self.on_change(True)

        self._thread = threading.Thread(target=perform, daemon=True, name="glucell-work")
        self._thread.start()

    def tell(self, share: float, text: str | None = None) -> None:
        """Report progress (0 to 1); called by the task, which ends here when cancelled."""
        if self._cancelled:
            raise Cancelled
        self.share = min(max(share, 0.0), 1.0)
        self.text = text or self.text
        now = time.monotonic()
        if now - self._told > 0.25:
            self._told = now
            self.on_change(False)

    def cancel(self) -> None:
        """Ask the task to end at its next report."""
        self._cancelled = True

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the task has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
