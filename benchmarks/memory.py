"""The most memory that processes ever had."""

from __future__ import annotations

import os
import resource
from pathlib import Path


def most_mb(*processes: int) -> float:
    """Return the most MB (2²⁰ bytes) that any of some processes was resident with, without any: this one.

    On Linux ``ru_maxrss`` is what the process was started by had at most, where that is more; ``VmHWM`` is its own.
    """
    found = []
    for process in processes or (os.getpid(),):
        status = Path(f"/proc/{process}/status")
        if status.is_file():
            lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
            found.append(int(lines["VmHWM"].split()[0]) / 1024)
        elif process == os.getpid():
            found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return max(found, default=float("nan"))
