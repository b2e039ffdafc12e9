"""The machine and the software that a benchmark ran on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
from pathlib import Path

from experiments.version import version

from .written_in_c import compiler_version


def description() -> dict:
    """Return processor, memory, load and versions, as far as they can be found out."""
    from numba.core.codegen import get_host_cpu_features

    features = get_host_cpu_features().split(",")
    known = ("avx512f", "avx2", "avx", "sse2", "sve", "neon")
    widest = next((name for name in known if f"+{name}" in features), "unknown")
    return {
        "processor": _processor(),
        "vectors": widest,
        "cores": os.cpu_count(),
        "memory_gb": _memory(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": platform.platform(terse=True),
        "python": sys.version.split()[0],
        **{name: importlib.metadata.version(name) for name in ("numba", "numpy", "mesa")},
        "c_compiler": compiler_version(),
        "glucell": version(),
    }


def _processor() -> str:
    """Return the name of the processor."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", listed.read_text(), re.MULTILINE)
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    """Return the memory of the machine in GB."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def resident_gb() -> float | None:
    """Return the memory that this process holds now in GB, where the system tells."""
    told = Path("/proc/self/statm")
    if not told.exists():
        return None
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e9
