"""Sign in: what somebody sees who is not signed in, under whatever address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, texts
from webcast.library.arrivals import Arrival
from webcast.library.sessions import Began
from webcast.roles import Role
from webcast.setting_openid import OpenIdProvider
from webcast.ui.frame import account_words
from webcast.ui.frame import words as frame_words
from webcast.web.app_state import AppState
from webcast.web.openid.said import SIGN_ON_ERRORS
from webcast.web.passkeys.said import PASSKEY_ERRORS
from webcast.web.signin import SIGN_IN_ERRORS
from webcast.web.visitor import Visitor


def test_every_address_asks_to_sign_in_and_shows_nothing_else(open_page: OpenPage) -> None:
    page = open_page("", who=None, events="101", live="on")
    assert not page.exception
    assert page.title[0].value == frame_words.PRODUCT
    assert frame_words.TAGLINE in texts(page)
    assert not page.sidebar.children
    assert not page.dataframe
    assert not page.get("bidi_component")


def test_signing_in_goes_on_to_where_one_wanted_to_be(open_page: OpenPage) -> None:
    page = open_page("", who=None, events="101", live="on", error="refused")
    form = next(e.proto.body for e in page.get("html") if 'action="/login"' in e.proto.body)
    assert 'method="post"' in form
    assert '<input type="hidden" name="next" value="/?events=101&amp;live=on">' in form
    assert 'type="password" autocomplete="current-password"' in form


ERRORS = {**SIGN_IN_ERRORS, **SIGN_ON_ERRORS, **PASSKEY_ERRORS}


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_a_failed_try_says_why(open_page: OpenPage, code: str) -> None:
    page = open_page("", who=None, error=code)
    assert ERRORS[code] in texts(page)


CONTOSO = OpenIdProvider(name="contoso", issuer="https://login.example", client_id="x", label="Contoso <Ltd>")


def ways_in(page: AppTest) -> list[str]:
    """Return where the forms of a page lead to."""
    return [action for html in page.get("html") for action in re.findall(r'action="([^"]*)"', html.proto.body)]


def test_each_provider_has_a_button_first_of_all(open_page: OpenPage, app: AppState) -> None:
    app.settings = replace(app.settings, openid=(CONTOSO, replace(CONTOSO, name="google", label="Google")))
    page = open_page("", who=None, events="101", error="sign-on-role")
    assert ways_in(page) == ["/openid/contoso", "/openid/google", "/login", "/files-only"]
    first, second, *_ = [html.proto.body for html in page.get("html") if 'action="/openid/' in html.proto.body]
    assert "Sign in with Contoso &lt;Ltd&gt;" in first
    assert '<input type="hidden" name="next" value="/?events=101">' in first
    assert escape(SIGN_ON_ERRORS["sign-on-role"]) in first
    assert "alert" not in second


def test_only_those_who_can_use_a_form_see_it(open_page: OpenPage, app: AppState) -> None:
    app.settings = replace(app.settings, openid=(CONTOSO,), platform_sign_in=False, files_only_sessions=0)
    assert ways_in(open_page("", who=None)) == ["/openid/contoso"]
    one = Arrival("contoso", "https://login.example", "s-1", "ann@corp.example", "Ann", {"a": Role.FIGURES}, {"a"})
    app.library.arrivals.arrive(one, new_people=True, join=False, where="")
    assert ways_in(open_page("", who=None)) == ["/openid/contoso"]
    app.library.people.invite("ann@corp.example", "operator")
    assert ways_in(open_page("", who=None)) == ["/openid/contoso", "/enter"]


def test_an_unknown_code_says_something_true_and_repeats_nothing(open_page: OpenPage) -> None:
    page = open_page("", who=None, error="<script>alert(1)</script>")
    assert account_words.SIGN_IN_FAILED in texts(page)
    assert "alert(1)" not in texts(page)


def test_the_demo_is_offered_where_there_is_one(open_page: OpenPage, app: AppState) -> None:
    assert account_words.DEMO not in texts(open_page("", who=None))
    app.settings = replace(app.settings, demo_username="demo", demo_password="canary-password")
    page = open_page("", who=None)
    form = next(e.proto.body for e in page.get("html") if account_words.DEMO in e.proto.body)
    assert '<input type="hidden" name="demo" value="1">' in form
    assert "canary-password" not in "".join(e.proto.body for e in page.get("html"))


def test_files_can_be_worked_with_without_an_account(open_page: OpenPage) -> None:
    page = open_page("", who=None)
    form = next(e.proto.body for e in page.get("html") if account_words.FILES_ONLY_ENTER in e.proto.body)
    assert 'action="/files-only" method="post"' in form


def test_where_nobody_may_work_with_files_only_it_is_not_offered(open_page: OpenPage, app: AppState) -> None:
    app.settings = replace(app.settings, files_only_sessions=0)
    assert account_words.FILES_ONLY_ENTER not in texts(open_page("", who=None))


def test_the_account_menu_lists_its_sessions_and_ends_them(
    open_page: OpenPage, app: AppState, visitor: Visitor
) -> None:
    sessions, now = app.library.sessions, app.now()

    def begin(sid: str, account: str, where: str, browser: str) -> None:
        sessions.begin(sid, "t", Began(now, now + timedelta(hours=12), account, where, browser))

    begin(visitor.sid, visitor.account, "192.0.2.1", "Firefox on Windows")
    begin("two", visitor.account, "192.0.2.2", "Safari on iPhone")
    begin("three", visitor.account, "192.0.2.3", "<b>Chrome</b>")
    begin("bob's", "bob", "192.0.2.4", "Edge on Windows")
    page = open_page("events")
    said = texts(page)
    assert all(
        part in said for part in (account_words.THIS_SESSION, "192.0.2.1", "Safari on iPhone", "<b>Chrome</b>")
    )
    assert "192.0.2.4" not in said
    buttons = {button.key: button for button in page.button}
    assert f"wi-end-session-{sessions.tag(visitor.sid)}" not in buttons
    page = buttons[f"wi-end-session-{sessions.tag('two')}"].click().run()
    assert [sessions.in_force(sid, "t", now) for sid in (visitor.sid, "two", "three", "bob's")] == [
        True,
        False,
        True,
        True,
    ]
    assert "192.0.2.2" not in texts(page)
    page = next(button for button in page.button if button.key == "wi-end-sessions").click().run()
    assert [sessions.in_force(sid, "t", now) for sid in (visitor.sid, "three", "bob's")] == [True, False, True]
    assert not [button for button in page.button if button.key == "wi-end-sessions"]
    assert [entry.action for entry in app.library.audit_entries(visitor.account)] == ["end sessions", "end session"]
