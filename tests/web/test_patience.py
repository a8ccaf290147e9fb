"""Who sends slowly, half, too much or in strange pieces: closed, refused or answered in time, and nobody else waits.

Numbers are small where tests run; the settings and the module say what they are in earnest.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Scope, Send
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests import loops
from tests.web.conftest import stand_in
from tests.web.serving import Browser, serve, wait_until
from webcast.web import asgi, connections
from webcast.web.app_state import AppState
from webcast.web.connections import SMALL, Connections
from webcast.web.crowd import NAMELESS, Crowd, Pace, TooManyPages
from webcast.web.patience import Patience, readable

UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"


@contextmanager
def sent(url: str, text: str) -> Iterator[socket.socket]:
    """Send the beginning of a request."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 30) as connection:
        connection.sendall(text.replace("HOST", f"Host: {parts.netloc}\r\nOrigin: {url}\r\n").encode())
        yield connection


def rest(connection: socket.socket) -> bytes:
    """Return all that comes until the server closes."""
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionError:
        pass
    return received


@pytest.fixture
def impatient(state: AppState, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The dashboard, which waits for 0.2 s and has room for eight connections."""
    few = Connections(8, patience=0.2)
    monkeypatch.setattr(connections, "connections", lambda: few)
    with serve(stand_in(state)) as url:
        yield url


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "GET /healthz HTTP/1.1\r\n",
        "GET /healthz HTTP/1.1\r\nHOST\r\nGET /heal",
        "GET /healthz HTTP/1.1\r\nHOST" + "Content-Length: 9\r\n\r\nx",
        f"GET /_stcore/stream HTTP/1.1\r\nHOST{UPGRADE}X-A: {'a' * 9_000}\r\n\r\n",
    ],
    ids=["nothing", "half a head", "half of the next", "half a body that nobody reads", "a socket that never opens"],
)
def test_what_stops_in_the_middle_is_closed(impatient: str, beginning: str) -> None:
    began = time.monotonic()
    with sent(impatient, beginning) as connection:
        rest(connection)
    assert time.monotonic() - began < 4  # uvicorn by itself: never; between two requests: 5 s


def test_a_body_that_stops_is_answered(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asgi, "Patience", partial(Patience, seconds=0.2))
    kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n"
    with serve(stand_in(state)) as url, sent(url, f"POST /login HTTP/1.1\r\nHOST{kind}\r\nuser") as connection:
        answer = rest(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"The rest of this did not come in time.")
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_body_has_time_by_what_came_of_it() -> None:
    """Of 8 KiB a second everything is taken, however long it takes; after it nothing is waited for in haste."""
    pieces: list[Message] = [
        {"type": "http.request", "body": bytes(8 * 1024), "more_body": True},
        {"type": "http.request", "body": b"", "more_body": False},
        {"type": "http.disconnect"},
    ]
    received: list[str] = []

    async def receive() -> Message:
        await asyncio.sleep((0.0, 0.3, 1.2)[len(received)])
        return pieces[len(received)]

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        for _ in pieces:
            message = await receive()
            received.append(message["type"])

    async def send(_message: Message) -> None:
        pass

    loops.run(Patience(app, seconds=0.1), {"type": "http", "headers": []}, receive, send)
    assert received == ["http.request", "http.request", "http.disconnect"]


def test_who_waits_longest_makes_room(impatient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections.connections(), "patience", 60.0)
    parts = urlsplit(impatient)
    idle = [socket.create_connection((parts.hostname or "", parts.port or 0), 30) for _ in range(8)]
    for connection in idle:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    wait_until(lambda: len(connections.connections()._open) == 8, "eight connections")
    assert Browser(impatient).get("/healthz").text == "ok"
    assert rest(idle[0]) == b""
    idle[1].settimeout(0.05)
    with pytest.raises(TimeoutError):
        idle[1].recv(1)
    for connection in idle:
        connection.close()


class Answered:
    """What uvicorn knows of a request that was answered."""

    response_complete = True


def test_a_connection_that_answered_since_waits_for_another_head() -> None:
    """A proxy keeps few connections, and each has answered somebody else whenever it is looked at."""
    kept = Mock(spec=["cycle", "transport"])
    kept.transport.get_write_buffer_size.return_value = 0
    kept.cycle = Answered()
    before = connections._waiting(kept)
    assert connections._waiting(kept) == before
    kept.cycle = None
    kept.cycle = Answered()
    assert connections._waiting(kept) != before


def test_a_process_lets_itself_open_as_many_files_as_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _what, both: asked.append(both))
    endless = resource.RLIM_INFINITY
    for limits in ((1024, 4096), (1024, 1_000_000), (1024, endless), (4096, 4096), (100_000, 1_000_000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _what, limits=limits: limits)
        connections.more_files()
    assert asked == [(4096, 4096), (65_536, 1_000_000), (65_536, endless)]


def opened(browser: Browser) -> ClientConnection:
    headers = {"Cookie": browser.cookies} if browser.cookies else {}
    address = browser.url.replace("http", "ws", 1) + "/_stcore/stream"
    return connect(address, origin=Origin(browser.url), additional_headers=headers, max_size=None)


def test_who_is_not_signed_in_sends_small_messages(browser: Browser) -> None:
    nobody = Browser(browser.url)
    with opened(nobody) as page:
        page.send(bytes(SMALL))
        assert len(page.recv(30)) == SMALL + 6
        page.send(bytes(SMALL + 1))
        with pytest.raises(ConnectionClosed) as refused:
            page.recv(30)
        assert refused.value.rcvd is not None
        assert refused.value.rcvd.code == 1009
    with opened(browser) as page:
        page.send(bytes(SMALL + 1))
        assert len(page.recv(30)) == SMALL + 7


def test_a_message_in_letters_is_the_end(anonymous: Browser) -> None:
    with opened(anonymous) as page:
        page.send("letters")
        with pytest.raises(ConnectionClosed):
            page.recv(30)


def test_only_so_many_pages_are_open(state: AppState, browser: Browser) -> None:
    state.crowd = Crowd(nameless=3, here=2, session=1)
    nobody = Browser(browser.url)
    with opened(nobody), opened(nobody):
        with pytest.raises(InvalidStatus):
            opened(nobody)
        with opened(browser), pytest.raises(InvalidStatus):
            opened(browser)
    wait_until(lambda: not state.crowd._open, "the pages to be gone")
    with opened(nobody), opened(browser):
        pass


def test_of_nobody_s_pages_there_are_so_many_in_all_and_from_one_address() -> None:
    crowd = Crowd(nameless=3, here=2, session=1)
    with crowd.page(NAMELESS, "192.0.2.1"), crowd.page(NAMELESS, "192.0.2.1"), crowd.page("one", "192.0.2.1"):
        for sid, where in ((NAMELESS, "192.0.2.1"), ("one", "192.0.2.9")):
            with pytest.raises(TooManyPages), crowd.page(sid, where):
                pass
        others = crowd.page(NAMELESS, "192.0.2.2"), crowd.page("two", "192.0.2.2")
        with others[0], others[1], pytest.raises(TooManyPages), crowd.page(NAMELESS, "192.0.2.3"):
            pass
    assert not crowd._open


def test_cookies_that_take_for_ever_to_read_are_left_out() -> None:
    """Of 50 kB, Python before 3.11.10 takes 40 s, and answers nobody meanwhile."""
    hostile = b'a=1; webcast_session="' + b"\\" * 50_000 + b'"; b="2"'
    assert readable(hostile) == b'a=1; b="2"'
    assert readable(b'a=1; b="2"') == b'a=1; b="2"'


def test_they_hold_nobody_up(anonymous: Browser) -> None:
    began = time.monotonic()
    hostile = {"Cookie": 'webcast_session="' + "\\" * 50_000 + '"'}
    assert anonymous.get("/export.csv?events=1", hostile).status == 401
    assert time.monotonic() - began < 5


def test_messages_are_taken_at_a_pace() -> None:
    """Three at once, then two a second; who waited may send three at once again, and never more."""
    pace = Pace(rate=2, burst=3)
    assert [pace.delay(100.0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert pace.delay(101.5) == 0
    assert [pace.delay(200.0) for _ in range(4)] == [0, 0, 0, 0.5]


def test_all_pages_of_one_address_or_session_have_one_pace() -> None:
    crowd = Crowd(nameless=9, here=9, session=9)
    with crowd.page(NAMELESS, "192.0.2.1") as one, crowd.page(NAMELESS, "192.0.2.1") as two:
        assert one is two
    with crowd.page(NAMELESS, "192.0.2.1") as again, crowd.page(NAMELESS, "192.0.2.2") as elsewhere:
        assert again is one
        assert elsewhere is not one
    with (
        crowd.page("a", "192.0.2.1") as mine,
        crowd.page("a", "192.0.2.2") as also,
        crowd.page("b", "192.0.2.1") as b,
    ):
        assert mine is also
        assert b is not mine


def test_a_flood_waits_for_its_turn(state: AppState, anonymous: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webcast.web.crowd.NAMELESS_PACE", (10, 2))
    with opened(anonymous) as page:
        began = time.monotonic()
        for _ in range(6):
            page.send(b"x")
        for _ in range(6):
            assert page.recv(30) == b"\x0a\x04pagex"
    assert time.monotonic() - began >= 0.4
    assert not state.crowd._open[NAMELESS, "127.0.0.1"]
