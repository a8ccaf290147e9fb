"""An ASGI app on a free port of loopback, in a thread; and plain requests to it."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back, redirects not followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def cookies(self) -> SimpleCookie:
        found = SimpleCookie()
        for line in self.headers.get_all("set-cookie", []):
            found.load(line)
        return found


@dataclass
class Browser:
    """Sends requests as a browser does: with its cookies, and with the headers that say where a form comes from."""

    url: str
    cookie: str | None = None
    name: str = "webcast_session"
    device: str | None = None
    base: str = ""
    trusted: ssl.SSLContext | None = None
    """Whose certificates are believed, where the address is one of TLS."""

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        return self._send(method, path, None, dict(headers or {}))

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Post a form from the dashboard's own page, and keep the cookie that comes back."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        own = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"} if headers is None else dict(headers)
        answer = self._send("POST", path, urlencode(fields or {}).encode(), kind | own)
        morsel = answer.cookies.get(self.name)
        if morsel is not None:
            self.cookie = morsel.value or None
        device = answer.cookies.get(self._device_name)
        if device is not None:
            self.device = device.value
        return answer

    def put(self, path: str, name: str, data: bytes) -> Answer:
        """Send a file to where a page told us, with Streamlit's token against forms of other pages."""
        token = self.get(f"{self.base}/_stcore/health").cookies["_streamlit_xsrf"].value
        disposition = f'form-data; name="file"; filename="{name}"'
        head = f"--end\r\nContent-Disposition: {disposition}\r\nContent-Type: text/plain\r\n\r\n"
        body = head.encode() + data + b"\r\n--end--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=end", "X-Xsrftoken": token}
        headers["Cookie"] = f"{self.cookies}; _streamlit_xsrf={token}"
        return self._send("PUT", path, body, headers)

    @property
    def cookies(self) -> str:
        """The header with all cookies."""
        held = {self.name: self.cookie, self._device_name: self.device}
        return "; ".join(f"{name}={value}" for name, value in held.items() if value)

    @property
    def _device_name(self) -> str:
        return self.name.replace("session", "device")

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers.setdefault("Cookie", self.cookies)
        parts = urlsplit(self.url)
        connection = (
            http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
            if self.trusted is None
            else http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=30, context=self.trusted)
        )
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


def held_back(location: str) -> bool:
    """Tell whether a sign-in was sent back to wait: for 15 seconds, less those that this machine took meanwhile."""
    found = re.fullmatch(r"/\?error=wait-(\d+)", location)
    return found is not None and 1 <= int(found[1]) <= 15


@contextmanager
def serve(app: ASGIApp, root_path: str = "") -> Iterator[str]:
    """Run the app while the context lasts; yield its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
        root_path=root_path,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server to start")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def wait_until(is_so: object, what: str, seconds: float = START_SECONDS) -> None:
    """Ask again and again until it is so; fail with what was waited for."""
    assert callable(is_so)
    ends, pause = time.monotonic() + seconds, 0.02
    while not is_so():
        assert time.monotonic() < ends, f"waited {seconds:g} s for {what}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)  # asking takes the processor from what is waited for
