"""Sessions over real HTTP and WebSocket: a new cookie at each sign-in, ends of all kinds, and who is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.web.conftest import Clock, stand_in
from tests.web.serving import Browser, serve, wait_until
from webcast.api.failures import CredentialsRefused
from webcast.errors import SignInAgain
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.settings import Settings
from webcast.web import signin
from webcast.web.app_state import AppState
from webcast.web.host import NoHost
from webcast.web.visitor import Visitor

DEMO = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
PARTNER = {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
BEHIND = "/_stcore/upload_file/tab/file"


class Telling(NoHost):
    """Streamlit, as far as these tests need it: names tabs, tells clicks from what pages do by themselves."""

    reload = b"reload"

    def __init__(self) -> None:
        self.closed: list[str] = []

    def is_act(self, message: bytes) -> bool:
        return message.startswith(b"click")

    def tab(self, message: bytes) -> str | None:
        _, found, name = message.partition(b"tab ")
        return name.decode() if found else None

    def close(self, tab: str) -> None:
        self.closed.append(tab)


@pytest.fixture
def host(state: AppState, url: str) -> Telling:
    state.host = Telling()
    assert url
    return state.host


@contextmanager
def page(browser: Browser) -> Iterator[ClientConnection]:
    """Open a page; the stand-in answers each message with what it was sent."""
    address = browser.url.replace("http", "ws", 1) + "/_stcore/stream"
    headers = {"Cookie": browser.cookies} if browser.cookies else {}
    with connect(address, origin=Origin(browser.url), additional_headers=headers) as connection:
        yield connection


def said(connection: ClientConnection, message: bytes) -> bytes:
    connection.send(message)
    answer = connection.recv(30)
    assert isinstance(answer, bytes)
    return answer


def last(connection: ClientConnection) -> list[bytes]:
    """Return what still came until the page was cut off."""
    found: list[bytes] = []
    while True:
        try:
            message = connection.recv(30)
        except ConnectionClosed:
            return found
        assert isinstance(message, bytes)
        found.append(message)


def visitor(state: AppState, browser: Browser) -> Visitor:
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    return found


def is_in(browser: Browser) -> bool:
    return browser.get(BEHIND).status != 401


def actions(state: AppState, username: str = DEMO_USERNAME) -> list[tuple[str, str, dict[str, int]]]:
    entries = state.library.audit_entries(account_key(username, state.settings.platform_url))
    return [(entry.action, entry.where, dict(entry.counts)) for entry in reversed(entries)]


# A new cookie


def test_signing_in_again_ends_the_older_cookie(browser: Browser, state: AppState) -> None:
    older = Browser(browser.url, browser.cookie)
    browser.post("/login", DEMO)
    assert older.cookie != browser.cookie
    assert (is_in(older), is_in(browser)) == (False, True)


def test_open_pages_come_back_with_the_newer_cookie_and_none_opens_with_the_older(
    browser: Browser, state: AppState, host: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "ANSWERED_WITHIN", 0.01)
    older = Browser(browser.url, browser.cookie)
    with page(older) as open_page:
        assert said(open_page, b"tab one") == b"\x0a\x04pagetab one"
        browser.post("/login", DEMO)
        assert last(open_page) == []  # it is cut off, and not told to forget what it shows
    with page(older) as again:
        said(again, b"tab two")
        assert state.sockets.sids() == {visitor(state, browser).sid}  # the one that is gone; the new one is nobody's
    with page(browser) as back:
        said(back, b"tab one")
    assert host.closed == []


# Told


def test_when_one_tab_signs_out_the_others_are_told(browser: Browser, state: AppState, host: Telling) -> None:
    with page(browser) as one, page(browser) as two:
        said(one, b"tab one")
        said(two, b"tab two")
        browser.post("/logout")
        assert (last(one), last(two)) == ([b"reload"], [b"reload"])
    wait_until(lambda: sorted(host.closed) == ["one", "two"], "Streamlit to forget the tabs")


def test_what_a_tab_that_is_gone_had_is_forgotten_with_the_session(
    browser: Browser, state: AppState, host: Telling
) -> None:
    with page(browser) as one:
        said(one, b"tab one")
    wait_until(lambda: not state.sockets._open, "the page to be closed")
    browser.post("/logout")
    wait_until(lambda: host.closed == ["one"], "Streamlit to forget the tab")


def test_the_room_of_a_tab_that_is_gone_for_long_is_freed(
    browser: Browser, state: AppState, host: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = state.room.hold("sid", 10, tab="one")
    with page(browser) as one:
        said(one, b"tab one")
        monkeypatch.setattr("webcast.web.sockets.FORGOTTEN_AFTER", 0.0)
        state.sweep()
    wait_until(lambda: not state.sockets._open, "the page to be closed")
    assert (host.closed, held.size) == ([], 10)
    state.sweep()
    wait_until(lambda: host.closed == ["one"], "Streamlit to forget the tab")
    wait_until(lambda: state.room.taken() == 0, "its room to be freed")


def test_a_tab_that_connected_again_is_not_gone(
    browser: Browser, state: AppState, host: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webcast.web.sockets.FORGOTTEN_AFTER", 0.0)
    with page(browser) as one:
        said(one, b"tab one")
    wait_until(lambda: not state.sockets._open, "the page to be closed")
    with page(browser) as again:
        said(again, b"tab one")
        state.sweep()
        assert said(again, b"still there") == b"\x0a\x04pagestill there"
    assert host.closed == []


# Ended elsewhere


def test_sessions_that_another_process_ends_are_told_here(
    browser: Browser, state: AppState, settings: Settings, clock: Clock, host: Telling
) -> None:
    stranger = Browser(browser.url)
    stranger.post("/login", PARTNER)
    elsewhere = AppState.open(settings, now=clock)
    with page(browser) as open_page, page(stranger) as other:
        said(open_page, b"tab one")
        said(other, b"tab two")
        credentials = state.credentials(visitor(state, browser))
        assert elsewhere.library.sessions.end_account(visitor(state, browser).account) == 1
        state.look()
        assert last(open_page) == [b"reload"]
        assert said(other, b"still there") == b"\x0a\x04pagestill there"
    elsewhere.close()
    assert (is_in(browser), is_in(stranger)) == (False, True)
    assert credentials is not None
    assert credentials.password.reveal() == ""


# Idleness


def test_a_session_without_use_ends_and_a_tab_that_is_only_open_is_no_use(
    browser: Browser, state: AppState, host: Telling, clock: Clock
) -> None:
    with page(browser) as open_page:
        said(open_page, b"tab one")
        clock.advance(minutes=179)
        said(open_page, b"draws itself anew")
        browser.get("/media/0123456789abcdef0123456789abcdef.csv")
        state.look()
        assert said(open_page, b"still there") == b"\x0a\x04pagestill there"
        clock.advance(minutes=1)
        state.look()
        assert last(open_page) == [b"reload"]
    assert not is_in(browser)


@pytest.mark.parametrize("use", ["click", "file"])
def test_a_session_that_is_used_goes_on(
    browser: Browser, state: AppState, host: Telling, clock: Clock, use: str
) -> None:
    with page(browser) as open_page:
        said(open_page, b"tab one")
        clock.advance(minutes=179)
        if use == "click":
            said(open_page, b"click")
        else:
            browser.get("/export.csv?events=none")
        clock.advance(minutes=179)
        state.look()
        assert said(open_page, b"still there") == b"\x0a\x04pagestill there"
        assert is_in(browser)


def test_idleness_can_be_switched_off(settings: Settings, clock: Clock) -> None:
    state = AppState.open(replace(settings, idle_minutes=0.0), now=clock)
    with serve(stand_in(state)) as url:
        browser = Browser(url)
        browser.post("/login", DEMO)
        clock.advance(hours=12, seconds=-1)
        assert is_in(browser)
        clock.advance(seconds=1)
        assert not is_in(browser)
    state.close()


# Passwords, and accounts that the platform closed


def test_a_sign_in_with_another_password_ends_the_others(
    browser: Browser, state: AppState, url: str, platform: Sandbox
) -> None:
    other, stranger = Browser(url), Browser(url)
    stranger.post("/login", PARTNER)
    state.client.change_password(DEMO_USERNAME, DEMO_PASSWORD, "fresh-Enough-7-words")
    try:
        other.post("/login", {"username": DEMO_USERNAME, "password": "fresh-Enough-7-words"})
    finally:
        state.client.change_password(DEMO_USERNAME, "fresh-Enough-7-words", DEMO_PASSWORD)
    assert [is_in(one) for one in (browser, other, stranger)] == [False, True, True]
    assert ("end sessions: another password", "127.0.0.1", {"sessions": 1}) in actions(state)


def test_a_sign_in_with_the_same_password_leaves_the_others(browser: Browser, url: str) -> None:
    other = Browser(url)
    other.post("/login", DEMO)
    assert (is_in(browser), is_in(other)) == (True, True)


def test_when_the_platform_takes_the_password_no_more_what_began_with_it_ends(
    browser: Browser, state: AppState, host: Telling, url: str
) -> None:
    other, stranger = Browser(url), Browser(url)
    other.post("/login", DEMO)
    stranger.post("/login", PARTNER)
    credentials = state.credentials(visitor(state, browser))
    assert credentials is not None
    with page(browser) as open_page:
        said(open_page, b"tab one")
        credentials.refused()  # as a fetch says that signs in again: see tests/library/test_trouble.py
        assert last(open_page) == [b"reload"]
    assert [is_in(one) for one in (browser, other, stranger)] == [False, False, True]
    assert actions(state)[-1] == ("end sessions: refused by the platform", "", {"sessions": 2})


def test_a_fetch_whose_sign_in_is_refused_says_so(
    browser: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = state.current(visitor(state, browser))
    assert found.api is not None
    listing = state.library.sync.refresh_events(found.account, found.api).select("event_id", "is_expired")
    event = next(event for event, expired in listing.iter_rows() if not expired)

    def refuses(*_: object) -> None:
        raise CredentialsRefused(10)

    def ended(*_: object) -> None:
        raise SignInAgain("The session ended.")

    monkeypatch.setattr("webcast.library.runner.ReportingClient.sign_in", refuses)
    monkeypatch.setattr("webcast.library.runner.ReportingClient.events", ended)
    monkeypatch.setattr("webcast.library.runner.ReportingClient.open_report", ended)
    state.library.sync.start(found.account, found.api, [event], state.credentials(found))
    wait_until(lambda: not is_in(browser), "the session to end")


# Files only


def test_one_more_without_account_than_may_be_comes_back_with_why(settings: Settings, clock: Clock) -> None:
    state = AppState.open(replace(settings, files_only_sessions=2, files_only_per_address=1), now=clock)
    with serve(stand_in(state)) as url:
        first, second = Browser(url), Browser(url)
        assert first.post("/files-only").headers["location"] == "/"
        assert first.post("/files-only").headers["location"] == "/"  # the same session
        assert second.post("/files-only").headers["location"] == "/?error=full-here"
        assert (is_in(first), is_in(second)) == (True, False)
        first.post("/logout")
        assert second.post("/files-only").headers["location"] == "/"
        clock.advance(minutes=180)  # nobody used it
        assert first.post("/files-only").headers["location"] == "/"
    state.close()


def test_it_may_be_offered_to_nobody(settings: Settings) -> None:
    state = AppState.open(replace(settings, files_only_sessions=0))
    with serve(stand_in(state)) as url:
        assert Browser(url).post("/files-only").headers["location"] == "/?error=no-files-only"
    state.close()


# What is known of it


def test_the_list_has_when_where_and_which_browser_and_the_audit_log_where(
    anonymous: Browser, state: AppState, clock: Clock
) -> None:
    own = {"Origin": anonymous.url, "Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX}
    anonymous.post("/login", DEMO, headers=own)
    clock.advance(minutes=5)
    anonymous.get(BEHIND)
    (session,) = state.library.sessions.of(visitor(state, anonymous).account, clock.at)
    assert (session.where, session.browser) == ("127.0.0.1", "Firefox on Windows")
    assert (session.began, session.used) == (clock.at - timedelta(minutes=5), clock.at)
    anonymous.post("/logout")
    assert [(action, where) for action, where, _ in actions(state)] == [
        ("sign in", "127.0.0.1"),
        ("sign out", "127.0.0.1"),
    ]


# Files taken along


def test_one_file_more_than_may_be_in_an_hour_is_refused(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    state = AppState.open(replace(settings, exports_per_hour=2))
    with serve(stand_in(state)) as url:
        browser, stranger = Browser(url), Browser(url)
        browser.post("/login", DEMO)
        stranger.post("/login", PARTNER)
        assert [browser.get(path).status for path in ("/export.csv?events=1", "/summary.html?events=1")] == [404, 404]
        answer = browser.get("/export.csv?events=1")
        assert (answer.status, 3590 <= int(answer.headers["retry-after"]) <= 3600) == (429, True)
        assert answer.text.startswith(
            "This account has downloaded 2 files within an hour, the most that it may. Try again in 60 "
        )
        assert re.search(r"WEBCAST_EXPORTS_PER_HOUR\. Reference [2-9A-Z]{4}-[2-9A-Z]{2}\.$", answer.text)
        assert stranger.get("/export.csv?events=1").status == 404
    state.close()
    assert "Refused a file: as many as may were taken along in an hour." in caplog.text
