"""A platform on loopback that answers with prepared bytes: for the faults that no well-behaved server can make."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

Script = Callable[[socket.socket], None]
"""Writes an answer to a connection whose request has been read."""


@dataclass
class Loopback:
    """What listens, and what it was sent."""

    url: str
    script: Script
    requests: list[bytes] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [request.split(b"\r\n", 1)[0].decode() for request in self.requests]

    def sent(self, index: int = -1) -> dict[str, str]:
        """Return the parameters of a request, from its URL or its form."""
        head, _, body = self.requests[index].partition(b"\r\n\r\n")
        target = head.split(b" ", 2)[1].decode()
        query = urlsplit(target).query or body.decode()
        return {name: value for name, (value,) in parse_qs(query, strict_parsing=True).items()}

    def header(self, name: str, index: int = -1) -> str | None:
        for line in self.requests[index].partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return None


def answer(body: bytes, *, status: str = "200 OK", headers: str = "", length: int | None = None) -> Script:
    """Return a script that sends a whole HTTP answer, with a Content-Length that may lie."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n{headers}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def raw(data: bytes) -> Script:
    """Return a script that sends just these bytes."""
    return lambda connection: connection.sendall(data)


@contextmanager
def loopback(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Serve one script for every request, one connection each, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Loopback(f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}", script)
        thread = threading.Thread(target=_serve, args=(listener, served, tls), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listener: socket.socket, served: Loopback, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        with connection:
            try:
                _answer(tls.wrap_socket(connection, server_side=True) if tls else connection, served)
            except OSError:
                continue  # the client has gone, which some tests want


def _answer(connection: socket.socket, served: Loopback) -> None:
    with connection:
        request = _read_request(connection)
        if request is not None:
            served.requests.append(request)
            served.script(connection)


def _read_request(connection: socket.socket) -> bytes | None:
    connection.settimeout(10)
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65536)
            if not chunk:
                return None
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")),
            0,
        )
        while len(body) < length:
            body += connection.recv(65536)
    except OSError:
        return None
    return head + b"\r\n\r\n" + body
