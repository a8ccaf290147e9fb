"""Ends a request that takes too long in all, wherever it hangs: in the handshake, the headers or the body.

The time-outs of the HTTP libraries begin anew with every byte that arrives, so a server that sends one now and then
holds a request for ever. Here a timer shuts the connection down when the time is over.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """The time that one request may take.

    Args:
        seconds: From now on; none: without end.

    Attributes:
        seconds: What it was last set to.
        passed: The time is over, and the connections were shut down.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.passed = False
        self._handles: list[socket.socket] = []
        self._connections: list[HTTPConnection] = []
        self._lock = Lock()
        self._timer: Timer | None = None
        self.restart(seconds)

    def restart(self, seconds: float | None) -> None:
        """Begin anew, unless the time is over."""
        with self._lock:
            self.seconds = seconds if not self.passed else self.seconds
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None if seconds is None or self.passed else Timer(seconds, self._end)
            if self._timer is not None:
                self._timer.daemon = True
                self._timer.start()

    def watch(self, connection: HTTPConnection, wire: socket.socket) -> socket.socket:
        """Shut a connection down when the time is over, and close it with the request; return what it is made of."""
        # A second handle of the same connection: TLS takes the first one over.
        handle = wire.dup()
        with self._lock:
            self._handles.append(handle)
            self._connections.append(connection)
            if self.passed:
                _shut(handle)
        return wire

    def close(self) -> None:
        """Stop the timer and let go of the connections; the request is over."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            for handle in self._handles:
                handle.close()
            connections = self._connections.copy()
            self._handles.clear()
            self._connections.clear()
        for connection in connections:
            # A pool would keep it until it is collected as garbage.
            connection.close()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            for handle in self._handles:
                _shut(handle)


def _shut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """Makes connections that a deadline watches, directly and through a proxy."""

    def __init__(self, deadline: Deadline) -> None:
        self._pools = _watched(deadline)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        """Return the pools of connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched(deadline: Deadline) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return deadline.watch(self, super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return deadline.watch(self, super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
