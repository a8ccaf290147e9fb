"""Signing in and out as a person does."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.visit import Visit
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.ui.frame import words as frame_words
from webcast.ui.picking import words as picking_words
from webcast.web.signin import SIGN_IN_ERRORS

Tab = Callable[[BrowserContext], Visit]


def test_a_deep_link_survives_signing_in_and_a_reload(visit: Visit) -> None:
    visit.open("/events?tz=Asia%2FTokyo")
    expect(visit.page.get_by_label(frame_words.USERNAME)).to_be_visible()
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert visit.query["tz"] == "Asia/Tokyo"
    visit.reload()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert visit.query["tz"] == "Asia/Tokyo"


def test_a_wrong_password_is_said_and_the_next_try_works(visit: Visit) -> None:
    visit.open("/events?tz=UTC")
    visit.sign_in(DEMO_USERNAME, "not it")
    expect(visit.page.get_by_role("alert")).to_contain_text(SIGN_IN_ERRORS["refused"])
    visit.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    assert "error" not in visit.query


def test_sign_out_ends_it_in_every_tab(signed_in: Visit, visits: Tab) -> None:
    other = visits(signed_in.page.context)
    other.open("/events")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    signed_in.sign_out()
    expect(signed_in.page.get_by_label(frame_words.USERNAME)).to_be_visible()
    other.page.get_by_role("textbox", name=picking_words.FIND_EVENTS).fill("x")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_label(frame_words.USERNAME)).to_be_visible()
    other.reload()
    expect(other.page.get_by_label(frame_words.USERNAME)).to_be_visible()


def test_no_script_can_read_the_cookie(signed_in: Visit) -> None:
    assert "webcast_session" not in signed_in.page.evaluate("() => document.cookie")
    (cookie,) = [c for c in signed_in.page.context.cookies() if c.get("name") == "webcast_session"]
    assert cookie.get("httpOnly") is True
    assert cookie.get("sameSite") == "Lax"


def test_another_browser_is_not_signed_in(
    signed_in: Visit, person: Callable[..., BrowserContext], visits: Tab
) -> None:
    stranger = visits(person())
    stranger.open("/events")
    expect(stranger.page.get_by_label(frame_words.USERNAME)).to_be_visible()
