"""Under which path the dashboard stands: ``server.baseUrlPath``, where a host has other things beside it.

Every address of ours carries it, and nothing is answered outside of it but ``/healthz``, which a container asks for
from within.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

OUTSIDE: Final = "/healthz"
"""Answered outside of the path too."""

_POLICY_VIOLATION: Final = 1008


def is_under(path: str, base: str) -> bool:
    """Tell whether a path is the base or below it; every path is where there is none."""
    return not base or path == base or path.startswith(f"{base}/")


def cookie_name(name: str, *, secure: bool, base: str) -> str:
    """Return what a cookie is called.

    Behind TLS browsers take it from this host alone (``__Host-``). That name is for cookies of a whole host: under a
    path, where they are kept from what stands beside it, they are called ``__Secure-``.
    """
    if not secure:
        return name
    return f"__Secure-{name}" if base else f"__Host-{name}"


def moved(routes: Sequence[Route], base: str) -> list[Route]:
    """Return routes under a base."""
    return [Route(base + route.path, route.endpoint, methods=sorted(route.methods or ())) for route in routes]


class Under:
    """Answers what is under the base, and nothing else.

    Args:
        app: What is behind.
        base: ``""`` or ``/something``.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or say that there is nothing."""
        path = str(scope.get("path", ""))
        if scope["type"] not in ("http", "websocket") or path == OUTSIDE or is_under(path, self._base):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await PlainTextResponse("Not found.", HTTPStatus.NOT_FOUND)(scope, receive, send)
