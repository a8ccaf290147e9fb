"""Starting and ending the processes that decode: forked from a host, or each started afresh."""

from __future__ import annotations

import io
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import Any, BinaryIO, Final, Protocol, cast

from webcast.workers import host

_CODE: Final = "import sys; sys.path[:] = sys.argv[1:]; import importlib; importlib.import_module('{}').{}()"

_KEPT: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUTF8",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
)
"""What a worker is told of the dashboard's environment, where passwords and keys are."""

_SET: Final = {
    # Threads of a worker beside Python's own: more would help one report and cost all others.
    "POLARS_MAX_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # No thread before the fork; and nothing reserved that counts as taken.
    "_RJEM_MALLOC_CONF": "background_thread:false",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    # Printing where memory ran out needs memory, and can wait for it for ever.
    "RUST_BACKTRACE": "0",
}

_PATIENCE: Final = 10.0
"""Seconds that a process which was told to end may take."""


Program = tuple[str, str]
"""A module and the function in it that a process runs."""


class NotStarted(Exception):
    """The system gave no process; says why."""


class Process(Protocol):
    """A worker's process.

    Attributes:
        pid: Its number.
        incoming: Where it is told things.
        outgoing: Where it says things.
    """

    pid: int
    incoming: io.FileIO
    outgoing: BinaryIO

    def is_alive(self) -> bool:
        """Tell whether it waits for something to do; asked when it should."""
        ...

    def kill(self) -> None:
        """End it at once; any thread may ask."""
        ...

    def over(self) -> int:
        """End it, let go of all that it had, and return its exit code, or the number of the signal, negated."""
        ...

    def forsake(self) -> None:
        """Let go of the pipes alone: it is another process's."""
        ...


class Spawned:
    """A process started afresh: half a second, on every system."""

    def __init__(self, program: Program = ("webcast.workers.worker", "main")) -> None:
        self._process = _started(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self._process.pid
        self.incoming = cast(io.FileIO, self._process.stdin)
        self.outgoing: BinaryIO = io.BufferedReader(cast(io.FileIO, self._process.stdout))

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once; any thread may ask."""
        self._process.kill()

    def over(self) -> int:
        """End it, let go of all that it had, and return how it ended."""
        self.kill()
        code = self._process.wait()
        self.forsake()
        return code

    def forsake(self) -> None:
        """Let go of the pipes alone: it is another process's."""
        self.incoming.close()
        self.outgoing.close()


class Forked:
    """A process forked from a host: some milliseconds."""

    def __init__(self, parent: Host) -> None:
        self._parent = parent
        self._lock = Lock()
        self._code: int | None = None
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        self.incoming: io.FileIO = open(ours_in, "wb", buffering=0)  # noqa: SIM115, PTH123  # closed in `over`
        self.outgoing: BinaryIO = open(ours_out, "rb")  # noqa: SIM115, PTH123  # as above
        try:
            self.pid = parent.fork(theirs_in, theirs_out)
        except NotStarted:
            self.forsake()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def is_alive(self) -> bool:
        """Tell whether it waits: then nothing is to be read from it, not even that there will be nothing."""
        looks = select.poll()
        looks.register(self.outgoing, select.POLLIN)
        return not looks.poll(0)

    def kill(self) -> None:
        """End it at once; any thread may ask."""
        with self._lock:
            # Until the host is asked how it ended, the number is nobody else's; a dead host's workers are dead too.
            if self._code is None and self._parent.is_alive():
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def over(self) -> int:
        """End it, let go of all that it had, and return how it ended."""
        self.kill()
        with self._lock:
            if self._code is None:
                self._code = self._parent.ended(self.pid)
                self.forsake()
            return self._code

    def forsake(self) -> None:
        """Let go of the pipes alone: it is another process's."""
        self.incoming.close()
        self.outgoing.close()


class Host:
    """The process that workers are forked from; see :mod:`webcast.workers.host`."""

    def __init__(self, program: Program = ("webcast.workers.host", "main")) -> None:
        self._lock = Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = _started(program, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
        except NotStarted:
            self._control.close()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.poll() is None

    def fork(self, incoming: int, outgoing: int) -> int:
        """Fork a worker at the ends of two pipes and return its number.

        Raises:
            NotStarted: The system gave none, or the host is gone.
        """
        answer = self._ask(host.FORK, 0, [incoming, outgoing])
        if answer is None or answer < 0:
            raise NotStarted(os.strerror(-answer) if answer else "the process that it is made from has ended")
        return answer

    def ended(self, pid: int) -> int:
        """Return how a worker ended, which it must have."""
        answer = self._ask(host.WAIT, pid, [])
        return -signal.SIGKILL if answer is None else answer

    def _ask(self, verb: bytes, pid: int, pipes: list[int]) -> int | None:
        """Return the host's answer; None when it has gone."""
        with self._lock, suppress(OSError):
            socket.send_fds(self._control, [host.REQUEST.pack(verb, pid)], pipes)
            answer = self._control.recv(host.REPLY.size)
            if answer:
                return int(host.REPLY.unpack(answer)[0])
        return None

    def forsake(self) -> None:
        """Let go of the connection alone: it is another process's."""
        self._control.close()

    def close(self) -> None:
        """End it, and with it the workers that are left."""
        self._control.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def environment() -> dict[str, str]:
    """Return the environment of a process that decodes."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _SET


def _started(program: Program, **pipes: Any) -> subprocess.Popen[bytes]:
    """Start a Python that loads one of our modules from where ours came from, and nothing of the dashboard's main."""
    places = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100  # "" is the folder that we are in
    command = [sys.executable, "-c", _CODE.format(*program), *places]
    try:
        return subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL, bufsize=0, **pipes)  # noqa: S603
    except OSError as exc:
        raise NotStarted(exc.strerror or type(exc).__name__) from None
