"""Files on their way: taken in over real HTTP by any process, counted as they arrive and as long as they are kept."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from tests.web.conftest import STATIC, Clock
from tests.web.serving import Browser, serve
from webcast.errors import LibraryError
from webcast.settings import Settings
from webcast.web import asgi
from webcast.web.app_state import AppState
from webcast.web.host import NoHost
from webcast.web.sending import KIND, Sent
from webcast.web.visitor import Visitor

FILE = "/_stcore/upload_file/tab/file"
OTHER = "/_stcore/upload_file/tab/other"
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a b.xml"\r\nContent-Type: text/xml\r\n\r\n'
END = b"\r\n--b--\r\n"
FRAME = len(HEAD) + len(END)
FULL = (
    "The files of one session may take 1,000 bytes of memory; this would be more. Close a file first. "
    "Whoever runs the dashboard can raise WEBCAST_OPENED_SESSION_MB."
)


class Knowing(NoHost):
    """Takes a file whose form is not forged."""

    @property
    def largest(self) -> int:
        return 1500

    def is_of_page(self, token: str | None, cookies: Mapping[str, str]) -> bool:  # noqa: ARG002 as the protocol says
        return token == "ours"


def served(state: AppState) -> Starlette:
    return Starlette(routes=asgi.routes(state), middleware=asgi.middleware(state, STATIC, host=Knowing()))


@pytest.fixture
def browser(state: AppState) -> Iterator[Browser]:
    state.room.session, state.room.process = 1000, 1500
    with serve(served(state)) as url:
        made = Browser(url)
        made.post("/login", {"demo": "1"})
        yield made


@pytest.fixture
def elsewhere(state: AppState, settings: Settings, browser: Browser) -> Iterator[Browser]:
    """The same browser, at another process on the same library."""
    other = AppState.open(settings, now=state.now)
    other.room.session, other.room.process = 1000, 1500
    with serve(served(other)) as url:
        yield Browser(url, browser.cookie)
    other.close()


def who(state: AppState, browser: Browser) -> Visitor:
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    return found


def put(
    browser: Browser, path: str, size: int, *, chunked: bool = False, said: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Send a form of so many bytes, with their number in front or without."""
    parts = urlsplit(browser.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    form = HEAD + b"x" * (size - FRAME) + END
    body: Any = iter([form[start : start + 100] for start in range(0, size, 100)]) if chunked else form
    usual = {"Cookie": browser.cookies, "Content-Type": "multipart/form-data; boundary=b", "X-Xsrftoken": "ours"}
    try:
        connection.request("PUT", path, body, {**usual, **(said or {})}, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_what_one_process_takes_in_the_page_of_another_finds(
    browser: Browser, elsewhere: Browser, state: AppState
) -> None:
    assert put(elsewhere, FILE, FRAME + 3)[0] == 204
    mine = who(state, browser).sid
    assert state.sending.files(mine, "tab", ["file", "none"]) == [Sent("file", "a b.xml", "text/xml", b"xxx")]
    assert state.sending.files("somebody else", "tab", ["file"]) == []
    assert elsewhere.get(FILE, {"X-Xsrftoken": "ours"}, "DELETE").status == 204
    assert state.sending.files(mine, "tab", ["file"]) == []


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in chunks"])
def test_one_byte_more_than_there_is_room_for_is_refused(browser: Browser, state: AppState, chunked: bool) -> None:
    assert put(browser, FILE, 1001, chunked=chunked) == (413, FULL)
    assert state.room.taken() == 0
    assert put(browser, FILE, 1000, chunked=chunked)[0] == 204
    assert state.room.taken() == 1000 - FRAME
    assert put(browser, OTHER, FRAME + 1, chunked=chunked) == (413, FULL)


def test_what_other_processes_took_in_counts(browser: Browser, elsewhere: Browser, state: AppState) -> None:
    assert put(elsewhere, FILE, 900)[0] == 204
    assert put(browser, OTHER, FRAME + 101 + FRAME) == (413, FULL)
    assert state.room.taken() == 900 - FRAME


def test_what_all_send_together_counts(browser: Browser, state: AppState) -> None:
    other = Browser(browser.url)
    other.post("/login", {"demo": "1"})
    assert put(browser, FILE, 1000)[0] == 204
    assert put(other, OTHER, 500 + FRAME)[0] == 204
    status, said = put(other, "/_stcore/upload_file/tab/more", FRAME + 1)
    assert status == 413
    assert said == (
        "The files of everybody together may take 1,500 bytes of memory; this would be more. Try again when others "
        "have closed theirs. Whoever runs the dashboard can raise WEBCAST_OPENED_MB."
    )


def test_one_file_has_its_own_limit(browser: Browser, state: AppState) -> None:
    state.room.session = state.room.process = 10**9
    assert put(browser, FILE, FRAME + 1500)[0] == 204
    for chunked in (False, True):
        assert put(browser, OTHER, FRAME + 1501, chunked=chunked) == (413, "File too large")
        assert put(browser, OTHER, 2**20 + 1501, chunked=chunked) == (413, "File too large")
    assert (state.room.taken(), state.room.here()) == (1500, 0)


def test_it_is_freed_when_it_is_taken_back_or_sent_again(browser: Browser, state: AppState) -> None:
    put(browser, FILE, 500)
    put(browser, FILE, FRAME)  # the same one
    assert state.room.taken() == 0
    put(browser, FILE, 1000)
    assert browser.get(FILE, {"X-Xsrftoken": "forged"}, "DELETE").status == 403
    assert state.room.taken() > 0
    assert browser.get(FILE, {"X-Xsrftoken": "ours"}, "DELETE").status == 204
    assert state.room.taken() == 0


def test_what_was_not_kept_does_not_count(browser: Browser, state: AppState) -> None:
    assert put(browser, FILE, 900, said={"X-Xsrftoken": "forged"}) == (403, "This was not sent by a page of ours.")
    assert put(browser, FILE, 900, said={"Content-Type": "text/plain"})[0] == 400
    assert state.room.taken() == 0


def test_a_library_that_does_not_answer_takes_nothing_in(
    browser: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise LibraryError("full")

    monkeypatch.setattr(type(state.passing), "put", fails)
    assert put(browser, FILE, 900) == (503, "full")
    assert state.room.here() == 0


def test_it_goes_with_its_page_also_with_one_that_connected_again(browser: Browser, state: AppState) -> None:
    put(browser, FILE, 500)
    put(browser, OTHER, 500)
    sid = who(state, browser).sid
    state.sending.files(sid, "tab again", ["other"])
    state.sending.tab_gone("tab")
    state.sweep()
    assert [left.id for left in state.passing.left(sid, KIND)] == ["other"]


def test_it_has_an_end(browser: Browser, state: AppState, clock: Clock) -> None:
    put(browser, FILE, 1000)
    clock.advance(hours=2)
    assert state.sending.files(who(state, browser).sid, "tab", ["file"]) == []
    state.sweep()
    assert state.room.taken() == 0


def test_it_is_freed_with_the_session(browser: Browser, state: AppState) -> None:
    put(browser, FILE, 1000)
    browser.post("/logout")
    assert state.room.taken() == 0


def test_those_without_account_have_half(browser: Browser, state: AppState) -> None:
    guest = Browser(browser.url)
    guest.post("/files-only")
    assert put(guest, FILE, 750)[0] == 204
    status, said = put(guest, OTHER, FRAME + FRAME + 1)
    assert (status, "all who work with files only may take 750 bytes" in said) == (413, True)
    assert put(browser, FILE, 750)[0] == 204


def test_the_page_is_told_once_why_at_whichever_process_it_is(
    browser: Browser, elsewhere: Browser, state: AppState, caplog: pytest.LogCaptureFixture
) -> None:
    put(elsewhere, FILE, 1001)
    sid = who(state, browser).sid
    assert state.sending.why_refused(sid) == FULL
    assert state.sending.why_refused(sid) is None
    assert "Refused a file that was sent: The files of one session may take 1,000 bytes of memory" in caplog.text
