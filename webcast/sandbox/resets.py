"""Resetting a connection: ASGI has no word for it, so the sandbox's server keeps its connections at hand."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_OPEN: Final[dict[tuple[str, int], asyncio.Transport]] = {}


class Protocol(H11Protocol):
    """Uvicorn's HTTP protocol, which remembers each connection by the address of its client."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        """Remember the connection."""
        super().connection_made(transport)
        if self.client:
            _OPEN[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        if self.client:
            _OPEN.pop(self.client, None)


def reset(scope: Scope) -> None:
    """Reset the connection of a request: its client sees an error, not an end."""
    client = scope.get("client")
    transport = _OPEN.get((client[0], client[1])) if client else None
    if transport is None:
        return
    sock: socket.socket = transport.get_extra_info("socket")
    # To linger for no time makes closing a reset.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
