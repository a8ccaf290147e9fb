"""Connections that nobody uses are closed, so that some are always left for who comes next.

uvicorn waits for ever for the rest of a request that began, and for a reader who does not read: a few hundred such
connections take all the files that a process may have open, and then nobody is answered any more. It has no setting
for it, and the ASGI side sees a request only once its head is there; so its protocols are watched here, in whichever
way the server was started:

- a connection whose next head does not come, or whose answer nobody reads, is closed after :data:`PATIENCE`;
- as many are open as half of the files that the process may open; beyond, the one that waits longest makes room;
- a message of a WebSocket is small until the gate knows who sends it: see :func:`may_send`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import local
from typing import Any, Final

from starlette.types import Scope

if sys.platform != "win32":
    import resource

PATIENCE: Final = 20.0
"""Seconds in which something has to happen: a head to come, a WebSocket to open, some of an answer to be read. Looked
at as often, so that what stops in the middle is closed within twice as long."""

SMALL: Final = 64 * 1024
"""Bytes of a message of somebody who is not signed in: the sign-in page sends a few hundred."""

_FILES: Final = 65_536
"""Files that are enough for thousands of people."""

_FILES_ANYWHERE: Final = 10_240
_ALLOWING: Final = "webcast.may_send"
_PROTOCOLS: Final = (
    ("uvicorn.protocols.http.h11_impl", "H11Protocol"),
    ("uvicorn.protocols.http.httptools_impl", "HttpToolsProtocol"),
    ("uvicorn.protocols.websockets.websockets_sansio_impl", "WebSocketsSansIOProtocol"),
)


class Connections:
    """The open connections of one event loop, the oldest first.

    Args:
        most: How many there may be.
        patience: See :data:`PATIENCE`.
    """

    def __init__(self, most: int, patience: float = PATIENCE) -> None:
        self.most = most
        self.patience = patience
        self._open: dict[asyncio.Transport, Any] = {}

    def made(self, protocol: Any) -> None:
        """Note a connection, or that one became a WebSocket; look at it from now on."""
        transport: asyncio.Transport = protocol.transport
        if transport not in self._open and len(self._open) >= self.most:
            self._make_room()
        self._open[transport] = protocol
        protocol.loop.call_later(self.patience, self._look, protocol, _waiting(protocol))

    def lost(self, protocol: Any) -> None:
        """Forget a connection."""
        self._open.pop(protocol.transport, None)

    def _make_room(self) -> None:
        idle: list[Any] = [one for one in self._open.values() if _waiting(one) is not None][:1]
        # Where all are at work, the newest goes: it cost least so far.
        for one in idle or [next(reversed(self._open.values()))]:
            one.transport.abort()

    def _look(self, protocol: Any, before: object | None) -> None:
        transport = protocol.transport
        if transport.is_closing() or transport not in self._open or self._open[transport] is not protocol:
            return
        now = _waiting(protocol)
        if now is not None and now == before:
            transport.abort()
            return
        protocol.loop.call_later(self.patience, self._look, protocol, now)


def _waiting(protocol: Any) -> object | None:
    """Return what a connection waits for, the same as long as nothing happens; None while we are at work for it."""
    unread = protocol.transport.get_write_buffer_size()
    if unread:
        return ("reader", unread)
    if hasattr(protocol, "handshake_complete"):  # afterwards uvicorn pings it, and closes one that does not answer
        return None if protocol.handshake_complete else "handshake"
    cycle = protocol.cycle
    # The request itself, not its id(): when it has gone the next may have the same.
    return ("head", cycle) if cycle is None or cycle.response_complete else None


_of_thread = local()


def connections() -> Connections:
    """Return those of this thread's event loop."""
    if not hasattr(_of_thread, "connections"):
        _of_thread.connections = Connections(_files() // 2)
    found: Connections = _of_thread.connections
    return found


def watch() -> None:
    """Watch all connections of uvicorn from now on; again and again is once.

    Its classes themselves are told, since ``uvicorn app:app`` has chosen them before it imports the application.
    """
    more_files()
    for module, name in _PROTOCOLS:
        with suppress(ImportError):  # a parser that is not installed is not used
            _watch(getattr(import_module(module), name))


def _watch(kind: Any) -> None:
    if "watched" in vars(kind):
        return
    kind.watched = True
    made: Callable[[Any, Any], None] = kind.connection_made
    lost: Callable[[Any, Any], None] = kind.connection_lost

    def connection_made(self: Any, transport: Any) -> None:
        made(self, transport)
        if hasattr(self, "handshake_complete"):
            allow = _Allowing(self.conn)
            self.app_state = {**self.app_state, _ALLOWING: allow}
        connections().made(self)

    def connection_lost(self: Any, exc: Any) -> None:
        connections().lost(self)
        lost(self, exc)

    kind.connection_made, kind.connection_lost = connection_made, connection_lost


class _Allowing:
    """Says how large a WebSocket's messages may be; small ones at first.

    Args:
        conn: websockets' side of the connection.
    """

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self._most = conn.max_message_size
        conn.max_message_size = SMALL

    def __call__(self) -> None:
        self._conn.max_message_size = self._most


def may_send(scope: Scope) -> None:
    """Let a WebSocket send messages as large as the server takes: we know who it is."""
    allow = scope.get("state", {}).get(_ALLOWING)
    if allow is not None:
        allow()


def more_files() -> None:
    """Let the process open as many files as it may let itself: an open page takes four, and often 1,024 is all."""
    if sys.platform == "win32":  # where their number has no limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for most in (_FILES, _FILES_ANYWHERE):  # macOS takes no more than the latter, whatever it says
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return


def _files() -> int:
    """Return how many files the process may have open."""
    if sys.platform == "win32":
        return _FILES_ANYWHERE
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _FILES if soft == resource.RLIM_INFINITY else min(soft, _FILES)
