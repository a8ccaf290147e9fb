"""What a worker may not do, and what a report may take: asked of the system, which keeps to it whatever runs inside.

Memory is limited by what a process has mapped for writing (``RLIMIT_DATA``), and a gigabyte above that by all that it
has mapped (``RLIMIT_AS``). Both were measured with polars' jemalloc, Rust's, C's and Python's allocators, see
docs/decoding.md. An allocation that is refused ends in ``MemoryError``, in a Rust panic, or in an abort; each is one
report's end and no more. Where the system has no such limits, :mod:`webcast.workers.watch` looks instead.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from webcast.workers.limits import Limits

if sys.platform != "win32":
    import resource

LINUX: Final = sys.platform == "linux"
"""Whether the system keeps all limits itself."""

_MB: Final = 1024 * 1024
_RESERVED: Final = 1024 * _MB
"""Address space that allocators and threads reserve without ever using it."""

_POLITE: Final = 10
"""How far a worker stands back where the dashboard wants the processor too: each of its threads counts a tenth of one
of the dashboard's (at 5, a third), and still gets on where that is never idle.
"""

_LOOK_EVERY: Final = 1.0
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 1, 4, 38
"""Numbers of prctl(2)."""


def confine(parent: int | None) -> None:
    """Give up what reading a report needs not.

    Files cannot be written, so nothing personal can come to lie on a disk; a crash leaves no core; signals meant for
    the dashboard are its own affair; when memory runs out, the system ends a worker first.

    Args:
        parent: The process that this one dies with, if it was forked; None where that is whoever started it.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if LINUX:
        _confine_on_linux(parent)
    if parent is None:
        threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()


def stand_back() -> None:
    """Leave the processor to the dashboard where it wants it: for when a report is awaited, not for the start."""
    if sys.platform != "win32":
        os.nice(_POLITE)


def _confine_on_linux(parent: int | None) -> None:
    with suppress(OSError):
        _write_nothing_but("/proc/self/oom_score_adj", b"1000")
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_SET_DUMPABLE, 0, 0, 0, 0)  # no core either where a program takes them, and nobody looks inside
    if parent is not None:
        prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before this was asked for
            os._exit(1)


def _write_nothing_but(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, data)
    finally:
        os.close(handle)


def _die_with(parent: int) -> None:
    """End when whoever started this process has: the system tells it of a forking parent only."""
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(1)


class Allowance:
    """What one report may take beyond what the process has taken so far; processor time grows as it comes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used = time.process_time()
        self._granted = 0
        if LINUX:
            mapped, writable = _mapped()
            _limit(resource.RLIMIT_DATA, writable + limits.memory_mb * _MB)
            _limit(resource.RLIMIT_AS, mapped + limits.memory_mb * _MB + _RESERVED)
        self.grow(0)

    def grow(self, size: int) -> None:
        """Allow as much processor time as a report of so many bytes may take."""
        if sys.platform == "win32":
            return
        seconds = math.ceil(self._used + self._limits.cpu_for(size))
        if seconds > self._granted:
            self._granted = seconds
            _limit(resource.RLIMIT_CPU, seconds)


def _mapped() -> tuple[int, int]:
    """Return the bytes that this process has mapped: in all, and for writing."""
    pages = Path("/proc/self/statm").read_text("ascii").split()
    size = os.sysconf("SC_PAGE_SIZE")
    return int(pages[0]) * size, int(pages[5]) * size


def _limit(which: int, value: int) -> None:
    """Set the limit in force; the one beyond which it cannot be raised again stays."""
    most = resource.getrlimit(which)[1]
    resource.setrlimit(which, (value if most == resource.RLIM_INFINITY else min(value, most), most))
