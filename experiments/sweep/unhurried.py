"""Loaded into worker processes: an interruption is for the driver, who then ends its workers."""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Let this worker ignore the interruption that a terminal sends to everybody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
