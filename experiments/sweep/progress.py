"""A progress bar with rate and time left on standard error; lines where that is no terminal."""

from __future__ import annotations

import sys
import time
from typing import Any

BETWEEN_LINES = 10.0
"""Seconds between two lines of progress where there is no terminal."""


BAR = "{desc} {percentage:3.0f} %|{bar}| {elapsed}, {remaining} left{postfix}"
"""A bar by effort, so that the time left is right where runs differ."""


class Progress:
    """What is told while runs are done."""

    def __init__(self, kind: str, runs: int, quiet: bool = False) -> None:
        self.kind, self.runs, self.quiet = kind, runs, quiet
        self.failed = self.done = self.total = 0
        self.effort = self.effort_done = 0.0
        self._bar: Any = None
        self._begun = self._told = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int, finished: int, failed: int, effort: float | None = None) -> None:
        """Begin with ``total`` runs to be done, after some that were done before.

        ``effort`` is what they take together, where they differ in it; else each is one.
        """
        if finished or failed:
            self.say(
                f"{finished + failed} of {self.runs} runs are done already"
                + (f" ({failed} failed)" if failed else "")
            )
        self.total = total
        self.effort = float(total) if effort is None else effort
        self._begun = self._told = time.monotonic()
        if not self.quiet and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                total=self.effort, desc=self.kind, dynamic_ncols=True, smoothing=0.1,
                file=sys.stderr, bar_format=BAR,
            )  # fmt: skip
            self._bar.set_postfix_str(self._counts(), refresh=True)

    def one(self, failed: bool, effort: float = 1.0) -> None:
        """Count one more run, and what it took."""
        self.done += 1
        self.failed += failed
        self.effort_done += effort
        if self._bar is not None:
            self._bar.set_postfix_str(self._counts(), refresh=False)
            self._bar.update(effort)
        elif not self.quiet and time.monotonic() - self._told > BETWEEN_LINES:
            self._told = time.monotonic()
            self.say(self.line())

    def line(self) -> str:
        """Return a line that tells how far it is, how fast, and for how long still."""
        passed = max(time.monotonic() - self._begun, 1e-9)
        rate = self.done / passed
        speed = self.effort_done / passed
        left = (self.effort - self.effort_done) / speed if speed else 0.0
        minutes, seconds = divmod(round(left), 60)
        return (
            f"{self.done} of {self.total} runs, {rate:.3g} runs/s, about {minutes}:{seconds:02d} "
            f"left, {self.failed} failed"
        )

    def _counts(self) -> str:
        """Return how many runs are done, and how many of them failed."""
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.done} of {self.total} runs{failed}"

    def note(self, text: str) -> None:
        """Say what is going on beside the runs."""
        if self._bar is not None:
            self._bar.set_postfix_str(text)

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        if self.quiet:
            return
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            print(f"glucell: {text}", file=sys.stderr, flush=True)
