"""The process log: one line for each thing that happened, with when, where, who and what.

All that writes one (we, uvicorn, Streamlit) is put into the same words, as lines for people or, with
``WEBCAST_LOG=json``, as JSON for what collects them. Who asked is told by tags: keyed hashes of account and network
address, which the audit log has in the clear and sealed, so that lines of one visitor are known to be of one.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webcast import happenings
from webcast.errors import LibraryError
from webcast.happenings import Asked, Detail, happened
from webcast.language import say, using
from webcast.web import readers
from webcast.web.requests import network

JSON: Final = "json"
OURS: Final = "webcast"
_ENDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SERVERS_LINE: Final = '%s - "'
"""How the server begins a line on a request or a socket: with the visitor's address, and then what was asked for."""

_REFUSED: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.TOO_MANY_REQUESTS}
)
_LOG: Final = logging.getLogger(__name__)


class Asking(Asked):
    """A request, a socket, or a run of a page, and who it is of.

    Args:
        where: The network address.
        tag: Makes a tag of a text.
        account: Whose session it is; empty as long as that is not known, or where nobody is signed in.
    """

    def __init__(self, where: str, tag: Callable[[str], str], account: str = "") -> None:
        self.where = where
        self.tag = tag
        self.account = account


def known(account: str) -> None:
    """Say whose session the present request is of."""
    asking = happenings.present()
    if isinstance(asking, Asking):
        asking.account = account


class Journal:
    """Lets each line that a request leads to say who asked; one that is refused or fails without a line gets one.

    Args:
        app: What is behind.
        tag: Makes a tag of a text, such as an account.
    """

    def __init__(self, app: ASGIApp, tag: Callable[[str], str]) -> None:
        self._app = app
        self._tag = tag

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; what fails is answered with the reference of its line."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asking = Asking(network(HTTPConnection(scope)), self._tag)
        with happenings.under(asking):
            if scope["type"] == "websocket":
                await self._app(scope, receive, send)
            else:
                await self._request(scope, receive, send, asking)

    async def _request(self, scope: Scope, receive: Receive, send: Send, asking: Asking) -> None:
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:  # who sent half of it is gone, or too late, which is answered further out
            raise
        except Exception as exc:
            answer = _failed(exc)
            if status:
                raise  # what has begun can only be broken off
            with using(readers.of_browser(HTTPConnection(scope))):
                expected = answer == HTTPStatus.SERVICE_UNAVAILABLE
                said = asking.reference.after(str(exc) if expected else say("Something went wrong that should not."))
            await PlainTextResponse(said, answer)(scope, receive, send)
            return
        if not asking.noted and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            happened(_LOG, "failure", "A request failed.", level=logging.ERROR, status=status)
        elif not asking.noted and status in _REFUSED:
            happened(_LOG, "refused", "Refused a request.", level=logging.WARNING, why="request", status=status)


def _failed(exc: Exception) -> HTTPStatus:
    """Write the line of a failure, and return what it is answered with: a database that goes away is foreseen."""
    if isinstance(exc, LibraryError):
        answer, said, trace = HTTPStatus.SERVICE_UNAVAILABLE, "A request failed: the library does not answer.", None
    else:
        answer, said, trace = HTTPStatus.INTERNAL_SERVER_ERROR, "A request failed that should not.", exc
    happened(
        _LOG, "failure", said, level=logging.ERROR, failed=trace, status=answer.value, error=type(exc).__name__,
    )  # fmt: skip
    return answer


class Lines(logging.Formatter):
    """Lines for people: ``2025-03-04T09:00:00.123Z WARNING webcast.web.gate[123] Refused … from=1f0c3a9b``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line; a traceback stands below it."""
        said = fields(record)
        names = (f"{name}={_ENDS.sub(' ', str(value))}" for name, value in said.items() if name not in _IN_THE_HEAD)
        head = f"{said['time']} {said['level']} {said['logger']}[{said['process']}]"
        # What would end a line, or move in a terminal, could come from outside.
        message = _ENDS.sub(" ", str(said["message"]))
        return "\n".join([" ".join((head, message, *names)), *([str(said["trace"])] if "trace" in said else [])])


class Objects(logging.Formatter):
    """Lines for machines: a JSON object each, a traceback in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        return json.dumps(fields(record))


_IN_THE_HEAD: Final = ("time", "level", "logger", "process", "message", "trace")


def fields(record: logging.LogRecord) -> dict[str, Detail]:
    """Return what a line says.

    ``time`` (UTC), ``level``, ``logger`` (which part of the program), ``process``, ``message``; of what happened its
    ``kind`` and details by their names (:mod:`webcast.happenings`); where a request or a run of a page led to it its
    ``reference`` (:mod:`webcast.references`), ``from`` and ``who`` (tags of network address and account); ``trace``,
    where something failed.
    """
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    asked = getattr(record, "asked", None) or happenings.present()
    said: dict[str, Detail] = {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "process": os.getpid(),
        "message": _message(record),
    }
    if kind := getattr(record, "kind", ""):
        said |= {"kind": kind} | record.__dict__["details"]
    if asked is not None:
        said["reference"] = asked.reference.text
    if isinstance(asked, Asking):
        said["from"] = asked.tag(asked.where)
        if asked.account:
            said["who"] = asked.tag(asked.account)
    if record.exc_info and record.exc_info[1] is not None:
        said["trace"] = "\n".join(trace(record.exc_info[1]))
    return said


def _message(record: logging.LogRecord) -> str:
    said = record.getMessage()
    # Of a task that nobody waited for, asyncio shows what it raised, with its text.
    return said.partition("\n")[0] if record.name == "asyncio" else said


def trace(exc: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback without what the exceptions say: their texts can quote anything."""
    before = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    if before is not None:
        yield from trace(before)
        yield "… which led to:"
    yield "Traceback (most recent call last):"
    for step in traceback.format_tb(exc.__traceback__):
        yield step.rstrip("\n")
    yield f"{type(exc).__module__}.{type(exc).__qualname__}".removeprefix("builtins.")
    for one in exc.exceptions if isinstance(exc, BaseExceptionGroup) else ():
        yield from trace(one)


def begin(how: str) -> None:
    """Put all that is logged to this process's output into one form; call it when all that logs is imported.

    Args:
        how: ``json``, or anything else for lines.
    """
    formatter = Objects() if how == JSON else Lines()
    logging.captureWarnings(how == JSON)
    logging.getLogger(OURS).setLevel(logging.INFO)
    manager = logging.getLogger().manager
    loggers = [logging.getLogger(), *(one for one in manager.loggerDict.values() if isinstance(one, logging.Logger))]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    if logging.lastResort:  # it writes where a logger has no handler, ours among them
        logging.lastResort.setLevel(logging.INFO)
        handlers.append(logging.lastResort)
    for handler in handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream in (sys.stderr, sys.stdout):
            handler.setFormatter(formatter)
            if _no_visitor not in handler.filters:
                handler.addFilter(_no_visitor)
    threading.excepthook = _of_thread


def _no_visitor(record: logging.LogRecord) -> bool:
    """Leave out what the server says of each request and socket: it has addresses of people, and what they typed."""
    return not (record.name.startswith("uvicorn") and str(record.msg).startswith(_SERVERS_LINE))


def _of_thread(args: threading.ExceptHookArgs) -> None:
    """Log what ends a thread, in place of writing it to the output as it is."""
    if args.exc_type is not SystemExit:
        _LOG.error("A thread ended that should not.", exc_info=args.exc_value)
