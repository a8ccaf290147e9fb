"""Whose word is taken for where a request comes from: that of the proxies which the settings name, and nobody else's.

A proxy says in ``X-Forwarded-For`` and ``X-Forwarded-Proto`` who asked it and how. Anybody can send these headers, so
they are read only where the connection itself comes from a named network, by uvicorn's own middleware within our
stack: it takes the last address of the list that is no proxy's. That holds however the server was started. What
uvicorn would do by itself (believe whoever connects from this machine) is switched off.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

import uvicorn.config
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from webcast.setting_values import UNIX

_SAID_BY_PROXIES: Final = (b"forwarded", b"x-forwarded-", b"x-real-ip")


class Proxies:
    """Puts the visitor's address and scheme in place of a named proxy's; lets no such header further in.

    Args:
        app: What is behind.
        trusted: Addresses and networks of proxies, and :data:`UNIX`; none: no header is read at all.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._unix = UNIX in trusted
        inner: Any = _Forgetting(app)
        self._app: Any = ProxyHeadersMiddleware(inner, list(trusted)) if trusted else inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] in ("http", "websocket"):
            scope["client"] = self._peer(scope.get("client"))
        await self._app(scope, receive, send)

    def _peer(self, client: Any) -> Any:
        """Return who is connected, an IPv4 address as such: a socket for both kinds shows it as IPv6."""
        if not client or not client[0]:
            return (UNIX, 0) if self._unix else client
        try:
            found = ip_address(client[0])
        except ValueError:
            return client
        mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        return client if mapped is None else (str(mapped), client[1])


class _Forgetting:
    """Takes the proxies' headers out, so that nothing behind can believe them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["headers"] = [(n, v) for n, v in scope["headers"] if not n.lower().startswith(_SAID_BY_PROXIES)]
        await self._app(scope, receive, send)


class _AsItCame:
    """Stands in for the middleware that uvicorn puts around every application, and does nothing."""

    def __init__(self, app: ASGIApp, trusted_hosts: object = None) -> None:  # noqa: ARG002 uvicorn's signature
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def believe_nobody_by_default() -> None:
    """Keep uvicorn from believing whoever connects from this machine, or whomever FORWARDED_ALLOW_IPS names.

    It imports the application before it wraps it, so calling this while the application is imported is early enough.
    """
    uvicorn.config.ProxyHeadersMiddleware = _AsItCame  # type: ignore[attr-defined,assignment]  # see above
