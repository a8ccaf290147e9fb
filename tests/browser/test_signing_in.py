"""Signing in and out as a person does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, WebSocketRoute, expect

from tests.browser.visit import Visit
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import account_words, filter_words
from webcast.ui.picking import words as picking_words
from webcast.ui.registrants import words as registrants_words
from webcast.web.signin import SIGN_IN_ERRORS

Tab = Callable[[BrowserContext], Visit]


def test_a_deep_link_survives_signing_in_and_a_reload_and_the_browser_stores_nothing_of_anybody(visit: Visit) -> None:
    visit.open("/events?time_zone=Asia%2FTokyo")
    expect(visit.page.get_by_label(account_words.USERNAME)).to_be_visible()
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert visit.query["time_zone"] == "Asia/Tokyo"
    stores_nothing_of_anybody(visit)
    visit.reload()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert visit.query["time_zone"] == "Asia/Tokyo"


def stores_nothing_of_anybody(visit: Visit) -> None:
    stored = visit.page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " await caches.keys(), (await indexedDB.databases()).map(found => found.name)])"
    )
    local, session, cookies, caches, databases = json.loads(stored)
    assert (caches, databases) == ([], [])
    assert {name.partition("-")[0].partition(".")[0] for name in [*local, *session]} <= {"stActiveTheme"}
    for said in (DEMO_USERNAME, "@", "events="):
        assert said not in stored
    assert "webcast" not in cookies


def test_a_wrong_password_is_said_and_the_next_try_works(visit: Visit) -> None:
    visit.open("/events?time_zone=UTC")
    visit.sign_in(DEMO_USERNAME, "not it")
    expect(visit.page.get_by_role("alert")).to_contain_text(SIGN_IN_ERRORS["refused"])
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert "error" not in visit.query


def test_sign_out_ends_it_in_every_tab(known: Visit, visits: Tab) -> None:
    known.open("/events")
    other = visits(known.page.context)
    other.open("/events")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    other.page.evaluate("window.before = true")
    known.sign_out()
    expect(known.page.get_by_label(account_words.USERNAME)).to_be_visible()
    # Nobody touches it: it is told, and loads itself anew, so that nothing is left of what it held.
    expect(other.page.get_by_label(account_words.USERNAME)).to_be_visible()
    assert other.page.evaluate("window.before") is None
    assert other.page.url.split("?")[0].endswith("/events")
    other.reload()
    expect(other.page.get_by_label(account_words.USERNAME)).to_be_visible()


def test_signing_in_again_in_one_tab_leaves_the_others_as_they_are(known: Visit, visits: Tab) -> None:
    other = visits(known.page.context)
    other.open("/events")
    find = other.page.get_by_role("searchbox", name=picking_words.FIND_EVENTS)
    find.fill("zzz")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_text(picking_words.NO_EVENTS_MATCH_TITLE)).to_be_visible()
    other.page.evaluate("window.before = true")
    with other.page.expect_websocket(lambda socket: "_stcore/stream" in socket.url):  # it connects again by itself
        known.enter(DEMO_USERNAME, DEMO_PASSWORD)
    other.page.wait_for_function(RECONNECTED)
    expect(find).to_have_value("zzz")
    find.fill("")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_text(picking_words.NO_EVENTS_MATCH_TITLE)).to_be_hidden()
    expect(other.page.get_by_label(account_words.USERNAME)).to_be_hidden()
    assert other.page.evaluate("window.before") is True


def test_no_script_can_read_the_cookie(known: Visit) -> None:
    known.page.goto(f"{known.url}/healthz")
    assert "webcast_session" not in known.page.evaluate("() => document.cookie")
    (cookie,) = [c for c in known.page.context.cookies() if c.get("name") == "webcast_session"]
    assert cookie.get("httpOnly") is True
    assert cookie.get("sameSite") == "Lax"


def test_another_browser_is_not_signed_in(known: Visit, person: Callable[[], BrowserContext], visits: Tab) -> None:
    stranger = visits(person())
    stranger.open("/events")
    expect(stranger.page.get_by_label(account_words.USERNAME)).to_be_visible()


RECONNECTED = """() => document.querySelector('[data-testid="stApp"]').dataset.testConnectionState === 'CONNECTED'"""


class Line:
    """The connection of a tab, which a test can cut."""

    def __init__(self, tab: Visit) -> None:
        self._page = tab.page
        self._sockets: list[WebSocketRoute] = []
        self._down = False
        self._page.route_web_socket(re.compile("/_stcore/stream"), self._through)

    def _through(self, route: WebSocketRoute) -> None:
        if self._down:
            route.close()
            return
        self._sockets.append(route)
        route.connect_to_server()

    def take_down(self) -> None:
        """Cut it, and let the tab not connect again, as when a laptop sleeps."""
        self._down = True
        self._sockets[-1].close()

    def bring_up(self) -> None:
        """Wait until the tab has connected again by itself."""
        before = len(self._sockets)
        self._down = False
        self._wait_for_more_than(before)

    def cut(self) -> None:
        """Cut it, and wait until the tab has connected again by itself."""
        before = len(self._sockets)
        self._sockets[-1].close()
        self._wait_for_more_than(before)

    def _wait_for_more_than(self, sockets: int) -> None:
        while len(self._sockets) == sockets:
            self._page.wait_for_timeout(20)  # the list grows while Playwright hands events on
        self._page.wait_for_function(RECONNECTED)


def search_for_somebody(tab: Visit, sandbox: Sandbox, text: str) -> Locator:
    now = sandbox.world.on_air.timestamp() * 1000
    event = next(event for event in sandbox.world if not event.is_expired(int(now)))
    tab.open_loaded(f"/registrants?events={event.facts.id}&tz=UTC")
    search = tab.page.get_by_label(filter_words.SEARCH)
    search.fill(text)
    search.press("Enter")
    tab.wait()
    return search


def test_a_tab_that_reconnects_under_another_account_shows_nothing_of_the_first(
    known: Visit, sandbox: Sandbox
) -> None:
    page, line = known.page, Line(known)
    search = search_for_somebody(known, sandbox, "somebody@example.com")
    line.take_down()  # else it would be told of the sign-out
    known.go_out()
    known.enter(PARTNER_USERNAME, PARTNER_PASSWORD)
    line.bring_up()
    page.get_by_role("button", name=filter_words.CLEAR_ALL).first.click()
    notice = page.get_by_role("heading", name=account_words.OTHER_ACCOUNT_TITLE)
    expect(notice).to_be_visible()
    known.wait()
    assert known.query == {}
    assert "somebody@example.com" not in page.content()
    expect(search).to_have_count(0)
    line.cut()  # once more, under this account: the tab is still the first one's
    expect(notice).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name=account_words.LOAD_ANEW).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    expect(page.get_by_role("button", name=PARTNER_USERNAME)).to_be_visible()


def test_a_tab_that_reconnects_under_its_own_account_goes_on(known: Visit, sandbox: Sandbox) -> None:
    line = Line(known)
    search = search_for_somebody(known, sandbox, "a")
    line.cut()
    search.fill("e")
    search.press("Enter")
    known.wait()
    expect(known.page.get_by_text("contains “e”").first).to_be_visible()
    expect(known.page.get_by_role("heading", level=1)).to_have_text(registrants_words.REGISTRANTS)
