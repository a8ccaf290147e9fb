"""Files on their way from a browser to Streamlit: counted as they arrive, and for as long as it holds them.

Streamlit limits the size of one file, and keeps it until the form is emptied or the tab is gone. How many files there
are, in how many tabs, is limited here, by the gate.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webcast.happenings import happened
from webcast.language import of_browser, using
from webcast.web.room import Held, Room, TooMuchOpened
from webcast.web.visitor import Visitor

_PATH: Final = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)")
_LOG: Final = logging.getLogger(__name__)

File = tuple[str, str]
"""Streamlit's names of a tab and of a file in it."""


@dataclass(frozen=True)
class Request:
    """What came, and where the answer goes."""

    scope: Scope
    receive: Receive
    send: Send

    def telling(self, then: Callable[[int], None]) -> Send:
        """Return where the answer goes, which tells its status first."""

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                then(message["status"])
            await self.send(message)

        return send


class Sending:
    """The files that Streamlit holds as bytes.

    Args:
        room: Where they are counted.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._held: dict[File, Held] = {}
        self._refused: dict[str, TooMuchOpened] = {}
        self._lock = Lock()

    def which(self, scope: Scope, path: str) -> File | None:
        """Return the file that a request sends or takes back; None for any other request."""
        match = _PATH.fullmatch(path)
        return (match[1], match[2]) if match and scope["method"] in ("PUT", "DELETE") else None

    async def pass_on(self, app: ASGIApp, file: File, visitor: Visitor, request: Request) -> None:
        """Pass a file on as long as there is room for it; else answer 413 with which limit it is."""
        if request.scope["method"] == "DELETE":
            await app(request.scope, request.receive, request.telling(lambda status: self._gone(file, status)))
            return
        try:
            # What a browser announces is refused before it is sent, but it counts only as it arrives: a promise
            # takes no memory.
            self._room.hold(visitor.sid, _announced(request.scope), guest=visitor.files_only).release()
            held = self._room.hold(visitor.sid, 0, guest=visitor.files_only, tab=file[0])
            await self._counted(app, file, held, request)
        except TooMuchOpened as exc:
            with self._lock:
                self._refused[visitor.sid] = exc
            happened(
                _LOG, "refused", "Refused a file that was sent: %s", exc.message,
                level=logging.WARNING, why="room", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value,
            )  # fmt: skip
            with using(of_browser(Headers(scope=request.scope).get("accept-language"))):
                refusal = PlainTextResponse(str(exc), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await refusal(request.scope, request.receive, request.send)

    async def _counted(self, app: ASGIApp, file: File, held: Held, request: Request) -> None:
        """Pass a file on and count it as it arrives.

        Raises:
            TooMuchOpened: There is no room for the rest; nothing has been answered yet.
        """
        refusals: list[TooMuchOpened] = []

        async def counting() -> Message:
            message = await request.receive()
            try:
                held.grow(len(message.get("body", b"")))
            except TooMuchOpened as exc:
                refusals.append(exc)
                return {"type": "http.disconnect"}
            return message

        async def unless_cut_off(message: Message) -> None:
            if not refusals:  # else: what it says of a file that we cut off is not the reason
                await watched(message)

        watched = request.telling(lambda status: self._answered(file, held, status))
        try:
            await app(request.scope, counting, unless_cut_off)
        except ClientDisconnect:
            if not refusals:
                raise
        finally:
            if self._held.get(file) is not held:
                held.release()
        if refusals:
            raise refusals[0]

    def _answered(self, file: File, held: Held, status: int) -> None:
        if status < HTTPStatus.MULTIPLE_CHOICES:
            self._keep(file, held)
        else:
            held.release()

    def _gone(self, file: File, status: int) -> None:
        if status < HTTPStatus.MULTIPLE_CHOICES:
            self.release(file)

    def _keep(self, file: File, held: Held) -> None:
        with self._lock:
            before, self._held[file] = self._held.get(file), held
        if before is not None:
            before.release()

    def release(self, file: File) -> None:
        """Count a file no more."""
        with self._lock:
            held = self._held.pop(file, None)
        if held is not None:
            held.release()

    def only(self, there: Collection[File]) -> None:
        """Count those alone that Streamlit still has: it forgets some by itself."""
        with self._lock:
            gone = [file for file, held in self._held.items() if file not in there or held.over]
        for file in gone:
            self.release(file)

    def why_refused(self, sid: str) -> str | None:
        """Return why the latest file of a session was refused, once: its page cannot read the answer."""
        with self._lock:
            refused = self._refused.pop(sid, None)
        return None if refused is None else str(refused)

    def drop(self, sid: str) -> None:
        """Forget a session; what it holds is let go of with its :class:`webcast.web.room.Room`."""
        with self._lock:
            self._refused.pop(sid, None)
            for file in [file for file, held in self._held.items() if held.sid == sid]:
                del self._held[file]


def _announced(scope: Scope) -> int:
    text = Headers(scope=scope).get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
