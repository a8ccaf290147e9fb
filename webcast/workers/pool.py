"""The workers of this process: started when they are needed or ahead of that, used again, replaced when they die.

There is one pool, whoever decodes: what a report may take goes with the report. The pools of the standard library, of
loky and of pebble were not taken. With the first two, one dead worker ends the work of all; with pebble all answer
through one pipe, and one that was killed while it answered left the others stuck. None takes a report while it
arrives, and each makes its processes import the program's main module, which here is Streamlit.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import Final

from webcast.errors import TryAgainLater
from webcast.language import later
from webcast.workers import confined, wire
from webcast.workers.limits import Limits
from webcast.workers.process import Forked, Host, NotStarted, Process, Program, Spawned
from webcast.workers.watch import Watch, Work

_FORSAKEN: Final[list[Process | Host]] = []
"""Somebody else's: kept, since letting go of them would look like losing them."""

_TO_START: Final = Limits(memory_mb=1024, cpu_seconds=60.0, cpu_seconds_per_mb=0.0, wall_seconds=300.0)
"""What a process may take until it is ready."""


class NoWorker(TryAgainLater):
    """No process could be started that reads reports."""

    def __init__(self, why: str) -> None:
        super().__init__(
            later("No process could be started that reads the report ({why}).", why=why),
            remedy=later(
                "Try again in a minute; if it stays so, the server has too little memory or too many processes."
            ),
        )


class Pool:
    """Processes that decode.

    Args:
        forks: Fork them from a host; else each is started afresh. What the system can is the default.
        watch: Ends those that take too much.
        program: What runs in the host, or else in each; ours is the default.
    """

    def __init__(
        self, *, forks: bool = confined.LINUX, watch: Watch | None = None, program: Program | None = None
    ) -> None:
        self.watch = watch or Watch()
        self._forks = forks
        self._program = [program] if program else []
        self._lock = Lock()
        self._host: Host | None = None
        self._idle: deque[Process] = deque()
        self._coming: deque[Future[Process]] = deque()
        self._users = 0

    # Who uses it

    def join(self) -> None:
        """Keep it open from now on."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """Need it no more; when nobody does, all its processes end."""
        with self._lock:
            self._users -= 1
            if self._users > 0:
                return
            idle, self._idle = self._idle, deque()
            coming, self._coming = self._coming, deque()
            host, self._host = self._host, None
        if host is not None:
            host.close()  # first, so that what it is about to start need not be waited for
        for future in coming:
            with suppress(NoWorker):
                idle.append(future.result())
        for process in idle:
            process.over()

    def forget(self) -> None:
        """Leave all processes to whom they belong: this one is a copy, and starts its own when it needs some."""
        theirs: list[Process | Host] = [*self._idle]
        if self._host is not None:
            theirs.append(self._host)
        for process in theirs:
            process.forsake()
        _FORSAKEN.extend(theirs)
        self._lock = Lock()
        self.watch = Watch(at_everything=self.watch.at_everything)
        self._host = None
        self._idle.clear()
        self._coming.clear()

    # Workers

    def prepare(self) -> None:
        """Begin to start a worker in the background, unless one stands ready or is coming."""
        with self._lock:
            if self._idle or self._coming:
                return
            future: Future[Process] = Future()
            self._coming.append(future)
        Thread(target=_fulfil, args=(future, self._started), name="decode start", daemon=True).start()

    def take(self) -> Process:
        """Return a worker that is ready.

        Raises:
            NoWorker: None could be started.
        """
        while True:
            with self._lock:
                self._forget_the_dead()
                process = self._idle.pop() if self._idle else None
                future = self._coming.popleft() if self._coming and process is None else None
            if process is None and future is not None:
                with suppress(NoWorker):  # it is tried again
                    process = future.result()
            if process is None:
                return self._started()
            if process.is_alive():
                return process
            process.over()  # whatever ended it did so while it had nothing to do

    def give_back(self, process: Process) -> None:
        """Take back a worker that can take another report."""
        with self._lock:
            if self._users > 0:
                self._idle.append(process)
                return
        process.over()

    def _started(self) -> Process:
        try:
            process = self._made()
        except NotStarted as exc:
            raise NoWorker(str(exc)) from None
        work = Work(process, _TO_START)
        self.watch.begin(work)
        try:
            ready = wire.receive(process.outgoing, len(wire.READY))
        except wire.Gone:
            ready = b""
        finally:
            self.watch.end(work)
        if ready != wire.READY:
            raise NoWorker(later("it ended with code {code}", code=str(process.over())))
        return process

    def _made(self) -> Process:
        return Forked(self._parent()) if self._forks else Spawned(*self._program)

    def _parent(self) -> Host:
        with self._lock:
            if self._users <= 0:
                raise NotStarted("the program ends")
            self._forget_the_dead()
            if self._host is None:
                self._host = Host(*self._program)
            return self._host

    def _forget_the_dead(self) -> None:
        """Let go of a host that has ended, and of the workers that died with it."""
        if self._host is not None and not self._host.is_alive():
            self._host.close()
            self._host = None
            while self._idle:
                self._idle.pop().over()


def _fulfil(future: Future[Process], start: Callable[[], Process]) -> None:
    try:
        future.set_result(start())
    except BaseException as exc:  # noqa: BLE001  # whoever waits is told
        future.set_exception(exc)


POOL: Final = Pool()
"""This process's."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=POOL.forget)
