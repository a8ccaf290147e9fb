"""The process that workers are forked from, where the system can fork: one that has loaded the decoder, and no more.

The dashboard has many threads and must not be forked. This process is started afresh, has no thread of its own, and
hands each worker what it has loaded: a worker then costs milliseconds, and shares the memory of what it never
changes. It ends when the dashboard does, and the workers with it.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import struct
from typing import Final

from webcast.workers import worker

REQUEST: Final = struct.Struct("<ci")
REPLY: Final = struct.Struct("<i")
FORK: Final = b"f"
WAIT: Final = b"w"

LOADED: Final = (
    "webcast.decode.xml.report",
    "webcast.decode.tabular.json",
    "webcast.decode.tabular.csv",
    "webcast.decode.tabular.xlsx",
    "babel.dates",
)


def main() -> None:
    """Fork a worker, or say how one ended, as often as asked."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection would write into every object, and each worker would have a copy of all
    while True:
        request, pipes, _, _ = socket.recv_fds(control, REQUEST.size, 2)
        if len(request) < REQUEST.size:
            return
        verb, pid = REQUEST.unpack(request)
        control.send(REPLY.pack(_forked(control, *pipes) if verb == FORK else _ended(pid)))


def _forked(control: socket.socket, incoming: int, outgoing: int) -> int:
    """Return the number of a new worker at the ends of two pipes; an error's number, negated, where there is none."""
    host = os.getpid()
    try:
        pid = os.fork()
    except OSError as exc:
        pid = -(exc.errno or 1)
    if pid == 0:
        _work(control, incoming, outgoing, host)
    os.close(incoming)
    os.close(outgoing)
    return pid


def _work(control: socket.socket, incoming: int, outgoing: int, host: int) -> None:
    code = 1
    try:
        control.close()
        os.dup2(incoming, 0)
        os.dup2(outgoing, 1)
        os.close(incoming)
        os.close(outgoing)
        worker.work(host)
        code = 0
    except MemoryError:
        code = worker.NO_MEMORY
    finally:
        os._exit(code)


def _ended(pid: int) -> int:
    """Return how a worker ended: its exit code, or the number of the signal, negated."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 1  # it was asked for before
