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
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from webcast.web.requests import network

JSON: Final = "json"
_ENDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass
class Asking:
    """Who a request is of.

    Attributes:
        where: The network address.
        tag: Makes a tag of a text.
        account: Whose session it is; empty as long as that is not known, or where nobody is signed in.
    """

    where: str = field(repr=False)
    tag: Callable[[str], str] = field(repr=False)
    account: str = ""


_ASKING: Final[ContextVar[Asking | None]] = ContextVar("asking", default=None)


def known(account: str) -> None:
    """Say whose session the present request is of."""
    asking = _ASKING.get()
    if asking is not None:
        asking.account = account


class Journal:
    """Lets each line that a request leads to say who asked.

    Args:
        app: What is behind.
        tag: Makes a tag of a text, such as an account.
    """

    def __init__(self, app: ASGIApp, tag: Callable[[str], str]) -> None:
        self._app = app
        self._tag = tag

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        token = _ASKING.set(Asking(network(HTTPConnection(scope)), self._tag))
        try:
            await self._app(scope, receive, send)
        finally:
            _ASKING.reset(token)


class Lines(logging.Formatter):
    """Lines for people: ``2025-03-04T09:00:00.123Z WARNING webcast.web.gate[123] Refused … from=1f0c3a9b``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line; a traceback stands below it."""
        said = fields(record)
        names = (f"{name}={said[name]}" for name in ("reference", "from", "who") if name in said)
        head = f"{said['time']} {said['level']} {said['logger']}[{said['process']}]"
        # What would end a line, or move in a terminal, could come from outside.
        message = _ENDS.sub(" ", str(said["message"]))
        return "\n".join([" ".join((head, message, *names)), *([str(said["trace"])] if "trace" in said else [])])


class Objects(logging.Formatter):
    """Lines for machines: a JSON object each, a traceback in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        return json.dumps(fields(record))


def fields(record: logging.LogRecord) -> dict[str, str | int]:
    """Return what a line says.

    ``time`` (UTC), ``level``, ``logger`` (which part of the program), ``process``, ``message``; ``reference`` where
    somebody was told of it (:mod:`webcast.web.references`); ``from`` and ``who`` where a request led to it (tags of
    network address and account); ``trace``, where something failed.
    """
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    said: dict[str, str | int] = {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "process": os.getpid(),
        "message": record.getMessage(),
    }
    reference = getattr(record, "reference", None)
    if isinstance(reference, str):
        said["reference"] = reference
    asking = _ASKING.get()
    if asking is not None:
        said["from"] = asking.tag(asking.where)
        if asking.account:
            said["who"] = asking.tag(asking.account)
    if record.exc_info:
        said["trace"] = logging.Formatter().formatException(record.exc_info)
    return said


def begin(how: str) -> None:
    """Put all that is logged to this process's output into one form; call it when all that logs is imported.

    Args:
        how: ``json``, or anything else for lines.
    """
    formatter = Objects() if how == JSON else Lines()
    logging.captureWarnings(how == JSON)
    manager = logging.getLogger().manager
    loggers = [logging.getLogger(), *(one for one in manager.loggerDict.values() if isinstance(one, logging.Logger))]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    # Where a logger has no handler, ours among them, this one writes what is worth it.
    for handler in [*handlers, *([logging.lastResort] if logging.lastResort else [])]:
        if isinstance(handler, logging.StreamHandler) and handler.stream in (sys.stderr, sys.stdout):
            handler.setFormatter(formatter)
