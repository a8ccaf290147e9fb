"""Files on their way: counted over real HTTP as they arrive, and for as long as Streamlit has them."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.web.conftest import STATIC
from tests.web.serving import Browser, serve
from webcast.web import asgi
from webcast.web.app_state import AppState
from webcast.web.host import NoHost
from webcast.web.sending import File

FILE = "/_stcore/upload_file/tab/file"
OTHER = "/_stcore/upload_file/tab/other"
FULL = (
    "The files of one session may take 1,000 bytes of memory; this would be more. Close a file first. "
    "Whoever runs the dashboard can raise WEBCAST_OPENED_SESSION_MB."
)


class Knowing(NoHost):
    """Says which files it still has."""

    there: Collection[File] | None = None

    def files(self) -> Collection[File] | None:
        return self.there


async def keep(request: Request) -> Response:
    """Stand in for Streamlit: read a file to its end and keep it; refuse one without its token."""
    await request.body()
    return Response(status_code=403 if "forged" in request.headers else 204)


@pytest.fixture
def host() -> Knowing:
    return Knowing()


@pytest.fixture
def browser(state: AppState, host: Knowing) -> Iterator[Browser]:
    state.room.session, state.room.process = 1000, 1500
    app = Starlette(
        routes=[*asgi.routes(state), Route("/{path:path}", keep, methods=["PUT", "DELETE"])],
        middleware=asgi.middleware(state, STATIC, host=host),
    )
    with serve(app) as url:
        made = Browser(url)
        made.post("/login", {"demo": "1"})
        yield made


def put(browser: Browser, path: str, size: int, *, chunked: bool = False, **headers: str) -> tuple[int, str]:
    """Send bytes, with their length in front or without."""
    parts = urlsplit(browser.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    body = iter([b"x" * 100] * (size // 100) + [b"x" * (size % 100)]) if chunked else b"x" * size
    try:
        connection.request("PUT", path, body, {"Cookie": browser.cookies, **headers}, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in chunks"])
def test_one_byte_more_than_there_is_room_for_is_refused(browser: Browser, state: AppState, chunked: bool) -> None:
    assert put(browser, FILE, 1001, chunked=chunked) == (413, FULL)
    assert state.room.taken() == 0
    assert put(browser, FILE, 1000, chunked=chunked)[0] == 204
    assert state.room.taken() == 1000
    assert put(browser, OTHER, 1, chunked=chunked) == (413, FULL)


def test_what_all_send_together_counts(browser: Browser, state: AppState) -> None:
    other = Browser(browser.url)
    other.post("/login", {"demo": "1"})
    assert put(browser, FILE, 1000)[0] == 204
    assert put(other, OTHER, 500)[0] == 204
    status, said = put(other, "/_stcore/upload_file/tab/more", 1)
    assert status == 413
    assert said == (
        "The files of everybody together may take 1,500 bytes of memory; this would be more. Try again when others "
        "have closed theirs. Whoever runs the dashboard can raise WEBCAST_OPENED_MB."
    )


def test_it_is_freed_when_it_is_taken_back_or_sent_again(browser: Browser, state: AppState) -> None:
    put(browser, FILE, 1000)
    put(browser, FILE, 0)  # the same one
    assert state.room.taken() == 0
    put(browser, FILE, 1000)
    assert browser.get(FILE, method="DELETE").status == 204
    assert state.room.taken() == 0


def test_what_was_not_kept_does_not_count(browser: Browser, state: AppState) -> None:
    assert put(browser, FILE, 900, forged="yes")[0] == 403
    assert state.room.taken() == 0


def test_what_streamlit_forgot_does_not_count(browser: Browser, state: AppState, host: Knowing) -> None:
    put(browser, FILE, 600)
    put(browser, OTHER, 400)
    host.there = {("tab", "other")}
    state.sweep()
    assert state.room.taken() == 400
    host.there = set()
    assert put(browser, FILE, 1000)[0] == 204


def test_it_is_freed_with_the_session(browser: Browser, state: AppState) -> None:
    put(browser, FILE, 1000)
    browser.post("/logout")
    assert state.room.taken() == 0


def test_those_without_account_have_half(browser: Browser, state: AppState) -> None:
    guest = Browser(browser.url)
    guest.post("/files-only")
    assert put(guest, FILE, 750)[0] == 204
    status, said = put(guest, OTHER, 1)
    assert (status, "all who work with files only may take 750 bytes" in said) == (413, True)
    assert put(browser, FILE, 750)[0] == 204


def test_the_page_is_told_once_why(browser: Browser, state: AppState, caplog: pytest.LogCaptureFixture) -> None:
    visitor = state.cookies.read(browser.cookie or "")
    assert visitor is not None
    put(browser, FILE, 1001)
    assert state.sending.why_refused(visitor.sid) == FULL
    assert state.sending.why_refused(visitor.sid) is None
    assert "Refused a file that was sent: The files of one session may take 1,000 bytes of memory" in caplog.text
