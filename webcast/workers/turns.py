"""Turns that all processes of one dashboard take together: how many reports are read at once, who prints.

Alone, a process counts for itself. Where several are forked from one (:mod:`webcast.web.processes`), they share an
open file without a name, of which each turn is a byte that is locked: the system lets go of it when a process dies,
however it dies.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from types import TracebackType
from typing import Final

if sys.platform != "win32":
    import fcntl

_LOOK_EVERY: Final = 0.02
READING: Final = 0
PRINTING: Final = 1
_APART: Final = 1_000_000
"""Bytes between what is counted."""

_shared: list[int] = []


def share() -> None:
    """Have the processes that are forked from now on take their turns together."""
    if _shared:
        return
    if hasattr(os, "memfd_create"):  # needs no folder that can be written to
        _shared.append(os.memfd_create("webcast turns"))
        return
    with tempfile.TemporaryFile() as file:
        _shared.append(os.dup(file.fileno()))


class Turns:
    """So many at once.

    Args:
        most: How many.
        of: Of what: :data:`READING` or :data:`PRINTING`.
    """

    def __init__(self, most: int, of: int) -> None:
        self._most = most
        self._first = of * _APART
        self._mine: set[int] = set()
        self._of_thread = threading.local()
        self._changed = threading.Condition()

    def take(self, timeout: float | None = None) -> bool:
        """Wait for a turn, so many seconds at most, and tell whether this thread has one."""
        ends = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while True:
                place = next((n for n in range(self._most) if n not in self._mine and self._lock(n)), None)
                if place is not None:
                    self._mine.add(place)
                    self._of_thread.place = place
                    return True
                left = None if ends is None else ends - time.monotonic()
                if left is not None and left <= 0:
                    return False
                # Other processes tell nobody when they are done.
                others = _LOOK_EVERY if _shared and len(self._mine) < self._most else None
                waits = [seconds for seconds in (left, others) if seconds is not None]
                self._changed.wait(min(waits, default=None))

    def give_back(self) -> None:
        """Let the next one have this thread's turn."""
        with self._changed:
            self._mine.remove(self._of_thread.place)
            self._lock(self._of_thread.place, free=True)
            self._changed.notify()

    def __enter__(self) -> None:
        self.take()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.give_back()

    def _lock(self, place: int, *, free: bool = False) -> bool:
        if sys.platform == "win32" or not _shared:
            return True
        wanted = fcntl.LOCK_UN if free else fcntl.LOCK_EX | fcntl.LOCK_NB
        try:
            fcntl.lockf(_shared[0], wanted, 1, self._first + place)
        except OSError:
            return False
        return True
