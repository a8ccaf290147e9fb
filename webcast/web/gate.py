"""The gate: pure ASGI, in front of everything, HTTP and WebSocket alike.

Streamlit answers ``/media/…``, uploads and components to anybody who asks. Here they are answered only to who is
signed in, and a media file only to the session whose page it was sent to. The empty shell of the pages, its scripts
and the WebSocket are open, since the sign-in page is one of the pages; what the WebSocket shows is up to the pages,
which ask :func:`webcast.web.session.visitor_from` on every rerun.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webcast.web.requests import same_origin
from webcast.web.session import Visitor
from webcast.web.state import AppState

OPEN: Final = ("_stcore/health", "_stcore/host-config")
"""What the shell asks for before it can show the sign-in page."""

CLOSED: Final = ("_stcore/agent", "_stcore/metrics", "_stcore/script-health-check")
"""Answered to nobody: the pages are for people, and figures of the server for whoever runs it."""

SOCKET: Final = "_stcore/stream"

GUARDED: Final = frozenset({"_stcore", "media", "component", "app"})
"""A path with one of these parts is answered only to who is signed in; so is every ``export.…``."""

_POLICY_VIOLATION: Final = 1008
_SIGN_IN: Final = "Sign in to see this."


class Gate:
    """Lets through what is open, and the rest for who is signed in.

    Args:
        app: What is behind.
        state: The process's state.
    """

    def __init__(self, app: ASGIApp, state: AppState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on; the server's own start and stop messages always pass."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _path(scope)
        if _is(path, CLOSED):
            await PlainTextResponse("Not found.", HTTPStatus.NOT_FOUND)(scope, receive, send)
            return
        if is_guarded(path):
            refusal = self._refusal(path, await self._visitor(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, path: str, visitor: Visitor | None) -> Response | None:
        if "/media/" in path and self._state.media.may_see(None if visitor is None else visitor.sid, path):
            return None
        if visitor is None:
            return PlainTextResponse(_SIGN_IN, HTTPStatus.UNAUTHORIZED)
        return PlainTextResponse("Not found.", HTTPStatus.NOT_FOUND) if "/media/" in path else None

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _path(scope).endswith(f"/{SOCKET}") or not same_origin_socket(scope):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        visitor = await self._visitor(scope)
        sid = None if visitor is None else visitor.sid

        async def noting(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                self._state.media.read_message(sid, message["bytes"])
            await send(message)

        await self._app(scope, receive, noting)

    async def _visitor(self, scope: Scope) -> Visitor | None:
        # The revocation list is in the database: asked off the event loop.
        return await to_thread.run_sync(self._state.cookies.read_from, HTTPConnection(scope).cookies)


def is_guarded(path: str) -> bool:
    """Tell whether a path is answered only to who is signed in."""
    for name in OPEN:
        # Below a guarded part it would be another route's path parameter.
        if path.endswith(f"/{name}") and GUARDED.isdisjoint(path.removesuffix(name).split("/")):
            return False
    parts = path.split("/")
    return not GUARDED.isdisjoint(parts) or parts[-1].startswith("export.")


def same_origin_socket(scope: Scope) -> bool:
    """Tell whether a WebSocket comes from a page of ours: a foreign page can open one, and cookies go along."""
    connection = HTTPConnection(scope)
    return connection.headers.get("origin") is not None and same_origin(connection)


def _path(scope: Scope) -> str:
    return str(scope.get("path", ""))


def _is(path: str, names: tuple[str, ...]) -> bool:
    # Whatever prefix the pages are served under.
    return any(path.endswith(f"/{name}") or f"/{name}/" in path for name in names)
