"""The open pages of this process, so that they can be told when their session is over.

A page is a WebSocket that was let in once, with the cookie of that moment. When its session ends, anywhere, it is
told to load itself anew, which takes what it shows out of the browser; when only its cookie was replaced by a newer
one, it is cut off, and connects again by itself with the newer one, as it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final

from starlette.types import Message, Send

FORGOTTEN_AFTER: Final = 150.0
"""Seconds after which a tab that is gone is forgotten with all that it holds: Streamlit keeps it for two minutes, in
case that it connects again."""

_GOING_AWAY: Final = 1001


@dataclass(eq=False)
class Socket:
    """One open page.

    Attributes:
        sid: Its session.
        token: The cookie that it was let in with.
        send: Where messages to it go.
        loop: Where it is served.
        tab: Streamlit's name of it, once it has one.
        accepted: Whether it is open already.
        over: Whether it was told to go; what Streamlit has to say to it goes nowhere.
    """

    sid: str
    token: str
    send: Send = field(repr=False)
    loop: asyncio.AbstractEventLoop = field(repr=False)
    tab: str | None = None
    accepted: bool = False
    over: bool = False

    async def go(self, last: bytes, after: float = 0.0) -> None:
        """Say nothing more but this, if anything, and close; after so many seconds. A browser that left heard it."""
        if self.over:
            return
        self.over = True
        await asyncio.sleep(after)
        messages: list[Message] = [{"type": "websocket.close", "code": _GOING_AWAY}]
        if last and self.accepted:
            messages.insert(0, {"type": "websocket.send", "bytes": last})
        # The server says so in two ways: OSError, and RuntimeError once it has told the application of it.
        with suppress(OSError, RuntimeError):
            for message in messages:
                await self.send(message)


class Sockets:
    """The open pages; tell them from any thread.

    Args:
        close: Makes Streamlit forget a tab; called on the event loop.
    """

    def __init__(self, close: Callable[[str], None]) -> None:
        self._close = close
        self._open: set[Socket] = set()
        self._gone: dict[str, tuple[str, float, asyncio.AbstractEventLoop]] = {}
        self._tasks: set[asyncio.Future[None]] = set()
        self._lock = Lock()

    def add(self, sid: str, token: str, send: Send) -> Socket:
        """Note a page that opens; on its event loop."""
        socket = Socket(sid, token, send, asyncio.get_running_loop())
        with self._lock:
            self._open.add(socket)
        return socket

    def named(self, socket: Socket, tab: str) -> None:
        """Note Streamlit's name of a page; where it is one that connects again, it is not gone any more."""
        with self._lock:
            socket.tab = tab
            self._gone.pop(tab, None)

    def remove(self, socket: Socket) -> None:
        """Note that a page is closed; it may connect again."""
        with self._lock:
            self._open.discard(socket)
            if socket.tab and not any(other.tab == socket.tab for other in self._open):
                self._gone[socket.tab] = (socket.sid, time.monotonic(), socket.loop)

    def sids(self) -> set[str]:
        """Return the sessions that have a page open, or had one a moment ago."""
        with self._lock:
            return {socket.sid for socket in self._open} | {sid for sid, _, _ in self._gone.values()}

    def leave(self, sid: str, last: bytes, after: float = 0.0) -> None:
        """Tell all pages of a session that it is over, and make Streamlit forget them.

        Args:
            sid: The session.
            last: The message that makes a page load itself anew.
            after: Tell them after so many seconds; from now on they are sent nothing else.
        """
        for socket in self._of(sid):
            _run(socket.loop, partial(self._start, self._left, socket, last, after))
        with self._lock:
            gone = [tab for tab, (owner, _, _) in self._gone.items() if owner == sid]
        self._forget(gone)

    def outdated(self, sid: str, is_current: Callable[[str], bool]) -> None:
        """Cut those pages of a session off that were let in with an older cookie; they connect again."""
        for socket in self._of(sid):
            if not is_current(socket.token):
                _run(socket.loop, partial(self._start, socket.go, b""))

    def sweep(self) -> list[str]:
        """Make Streamlit forget the tabs that are gone for long, and return their names."""
        before = time.monotonic() - FORGOTTEN_AFTER
        with self._lock:
            gone = [tab for tab, (_, since, _) in self._gone.items() if since < before]
        self._forget(gone)
        return gone

    def _start(self, what: Callable[..., Coroutine[None, None, None]], *arguments: object) -> None:
        task = asyncio.ensure_future(what(*arguments))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _of(self, sid: str) -> list[Socket]:
        with self._lock:
            return [socket for socket in self._open if socket.sid == sid]

    async def _left(self, socket: Socket, last: bytes, after: float) -> None:
        await socket.go(last, after)
        if socket.tab:
            self._close(socket.tab)

    def _forget(self, tabs: list[str]) -> None:
        for tab, (_, _, loop) in self._taken(tabs):
            _run(loop, partial(self._close, tab))

    def _taken(self, tabs: list[str]) -> Iterator[tuple[str, tuple[str, float, asyncio.AbstractEventLoop]]]:
        with self._lock:
            found = [(tab, self._gone.pop(tab)) for tab in tabs if tab in self._gone]
        yield from found


def _run(loop: asyncio.AbstractEventLoop, what: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(what)
