"""Under which names the dashboard answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from webcast.happenings import happened

HEALTH: Final = ("/healthz", "/livez", "/readyz")
"""Answered under any name: balancers ask by address, and they say nothing of anybody."""

HOST: Final = r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::(?P<port>[0-9]{1,5}))?"
"""A name or address with or without a port, and nothing else: no user, no path."""

_HOST: Final = re.compile(HOST)
_LOG: Final = logging.getLogger(__name__)
_POLICY_VIOLATION: Final = 1008


class Hosts:
    """Refuses what was asked under another name: with 421, or by closing the socket.

    A page of somebody else's whose name is made to lead here would otherwise count as ours.

    Args:
        app: What is behind.
        names: Names and addresses without port; ``*.example.com`` is every name below. None: any name is ours.
        base: The path that the dashboard stands under.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str], base: str = "") -> None:
        self._app = app
        self._health = frozenset({*HEALTH, *(base + path for path in HEALTH)})
        self._names = tuple(_plain(name) for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        kind = scope["type"]
        if kind not in ("http", "websocket") or scope.get("path") in self._health or self._ours(scope):
            await self._app(scope, receive, send)
        elif kind == "websocket":
            self._noted()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            self._noted()
            refusal = PlainTextResponse("Nothing is answered under this name.", HTTPStatus.MISDIRECTED_REQUEST)
            await refusal(scope, receive, send)

    @staticmethod
    def _noted() -> None:
        said = "Refused a request under a name that is none of WEBCAST_HOSTS."
        happened(
            _LOG, "refused", said, level=logging.WARNING, why="host", status=HTTPStatus.MISDIRECTED_REQUEST.value
        )

    def _ours(self, scope: Scope) -> bool:
        if not self._names:
            return True
        said = Headers(scope=scope).getlist("host")
        found = _HOST.fullmatch(said[0]) if len(said) == 1 else None
        return found is not None and any(_fits(_plain(found["host"]), name) for name in self._names)


def _plain(name: str) -> str:
    return name.lower().removesuffix(".").removeprefix("[").removesuffix("]")


def _fits(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
