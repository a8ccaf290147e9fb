"""The gate: pure ASGI, in front of everything, HTTP and WebSocket alike.

Streamlit answers ``/media/…``, uploads and components to anybody who asks. Here they are answered only to who is
signed in, and a media file only to the session whose page it was sent to. The empty shell of the pages, its scripts
and the WebSocket are open, since the sign-in page is one of the pages; what the WebSocket shows is up to the pages,
which ask :func:`webcast.web.app_state.visitor_from` on every rerun.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Final, NamedTuple

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webcast import happenings
from webcast.errors import LibraryError
from webcast.happenings import happened
from webcast.language import phrase, say, using
from webcast.web import journal, readers
from webcast.web.administration_files import FOLDER
from webcast.web.app_state import AppState
from webcast.web.connections import may_send
from webcast.web.crowd import NAMELESS, Pace, TooManyPages
from webcast.web.operator import ANSWERED, asked_by_operators
from webcast.web.requests import network, same_origin
from webcast.web.sending import Request
from webcast.web.sockets import Socket
from webcast.web.tabs import ACCOUNT_HEADER
from webcast.web.visitor import Visitor

OPEN: Final = frozenset({"/_stcore/health", "/_stcore/host-config"})
"""What the shell asks for before it can show the sign-in page."""

CLOSED: Final = (
    "/_stcore/agent/",
    "/_stcore/metrics/",
    "/_stcore/script-health-check/",
    "/auth/",
    "/oauth2callback/",
)
"""Answered to nobody: pages are for people, figures of the server for whoever runs it, and signing in is ours."""

CORE: Final = "/_stcore/"
SERVED: Final = ("/_stcore/upload_file/", "/_stcore/bidi-components/")
"""Of Streamlit's core what pages need once somebody is signed in; what else a version may have is not answered."""

SOCKET: Final = "/_stcore/stream"

MEDIA: Final = "/media/"

FILES: Final = ("/export.", "/summary.", FOLDER)

GUARDED: Final = (CORE, MEDIA, "/component/", "/app/", *FILES)
"""Answered only to who is signed in."""

CODE: Final = ("/_stcore/bidi-components/", "/component/", "/app/")
"""Of what is guarded: parts of the front end, the same for all, which browsers may keep."""

_LOG: Final = logging.getLogger(__name__)
_POLICY_VIOLATION: Final = 1008
_UNACCEPTABLE: Final = 1003
_TRY_AGAIN_LATER: Final = 1013


class _Refusal(NamedTuple):
    """What the gate answers in place of what was asked for."""

    status: HTTPStatus
    said: str


class Gate:
    """Lets through what is open, and the rest for who is signed in.

    Args:
        app: What is behind.
        state: The process's state.
        prefix: What the pages are served under, ``""`` or ``/something``.
    """

    def __init__(self, app: ASGIApp, state: AppState, prefix: str = "") -> None:
        self._app = app
        self._state = state
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on; the server's own start and stop messages always pass."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._path(scope)
        if closed(path):
            await PlainTextResponse("Not found.", HTTPStatus.NOT_FOUND)(scope, receive, send)
            return
        if guarded(path):
            visitor = await self._visitor(scope)
            refusal = self._refusal(path, visitor)
            if not path.startswith(CODE):
                send = _unkept(send)
            if refusal is not None:
                # Neither who nor which file: what is not logged cannot leak.
                await self._refuse(refusal, path, HTTPConnection(scope))(scope, receive, send)
                return
            if visitor is not None and not path.startswith((MEDIA, *CODE)):
                await self._used(visitor)
            file = self._state.sending.which(scope, path)
            if visitor is not None and file is not None:
                request = Request(scope, receive, send)
                await self._state.sending.answer(self._state.host, file, visitor, request)
                return
        await self._app(scope, receive, send)

    def _refuse(self, refusal: _Refusal, path: str, request: HTTPConnection) -> Response:
        # A person reads what a file answers, and can say its reference; the rest is asked for by pages.
        asked = happenings.present() if path.startswith(FILES) else None
        happened(
            _LOG, "refused", "Refused with %d what is behind the gate: %s", refusal.status.value, _part(path),
            level=logging.WARNING, why="gate", status=refusal.status.value,
        )  # fmt: skip
        with using(readers.of_browser(request)):
            said = refusal.said if asked is None else asked.reference.after(say(refusal.said))
        return PlainTextResponse(said, refusal.status)

    def _refusal(self, path: str, visitor: Visitor | None) -> _Refusal | None:
        if path.startswith(MEDIA) and self._state.media.may_see(None if visitor is None else visitor.sid, path):
            return None
        if visitor is None:
            return _Refusal(HTTPStatus.UNAUTHORIZED, phrase("Sign in to see this."))
        unknown = path.startswith(CORE) and not path.startswith(SERVED)
        return _Refusal(HTTPStatus.NOT_FOUND, phrase("Not found.")) if unknown or path.startswith(MEDIA) else None

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._path(scope) != SOCKET or not same_origin_socket(scope):
            happened(
                _LOG, "refused", "Refused a socket: of a page that is not ours, or not where pages have theirs.",
                level=logging.WARNING, why="socket",
            )  # fmt: skip
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        try:
            visitor = await self._visitor(scope)
        except LibraryError as exc:
            # The page tries again by itself, until the library answers.
            happened(
                _LOG, "failure", "Refused a socket: the library does not answer.", level=logging.ERROR,
                error=type(exc).__name__,
            )  # fmt: skip
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            return
        sid = NAMELESS if visitor is None else visitor.sid
        try:
            with self._state.crowd.page(sid, network(HTTPConnection(scope))) as pace:
                await self._page(scope, _paced(receive, pace), send, visitor)
        except TooManyPages:
            happened(
                _LOG, "refused", "Refused a page: as many are open as may be, %s.",
                "signed out" if sid == NAMELESS else "of one", level=logging.WARNING, why="pages",
            )  # fmt: skip
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})

    async def _page(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor | None) -> None:
        if visitor is None:
            await self._app(self._nameless(scope), receive, self._noting(send, None))
            return
        may_send(scope)
        socket = self._state.sockets.add(visitor.sid, visitor.token, send)
        try:
            await self._app(_told_who(scope, visitor), self._hearing(receive, visitor), self._noting(send, socket))
        finally:
            self._state.sockets.remove(socket)

    def _noting(self, send: Send, socket: Socket | None) -> Send:
        """Note which media a page is sent, and how Streamlit calls it; to one that was told to go nothing is sent."""
        state = self._state

        async def noting(message: Message) -> None:
            if socket is not None and socket.over:
                return
            sent = message.get("bytes") if message["type"] == "websocket.send" else None
            if sent:
                state.media.read_message(None if socket is None else socket.sid, sent)
            if sent and socket is not None and socket.tab is None and (tab := state.host.tab(sent)):
                state.sockets.named(socket, tab)
            await send(message)
            if socket is not None and message["type"] == "websocket.accept":
                socket.accepted = True

        return noting

    def _hearing(self, receive: Receive, visitor: Visitor) -> Receive:
        """Note that a page is used: that somebody did something in it, not that it is open."""

        async def hearing() -> Message:
            message = await receive()
            sent = message.get("bytes") if message["type"] == "websocket.receive" else None
            if sent and self._state.host.is_act(sent):
                await self._used(visitor)
            return message

        return hearing

    async def _used(self, visitor: Visitor) -> None:
        if self._state.is_use_due(visitor):
            with suppress(LibraryError):  # what asks the library next says so
                await to_thread.run_sync(self._state.used, visitor)

    def _nameless(self, scope: Scope) -> Scope:
        """Leave out a session cookie that lets nobody in: the page would take an older one for that of its time."""
        headers = [
            (name, _without(value, self._state.cookies.name) if name.lower() == b"cookie" else value)
            for name, value in scope["headers"]
        ]
        return _told_who({**scope, "headers": headers}, None)

    def _path(self, scope: Scope) -> str:
        """Return the path without what it stands under."""
        root, path = str(scope.get("root_path", "")), str(scope.get("path", ""))
        if root and path.startswith(f"{root}/"):
            path = path.removeprefix(root)
        return path.removeprefix(self._prefix) if path.startswith(f"{self._prefix}/") else path

    async def _visitor(self, scope: Scope) -> Visitor | None:
        # The revocation list is in the database: asked off the event loop.
        visitor = await to_thread.run_sync(self._state.cookies.read_from, HTTPConnection(scope).cookies)
        if visitor is not None:
            journal.known(visitor.account)
        return visitor


def _paced(receive: Receive, pace: Pace) -> Receive:
    """Take a page's messages at a pace, and one in letters for the end: pages send none, and Streamlit would fail."""

    async def paced() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        if message.get("bytes") is None:
            return {"type": "websocket.disconnect", "code": _UNACCEPTABLE}
        # Meanwhile the server reads nothing more from this one.
        await asyncio.sleep(pace.delay(time.monotonic()))
        return message

    return paced


def _part(path: str) -> str:
    return next(part for part in GUARDED if path.startswith(part))


def _unkept(send: Send) -> Send:
    """Say that nobody may keep the answer: on a shared machine the next person would find it."""

    async def saying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return saying


def _told_who(scope: Scope, visitor: Visitor | None) -> Scope:
    """Say which account connects, so that Streamlit hands no session of another one out; nobody else may say it."""
    name = ACCOUNT_HEADER.encode()
    headers = [header for header in scope["headers"] if header[0].lower() != name]
    account = [] if visitor is None else [(name, visitor.owner.encode())]
    return {**scope, "headers": headers + account}


def _without(cookies: bytes, name: str) -> bytes:
    parts = cookies.split(b";")
    return b";".join(part for part in parts if part.partition(b"=")[0].strip() != name.encode("ascii"))


def guarded(path: str) -> bool:
    """Tell whether a path is answered only to who is signed in."""
    return path.startswith(GUARDED) and path not in OPEN


def closed(path: str) -> bool:
    """Tell whether a path is answered to nobody."""
    return f"{path}/".startswith(CLOSED) or (path not in ANSWERED and asked_by_operators(path))


def same_origin_socket(scope: Scope) -> bool:
    """Tell whether a WebSocket comes from a page of ours: a foreign page can open one, and cookies go along."""
    connection = HTTPConnection(scope)
    return connection.headers.get("origin") is not None and same_origin(connection)
