"""Files on their way from a browser: taken in by whichever process is asked, in place of Streamlit's own endpoint.

A page's uploader asks its own process where to send a file, and the browser's next connection may go to another one.
So the file is kept in the library, sealed, until the page has read it, the form is emptied, the page is gone, or its
time is over. How large one is, how many there are and in how many tabs is limited here.
"""

from __future__ import annotations

import json
import logging
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from threading import Lock
from typing import Final

from anyio import to_thread
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Asked
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from webcast.errors import LibraryError
from webcast.happenings import happened
from webcast.language import carried, of_browser, spoken, taken, using
from webcast.library.passing import Passing, Taken, Terms
from webcast.web.host import Host
from webcast.web.room import MEGABYTE, Held, Room, TooMuchOpened
from webcast.web.visitor import Visitor

KIND: Final = "sent"
KEPT_FOR: Final = timedelta(hours=2)
"""So long after it was sent a file can be opened; whoever picked one and never did holds it no longer."""

_REFUSED: Final = "refused"
_TOLD_FOR: Final = timedelta(minutes=10)
_PATH: Final = re.compile(r"/_stcore/upload_file/([\w.-]{1,64})/([\w.-]{1,64})", re.ASCII)
_FRAMING: Final = MEGABYTE
"""Bytes of a form beside its file."""

_LENGTH: Final = struct.Struct("<I")
_LOG: Final = logging.getLogger(__name__)

File = tuple[str, str]
"""Streamlit's names of a tab and of a file in it."""


@dataclass(frozen=True)
class Request:
    """What came, and where the answer goes."""

    scope: Scope
    receive: Receive
    send: Send


@dataclass(frozen=True)
class Sent:
    """A file that was sent.

    Attributes:
        id: Streamlit's name of it.
        name: What the person's machine calls it.
        type: What their browser takes it for.
        data: Its bytes.
    """

    id: str
    name: str = field(repr=False)
    type: str
    data: bytes = field(repr=False)


class Sending:
    """The files that were sent and not opened yet.

    Args:
        passing: Where they are.
        room: Where they are counted.
    """

    def __init__(self, passing: Passing, room: Room) -> None:
        self._passing = passing
        self._room = room
        self._gone: set[str] = set()
        self._lock = Lock()

    def which(self, scope: Scope, path: str) -> File | None:
        """Return the file that a request sends or takes back; None for any other request."""
        match = _PATH.fullmatch(path)
        return (match[1], match[2]) if match and scope["method"] in ("PUT", "DELETE") else None

    async def answer(self, host: Host, file: File, visitor: Visitor, request: Request) -> None:
        """Take a file in as long as there is room for it, else answer 413 with which limit it is; or take it back."""
        asked = Asked(request.scope, request.receive)
        if not host.is_of_page(asked.headers.get("x-xsrftoken"), asked.cookies):
            answer: Response = PlainTextResponse("This was not sent by a page of ours.", HTTPStatus.FORBIDDEN)
        elif request.scope["method"] == "DELETE":
            await to_thread.run_sync(self._passing.drop, visitor.sid, KIND, file[1])
            answer = Response(status_code=HTTPStatus.NO_CONTENT)
        else:
            answer = await self._put(host.largest, file, visitor, request)
        await answer(request.scope, request.receive, request.send)

    async def _put(self, largest: int, file: File, visitor: Visitor, request: Request) -> Response:
        try:
            sent = await self._received(largest, file, visitor, request)
            await to_thread.run_sync(self._keep, visitor, *sent)
        except TooMuchOpened as exc:
            await to_thread.run_sync(self._refuse, visitor.sid, exc)
            with using(of_browser(Headers(scope=request.scope).get("accept-language"))):
                return PlainTextResponse(str(exc), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except LibraryError as exc:
            with using(of_browser(Headers(scope=request.scope).get("accept-language"))):
                return PlainTextResponse(str(exc), HTTPStatus.SERVICE_UNAVAILABLE)
        except HTTPException as exc:
            return PlainTextResponse(exc.detail, exc.status_code)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _received(
        self, largest: int, file: File, visitor: Visitor, request: Request
    ) -> tuple[File, UploadFile, bytes, Held]:
        """Return the one file of a form, counted as it arrived.

        Raises:
            TooMuchOpened: There is no room for it.
            HTTPException: It is too large, or no form with one file.
        """
        # What a browser announces is refused before it is sent, but it counts only as it arrives: a promise takes no
        # memory.
        announced = _announced(request.scope)
        if announced > largest + _FRAMING:
            raise _too_large()
        (await to_thread.run_sync(self._hold, visitor, announced, file[0])).release()
        held = await to_thread.run_sync(self._hold, visitor, 0, file[0])
        refusals: list[TooMuchOpened | HTTPException] = []

        async def counting() -> Message:
            message = await request.receive()
            try:
                held.grow(len(message.get("body", b"")))
                if held.size > largest + _FRAMING:
                    raise _too_large()
            except (TooMuchOpened, HTTPException) as exc:
                refusals.append(exc)
                return {"type": "http.disconnect"}
            return message

        try:
            form = await Asked(request.scope, counting).form(max_files=1, max_fields=0)
        except ClientDisconnect:
            held.release()
            if refusals:
                raise refusals[0] from None
            raise
        except BaseException:
            held.release()
            raise
        upload = _only(form)
        data = await upload.read()
        await form.close()
        if len(data) > largest:
            held.release()
            raise _too_large()
        return file, upload, data, held

    def _hold(self, visitor: Visitor, size: int, tab: str) -> Held:
        return self._room.hold(visitor.sid, size, guest=visitor.files_only, tab=tab)

    def _keep(self, visitor: Visitor, file: File, upload: UploadFile, data: bytes, held: Held) -> None:
        """Leave a file for whichever process its page is at."""

        def fits(there: Taken) -> None:
            self._room.must_fit(visitor.sid, len(data), there, guest=visitor.files_only, instead=held)

        until = min(self._passing.now() + KEPT_FOR, visitor.expires_at)
        terms = Terms(until, size=len(data), guest=visitor.files_only, tab=file[0], fits=fits)
        head = json.dumps({"name": upload.filename or "", "type": upload.content_type or ""}).encode()
        try:
            self._passing.put(visitor.sid, KIND, file[1], _LENGTH.pack(len(head)) + head + data, terms)
        finally:
            held.release()

    def files(self, sid: str, tab: str, ids: Sequence[str]) -> list[Sent]:
        """Return files that a session sent, for a page of it, which they go with from now on.

        Raises:
            LibraryError: They cannot be read.
        """
        found = [sent for name in ids if (sent := self._file(sid, name)) is not None]
        if found:
            self._passing.goes_with(sid, KIND, [sent.id for sent in found], tab)
        return found

    def _file(self, sid: str, name: str) -> Sent | None:
        kept = self._passing.get(sid, KIND, name)
        if kept is None:
            return None
        start = _LENGTH.size + _LENGTH.unpack_from(kept)[0]
        head = json.loads(kept[_LENGTH.size : start])
        return Sent(name, head["name"], head["type"] or "application/octet-stream", kept[start:])

    # What is over

    def tab_gone(self, tab: str) -> None:
        """Note that a page is gone; on the event loop, so what goes with it is taken away by :meth:`sweep`."""
        with self._lock:
            self._gone.add(tab)

    def sweep(self) -> None:
        """Take away what went with pages that are gone.

        Raises:
            LibraryError: The library does not answer.
        """
        with self._lock:
            gone, self._gone = sorted(self._gone), set()
        if gone:
            self._passing.drop_tabs(gone)

    def _refuse(self, sid: str, exc: TooMuchOpened) -> None:
        terms = Terms(self._passing.now() + _TOLD_FOR)
        self._passing.put(
            sid, _REFUSED, _REFUSED, json.dumps([carried(exc.message), carried(exc.remedy)]).encode(), terms
        )
        happened(
            _LOG, "refused", "Refused a file that was sent: %s", exc.message,
            level=logging.WARNING, why="room", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value,
        )  # fmt: skip

    def why_refused(self, sid: str) -> str | None:
        """Return why the latest file of a session was refused, once: its page cannot read the answer.

        Raises:
            LibraryError: The library does not answer.
        """
        found = self._passing.get(sid, _REFUSED, _REFUSED)
        if found is None:
            return None
        self._passing.drop(sid, _REFUSED)
        return " ".join(spoken(taken(part)) for part in json.loads(found) if part)


def _only(form: FormData) -> UploadFile:
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    if len(files) != 1:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "A form with one file is expected here.")
    return files[0]


def _too_large() -> HTTPException:
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "File too large")


def _announced(scope: Scope) -> int:
    text = Headers(scope=scope).get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
