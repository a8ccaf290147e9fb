"""Looks at workers while they work, and ends those that take too long; where the system has no limits, too much."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Final, Literal

from webcast.workers import confined
from webcast.workers.limits import Limits
from webcast.workers.process import Process

LOOK_EVERY: Final = 0.05
"""Seconds."""

_LINGER: Final = 5.0
"""Seconds without work after which the thread ends."""

Excess = Literal["time", "memory", "cpu"]


@dataclass(eq=False)
class Work:
    """One report in a worker.

    Attributes:
        process: The worker's process.
        limits: What the report may take.
        size: Bytes that went to the worker so far.
        excess: What it took too much of; set when it was ended for it.
    """

    process: Process
    limits: Limits
    size: int = 0
    excess: Excess | None = None
    _began: float = field(default_factory=time.monotonic)
    _elsewhere: float = 0.0
    _left: float | None = None
    _before: tuple[int, float] | None = None

    def leaves(self) -> None:
        """Note that from now on something else than the worker is waited for: a report that arrives slowly."""
        self._left = time.monotonic()

    def returns(self, size: int) -> None:
        """Note that so many more bytes of the report are there."""
        if self._left is not None:
            self._elsewhere += time.monotonic() - self._left
        self._left = None
        self.size += size

    def look(self, *, at_everything: bool) -> Excess | None:
        """Return what it took too much of; None as long as all is well."""
        now = time.monotonic()
        elsewhere = self._elsewhere + (now - left if (left := self._left) is not None else 0.0)
        if now - self._began - elsewhere > self.limits.wall_for(self.size):
            return "time"
        return self._look_at_everything() if at_everything else None

    def _look_at_everything(self) -> Excess | None:
        resident, seconds = _taken(self.process.pid)
        if self._before is None:
            self._before = resident, seconds
        if resident - self._before[0] > self.limits.memory_mb * 1024 * 1024:
            return "memory"
        if seconds - self._before[1] > self.limits.cpu_for(self.size):
            return "cpu"
        return None


def _taken(pid: int) -> tuple[int, float]:
    """Return the memory in use and the processor time of a process; nothing when it has ended."""
    import psutil  # noqa: PLC0415  # not needed, and not there, where the system keeps limits itself

    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return process.memory_info().rss, times.user + times.system
    except psutil.Error:
        return 0, 0.0


class Watch:
    """Watches over all workers of a process, in a thread that is there while there is work.

    Args:
        at_everything: Look at memory and processor time as well, since the system does not.

    Attributes:
        at_everything: As above.
    """

    def __init__(self, *, at_everything: bool = not confined.LINUX) -> None:
        self.at_everything = at_everything
        self._changed = Condition()
        self._works: set[Work] = set()
        self._thread: Thread | None = None

    def begin(self, work: Work) -> None:
        """Watch over a piece of work from now on."""
        with self._changed:
            self._works.add(work)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="decode watch", daemon=True)
                self._thread.start()
            self._changed.notify()

    def end(self, work: Work) -> None:
        """Watch no more."""
        with self._changed:
            self._works.discard(work)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._works and not self._changed.wait(_LINGER) and not self._works:
                    self._thread = None
                    return
                works = list(self._works)
            for work in works:
                self._look(work)
            time.sleep(LOOK_EVERY)

    def _look(self, work: Work) -> None:
        excess = work.look(at_everything=self.at_everything)
        if excess is None:
            return
        with self._changed:
            if work in self._works:  # not done meanwhile
                self._works.discard(work)
                work.excess = excess
                work.process.kill()
