"""What a request may take before anybody looks at what it wants: time for its body, and for its cookies."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS: Final = 30.0
"""Seconds that any body may take …"""

BYTES_A_SECOND: Final = 8 * 1024
"""… and one more for so many bytes that came: the slowest line by which somebody opens a file."""


class Patience:
    """Ends bodies that never come, and leaves out cookies that would take for ever to read.

    Args:
        app: What is behind.
        seconds: See :data:`BODY_SECONDS`.
    """

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; what does not come whole in time is answered with 408."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["headers"] = [(n, readable(v) if n.lower() == b"cookie" else v) for n, v in scope["headers"]]
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._seconds)
        try:
            await self._app(scope, body.receive, send)
        except ClientDisconnect:  # else: who sent half of it is gone, and that is all
            if body.late:
                await _LATE(scope, receive, send)


class _Body:
    """A request's body, as long as it comes.

    Args:
        receive: Where it comes from.
        seconds: See :data:`BODY_SECONDS`.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._ends = time.monotonic() + seconds
        self._whole = False
        self.late = False

    async def receive(self) -> Message:
        """Return the next piece; that nobody is there any more, when it comes too late."""
        if self._whole:  # what is waited for now is that somebody goes
            return await self._receive()
        try:
            async with asyncio.timeout(self._ends - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            self.late = True
            return {"type": "http.disconnect"}
        self._ends += len(message.get("body", b"")) / BYTES_A_SECOND
        self._whole = not message.get("more_body", False)
        return message


_LATE: Final = PlainTextResponse(
    "The rest of this did not come in time.", HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}
)


def readable(cookies: bytes) -> bytes:
    """Leave out cookies with a backslash: none of ours has one.

    Python before 3.11.10 and 3.12.6 takes time by the square of the length for a quoted value full of them: 40 s for
    50 kB, in which nobody is answered.
    """
    if b"\\" not in cookies:
        return cookies
    return b";".join(part for part in cookies.split(b";") if b"\\" not in part)
