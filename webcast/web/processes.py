"""Several processes of one dashboard on one machine: forked from one that has loaded all, replaced when they die.

The parent imports what pages need and forks before any thread of ours runs: a further process then costs a fork, and
shares the memory of all that is never changed. It listens on one socket, which all of them accept on. With a socket
each (``SO_REUSEPORT``) the system would share connections out by their addresses, and those that wait at a process
which dies would be refused; from the one queue any other takes them.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from webcast.errors import WebcastError
from webcast.language import later
from webcast.workers import turns

CAN: Final = hasattr(os, "fork")
"""Whether the system can do this; elsewhere there is one process."""

CLOSING: Final = 20.0
"""Seconds that a process may take to end, with what people are being sent; then it is killed."""

SETTLED: Final = 10.0
"""A process that has lived for so long is replaced at once; one that lived less, later each time."""

LONGEST_WAIT: Final = 30.0
_BACKLOG: Final = 2048
_LOOK_EVERY: Final = 0.5
_POOL: Final = re.compile(r"polars-\d+|tokio-rt-worker")
_LOG: Final = logging.getLogger(__name__)

Ready = Callable[[], None]
"""Tells the parent that a process can work."""


class NotUp(WebcastError):
    """The first processes ended before one of them could work; they have said why."""


@dataclass(frozen=True)
class Role:
    """What a process does.

    Attributes:
        name: Of it, for the log.
        run: Does it, until the process is asked to end by SIGTERM; tells when it can.
    """

    name: str
    run: Callable[[Ready], None]


@dataclass
class _Place:
    """One of the processes, and those that come after it when it dies."""

    role: Role
    pid: int = 0
    ready: int = -1
    began: float = 0.0
    failures: int = 0
    again: float = 0.0
    up: bool = False


@dataclass
class Supervisor:
    """Starts the processes and looks after them.

    Attributes:
        roles: One for each process.
        closing: See :data:`CLOSING`.
        settled: See :data:`SETTLED`.
        up: Is called once all of them can work.
    """

    roles: Sequence[Role]
    closing: float = CLOSING
    settled: float = SETTLED
    up: Callable[[], None] = lambda: None
    _asked: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Run them until SIGTERM or SIGINT comes.

        Raises:
            NotUp: None of them could work from the beginning.
        """
        turns.share()
        _must_be_alone()
        gc.collect()
        gc.freeze()  # a collection would write into every object, and each process would have a copy of all
        self._life, self._held = os.pipe()
        self._places = [_Place(role) for role in self.roles]
        with self._signals():
            try:
                self._look_after()
            finally:
                self._end()
                os.close(self._life)
                os.close(self._held)

    # Looking after them

    def _look_after(self) -> None:
        told = False
        while not self._asked:
            now = time.monotonic()
            for place in self._places:
                if not place.pid and place.again <= now:
                    self._start(place)
            self._wait()
            self._bury()
            if not told and all(place.up for place in self._places):
                told = True
                self.up()

    def _wait(self) -> None:
        """Wait until a process can work, one dies, or we are asked to end."""
        waiting = [place.ready for place in self._places if place.ready >= 0]
        found, _, _ = select.select([self._woken, *waiting], [], [], _LOOK_EVERY)
        with suppress(BlockingIOError):
            if self._woken in found:
                os.read(self._woken, 4096)
        for place in self._places:
            if place.ready in found:
                place.up = bool(os.read(place.ready, 1))
                os.close(place.ready)
                place.ready = -1

    def _bury(self) -> None:
        for place in self._places:
            if not place.pid or os.waitpid(place.pid, os.WNOHANG)[0] == 0:
                continue
            place.pid = 0
            if place.ready >= 0:
                os.close(place.ready)
                place.ready = -1
            if not self._asked:
                self._note(place)

    def _note(self, place: _Place) -> None:
        """Note that a process died, and when it is replaced."""
        lived = time.monotonic() - place.began
        if not place.up and not any(other.up for other in self._places):
            raise NotUp(later("No process of the dashboard could begin to work."), remedy=later("It says above why."))
        place.failures = 0 if lived >= self.settled else place.failures + 1
        wait = 0.0 if not place.failures else min(2.0 ** (place.failures - 1), LONGEST_WAIT)
        place.again = time.monotonic() + wait
        _LOG.warning("A process died (%s, after %.0f s); another begins in %.0f s.", place.role.name, lived, wait)

    def _start(self, place: _Place) -> None:
        ready, theirs = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        place.began, place.up = time.monotonic(), False
        place.pid = os.fork()
        if place.pid == 0:
            os.close(ready)
            os.close(self._held)
            for other in self._places:
                if other.ready >= 0:
                    os.close(other.ready)
            _become(place.role, theirs, self._life, self.closing)
        os.close(theirs)
        place.ready = ready

    # The end

    def _end(self) -> None:
        """Ask them to end, and kill those that do not."""
        self._tell(signal.SIGTERM)
        ends = time.monotonic() + self.closing
        asked = len(self._asked)
        while any(place.pid for place in self._places):
            if time.monotonic() > ends or len(self._asked) > max(asked, 1):
                self._tell(signal.SIGKILL)
            for place in self._places:
                if place.pid and os.waitpid(place.pid, os.WNOHANG)[0]:
                    place.pid = 0
            time.sleep(0.02)

    def _tell(self, number: signal.Signals) -> None:
        for place in self._places:
            if place.pid:
                with suppress(ProcessLookupError):
                    os.kill(place.pid, number)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        self._woken, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(self._woken, False)
        handlers: dict[int, Callable[..., object]] = {
            signal.SIGTERM: lambda number, _: self._asked.append(number),
            signal.SIGINT: lambda number, _: self._asked.append(number),
            signal.SIGCHLD: lambda *_: None,
        }
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        wakeup = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._woken)
            os.close(waker)


def _must_be_alone() -> None:
    """See to it that no thread runs that forked processes would wait for without end."""
    there = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    with suppress(OSError):  # elsewhere the system does not tell
        names = [(task / "comm").read_text("ascii").strip() for task in Path("/proc/self/task").iterdir()]
        there += [name for name in names if _POOL.fullmatch(name)]
    if there:
        raise RuntimeError(f"No thread should run before processes are forked, but these do: {', '.join(there)}.")


def _become(role: Role, ready: int, life: int, closing: float) -> NoReturn:
    """Be a process of the dashboard, in a fork, until the end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        threading.Thread(target=_end_with, args=(life, closing), name="parent", daemon=True).start()

        def tell() -> None:
            with suppress(OSError):
                os.write(ready, b"1")
            os.close(ready)

        role.run(tell)
        code = 0
    except KeyboardInterrupt:
        code = 0
    except SystemExit as exc:
        if isinstance(exc.code, str):
            sys.stderr.write(f"{exc.code}\n")
        code = exc.code if isinstance(exc.code, int) else 1
    except BaseException:  # noqa: BLE001 whatever it was, it must not go up into what was the parent
        _LOG.exception("A process of the dashboard failed.")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # what the parent would do at its end is the parent's


def _end_with(life: int, closing: float) -> None:
    """End when the parent has: then there is nobody on the other side of its pipe, however it died."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(closing)
    os._exit(1)


class Listening(socket.socket):
    """A socket that several processes accept on: each takes one connection at a time, and not all that wait."""

    _taken = False

    def accept(self) -> tuple[socket.socket, object]:
        """Take a connection; after each one as if there were none, so that other processes have their turn."""
        if self._taken:
            self._taken = False
            raise BlockingIOError
        found = super().accept()
        self._taken = True
        return found


def listening(address: str, port: int) -> Listening:
    """Return a socket that listens.

    Raises:
        OSError: It cannot.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = Listening(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made
