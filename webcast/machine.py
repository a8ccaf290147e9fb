"""What the machine, or the container, has for us."""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_GROUPS: Final = Path("/sys/fs/cgroup")


def cores(groups: Path = _GROUPS) -> int:
    """Return how many processors we may use: those that we may run on, as far as our group may keep them busy.

    Args:
        groups: Where the system says what a group of processes, such as a container, may take.
    """
    there = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    share = _share(groups)
    return there if share is None else max(1, min(there, math.ceil(share)))


def _share(groups: Path) -> float | None:
    """Return how many processors the group may keep busy; None where nothing limits it."""
    with suppress(OSError, ValueError):
        quota, period = (groups / "cpu.max").read_text("ascii").split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        limit = int((groups / "cpu" / "cpu.cfs_quota_us").read_text("ascii"))
        return None if limit <= 0 else limit / int((groups / "cpu" / "cpu.cfs_period_us").read_text("ascii"))
    return None
